package org.alwaysopen.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;

/** Orders that were placed. Thread-safe. */
public interface Orders {
    int PAGE_MAX = 100;

    /** An order in a list. @param units of all lines together */
    record Summary(
            UUID id, String number, Order.State state, Money total, int units, Instant placedAt, Region region) {}

    /** @param next where to go on, or empty at the end */
    record Page(List<Summary> items, Optional<String> next) {}

    /**
     * The orders of an account, the newest first, without those whose checkout came to nothing.
     *
     * @param cursor as {@link Page#next} gave it
     * @param limit  1 to {@link #PAGE_MAX}
     */
    Page ofAccount(UUID account, Optional<String> cursor, int limit);

    /** Whose order it is; empty for a guest's, or when there is none. */
    Optional<UUID> accountOf(UUID orderId);

    /** The order as it is now, from the database. */
    Optional<Order> find(UUID orderId);

    /** @throws org.alwaysopen.platform.ProblemException 404 when there is none */
    default Order get(UUID orderId) {
        return find(orderId)
                .orElseThrow(() -> Problem.notFound("order: there is none with id " + orderId)
                        .exception());
    }
}
