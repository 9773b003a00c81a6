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
 * is a take, a reservation with its journal entry, and the commit.
 */
public final class FlashSale {
    /** Buyers at the same time, each with a connection, as in the issue that asks for this. */
    static final int BUYERS = 64;

    private static final int SPREAD_SKUS = 1_000;
    /** More than can be sold while it runs. */
    private static final long UNITS = 50_000_000;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<Region> REGIONS =
            List.of(new Region("aws-us-east-1"), new Region("gcp-us-central1"), new Region("azure-westus2"));

    /** @param seconds how long each measurement lasts, in each round, after a warm-up of half as long */
    public record Options(String jdbcUrl, int rounds, int seconds) {}

    /**
     * What one way of selling came to.
     *
     * @param retriesPerReservation whole transactions that were done again, for whatever reason
     * @param again of these: started again on purpose, after a wait within the server
     */
    public record Result(
            String name,
            double perSecond,
            double p50Ms,
            double p99Ms,
            double retriesPerReservation,
            double again,
            long unavailable) {}

    public record Report(List<Result> results, double hotToSingleRow, double hotToSpread) {}

    private final Options options;
    private final PrintStream out;
    private final AtomicLong retries = new AtomicLong();
    private final AtomicLong startsAgain = new AtomicLong();

    public FlashSale(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public Report run() throws InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(ShopDatabase.withSessionDefaults(options.jdbcUrl()));
        config.setMaximumPoolSize(BUYERS + 4);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            ShopDatabase.migrate(pool, List.of("platform", "inventory"));
            return measure(new Transactions(pool, observer(), new Random()));
        }
    }

    private Transactions.Observer observer() {
        return new Transactions.Observer() {
            @Override
            public void retried(String name, String sqlState) {
                if (name.equals("bench: reserve")) {
                    retries.incrementAndGet();
                    if (sqlState.isEmpty()) {
                        startsAgain.incrementAndGet();
                    }
                }
            }
        };
    }

    /** One way of selling. */
    private final class Way {
        final String name;
        final Inventories inventories;
        final Supplier<Sku> sku;
        final boolean adapting;
        final List<Long> latencies = new ArrayList<>();
        double seconds;
        long retried;
        long again;
        long unavailable;

        Way(String name, Inventories inventories, boolean adapting, Supplier<Sku> sku) {
            this.name = name;
            this.inventories = inventories;
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
                    again / count,
                    unavailable);
        }
    }

    private static double percentile(long[] sortedNanos, double share) {
        return sortedNanos.length == 0 ? 0 : sortedNanos[(int) (share * (sortedNanos.length - 1))] / 1e6;
    }

    private Report measure(Transactions transactions) throws InterruptedException {
        String run = UUID.randomUUID().toString().substring(0, 8);
        Sku row = new Sku("FLASH-ROW-" + run);
        Sku held = new Sku("FLASH-HELD-" + run);
        Sku hot = new Sku("FLASH-HOT-" + run);
        List<Sku> spread = new ArrayList<>();
        for (int i = 0; i < SPREAD_SKUS; i++) {
            spread.add(new Sku("FLASH-" + run + "-" + i));
        }
        Inventories colliding = Inventories.create(transactions, REGIONS.get(0), REGIONS, Contention.COLLIDE);
        Inventories holding = Inventories.create(transactions, REGIONS.get(0), REGIONS);
        Inventories adapting = Inventories.create(transactions, REGIONS.get(0), REGIONS);
        Inventories spreading = Inventories.create(transactions, REGIONS.get(0), REGIONS);
        stockUp(transactions, adapting.stock(), run, row, held, hot, spread);
        Way single = new Way("one row, colliding", colliding, false, () -> row);
        Way queued = new Way("one row, buyers queue", holding, false, () -> held);
        Way slots = new Way("one SKU, adaptive slots", adapting, true, () -> hot);
        Way even = new Way(
                "spread over 1,000 SKUs",
                spreading,
                true,
                () -> spread.get(ThreadLocalRandom.current().nextInt(SPREAD_SKUS)));
        List<Way> ways = List.of(single, queued, slots, even);
        for (int round = 1; round <= options.rounds(); round++) {
            for (Way way : ways) {
                out.printf(Locale.ROOT, "round %d of %d: %s%n", round, options.rounds(), way.name);
                sell(transactions, way, options.seconds() * 500L, false);
                sell(transactions, way, options.seconds() * 1000L, true);
            }
        }
        return report(ways, single, slots, even);
    }

    private static void stockUp(
            Transactions transactions, Stock stock, String run, Sku row, Sku held, Sku hot, List<Sku> spread) {
        Stock.By bench = new Stock.By("bench", "flash sale");
        transactions.run("bench: warehouses", tx -> {
            Warehouse.SAMPLES.forEach(warehouse -> stock.define(tx, warehouse));
            return null;
        });
        List<Stock.Receipt> receipts = new ArrayList<>();
        for (Sku sku : List.of(row, held, hot)) {
            receipts.add(new Stock.Receipt(sku, "cmh", UNITS));
        }
        spread.forEach(sku -> receipts.add(new Stock.Receipt(sku, "cmh", UNITS)));
        stock.receiveAll("bench-" + run, receipts, bench);
    }

    private void sell(Transactions transactions, Way way, long forMs, boolean measured) throws InterruptedException {
        long retriesBefore = retries.get();
        long againBefore = startsAgain.get();
        long begin = System.nanoTime();
        long end = begin + forMs * 1_000_000;
        CountDownLatch done = new CountDownLatch(BUYERS);
        for (int i = 0; i < BUYERS; i++) {
            Thread buyer = new Thread(() -> {
                try {
                    buy(transactions, way, end, measured);
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
            way.again += startsAgain.get() - againBefore;
        }
    }

    private static void buy(Transactions transactions, Way way, long end, boolean measured) {
        long[] nanos = new long[1024];
        int count = 0;
        long unavailable = 0;
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            List<Line> lines = List.of(new Line(way.sku.get(), 1));
            try {
                transactions.run("bench: reserve", tx -> {
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

    private Report report(List<Way> ways, Way single, Way slots, Way even) {
        List<Result> results = ways.stream().map(Way::result).toList();
        out.printf(
                "%n%-26s %10s %9s %9s %12s %12s %8s%n",
                "", "per second", "p50 ms", "p99 ms", "retries each", "on purpose", "refused");
        results.forEach(result -> out.printf(
                Locale.ROOT,
                "%-26s %10.0f %9.2f %9.2f %12.3f %12.3f %8d%n",
                result.name(),
                result.perSecond(),
                result.p50Ms(),
                result.p99Ms(),
                result.retriesPerReservation(),
                result.again(),
                result.unavailable()));
        double toRow = slots.result().perSecond() / single.result().perSecond();
        double toSpread = slots.result().perSecond() / even.result().perSecond();
        out.printf(
                Locale.ROOT, "%nhot SKU with slots: %.1f x the single row, %.2f x the spread rate%n", toRow, toSpread);
        out.println("""

                What limits it: with one row, collisions: each sale has all others that began meanwhile do their work again.
                With one row and a queue in the server, one sale at a time: the time from the take to the end of the commit.
                With slots, nothing of the SKU's own (see the retries): it sells as fast as this machine does two statements, a
                witness row and a commit for buyers and database together, which is what the spread rate measures too. Farther
                away from the database the same holds for more buyers, up to 64 a region, half of the most slots.""");
        return new Report(results, toRow, toSpread);
    }
}
