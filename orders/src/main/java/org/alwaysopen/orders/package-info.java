/** Carts, checkout and orders. This package is its public API; sub-packages are private to the module. */
package org.alwaysopen.orders;
