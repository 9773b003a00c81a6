package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.checkOut;
import static org.alwaysopen.orders.TestShop.filled;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Workers;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Not a test: what carts and checkouts cost without the web, with Stripe's simulator and with the workers of orders and
 * payments beside them: how many were paid in each round, the statements and the collisions for each. Run by name:
 * {@code mvn -o test -pl orders -am -Dtest=CheckoutLoad -Dsurefire.failIfNoSpecifiedTests=false}, with
 * {@code -DargLine="-Dshoppers=16 -Dservers=3 -Drounds=6"} for other sizes.
 */
class CheckoutLoad {
    private static final int SHOPPERS = Integer.getInteger("shoppers", 16);
    private static final int SKUS = 120;
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final int ROUNDS = Integer.getInteger("rounds", 6);

    private static final int SERVERS = Integer.getInteger("servers", 1);

    @TempDir
    Path folder;

    @Test
    void wholeJourneys() throws Exception {
        try (TestShop shop = new TestShop()) {
            for (int i = 0; i < SKUS; i++) {
                shop.sell("MUG-" + i, 1990, 100_000);
            }
            List<OrdersModule> servers = new ArrayList<>();
            List<PaymentsModule> payments = new ArrayList<>();
            Workers workers = new Workers();
            ProcessorSimulator stripe =
                    ProcessorSimulator.stripe(SimulatorSettings.forTests(folder.resolve("stripe.jsonl")));
            for (var region : TestShop.REGIONS.subList(0, SERVERS)) {
                PaymentsModule module = new PaymentsModule(
                        shop.transactions,
                        region,
                        PaymentsSettings.of(
                                Optional.of(new PaymentsSettings.Stripe(
                                        stripe.url(),
                                        SimulatorSettings.TEST_API_KEY,
                                        "",
                                        PaymentsSettings.Stripe.LIST_PRICE)),
                                Optional.empty()),
                        Ids.RANDOM,
                        Clock.systemUTC());
                payments.add(module);
                OrdersModule server = shop.server(region, module.payments(), CheckoutObserver.NONE);
                servers.add(server);
                module.jobs().forEach(job -> workers.every(job.every(), job.name(), job.run()));
                server.jobs().forEach(job -> workers.every(job.every(), job.name(), job.run()));
            }
            ExecutorService threads = Executors.newFixedThreadPool(SHOPPERS);
            for (int round = 1; round <= ROUNDS; round++) {
                shop.collisions.clear();
                shop.database.forgetStatements();
                AtomicInteger paid = new AtomicInteger();
                AtomicInteger failed = new AtomicInteger();
                long end = System.nanoTime() + ROUND.toNanos();
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < SHOPPERS; i++) {
                    Random random = new Random();
                    OrdersModule server = servers.get(i % servers.size());
                    running.add(threads.submit(() -> {
                        while (System.nanoTime() < end) {
                            try {
                                Cart cart = filled(server, "MUG-" + random.nextInt(SKUS), 1);
                                int status = checkOut(
                                                server,
                                                cart.id(),
                                                UUID.randomUUID().toString(),
                                                "pm_card_visa")
                                        .status();
                                (status == 201 ? paid : failed).incrementAndGet();
                            } catch (RuntimeException e) {
                                failed.incrementAndGet();
                            }
                        }
                    }));
                }
                for (Future<?> one : running) {
                    one.get();
                }
                System.out.printf(
                        "round %d: %d paid, %d failed, %.1f statements an order, collisions an order: %s%n",
                        round,
                        paid.get(),
                        failed.get(),
                        (double) shop.database.statementCount() / Math.max(1, paid.get()),
                        shop.collisions.entrySet().stream()
                                .map(e -> String.format("%s %.3f", e.getKey(), (double) e.getValue() / paid.get()))
                                .sorted()
                                .toList());
            }
            threads.shutdown();
            workers.close();
            payments.forEach(PaymentsModule::close);
            stripe.close();
        }
    }
}
