/** What things cost: totals, tax, shipping. Private to the module. */
package org.alwaysopen.orders.pricing;
