package org.alwaysopen.inventory.upkeep;

import java.util.List;
import java.util.UUID;
import org.alwaysopen.inventory.reservation.Reserving;
import org.alwaysopen.platform.Transactions;

/** Gives back what was reserved and not paid for in time. Thread-safe; may run in every region at once. */
public final class Expiry {
    private final Transactions transactions;
    private final Reserving reserving;

    public Expiry(Transactions transactions, Reserving reserving) {
        this.transactions = transactions;
        this.reserving = reserving;
    }

    /**
     * Two workers, or a worker and a payment, with the same order: the state of the rows is the judge, the second one
     * finds nothing held.
     *
     * @return how many orders' reservations were released
     */
    public int releaseExpired(int limit) {
        List<UUID> due = transactions.read("inventory: find expired", tx -> reserving.due(tx, limit));
        int released = 0;
        for (UUID orderId : due) {
            boolean was = transactions.run("inventory: expire", tx -> reserving.releaseIfDue(tx, orderId));
            released += was ? 1 : 0;
        }
        return released;
    }
}
