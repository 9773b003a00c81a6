package org.alwaysopen.orders.checkout;

import java.time.Duration;
import java.util.UUID;
import org.alwaysopen.orders.CheckoutObserver;
import org.alwaysopen.orders.order.OrderRows;
import org.alwaysopen.orders.order.StoredOrders;
import org.alwaysopen.platform.Transactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes or undoes the checkouts that a dead server, or an unclear answer, left behind; runs in every region.
 *
 * <p>An order that is still {@code PLACED} some seconds after its first commit is taken by one worker at a time, with a lease
 * on its row, and goes on where it was left: the processor is asked (again), and the outcome recorded. Thread-safe.
 */
public final class Recovery {
    /** Bounds a round; what is left comes in the next one, or in another region. */
    static final int BATCH = 50;
    /** Nearly all have ended in time, and only pass by: more than a region sells in a round. */
    private static final int LOOKED_AT = 1_000;
    /** Longer than one order takes at the worst: two processors that do not answer. */
    static final Duration LEASE = Duration.ofSeconds(45);
    /** The pause between rounds. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Transactions transactions;
    private final OrderRows orders;
    private final StoredOrders storedOrders;
    private final CheckoutProcess checkout;
    private final CheckoutObserver observer;

    public Recovery(
            Transactions transactions,
            OrderRows orders,
            StoredOrders storedOrders,
            CheckoutProcess checkout,
            CheckoutObserver observer) {
        this.transactions = transactions;
        this.orders = orders;
        this.storedOrders = storedOrders;
        this.checkout = checkout;
        this.observer = observer;
    }

    /** One round. Returns how many orders it took up. */
    public int runOnce() {
        OrderRows.Due due = transactions.read("recovery: look", tx -> orders.due(tx, LOOKED_AT));
        if (!due.ended().isEmpty()) {
            transactions.run("recovery: forget", tx -> {
                orders.forget(tx, due.ended());
                return null;
            });
        }
        int taken = 0;
        for (UUID order : due.abandoned().stream().limit(BATCH).toList()) {
            if (transactions.run("recovery: take", tx -> orders.takeAbandoned(tx, order, LEASE))) {
                taken++;
                finish(order);
            }
        }
        return taken;
    }

    private void finish(UUID order) {
        try {
            checkout.finish(order);
            storedOrders.find(order).ifPresent(now -> {
                observer.recovered(order, now.state());
                LOG.info("order {} was left behind by its checkout, and is {} now", now.number(), now.state());
            });
        } catch (
                RuntimeException e) { // its lease ends, and the next round tries again; the others must not wait for it
            LOG.warn("order {} could not be settled, and will be tried again: {}", order, e.toString());
        }
    }
}
