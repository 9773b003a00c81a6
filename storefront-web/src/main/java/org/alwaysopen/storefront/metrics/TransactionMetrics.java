package org.alwaysopen.storefront.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.alwaysopen.platform.Transactions;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * Transactions by their names: how long they took and how they ended ({@code shop_transaction}), how often they were tried
 * again and why ({@code shop_transaction_retries}), and how often it had to be found out whether one was committed ({@code
 * shop_transaction_ambiguous}). Names are the code's own, so there are few. Thread-safe.
 */
public final class TransactionMetrics implements Transactions.Observer {
    private final MetricRegistry registry;
    /** Kept, because the registry builds and compares an id at each look-up. */
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    public TransactionMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void ended(String name, Transactions.Ending ending, Duration took) {
        timers.computeIfAbsent(
                        name + '\n' + ending,
                        key -> registry.timer("shop_transaction", named(name), new Tag("ending", ending.name())))
                .update(took);
    }

    @Override
    public void retried(String name, String sqlState) {
        // Without a state: the work asked for a fresh view by itself.
        String state = sqlState == null || sqlState.isEmpty() ? "none" : sqlState;
        counters.computeIfAbsent(
                        name + '\n' + state,
                        key -> registry.counter("shop_transaction_retries", named(name), new Tag("sqlstate", state)))
                .inc();
    }

    @Override
    public void ambiguous(String name) {
        counters.computeIfAbsent(name, key -> registry.counter("shop_transaction_ambiguous", named(name)))
                .inc();
    }

    private static Tag named(String name) {
        return new Tag("name", name);
    }
}
