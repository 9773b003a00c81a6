package org.alwaysopen.local.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.alwaysopen.local.launcher.Regions;
import org.alwaysopen.local.reconcile.PaymentsReconciliation;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.ShopDatabase;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Workers;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.http.HttpFront.Network;

/**
 * Shoppers pay without a pause; in the middle the cheaper processor disappears from the network, and later comes back.
 * Measures how many payments succeed, and how long they take, second by second; at the end the books are compared.
 *
 * <p>A payment is what a checkout does with it: opened in a transaction, authorised by the processor's SDK over real HTTP,
 * recorded in a second transaction; captured by the workers meanwhile.
 */
final class ProcessorOutage {
    /** A closed loop of so many shoppers keeps two cores busy, and the processors idle enough to be no bottleneck. */
    private static final int SHOPPERS = 16;
    /** What the breaker and the time-outs may take. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(120);

    /** @param seconds of each of the three parts: before, during, after */
    record Options(String jdbcUrl, Path folder, Network outage, int seconds) {}

    /** @param share of the payments that began {@link #GRACE} after the outage, and succeeded */
    record Report(
            long payments,
            long failed,
            double share,
            PaymentsReconciliation.Report stripe,
            PaymentsReconciliation.Report adyen) {}

    private final Options options;
    private final PrintStream out;
    private final OutageLog log = new OutageLog();

    ProcessorOutage(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    Report run() throws InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(ShopDatabase.withSessionDefaults(options.jdbcUrl()));
        config.setMaximumPoolSize(SHOPPERS + 16);
        try (HikariDataSource source = new HikariDataSource(config);
                ProcessorSimulator stripe = ProcessorSimulator.stripe(
                        SimulatorSettings.forTests(options.folder().resolve("stripe.journal")));
                ProcessorSimulator adyen = ProcessorSimulator.adyen(
                        SimulatorSettings.forTests(options.folder().resolve("adyen.journal")))) {
            ShopDatabase.migrate(source, List.of("platform", "payments"));
            Transactions transactions = new Transactions(source, Transactions.Observer.NONE, new Random());
            try (PaymentsModule module = new PaymentsModule(
                            transactions,
                            Regions.ALL.get(0),
                            SimulatedProcessors.settings(stripe, adyen),
                            Ids.RANDOM,
                            Clock.systemUTC());
                    Workers workers = new Workers()) {
                module.jobs().forEach(job -> workers.every(job.every(), job.name(), job.run()));
                warmUp(transactions, module);
                long outageMs = load(transactions, module, stripe);
                settle(module, List.of("stripe", "adyen"));
                return report(outageMs, module, stripe, adyen);
            }
        }
    }

    private static void warmUp(Transactions transactions, PaymentsModule module) {
        for (int i = 0; i < 20; i++) {
            pay(transactions, module);
        }
    }

    /** Three parts of the same length. Returns when the outage began, in ms since the load's start. */
    private long load(Transactions transactions, PaymentsModule module, ProcessorSimulator stripe)
            throws InterruptedException {
        ExecutorService shoppers = Executors.newFixedThreadPool(SHOPPERS);
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(3L * options.seconds());
        for (int i = 0; i < SHOPPERS; i++) {
            shoppers.submit(() -> {
                while (System.nanoTime() < end) {
                    long began = System.nanoTime();
                    boolean success = pay(transactions, module);
                    log.add((began - start) / 1_000_000, (System.nanoTime() - began) / 1_000_000, success);
                }
            });
        }
        TimeUnit.SECONDS.sleep(options.seconds());
        long outageMs = (System.nanoTime() - start) / 1_000_000;
        stripe.network(options.outage());
        TimeUnit.SECONDS.sleep(options.seconds());
        stripe.network(Network.UP);
        shoppers.shutdown();
        if (!shoppers.awaitTermination(options.seconds() + 60L, TimeUnit.SECONDS)) {
            throw new IllegalStateException("shoppers still wait for their payments");
        }
        return outageMs;
    }

    private static boolean pay(Transactions transactions, PaymentsModule module) {
        try {
            Payments.Opening opening = new Payments.Opening(
                    UUID.randomUUID(), Regions.ALL.get(0), Money.of(25_000, "USD"), "pm_card_visa");
            UUID id = transactions.run("bench: open", tx -> module.payments().open(tx, opening));
            Payments.Outcome outcome = module.payments().authorise(id);
            return transactions
                            .run("bench: record", tx -> module.payments().record(tx, id, outcome))
                            .state()
                    == Payments.State.AUTHORISED;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** The workers go on until nothing is left to do. */
    private static void settle(PaymentsModule module, List<String> processors) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            long open = 0;
            for (String processor : processors) {
                open += openPositions(module, processor);
            }
            if (open == 0) {
                return;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private static long openPositions(PaymentsModule module, String processor) {
        AtomicLong open = new AtomicLong();
        module.books()
                .positions(
                        processor,
                        Instant.EPOCH,
                        Instant.parse("9999-01-01T00:00:00Z"),
                        position -> open.addAndGet(position.open() ? 1 : 0));
        return open.get();
    }

    private Report report(long outageMs, PaymentsModule module, ProcessorSimulator stripe, ProcessorSimulator adyen) {
        log.print(out, "stripe", options.outage().name(), outageMs, options.seconds());
        PaymentsReconciliation reconciliation = new PaymentsReconciliation(module.books());
        return new Report(
                log.size(),
                log.failed(),
                log.shareFrom(outageMs + GRACE.toMillis()),
                reconciliation.compare("stripe", stripe.books(), Optional.empty()),
                reconciliation.compare("adyen", adyen.books(), Optional.empty()));
    }
}
