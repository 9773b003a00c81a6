package org.alwaysopen.orders;

import java.util.UUID;

/**
 * Hears how a checkout goes on, for metrics of where the time goes, and for tests that crash it there. Called on the thread
 * of the checkout, perhaps inside a transaction that is tried several times: quick, without effects, thread-safe.
 */
public interface CheckoutObserver {
    CheckoutObserver NONE = new CheckoutObserver() {};

    /** @param step its name, or {@code undo } and its name for what undoes it */
    default void before(String step, UUID orderId) {}

    default void after(String step, UUID orderId) {}

    /** @param transaction {@code place}, {@code settle} or {@code undo} */
    default void committed(String transaction, UUID orderId) {}

    /** A worker brought to an end what a crash or an unclear answer had left. */
    default void recovered(UUID orderId, Order.State state) {}
}
