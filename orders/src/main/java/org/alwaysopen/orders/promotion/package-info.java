/** What is given off, and how often: promotions in SQL. Private to the module. */
package org.alwaysopen.orders.promotion;
