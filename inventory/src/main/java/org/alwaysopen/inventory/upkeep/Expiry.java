package org.alwaysopen.inventory.upkeep;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.inventory.reservation.Reserving;
import org.alwaysopen.platform.Leases;
import org.alwaysopen.platform.Transactions;

/** Gives back what was reserved and not paid for in time. Thread-safe; may run in every region at once. */
public final class Expiry {
    /** One region does it at a time: several would only collide. When it died, another takes over after this. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private static final String LEASE = "inventory: expiry";

    private final Transactions transactions;
    private final Reserving reserving;
    private final String server;

    /** @param server names this server, for the lease */
    public Expiry(Transactions transactions, Reserving reserving, String server) {
        this.transactions = transactions;
        this.reserving = reserving;
        this.server = server;
    }

    /**
     * Two workers, or a worker and a payment, with the same order: the state of the rows is the judge, the second one
     * finds nothing held.
     *
     * @return how many orders' reservations were released
     */
    public int releaseExpired(int limit) {
        List<UUID> due = transactions.read("inventory: find expired", tx -> reserving.due(tx, limit));
        if (due.isEmpty()
                || !transactions.run("inventory: lease expiry", tx -> Leases.acquire(tx, LEASE, server, TURN))) {
            return 0;
        }
        int released = 0;
        for (UUID orderId : due) {
            boolean was = transactions.run("inventory: expire", tx -> reserving.releaseIfDue(tx, orderId));
            released += was ? 1 : 0;
        }
        return released;
    }
}
