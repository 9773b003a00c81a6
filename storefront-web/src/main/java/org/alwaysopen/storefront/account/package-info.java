/** A person's own pages, and the way in and out. */
package org.alwaysopen.storefront.account;
