/** {@code ./shop reconcile}: compares books, and sets them right. */
package org.alwaysopen.local.reconcile;
