/** The stock of the shop. This package is its public API; sub-packages are private to the module. */
package org.alwaysopen.inventory;
