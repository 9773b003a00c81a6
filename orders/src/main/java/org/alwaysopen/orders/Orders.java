package org.alwaysopen.orders;

import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Problem;

/** Orders that were placed. Thread-safe. */
public interface Orders {
    /** The order as it is now, from the database. */
    Optional<Order> find(UUID orderId);

    /** @throws org.alwaysopen.platform.ProblemException 404 when there is none */
    default Order get(UUID orderId) {
        return find(orderId)
                .orElseThrow(() -> Problem.notFound("order: there is none with id " + orderId)
                        .exception());
    }
}
