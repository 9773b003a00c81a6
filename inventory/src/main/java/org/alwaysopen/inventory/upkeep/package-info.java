/** What runs on a schedule: expiry of reservations, rebalancing of allotments, warnings of low stock. */
package org.alwaysopen.inventory.upkeep;
