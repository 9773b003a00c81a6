/** The way from a cart to a paid order. Private to the module. */
package org.alwaysopen.orders.checkout;
