/** Units that are set aside for an order, until it is paid for or comes to nothing. */
package org.alwaysopen.inventory.reservation;
