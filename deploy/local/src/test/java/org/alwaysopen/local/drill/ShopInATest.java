package org.alwaysopen.local.drill;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.local.bench.SimulatedProcessors;
import org.alwaysopen.local.launcher.Regions;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Checkout;
import org.alwaysopen.orders.CheckoutObserver;
import org.alwaysopen.orders.Offers;
import org.alwaysopen.orders.OrdersModule;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.alwaysopen.platform.Workers;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.Faults;
import org.alwaysopen.simulator.ProcessorBooks;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.http.HttpFront.Network;
import org.alwaysopen.storefront.api.Tills;

/**
 * Three regions without their web servers: real orders, payments, inventory, database, and simulators over HTTP. A server that
 * is killed ends whatever it does at its next step, as if its process were gone; nothing of its memory is used again.
 */
final class ShopInATest implements Counter, Troublemaker, AutoCloseable {
    /** Neither an exception nor caught by anybody: what a killed process does not do is not done. */
    private static final class Killed extends Error {
        Killed(Region region) {
            super(region + " was killed", null, false, false);
        }
    }

    private static final int POOL_MAX = 12;
    private static final Address NEW_YORK =
            new Address("Ada Lovelace", "12 Water Street", null, "New York", "NY", "10004", "US");
    private static final List<Fault> LOST_ANSWERS = List.of(
            Fault.TIMEOUT_AFTER,
            Fault.TIMEOUT_BEFORE,
            Fault.ERROR_AFTER,
            Fault.ERROR_BEFORE,
            Fault.RESET_AFTER,
            Fault.MALFORMED,
            Fault.UNAVAILABLE);
    /** As in earnest, but for how long people wait. */
    private static final PaymentsSettings.TimeOuts TIME_OUTS =
            new PaymentsSettings.TimeOuts(Duration.ofMillis(500), Duration.ofMillis(800));

    private static final PaymentsSettings.Pace PACE = new PaymentsSettings.Pace(
            Duration.ofSeconds(5),
            Duration.ofSeconds(8),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10));

    final TestDatabase database = TestDatabase.fresh("platform", "inventory", "payments", "orders");
    private final HttpServer webhooks;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ProcessorSimulator stripe;
    private final ProcessorSimulator adyen;
    private final Map<Sku, Long> prices = new HashMap<>();
    private final List<Server> servers = new ArrayList<>();

    ShopInATest(Path folder) throws IOException {
        webhooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhooks.setExecutor(threads);
        webhooks.createContext("/", this::takeWebhook);
        webhooks.start();
        stripe = ProcessorSimulator.stripe(settings(folder, "stripe"));
        adyen = ProcessorSimulator.adyen(settings(folder, "adyen"));
        Regions.ALL.forEach(region -> servers.add(new Server(region)));
    }

    private SimulatorSettings settings(Path folder, String processor) {
        return SimulatorSettings.forTests(
                folder.resolve(processor + ".journal"),
                URI.create("http://127.0.0.1:" + webhooks.getAddress().getPort() + "/" + processor));
    }

    /** Adyen tells by webhooks alone what became of a capture whose answer was lost. Any server takes one, as by the edge. */
    private void takeWebhook(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Server server = any();
            try {
                server.alive();
                Map<String, String> headers = new HashMap<>();
                exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
                byte[] answer = server.payments
                        .webhooks()
                        .receive(exchange.getRequestURI().getPath().substring(1), headers, body)
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (RuntimeException | Killed notNow) {
                exchange.sendResponseHeaders(503, -1);
            }
        }
    }

    /** One region's server, from its start to its death. */
    private final class Server implements AutoCloseable {
        private final Region region;
        private final HikariDataSource pool;
        private final PaymentsModule payments;
        private final OrdersModule orders;
        private final Workers workers = new Workers();
        private volatile boolean killed;

        Server(Region region) {
            this.region = region;
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(database.url());
            config.setMaximumPoolSize(POOL_MAX);
            config.setMinimumIdle(0);
            config.setConnectionTimeout(5_000);
            this.pool = new HikariDataSource(config);
            Transactions transactions = new Transactions(pool, Transactions.Observer.NONE, new Random());
            Inventories inventories = Inventories.create(transactions, region, Regions.ALL);
            this.payments = new PaymentsModule(
                    transactions,
                    region,
                    settings(),
                    Ids.RANDOM,
                    Clock.systemUTC(),
                    (step, moment, payment) -> alive());
            this.orders = new OrdersModule(
                    transactions, region, offers(), inventories.inventory(), payments.payments(), Ids.RANDOM, dying());
            payments.jobs().forEach(job -> workers.every(job.every(), job.name(), whileAlive(job.run())));
            orders.jobs().forEach(job -> workers.every(job.every(), job.name(), whileAlive(job.run())));
            inventories.upkeep().jobs().forEach(job -> workers.every(job.every(), job.name(), whileAlive(job.run())));
        }

        private Runnable whileAlive(Runnable work) {
            return () -> {
                if (!killed) {
                    try {
                        work.run();
                    } catch (Killed end) {
                        // the process is gone
                    }
                }
            };
        }

        private void alive() {
            if (killed) {
                throw new Killed(region);
            }
        }

        private CheckoutObserver dying() {
            return new CheckoutObserver() {
                @Override
                public void before(String step, UUID order) {
                    alive();
                }

                @Override
                public void after(String step, UUID order) {
                    alive();
                }

                @Override
                public void committed(String transaction, UUID order) {
                    alive();
                }
            };
        }

        @Override
        public void close() {
            killed = true;
            workers.close();
            payments.close();
            pool.close();
        }
    }

    private PaymentsSettings settings() {
        return SimulatedProcessors.settings(stripe, adyen).with(TIME_OUTS, PACE);
    }

    private Offers offers() {
        return new Offers() {
            @Override
            public Map<Sku, Offer> find(Tx tx, Collection<Sku> skus, Currency currency) {
                Map<Sku, Offer> found = new HashMap<>();
                skus.forEach(sku ->
                        found.put(sku, new Offer(sku, "A fine " + sku, new Money(prices.get(sku), currency), 400)));
                return found;
            }
        };
    }

    /** Puts goods on the shelves, of each so many units. */
    List<String> sell(int skus, int units) {
        Stock stock = Inventories.create(database.transactions(), Regions.ALL.get(0), Regions.ALL)
                .stock();
        List<String> sold = new ArrayList<>();
        database.transactions().run("warehouse", tx -> {
            stock.define(tx, new Warehouse("NJ", "New Jersey", "US", "NJ", 40.7, -74.2));
            return null;
        });
        for (int i = 0; i < skus; i++) {
            Sku sku = new Sku("MUG-" + i);
            prices.put(sku, 1990L + i);
            sold.add(sku.code());
            database.transactions().run("receive", tx -> {
                stock.receive(tx, sku, "NJ", units, new Stock.By("test", "filled"));
                return null;
            });
        }
        return sold;
    }

    Invariants invariants() {
        Map<String, Supplier<ProcessorBooks>> books = new LinkedHashMap<>();
        books.put("stripe", stripe::books);
        books.put("adyen", adyen::books);
        return new Invariants(
                database.transactions(),
                Inventories.create(database.transactions(), Regions.ALL.get(0), Regions.ALL)
                        .books(),
                servers.get(0).payments.books(),
                books);
    }

    @Override
    public Optional<UUID> fill(String sku, int units) {
        Server server = any();
        try {
            server.alive();
            Cart cart = server.orders.carts().create(Currency.getInstance("USD"), Optional.empty());
            server.orders.carts().addLine(cart.id(), sku, units, Optional.empty());
            server.orders.carts().setContact(cart.id(), "ada@example.com", Optional.empty());
            server.orders.carts().setShippingAddress(cart.id(), NEW_YORK, Optional.empty());
            server.orders.carts().chooseShippingOption(cart.id(), "standard", Optional.empty());
            return Optional.of(cart.id());
        } catch (RuntimeException | Killed notNow) {
            return Optional.empty();
        }
    }

    @Override
    public Answer pay(UUID cart, String key, String token) {
        Server server = any();
        try {
            server.alive();
            Idempotency.Response answer = server.orders
                    .checkout()
                    .place(
                            new Checkout.Command(cart, token, Optional.empty()),
                            Tills.request(cart, key, token, null),
                            Tills::render);
            server.alive();
            return new Answer(answer.status(), EdgeCounter.idIn(answer.body()), answer.body());
        } catch (ProblemException refused) {
            Problem problem = refused.problem();
            return new Answer(problem.status(), Optional.empty(), problem.detail() + " " + problem.extensions());
        } catch (Transactions.UnavailableException | Transactions.UnknownOutcomeException | Killed notNow) {
            return Answer.NONE;
        } catch (RuntimeException failure) {
            return server.killed ? Answer.NONE : unexpected(failure);
        }
    }

    /** What a client would see as 500 or 503; a lost connection is the database's, and no fault of ours. */
    private static Answer unexpected(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return Answer.NONE;
            }
        }
        return new Answer(500, Optional.empty(), failure.toString());
    }

    private Server any() {
        synchronized (servers) {
            return servers.get(ThreadLocalRandom.current().nextInt(servers.size()));
        }
    }

    @Override
    public boolean make(Trouble trouble) throws SQLException {
        switch (trouble.kind()) {
            case SERVER_KILLED -> server(trouble.which()).killed = true;
            case PROCESSOR_GONE ->
                processor(trouble.which()).network(trouble.how() % 2 == 0 ? Network.REFUSED : Network.BLACK_HOLE);
            case ANSWERS_LOST ->
                processor(trouble.which())
                        .faults()
                        .add(new Faults.Rule(
                                Faults.ANY,
                                LOST_ANSWERS.get(trouble.how() % LOST_ANSWERS.size()),
                                0,
                                2,
                                Duration.ZERO));
            case CONNECTIONS_CUT -> ConnectionCuts.cut(database.url(), new Properties(), 1 + trouble.which());
        }
        return true;
    }

    @Override
    public void mend(Trouble trouble) {
        switch (trouble.kind()) {
            case SERVER_KILLED -> restart(trouble.which());
            case PROCESSOR_GONE -> processor(trouble.which()).network(Network.UP);
            default -> {} // was a moment
        }
    }

    @Override
    public void mendAll() {
        for (ProcessorSimulator processor : List.of(stripe, adyen)) {
            processor.network(Network.UP);
            processor.faults().clear();
        }
        for (int i = 0; i < servers.size(); i++) {
            if (server(i).killed) {
                restart(i);
            }
        }
    }

    /** A new process: nothing that the old one knew is known. */
    private void restart(int which) {
        Server dead = server(which);
        synchronized (servers) {
            if (servers.get(which) == dead) {
                servers.set(which, new Server(dead.region));
            }
        }
        dead.close();
    }

    /** As time would: what a dead server left can be taken up at once. */
    void timePasses() {
        database.transactions().run("time passes", tx -> {
            tx.update("UPDATE orders.checkout_under_way SET settle_after = now() - INTERVAL '1 second'")
                    .execute();
            return null;
        });
    }

    private Server server(int which) {
        synchronized (servers) {
            return servers.get(which);
        }
    }

    private ProcessorSimulator processor(int which) {
        return which == 0 ? stripe : adyen;
    }

    @Override
    public void close() {
        List.copyOf(servers).forEach(Server::close);
        stripe.close();
        adyen.close();
        webhooks.stop(0);
        threads.shutdownNow();
        database.close();
    }
}
