/** Carts. Private to the module. */
package org.alwaysopen.orders.cart;
