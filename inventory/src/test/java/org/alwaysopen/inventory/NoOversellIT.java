package org.alwaysopen.inventory;

import static org.alwaysopen.inventory.Shop.OHIO;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.OutOfStockException.Shortage;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: no history of buyers, expiries, rebalancing and a lost region sells a unit twice, loses one, or tells a buyer
 * something that is not so. Method: three servers, one in each region, with a pool of connections each, on one real
 * database; a random crowd of buyers from a seed, all at once; then count.
 *
 * <p>The crowd: 200 who want the last unit of a SKU; 500 who want 1 to 5 of 50 units; carts with the same SKUs in opposite
 * orders; buyers who pay, who cancel, who never come back, and who pay in the moment when their reservation ends. Meanwhile
 * every server expires and rebalances, and one is killed.
 *
 * <p>Some histories run side by side, each in a database of its own. The seed is in the test's name; {@code -Dseed=N} runs that one alone, {@code -Dseeds=N} the first N.
 */
class NoOversellIT {
    private static final int SEEDS = 20;
    private static final int THREADS_PER_SERVER = 16;
    private static final Sku ONE = new Sku("LAST-ONE");
    private static final Sku FIFTY = new Sku("FIFTY");
    private static final List<Sku> MIXED =
            List.of(new Sku("CART-A"), new Sku("CART-B"), new Sku("CART-C"), new Sku("CART-D"));
    private static final int MIXED_UNITS = 90;
    /** Tells at length of every connection that the kill breaks. */
    private static final Logger POOL_LOG = Logger.getLogger("com.zaxxer.hikari");

    private static final Duration SHORT = Duration.ofMillis(40);
    /** A hundred times as often as in earnest, and without taking the cores away from the buyers. */
    private static final Duration UPKEEP_PAUSE = Duration.ofMillis(5);

    @BeforeAll
    static void quiet() {
        POOL_LOG.setLevel(Level.OFF);
    }

    static LongStream seeds() {
        String seed = System.getProperty("seed");
        return seed != null
                ? LongStream.of(Long.parseLong(seed))
                : LongStream.range(0, Integer.getInteger("seeds", SEEDS));
    }

    /** What a buyer does after the reservation. */
    private enum Then {
        PAY,
        PAY_LATE,
        CANCEL,
        VANISH
    }

    /** What a buyer was told last. */
    private enum Told {
        SOLD,
        OUT_OF_STOCK,
        TOO_LATE,
        CANCELLED,
        RESERVED,
        TRY_AGAIN,
        /** Nothing: the server died. */
        NOTHING
    }

    private record Buyer(UUID order, List<Line> lines, Then then) {}

    private record Answer(Buyer buyer, Told told, List<Shortage> shortages) {}

    /** One region's server. */
    private static final class Server {
        final HikariDataSource pool;
        final Region region;
        final Transactions transactions;
        final Inventories inventories;
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        volatile boolean dead;

        Server(TestDatabase database, Region region, Random random) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(database.url());
            config.setMaximumPoolSize(THREADS_PER_SERVER + 2);
            this.pool = new HikariDataSource(config);
            this.region = region;
            this.transactions = new Transactions(pool, Transactions.Observer.NONE, random);
            this.inventories = Inventories.create(transactions, region, Shop.REGIONS);
        }

        /** As SIGKILL does: connections break in the middle of whatever they did, and nobody gets an answer. */
        void kill() {
            dead = true;
            threads.forEach(Thread::interrupt);
            pool.close();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Execution(ExecutionMode.CONCURRENT)
    void noHistorySellsAUnitTwice(long seed) throws InterruptedException {
        System.out.println("NoOversellIT: seed " + seed + " (replay with -Dseed=" + seed + ")");
        Random random = new Random(seed);
        try (Shop shop = new Shop()) {
            stockUp(shop, random);
            List<Server> servers = Shop.REGIONS.stream()
                    .map(region -> new Server(shop.database, region, new Random(random.nextLong())))
                    .toList();
            Queue<Answer> answers = new ConcurrentLinkedQueue<>();
            Queue<Throwable> defects = new ConcurrentLinkedQueue<>();
            try {
                rush(servers, crowd(random), random, answers, defects);
            } finally {
                servers.stream().filter(server -> !server.dead).forEach(server -> server.pool.close());
            }
            assertThat(defects).isEmpty();
            releaseWhatIsLate(shop);
            new Truth(shop, answers).check();
        }
    }

    private static void stockUp(Shop shop, Random random) {
        shop.receive(ONE, "cmh", 1);
        shop.receive(FIFTY, "cmh", 20);
        shop.receive(FIFTY, "rno", 30);
        MIXED.forEach(sku -> shop.receive(sku, random.nextBoolean() ? "cmh" : "rno", MIXED_UNITS));
    }

    private static Queue<Buyer> crowd(Random random) {
        List<Buyer> crowd = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            crowd.add(new Buyer(order(random), List.of(new Line(ONE, 1)), Then.PAY));
        }
        for (int i = 0; i < 500; i++) {
            crowd.add(new Buyer(order(random), List.of(new Line(FIFTY, 1 + random.nextInt(5))), Then.PAY));
        }
        for (int i = 0; i < 150; i++) {
            List<Line> lines = new ArrayList<>();
            IntStream.range(0, 2 + random.nextInt(3))
                    .forEach(n -> lines.add(new Line(MIXED.get(random.nextInt(MIXED.size())), 1 + random.nextInt(3))));
            Then then = Then.values()[random.nextInt(Then.values().length)];
            crowd.add(new Buyer(order(random), lines, then));
        }
        Collections.shuffle(crowd, random);
        return new ConcurrentLinkedQueue<>(crowd);
    }

    private static UUID order(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static void rush(
            List<Server> servers, Queue<Buyer> crowd, Random random, Queue<Answer> answers, Queue<Throwable> defects)
            throws InterruptedException {
        int size = crowd.size();
        int killWhenLeft = size / 4 + random.nextInt(size / 2);
        Server victim = servers.get(random.nextInt(servers.size()));
        List<Thread> all = new ArrayList<>();
        for (Server server : servers) {
            for (int i = 0; i < THREADS_PER_SERVER; i++) {
                all.add(start(
                        server,
                        () -> {
                            Buyer buyer;
                            while (!server.dead && (buyer = crowd.poll()) != null) {
                                answers.add(buy(server, buyer));
                            }
                        },
                        defects));
            }
            all.add(start(
                    server,
                    () -> {
                        while (!server.dead && !crowd.isEmpty()) {
                            server.inventories.upkeep().releaseExpired(20);
                            server.inventories.upkeep().rebalance(20);
                            LockSupport.parkNanos(UPKEEP_PAUSE.toNanos());
                        }
                    },
                    defects));
        }
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> crowd.size() <= killWhenLeft);
        victim.kill();
        for (Thread thread : all) {
            Awaitility.await("end of " + thread)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        if (victim.threads.contains(thread)) {
                            thread.interrupt(); // the dead do not try again
                        }
                        return !thread.isAlive();
                    });
        }
    }

    private static Thread start(Server server, Runnable work, Queue<Throwable> defects) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        if (!server.dead && !(e instanceof Transactions.UnavailableException)) {
                            defects.add(e);
                        }
                    }
                },
                "buyer-" + server.region);
        server.threads.add(thread);
        thread.start();
        return thread;
    }

    private static Answer buy(Server server, Buyer buyer) {
        Told told = Told.TRY_AGAIN;
        try {
            Duration deadline = buyer.then() == Then.PAY || buyer.then() == Then.CANCEL ? Shop.HOUR : SHORT;
            server.transactions.run("reserve", tx -> {
                server.inventories.inventory().reserve(tx, buyer.order(), server.region, buyer.lines(), deadline);
                return null;
            });
            told = Told.RESERVED;
            told = then(server, buyer);
            return new Answer(buyer, told, List.of());
        } catch (OutOfStockException e) {
            return new Answer(buyer, told == Told.RESERVED ? Told.TOO_LATE : Told.OUT_OF_STOCK, e.shortages());
        } catch (RuntimeException e) {
            if (server.dead) {
                return new Answer(buyer, Told.NOTHING, List.of());
            }
            if (e instanceof Transactions.UnavailableException) {
                return new Answer(buyer, told, List.of());
            }
            throw e;
        }
    }

    private static Told then(Server server, Buyer buyer) {
        Inventory inventory = server.inventories.inventory();
        if (buyer.then() == Then.VANISH) {
            return Told.RESERVED;
        }
        if (buyer.then() == Then.CANCEL) {
            server.transactions.run("cancel", tx -> {
                inventory.release(tx, buyer.order(), "cancelled");
                return null;
            });
            return Told.CANCELLED;
        }
        if (buyer.then() == Then.PAY_LATE) {
            LockSupport.parkNanos(SHORT.toNanos()); // to meet the expiry, not to wait for it
        }
        server.transactions.run("pay", tx -> {
            inventory.confirm(tx, buyer.order(), OHIO);
            return null;
        });
        return Told.SOLD;
    }

    private static void releaseWhatIsLate(Shop shop) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            shop.parts.upkeep().releaseExpired(1_000);
            return shop.transactions.read(
                            "late",
                            tx -> tx.query(
                                            "SELECT count(*) FROM inventory.reservation WHERE state = 'HELD' AND deadline < now() + INTERVAL '1 minute'")
                                    .mapTo(Long.class)
                                    .one())
                    == 0;
        });
    }

    /** What must be so afterwards, whatever happened. */
    private static final class Truth {
        private final Shop shop;
        private final Queue<Answer> answers;
        private final Map<UUID, Map<String, Map<Sku, Long>>> orders = new ConcurrentHashMap<>();

        Truth(Shop shop, Queue<Answer> answers) {
            this.shop = shop;
            this.answers = answers;
            shop.transactions.read(
                    "reservations",
                    tx -> tx.query("SELECT order_id, state, sku, units FROM inventory.reservation")
                            .map((row, context) -> orders.computeIfAbsent(
                                            row.getObject("order_id", UUID.class), none -> new TreeMap<>())
                                    .computeIfAbsent(row.getString("state"), none -> new TreeMap<>())
                                    .merge(new Sku(row.getString("sku")), row.getLong("units"), Long::sum))
                            .list());
        }

        void check() {
            everyUnitIsSomewhere();
            nobodyWasToldWrong();
            whoWasRefusedCouldNotHaveBeenServed();
            assertThat(shop.parts.books().compare("", 1_000).differences())
                    .as("the journal rebuilds the levels exactly")
                    .isEmpty();
        }

        private void everyUnitIsSomewhere() {
            Map<Sku, Long> received = new TreeMap<>(Map.of(ONE, 1L, FIFTY, 50L));
            MIXED.forEach(sku -> received.put(sku, (long) MIXED_UNITS));
            received.forEach((sku, units) -> {
                Stock.Levels levels = shop.levels(sku);
                long available = sum(levels.available());
                long sold = inState("CONFIRMED", sku);
                assertThat(sold + levels.reserved() + available)
                        .as("sold + reserved + available of %s", sku)
                        .isEqualTo(units);
                assertThat(sum(levels.onHand())).as("shelves of %s", sku).isEqualTo(available + levels.reserved());
            });
            assertThat(shop.transactions.<Long>read(
                            "negative", tx -> tx.query("""
                            SELECT (SELECT count(*) FROM inventory.allotment WHERE available < 0)
                                 + (SELECT count(*) FROM inventory.stock_level WHERE on_hand < 0)""").mapTo(Long.class).one()))
                    .as("negative rows")
                    .isZero();
        }

        private long inState(String state, Sku sku) {
            return orders.values().stream()
                    .mapToLong(states -> states.getOrDefault(state, Map.of()).getOrDefault(sku, 0L))
                    .sum();
        }

        private static long sum(Map<String, Long> levels) {
            return levels.values().stream().mapToLong(Long::longValue).sum();
        }

        private void nobodyWasToldWrong() {
            for (Answer answer : answers) {
                Map<Sku, Long> wanted = new TreeMap<>();
                answer.buyer().lines().forEach(line -> wanted.merge(line.sku(), (long) line.quantity(), Long::sum));
                var states = orders.getOrDefault(answer.buyer().order(), Map.of());
                var sold = states.getOrDefault("CONFIRMED", Map.of());
                var held = states.getOrDefault("HELD", Map.of());
                switch (answer.told()) {
                    case SOLD -> assertThat(sold).as("%s", answer).isEqualTo(wanted);
                    case OUT_OF_STOCK, TRY_AGAIN ->
                        assertThat(states).as("%s", answer).isEmpty();
                    case TOO_LATE, CANCELLED -> {
                        assertThat(sold).as("%s", answer).isEmpty();
                        assertThat(held).as("%s", answer).isEmpty();
                    }
                    case RESERVED -> assertThat(states).as("%s", answer).isNotEmpty();
                    case NOTHING ->
                        assertThat(sold.isEmpty() || sold.equals(wanted))
                                .as("all or nothing of %s", answer)
                                .isTrue();
                }
            }
        }

        /** Of these two SKUs nothing ever came back, so what is left now was there all the time. */
        private void whoWasRefusedCouldNotHaveBeenServed() {
            Map<Sku, Integer> left = Map.of(ONE, shop.available(ONE), FIFTY, shop.available(FIFTY));
            for (Answer answer : answers) {
                for (Shortage shortage : answer.shortages()) {
                    if (left.containsKey(shortage.sku())) {
                        assertThat(left.get(shortage.sku()))
                                .as("left, though %s", answer)
                                .isLessThanOrEqualTo(shortage.available());
                    }
                    assertThat(shortage.available()).as("%s", answer).isLessThan(shortage.wanted());
                }
            }
        }
    }
}
