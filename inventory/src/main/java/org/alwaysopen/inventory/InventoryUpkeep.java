package org.alwaysopen.inventory;

/**
 * Work that a server does for the inventory again and again, each call a bounded amount of it. Every region's server calls
 * it; they do not get in each other's way. Thread-safe. Never call it inside a transaction.
 */
public interface InventoryUpkeep {
    /** Every second or so: gives back what was reserved and not paid for in time. @return how many orders' */
    int releaseExpired(int limit);
}
