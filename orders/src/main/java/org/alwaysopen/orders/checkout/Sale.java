package org.alwaysopen.orders.checkout;

import java.util.List;
import java.util.UUID;
import org.alwaysopen.orders.Checkout;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.cart.StoredCart;
import org.alwaysopen.orders.customer.Customers;
import org.alwaysopen.orders.order.StoredOrder;
import org.alwaysopen.orders.promotion.Live;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Tx;

/**
 * What one try of a checkout knows while its steps go by. Lives as long as that try, on its thread: a transaction that is
 * tried again begins with a new one.
 */
final class Sale {
    private final UUID orderId;
    private Tx tx;

    /** Only in the first transaction: afterwards the order holds all that matters. */
    Checkout.Command command;

    StoredCart cart;
    /** What takes something off, with its limits. */
    List<Live> promotions = List.of();

    Order order;
    /** Null when there is nothing to pay beside gift cards. */
    UUID paymentId;

    Payments.Outcome outcome;
    Payments.Payment payment;
    /** Another server brought this order to its end first: nothing is left to do. */
    boolean endedByAnother;

    /** How it ends when it is undone, with what is needed to say it again (JSON, or null), and why, in words. */
    StoredOrder.Outcome ending;

    String endingDetail;
    String reason = "";

    Sale(UUID orderId) {
        this.orderId = orderId;
    }

    static Sale of(Order order) {
        Sale sale = new Sale(order.id());
        sale.order = order;
        sale.paymentId = order.payment().id();
        return sale;
    }

    UUID orderId() {
        return orderId;
    }

    /** Whose uses of promotions count, and whose store credit may be spent. Only in the first transaction. */
    List<String> customers() {
        return Customers.of(cart.email(), command.account());
    }

    Sale in(Tx running) {
        this.tx = running;
        return this;
    }

    Tx tx() {
        if (tx == null) {
            throw new IllegalStateException("a remote step has no transaction");
        }
        return tx;
    }
}
