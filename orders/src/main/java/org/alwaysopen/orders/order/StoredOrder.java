package org.alwaysopen.orders.order;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Order;
import org.alwaysopen.payments.Payments;

/**
 * An order as its row holds it: without the state of its payment, which is the payment module's to tell.
 *
 * @param order         with {@code payment.state} CREATED as long as nobody asked
 * @param outcome       how its checkout ended; empty while it has not
 * @param outcomeDetail JSON, for telling it again; may be null
 * @param ageSeconds    since it was placed
 */
public record StoredOrder(Order order, Optional<Outcome> outcome, String outcomeDetail, long ageSeconds) {

    public enum Outcome {
        PAID,
        DECLINED,
        OUT_OF_STOCK,
        UNAVAILABLE
    }

    /** The state of the payment of an order that gift cards pay wholly: there is nothing that could still fail. */
    static final Payments.State NOTHING_TO_PAY = Payments.State.CAPTURED;

    /** Stands for the payment of an order that has none. */
    public static Payments.Payment nothingToPay(Order order) {
        return new Payments.Payment(
                null, order.id(), NOTHING_TO_PAY, order.toPay(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Null when no processor was asked. */
    public UUID paymentId() {
        return order.payment().id();
    }

    public static Order placedAt(Order order, Instant when) {
        return copy(order, order.state(), when, order.payment());
    }

    public static Order with(Order order, Order.State state, Payments.Payment payment) {
        return copy(
                order,
                state,
                order.placedAt(),
                new Order.Payment(
                        payment.id(),
                        payment.state(),
                        payment.declineReason(),
                        payment.challenge(),
                        payment.transfer()));
    }

    private static Order copy(Order order, Order.State state, Instant placedAt, Order.Payment payment) {
        return new Order(
                order.id(),
                order.number(),
                state,
                order.lines(),
                order.subtotal(),
                order.discount(),
                order.shipping(),
                order.tax(),
                order.total(),
                order.taxIncluded(),
                order.email(),
                order.shippingAddress(),
                order.shippingOption(),
                placedAt,
                order.region(),
                order.cartId(),
                payment,
                order.promotions(),
                order.giftCards(),
                order.note());
    }
}
