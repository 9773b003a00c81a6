package org.alwaysopen.payments;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

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

    /** The most positions that are asked for, or read, at once. */
    int PAGE = 500;

    /**
     * All positions of one processor, for payments that began between two times, in that order. Read in pages, each as it is
     * at its moment.
     */
    void positions(String processor, Instant from, Instant to, Consumer<Position> each);

    /** The positions of these attempts, at most {@link #PAGE}, whenever they were; those that are not ours are left out. */
    List<Position> positions(Collection<UUID> attempts);

    /** The balance of each account. */
    List<Balance> balances();

    /** What is wrong inside our own books of payments that began between two times, in words: empty when all is well. */
    List<String> contradictions(Instant from, Instant to);

    /** The same for all of them. */
    default List<String> contradictions() {
        return contradictions(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
    }
}
