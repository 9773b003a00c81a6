/** What merchants and operators read in their browser: the pages under {@code /admin}. Programs use {@code /admin/api}. */
package org.alwaysopen.storefront.console;
