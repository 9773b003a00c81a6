package org.alwaysopen.payments;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The shop's books, for reconciliation and for the checks after a drill. All amounts are in minor units; days are UTC.
 * Thread-safe.
 */
public interface Books {
    /**
     * Where one attempt at one processor stands in our ledger.
     *
     * @param reference the processor's id, when it was ever told
     * @param held      what is on hold there now
     * @param open      whether a worker still has something to do or to find out
     */
    record Position(
            UUID attempt,
            UUID payment,
            UUID order,
            String processor,
            Optional<String> reference,
            String currency,
            long held,
            long captured,
            long refunded,
            long chargedBack,
            long fees,
            boolean open) {}

    /** @param sum zero, or the books are broken */
    record Balance(String account, String currency, long sum) {}

    /**
     * The positions of one processor, for attempts between two times. At most {@code limit} after this attempt, in the
     * order of their ids; read on with the last one's id until fewer come.
     */
    List<Position> positions(String processor, Instant from, Instant to, Optional<UUID> after, int limit);

    /** One position, whenever it was; empty when the attempt is not ours. */
    Optional<Position> position(UUID attempt);

    /** The balance of each account. */
    List<Balance> balances();

    /** What is wrong inside our own books, in words: empty when all is well. */
    List<String> contradictions();
}
