/** What happens to orders after their sale. Private to the module. */
package org.alwaysopen.orders.aftersale;
