package org.alwaysopen.orders.aftersale;

import static org.alwaysopen.orders.Order.State.CANCELLED;
import static org.alwaysopen.orders.Order.State.DELIVERED;
import static org.alwaysopen.orders.Order.State.PACKED;
import static org.alwaysopen.orders.Order.State.PAID;
import static org.alwaysopen.orders.Order.State.PARTLY_SHIPPED;
import static org.alwaysopen.orders.Order.State.PLACED;
import static org.alwaysopen.orders.Order.State.RETURNED;
import static org.alwaysopen.orders.Order.State.SHIPPED;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.alwaysopen.orders.Order.State;

/**
 * The one table of what may become of an order. {@link OrderChanges#write} is the one place that moves an order after its
 * checkout, by an update that holds for the state it was decided on, and it asks here.
 */
public final class Moves {
    private static final Map<State, Set<State>> ALLOWED = new EnumMap<>(Map.of(
            PLACED, Set.of(PAID, CANCELLED) /* by the checkout alone */,
            PAID, Set.of(PACKED, CANCELLED),
            PACKED, Set.of(PAID /* opened again */, PARTLY_SHIPPED, SHIPPED, CANCELLED),
            PARTLY_SHIPPED, Set.of(SHIPPED, RETURNED /* the rest is cancelled, and what was sent is back */),
            SHIPPED, Set.of(DELIVERED, RETURNED, PARTLY_SHIPPED /* an exchange: something is to be sent again */),
            DELIVERED, Set.of(RETURNED, PARTLY_SHIPPED /* an exchange */),
            CANCELLED, Set.of(),
            RETURNED, Set.of()));

    private Moves() {}

    /** Staying is no move, and is allowed: much happens to an order that does not move it. */
    public static boolean allowed(State from, State to) {
        return from == to || ALLOWED.get(from).contains(to);
    }
}
