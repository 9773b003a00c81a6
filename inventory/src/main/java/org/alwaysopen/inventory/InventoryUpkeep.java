package org.alwaysopen.inventory;

/**
 * Work that a server does for the inventory again and again, each call a bounded amount of it. Every region's server calls
 * it; they do not get in each other's way. Thread-safe. Never call it inside a transaction.
 */
public interface InventoryUpkeep {
    /** Every second or so: gives back what was reserved and not paid for in time. @return how many orders' */
    int releaseExpired(int limit);

    /**
     * Every second or so: puts units where they are sold, and gives hot SKUs more slots, of at most so many SKUs.
     *
     * @return how many SKUs were changed
     */
    int rebalance(int limit);
}
