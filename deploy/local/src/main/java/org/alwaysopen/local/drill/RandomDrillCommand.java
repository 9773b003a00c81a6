package org.alwaysopen.local.drill;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.local.launcher.LauncherException;
import org.alwaysopen.local.launcher.OwnShop;
import org.alwaysopen.local.launcher.Regions;
import org.alwaysopen.local.launcher.RunningShop;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.ShopDatabase;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.simulator.ProcessorBooks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./shop drill random}: random histories with real servers, through the edge, judged by {@link Invariants}. It starts
 * shops of three regions of its own, beside a shop that may be up; {@code --here} takes the one that is.
 */
@Command(
        name = "random",
        mixinStandardHelpOptions = true,
        description =
                "Shoppers buy for a while, and at random servers are killed, processors disappear, answers get lost"
                        + " and the database hangs up; then every invariant is checked. A seed can be taken again.")
public final class RandomDrillCommand implements Callable<Integer> {
    /** So few that shoppers meet at the shelves, and find some of them empty. */
    private static final int SKUS = 12;
    /** What each shelf is filled up to before a history; shoppers on a machine of two cores buy about as much in a minute. */
    private static final int UNITS = 60;
    /** A worker's longest pause is a minute, and a server that died is followed after 45 s. */
    private static final Duration REST_MAX = Duration.ofMinutes(5);

    /** Three servers and a database each. */
    private static final int SHOPS_MAX = 8;

    private static final int PORTS_APART = 1_000;
    /** The drill cuts also its own connections, and its pool says so each time. */
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    @Option(names = "--seeds", defaultValue = "1", description = "How many histories (default: ${DEFAULT-VALUE}).")
    int seeds;

    @Option(names = "--first", defaultValue = "1", description = "The first seed (default: ${DEFAULT-VALUE}).")
    long first;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long shoppers buy (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--shoppers", defaultValue = "30", description = "How many (default: ${DEFAULT-VALUE}).")
    int shoppers;

    @Option(
            names = "--shops",
            defaultValue = "1",
            description =
                    "How many shops it starts; each takes the next seed when it has ended one, all at the same time"
                            + " (default: ${DEFAULT-VALUE}, at most " + SHOPS_MAX + ").")
    int shops;

    @Option(names = "--here", description = "Use the shop that is up, instead of starting one: its stock will be sold.")
    boolean here;

    @Option(
            names = "--port-offset",
            defaultValue = "12000",
            description = "For the first shop that is started (default: ${DEFAULT-VALUE}); the next are " + PORTS_APART
                    + " apart.")
    int portOffset;

    private final AtomicLong next = new AtomicLong();

    @Override
    public Integer call() throws Exception {
        if (seeds < 1 || seconds < 1 || shoppers < 1) {
            throw new LauncherException("--seeds, --seconds and --shoppers: expected 1 or more");
        }
        if (shops < 1 || shops > SHOPS_MAX) {
            throw new LauncherException("--shops: expected 1 to " + SHOPS_MAX);
        }
        POOL.setLevel(Level.SEVERE);
        next.set(first);
        List<Long> broken = here ? drill(RunningShop.find()) : inOwnShops();
        System.out.println(
                broken.isEmpty()
                        ? seeds + " histories, every invariant holds"
                        : seeds + " histories, " + broken.size() + " BROKEN: seeds " + broken);
        return broken.isEmpty() ? 0 : 1;
    }

    private List<Long> inOwnShops() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(shops);
        List<Future<List<Long>>> drills = new ArrayList<>();
        for (int i = 0; i < Math.min(shops, seeds); i++) {
            String name = "drill-" + (i + 1);
            int ports = portOffset + i * PORTS_APART;
            drills.add(threads.submit(() -> {
                try (OwnShop own = OwnShop.open(name, Regions.ALL.size(), ports, OwnShop.QUICK_TO_START)) {
                    return drill(own.shop());
                }
            }));
        }
        threads.shutdown();
        List<Long> broken = new ArrayList<>();
        for (Future<List<Long>> drill : drills) {
            try {
                broken.addAll(drill.get());
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
        return broken;
    }

    /** One seed after the other, until all are taken. Returns those that broke. */
    private List<Long> drill(RunningShop shop) throws Exception {
        try (HikariDataSource source = shop.database().open()) {
            if (ShopDatabase.isCockroach(source)) {
                throw new LauncherException(
                        "the random drill cuts connections as PostgreSQL does it; start the shop on PostgreSQL");
            }
            Transactions transactions = new Transactions(source, Transactions.Observer.NONE, new Random());
            Inventories inventories = Inventories.create(transactions, Regions.ALL.get(0), Regions.ALL);
            Invariants invariants = new Invariants(
                    transactions, inventories.books(), PaymentsModule.books(transactions), journals(shop));
            List<Long> broken = new ArrayList<>();
            for (long seed = next.getAndIncrement(); seed < first + seeds; seed = next.getAndIncrement()) {
                if (!holds(seed, shop, transactions, inventories.stock(), invariants)) {
                    broken.add(seed);
                }
            }
            return broken;
        }
    }

    private boolean holds(long seed, RunningShop shop, Transactions transactions, Stock stock, Invariants invariants)
            throws Exception {
        long beganNanos = System.nanoTime();
        List<String> skus = fillShelves(transactions, stock, new Random(seed));
        Acknowledged acknowledged = new Acknowledged();
        ShopTroublemaker troublemaker = new ShopTroublemaker(shop);
        List<Trouble> plan = Trouble.plan(
                seed, Duration.ofSeconds(seconds), troublemaker.regions().size(), troublemaker.processors());
        RandomHistory.Course course = new RandomHistory(
                        new EdgeCounter(shop.status().edge()), troublemaker, skus, acknowledged)
                .run(seed, Duration.ofSeconds(seconds), shoppers, plan);
        Map<String, Long> left = invariants.awaitRest(REST_MAX);
        askAgainEverywhere(shop, acknowledged, new Random(seed));
        List<String> breaches = new ArrayList<>(course.failures());
        left.forEach((what, many) -> breaches.add("after " + REST_MAX + " there are still " + what + ": " + many));
        breaches.addAll(invariants.breaches(acknowledged));
        long paid = acknowledged.all().stream()
                .filter(one -> one.answer().status() == 201)
                .count();
        String told = "seed %d: %d orders told as paid, %d as declined; answers %s; troubles %s; %d s: %s"
                .formatted(
                        seed,
                        paid,
                        acknowledged.all().size() - paid,
                        acknowledged.statuses(),
                        course.troubles(),
                        (System.nanoTime() - beganNanos) / 1_000_000_000,
                        breaches.isEmpty() ? "all holds" : breaches.size() + " BREACHES");
        // In one piece: other shops tell theirs at the same time.
        System.out.println(breaches.isEmpty() ? told : told + "\n  " + String.join("\n  ", breaches));
        return breaches.isEmpty() && paid > 0;
    }

    /** Some of the samples, filled up, so that every history begins alike. */
    private static List<String> fillShelves(Transactions transactions, Stock stock, Random random) {
        return transactions.run("drill: fill shelves", tx -> {
            List<String> candidates =
                    new ArrayList<>(tx.query("""
                            SELECT s.sku FROM inventory.stock_level s JOIN catalogue.variant v ON v.sku = s.sku
                             GROUP BY s.sku ORDER BY s.sku LIMIT 200""").mapTo(String.class).list());
            java.util.Collections.shuffle(candidates, random);
            List<String> skus = candidates.stream().limit(SKUS).toList();
            for (String code : skus) {
                Sku sku = new Sku(code);
                Stock.Levels levels = stock.levels(tx, sku).orElseThrow();
                long available = levels.available().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                String warehouse = levels.onHand().entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey();
                Stock.By by = new Stock.By("drill", "filled up for a random history");
                if (available < UNITS) {
                    stock.receive(tx, sku, warehouse, UNITS - available, by);
                } else if (available > UNITS) {
                    long spare = Math.min(available - UNITS, levels.onHand().get(warehouse) - UNITS);
                    if (spare > 0) {
                        stock.writeOff(tx, sku, warehouse, spare, by);
                    }
                }
            }
            return skus;
        });
    }

    /** The same key in any region, with the same bytes: also long after, and also for what another region answered. */
    private static void askAgainEverywhere(RunningShop shop, Acknowledged acknowledged, Random random) {
        List<EdgeCounter> servers = shop.status().regions().stream()
                .map(region -> new EdgeCounter(region.shop()))
                .toList();
        for (Acknowledged.Told told : acknowledged.all()) {
            Counter server = servers.get(random.nextInt(servers.size()));
            acknowledged.note(told.cart(), told.key(), told.token(), server.pay(told.cart(), told.key(), told.token()));
        }
    }

    private static Map<String, Supplier<ProcessorBooks>> journals(RunningShop shop) {
        Map<String, Supplier<ProcessorBooks>> journals = new LinkedHashMap<>();
        shop.simulators()
                .forEach(simulator -> journals.put(simulator.name(), () -> ProcessorBooks.read(simulator.journal())));
        return journals;
    }
}
