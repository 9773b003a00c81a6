package org.alwaysopen.storefront.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.alwaysopen.orders.CheckoutObserver;
import org.alwaysopen.orders.Order;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * Where a checkout's time goes, step by step ({@code shop_checkout_step}), its commits ({@code shop_checkout_commits}), and
 * the orders that a worker brought to an end after a crash ({@code shop_checkout_recovered}, by the state they came to). A
 * rising rate of the last one says that servers die, or that a processor does not answer. Thread-safe.
 */
public final class CheckoutMetrics implements CheckoutObserver {
    private final MetricRegistry registry;
    private final Map<String, Timer> steps = new ConcurrentHashMap<>();
    /** Steps of a checkout run on its thread, one after the other. */
    private final ThreadLocal<Long> beganNanos = new ThreadLocal<>();

    public CheckoutMetrics(MetricRegistry registry) {
        this.registry = registry;
        // There from the start: a number that is missing is no zero.
        for (Order.State end : new Order.State[] {Order.State.PAID, Order.State.CANCELLED, Order.State.PLACED}) {
            registry.counter("shop_checkout_recovered", new Tag("state", end.name()));
        }
    }

    @Override
    public void before(String step, UUID orderId) {
        beganNanos.set(System.nanoTime());
    }

    @Override
    public void after(String step, UUID orderId) {
        Long began = beganNanos.get();
        if (began != null) {
            steps.computeIfAbsent(step, name -> registry.timer("shop_checkout_step", new Tag("step", name)))
                    .update(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    @Override
    public void committed(String transaction, UUID orderId) {
        registry.counter("shop_checkout_commits", new Tag("transaction", transaction))
                .inc();
    }

    @Override
    public void recovered(UUID orderId, Order.State state) {
        registry.counter("shop_checkout_recovered", new Tag("state", state.name()))
                .inc();
    }
}
