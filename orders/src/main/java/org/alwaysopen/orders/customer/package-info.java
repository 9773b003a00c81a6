/** Who shoppers are, as far as a till needs it. Private to the module. */
package org.alwaysopen.orders.customer;
