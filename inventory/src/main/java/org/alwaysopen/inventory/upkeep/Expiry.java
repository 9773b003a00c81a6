package org.alwaysopen.inventory.upkeep;

import java.time.Duration;
import java.util.UUID;
import org.alwaysopen.inventory.reservation.Reserving;
import org.alwaysopen.platform.Leases;
import org.alwaysopen.platform.Transactions;

/** Gives back what was reserved and not paid for in time. Thread-safe; may run in every region at once. */
public final class Expiry {
    /** One region does it at a time: several would only collide. When it died, another takes over after this. */
    private static final Duration TURN = Duration.ofSeconds(5);

    /** Most were sold in time, and only pass by: more in a round than a region sells in a second. */
    private static final int LOOKED_AT = 1_000;

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
        Reserving.Late late = transactions.read("inventory: find expired", tx -> reserving.late(tx, LOOKED_AT));
        boolean nothing = late.held().isEmpty() && late.ended().isEmpty();
        if (nothing || !transactions.run("inventory: lease expiry", tx -> Leases.acquire(tx, LEASE, server, TURN))) {
            return 0;
        }
        if (!late.ended().isEmpty()) {
            transactions.run("inventory: forget deadlines", tx -> {
                reserving.forgetDeadlines(tx, late.ended());
                return null;
            });
        }
        int released = 0;
        for (UUID orderId : late.held().stream().limit(limit).toList()) {
            boolean was = transactions.run("inventory: expire", tx -> reserving.releaseIfDue(tx, orderId));
            released += was ? 1 : 0;
        }
        return released;
    }
}
