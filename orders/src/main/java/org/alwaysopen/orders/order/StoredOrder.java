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
                new Order.Payment(payment.id(), payment.state(), payment.declineReason()));
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
                payment);
    }
}
