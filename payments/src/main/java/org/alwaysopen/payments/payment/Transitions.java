package org.alwaysopen.payments.payment;

import static org.alwaysopen.payments.Payments.State.AUTHORISED;
import static org.alwaysopen.payments.Payments.State.CAPTURED;
import static org.alwaysopen.payments.Payments.State.CREATED;
import static org.alwaysopen.payments.Payments.State.DECLINED;
import static org.alwaysopen.payments.Payments.State.FAILED;
import static org.alwaysopen.payments.Payments.State.PARTLY_CAPTURED;
import static org.alwaysopen.payments.Payments.State.PARTLY_REFUNDED;
import static org.alwaysopen.payments.Payments.State.REFUNDED;
import static org.alwaysopen.payments.Payments.State.UNKNOWN;
import static org.alwaysopen.payments.Payments.State.VOIDED;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.alwaysopen.payments.Payments.State;

/**
 * The one table of what may become of a payment. {@link PaymentRows#move} is the one place that changes a state, and it
 * asks here.
 */
public final class Transitions {
    private static final Map<State, Set<State>> ALLOWED = new EnumMap<>(Map.of(
            CREATED, Set.of(AUTHORISED, DECLINED, FAILED, UNKNOWN, VOIDED),
            UNKNOWN, Set.of(AUTHORISED, DECLINED, FAILED, VOIDED),
            AUTHORISED, Set.of(CAPTURED, PARTLY_CAPTURED, VOIDED, FAILED),
            PARTLY_CAPTURED, Set.of(PARTLY_REFUNDED, REFUNDED, FAILED /* the capture failed after all */),
            CAPTURED, Set.of(PARTLY_REFUNDED, REFUNDED, FAILED /* the capture failed after all */),
            PARTLY_REFUNDED, Set.of(PARTLY_REFUNDED, REFUNDED, CAPTURED, PARTLY_CAPTURED /* a refund bounced */),
            REFUNDED, Set.of(PARTLY_REFUNDED, CAPTURED, PARTLY_CAPTURED /* a refund bounced */),
            VOIDED, Set.of(),
            DECLINED, Set.of(),
            FAILED, Set.of()));

    private Transitions() {}

    public static boolean allowed(State from, State to) {
        return ALLOWED.get(from).contains(to);
    }
}
