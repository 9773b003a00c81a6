package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.checkOut;
import static org.alwaysopen.orders.TestShop.filled;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Not a test: what carts and checkouts cost, without the web and without a processor. Run by name:
 * {@code mvn -o test -pl orders -am -Dtest=CheckoutLoad -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class CheckoutLoad {
    private static final int SHOPPERS = Integer.getInteger("shoppers", 16);
    private static final int SKUS = 120;
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final int ROUNDS = Integer.getInteger("rounds", 6);

    @Test
    void wholeJourneys() throws Exception {
        try (TestShop shop = new TestShop()) {
            for (int i = 0; i < SKUS; i++) {
                shop.sell("MUG-" + i, 1990, 100_000);
            }
            Map<String, LongAdder> nanos = new ConcurrentHashMap<>();
            List<OrdersModule> servers = new ArrayList<>();
            for (var region : TestShop.REGIONS) {
                servers.add(shop.server(region));
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
                                                ScriptedPayments.APPROVED)
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
                        "round %d: %d paid a second, %d failed, %.1f statements an order, collisions %s%n",
                        round,
                        paid.get() / ROUND.toSeconds(),
                        failed.get(),
                        (double) shop.database.statementCount() / Math.max(1, paid.get()),
                        shop.collisions);
            }
            threads.shutdown();
        }
    }
}
