/** Stored value: gift cards, store credit, and their journal. Private to the module. */
package org.alwaysopen.orders.giftcard;
