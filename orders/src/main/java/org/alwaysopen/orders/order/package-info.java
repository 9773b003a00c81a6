/** Orders that were placed. Private to the module. */
package org.alwaysopen.orders.order;
