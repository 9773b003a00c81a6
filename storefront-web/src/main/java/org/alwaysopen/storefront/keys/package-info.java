/** Keys by which merchants' programs open the merchant's part of the shop. */
package org.alwaysopen.storefront.keys;
