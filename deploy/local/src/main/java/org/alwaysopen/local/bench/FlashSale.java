package org.alwaysopen.local.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Inventories.Contention;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.ShopDatabase;
import org.alwaysopen.platform.Transactions;

/**
 * How fast one region sells one hot SKU: with one row that all buyers meet at, with the slots that the inventory gives it by
 * itself, and, for comparison, the same number of buyers spread over a thousand SKUs. All in one run, on one database, in
 * turns, so that the ratios hold whatever else the machine does.
 *
 * <p>A reservation is what checkout does: {@code Inventory.reserve} in a SERIALIZABLE transaction with its witness row, that
 * is a take, a reservation with its journal entry, and the commit. One row is sold in three ways: by buyers who collide, each
 * with a connection of its own, and try again at once, as with pgbench; by buyers who collide and try again later, as
 * {@link Transactions} does; and by buyers who wait for each other in the server, as {@code Inventory} does with one slot.
 */
public final class FlashSale {
    /** Buyers at the same time, as in the issue that asks for this. */
    static final int BUYERS = 64;

    private static final int SPREAD_SKUS = 1_000;
    /** More than can be sold while it runs. */
    private static final long UNITS = 50_000_000;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<Region> REGIONS =
            List.of(new Region("aws-us-east-1"), new Region("gcp-us-central1"), new Region("azure-westus2"));

    /** @param seconds how long each measurement lasts, in each round, after a warm-up of half as long */
    public record Options(String jdbcUrl, int rounds, int seconds, int connections) {}

    /** So long everything is done once, for the compiler, before anything is measured. */
    private static final long WARM_UP_MS = 8_000;

    /**
     * What one way of selling came to.
     *
     * @param retriesPerReservation whole transactions that were done again, for whatever reason
     * @param unavailable           reservations that were given up after ten tries
     * @param use                   what it used of the machine
     */
    public record Result(
            String name,
            double perSecond,
            double p50Ms,
            double p99Ms,
            double retriesPerReservation,
            long unavailable,
            MachineUse.PerUnit use) {}

    /**
     * @param hotToSingleRow how many times as fast as one row whose buyers try again at once
     * @param hotToPausing   how many times as fast as one row whose buyers pause before they try again
     * @param hotToQueue     how many times as fast as one row whose buyers wait for each other in the server
     */
    public record Report(
            List<Result> results, double hotToSingleRow, double hotToPausing, double hotToQueue, double hotToSpread) {}

    private final Options options;
    private final PrintStream out;
    private final AtomicLong retries = new AtomicLong();

    public FlashSale(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public Report run() throws InterruptedException {
        // One more, to ask the database about itself.
        try (HikariDataSource ours = pool(options.connections() + 1);
                HikariDataSource oneEach = pool(BUYERS)) {
            ShopDatabase.migrate(ours, List.of("platform", "inventory"));
            try (MachineUse machine = MachineUse.of(ours)) {
                return measure(ours, oneEach, machine);
            }
        }
    }

    private HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(ShopDatabase.withSessionDefaults(options.jdbcUrl()));
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(Duration.ofSeconds(30).toMillis());
        return new HikariDataSource(config);
    }

    private Transactions transactions(DataSource pool, RandomGenerator pauses) {
        return new Transactions(
                pool,
                new Transactions.Observer() {
                    @Override
                    public void retried(String name, String sqlState) {
                        retries.incrementAndGet();
                    }
                },
                pauses);
    }

    /** One way of selling. */
    private final class Way {
        final String name;
        final Transactions transactions;
        final Inventories inventories;
        final Supplier<Sku> sku;
        final boolean adapting;
        final List<Long> latencies = new ArrayList<>();
        MachineUse.Sum use = MachineUse.Sum.NOTHING;
        double seconds;
        long retried;
        long unavailable;

        Way(String name, Transactions transactions, Contention contention, boolean adapting, Supplier<Sku> sku) {
            this.name = name;
            this.transactions = transactions;
            this.inventories = Inventories.create(transactions, REGIONS.get(0), REGIONS, contention);
            this.adapting = adapting;
            this.sku = sku;
        }

        Result result() {
            long[] sorted =
                    latencies.stream().mapToLong(Long::longValue).sorted().toArray();
            double count = Math.max(1, sorted.length);
            return new Result(
                    name,
                    sorted.length / seconds,
                    percentile(sorted, 0.50),
                    percentile(sorted, 0.99),
                    retried / count,
                    unavailable,
                    use.per(sorted.length));
        }
    }

    private static double percentile(long[] sortedNanos, double share) {
        return sortedNanos.length == 0 ? 0 : sortedNanos[(int) (share * (sortedNanos.length - 1))] / 1e6;
    }

    private Report measure(DataSource pool, DataSource oneEach, MachineUse machine) throws InterruptedException {
        String run = UUID.randomUUID().toString().substring(0, 8);
        Sku plain = new Sku("FLASH-PLAIN-" + run);
        Sku paused = new Sku("FLASH-PAUSED-" + run);
        Sku held = new Sku("FLASH-HELD-" + run);
        Sku hot = new Sku("FLASH-HOT-" + run);
        List<Sku> spread = new ArrayList<>();
        for (int i = 0; i < SPREAD_SKUS; i++) {
            spread.add(new Sku("FLASH-" + run + "-" + i));
        }
        Transactions pausing = transactions(pool, new Random());
        // A connection for each buyer, and the shortest pause that there is: what pgbench does, and every program that
        // only
        // catches 40001.
        Transactions atOnce = transactions(oneEach, () -> 0);
        stockUp(pausing, run, List.of(plain, paused, held, hot), spread);
        Supplier<Sku> any = () -> spread.get(ThreadLocalRandom.current().nextInt(SPREAD_SKUS));
        Way single = new Way("one row, retried at once", atOnce, Contention.COLLIDE, false, () -> plain);
        Way pauses = new Way("one row, retried later", pausing, Contention.COLLIDE, false, () -> paused);
        Way queued = new Way("one row, buyers queue", pausing, Contention.HOLD_SLOTS, false, () -> held);
        Way slots = new Way("one SKU, adaptive slots", pausing, Contention.HOLD_SLOTS, true, () -> hot);
        Way even = new Way("spread over 1,000 SKUs", pausing, Contention.HOLD_SLOTS, true, any);
        List<Way> ways = List.of(single, pauses, queued, slots, even);
        out.println("warming up");
        sell(even, WARM_UP_MS / 2, machine, false);
        sell(slots, WARM_UP_MS / 2, machine, false);
        for (int round = 1; round <= options.rounds(); round++) {
            for (Way way : ways) {
                out.printf(Locale.ROOT, "round %d of %d: %s%n", round, options.rounds(), way.name);
                sell(way, options.seconds() * 500L, machine, false);
                sell(way, options.seconds() * 1000L, machine, true);
            }
        }
        return report(ways, single, pauses, queued, slots, even);
    }

    private static void stockUp(Transactions transactions, String run, List<Sku> hot, List<Sku> spread) {
        Stock stock = Inventories.create(transactions, REGIONS.get(0), REGIONS).stock();
        Stock.By bench = new Stock.By("bench", "flash sale");
        transactions.run("bench: warehouses", tx -> {
            Warehouse.SAMPLES.forEach(warehouse -> stock.define(tx, warehouse));
            return null;
        });
        List<Stock.Receipt> receipts = new ArrayList<>();
        hot.forEach(sku -> receipts.add(new Stock.Receipt(sku, "cmh", UNITS)));
        spread.forEach(sku -> receipts.add(new Stock.Receipt(sku, "cmh", UNITS)));
        stock.receiveAll("bench-" + run, receipts, bench);
    }

    private void sell(Way way, long forMs, MachineUse machine, boolean measured) throws InterruptedException {
        long retriesBefore = retries.get();
        MachineUse.Reading before = machine.read();
        long begin = System.nanoTime();
        long end = begin + forMs * 1_000_000;
        CountDownLatch done = new CountDownLatch(BUYERS);
        for (int i = 0; i < BUYERS; i++) {
            Thread buyer = new Thread(() -> {
                try {
                    buy(way, end, measured);
                } finally {
                    done.countDown();
                }
            });
            buyer.setDaemon(true);
            buyer.start();
        }
        while (done.getCount() > 0) {
            if (way.adapting) {
                way.inventories.upkeep().rebalance(20);
            }
            Thread.sleep(200); // the server's schedule
        }
        if (measured) {
            way.seconds += (System.nanoTime() - begin) / 1e9;
            way.retried += retries.get() - retriesBefore;
            way.use = way.use.plus(machine.read().minus(before));
        }
    }

    private static void buy(Way way, long end, boolean measured) {
        long[] nanos = new long[1024];
        int count = 0;
        long unavailable = 0;
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            List<Line> lines = List.of(new Line(way.sku.get(), 1));
            try {
                way.transactions.run("bench: reserve", tx -> {
                    way.inventories.inventory().reserve(tx, UUID.randomUUID(), REGIONS.get(0), lines, HOUR);
                    return null;
                });
            } catch (Transactions.UnavailableException tooBusy) {
                unavailable++;
                continue;
            }
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = System.nanoTime() - begin;
        }
        if (measured) {
            synchronized (way) {
                way.unavailable += unavailable;
                for (int i = 0; i < count; i++) {
                    way.latencies.add(nanos[i]);
                }
            }
        }
    }

    private Report report(List<Way> ways, Way single, Way pauses, Way queued, Way slots, Way even) {
        List<Result> results = ways.stream().map(Way::result).toList();
        out.printf(
                "%n%-26s %10s %9s %9s %8s %8s %11s %11s %8s %9s%n",
                "",
                "per second",
                "p50 ms",
                "p99 ms",
                "retries",
                "given up",
                "CPU ms here",
                "CPU ms SQL",
                "flushes",
                "machine");
        results.forEach(result -> out.printf(
                Locale.ROOT,
                "%-26s %10.0f %9.2f %9.2f %8.3f %8d %11.3f %11.3f %8.2f %8.0f%%%n",
                result.name(),
                result.perSecond(),
                result.p50Ms(),
                result.p99Ms(),
                result.retriesPerReservation(),
                result.unavailable(),
                result.use().here(),
                result.use().database(),
                result.use().flushes(),
                100 * result.use().busy()));
        out.println("retries, CPU and flushes of the write-ahead log: for each reservation");
        double rate = slots.result().perSecond();
        Report report = new Report(
                results,
                rate / single.result().perSecond(),
                rate / pauses.result().perSecond(),
                rate / queued.result().perSecond(),
                rate / even.result().perSecond());
        out.printf(
                Locale.ROOT,
                """

                One hot SKU with slots sells
                  %5.1f x as fast as one row whose buyers collide and try again at once (what a shop without slots does),
                  %5.1f x as fast as one row whose buyers collide and pause before they try again,
                  %5.1f x as fast as one row whose buyers wait for each other in this server,
                  %5.2f x as fast as the same buyers spread over 1,000 SKUs.
                """,
                report.hotToSingleRow(),
                report.hotToPausing(),
                report.hotToQueue(),
                report.hotToSpread());
        out.println(limits(queued.result(), slots.result()));
        return report;
    }

    private static String limits(Result queued, Result slots) {
        MachineUse.PerUnit use = slots.use();
        int cores = Runtime.getRuntime().availableProcessors();
        double both = use.here() + use.database();
        return String.format(
                Locale.ROOT,
                """

                What limits it, as measured:
                  One row: a sale holds it until its commit is on the disk, so it sells once per %.2f ms, whoever waits how.
                  Slots: %s. A reservation costs %.2f ms of CPU: %.0f %% in the database, %.0f %% in the buyers'
                  process; %d cores could do %.0f a second of it if they did nothing else, and the machine was %.0f %% busy.
                  The SKU itself sets no limit: %.3f retries for each reservation.
                """,
                1000 / queued.perSecond(),
                use.busy() > 0.9
                        ? "the processors"
                        : "not the processors alone; the rest is waiting, for the disk and each other",
                both,
                100 * use.database() / both,
                100 * use.here() / both,
                cores,
                cores * 1000 / both,
                100 * use.busy(),
                slots.retriesPerReservation());
    }
}
