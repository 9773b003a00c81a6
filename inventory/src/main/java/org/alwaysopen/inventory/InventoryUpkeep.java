package org.alwaysopen.inventory;

import java.time.Duration;
import java.util.List;

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

    /**
     * Every two seconds or so: raises {@link Stock#LOW_STOCK} for watched SKUs that fell to their threshold; looks at so
     * many of them.
     *
     * @return how many events were raised
     */
    int warnOfLowStock(int limit);

    /** Work for a schedule: how often, and what. */
    record Job(String name, Duration every, Runnable run) {}

    /** All of the above, for the server's workers. */
    List<Job> jobs();
}
