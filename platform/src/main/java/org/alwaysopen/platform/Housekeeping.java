package org.alwaysopen.platform;

import java.time.Duration;

/**
 * Deletes what the platform's tables no longer need, in small steps. Any number of servers may do it at once.
 *
 * <p>{@link Workers} run it every minute or so; a round is bounded, and what is left waits for the next one.
 */
public final class Housekeeping {
    /** Clients try again within a day (as with Stripe); the second day is for the ones with a bad clock. */
    static final Duration KEYS_AGE = Duration.ofHours(48);
    /** A lost answer is settled within half a minute: see {@link Transactions}. */
    static final Duration WITNESSES_AGE = Duration.ofHours(1);
    /** Longer than a server may be without the database, and then still catch up by its {@link ChangeFeed}. */
    static final Duration OUTBOX_AGE = Duration.ofHours(24);

    /** A transaction of this many deletions takes some tens of milliseconds. */
    static final int STEP = 1_000;
    /** Bounds a round to seconds; at a round a minute it keeps up with over 300 transactions a second in each server. */
    static final int STEPS_MAX = 20;

    private final Transactions transactions;

    public Housekeeping(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Returns how many rows were deleted. */
    public int runOnce() {
        return inSteps(() -> Outbox.sweep(transactions, OUTBOX_AGE, STEP))
                + inSteps(() -> Idempotency.sweep(transactions, KEYS_AGE, STEP))
                + inSteps(() -> sweepWitnesses(WITNESSES_AGE, STEP));
    }

    int sweepWitnesses(Duration age, int limit) {
        return Sweep.olderThan(
                transactions, "sweep witnesses", age, limit, """
                SELECT id FROM platform.witness
                 WHERE created_at < now() - :ageMs * INTERVAL '1 millisecond' ORDER BY created_at LIMIT :limit""", "DELETE FROM platform.witness WHERE id = ANY(:ids)");
    }

    private static int inSteps(java.util.function.IntSupplier step) {
        int deleted = 0;
        for (int i = 0; i < STEPS_MAX; i++) {
            int now = step.getAsInt();
            deleted += now;
            if (now < STEP) {
                break;
            }
        }
        return deleted;
    }
}
