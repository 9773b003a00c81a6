package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.checkOut;
import static org.alwaysopen.orders.TestShop.filled;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.junit.jupiter.api.Test;

/**
 * Goal: no history of shoppers, declined cards, dead servers, repeated requests and second tabs sells a unit twice, charges for
 * nothing, or forgets an order that somebody was told of. Method: random histories from a seed on several threads, with workers
 * running beside them; then everything is settled, and the books are read. A failing run prints its seed; -Dseed=... takes it
 * again (the threads' order is the machine's).
 */
class CheckoutHistoryIT {
    private static final int SHOPPERS = 8;
    private static final Duration LENGTH = Duration.ofSeconds(6);
    /** Enough that shoppers seldom meet at one shelf, few enough that some do, and that some find it empty. */
    private static final int SKUS = 12;

    private static final int STOCK = 8;
    private static final double DEATH = 0.03;

    @Test
    void whateverHappensTheBooksAreRight() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        try (TestShop shop = new TestShop()) {
            for (int i = 0; i < SKUS; i++) {
                shop.sell("MUG-" + i, 1990 + i, STOCK);
            }
            Map<UUID, Idempotency.Response> told = new ConcurrentHashMap<>();
            ExecutorService threads = Executors.newFixedThreadPool(SHOPPERS + 1);
            List<Future<?>> running = new ArrayList<>();
            long end = System.nanoTime() + LENGTH.toNanos();
            for (int i = 0; i < SHOPPERS; i++) {
                Random random = new Random(seed + i);
                running.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        buy(shop, random, told);
                    }
                }));
            }
            running.add(threads.submit(() -> {
                while (System.nanoTime() < end) {
                    // Its scan meets every row: more often, and the test would mostly collide with itself.
                    LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
                    shop.makeAbandoned();
                    recover(shop, TestShop.AZURE);
                }
            }));
            for (Future<?> one : running) {
                one.get();
            }
            threads.shutdown();
            shop.processor.speaksClearly = true;
            shop.makeAbandoned();
            recover(shop, TestShop.GCP);

            System.out.println("seed " + seed + ": " + told.size() + " orders told of, "
                    + shop.count("SELECT count(*) FROM orders.shop_order WHERE state = 'PAID'")
                    + " paid, collisions " + shop.collisions);
            assertThat(told).as("seed " + seed).isNotEmpty();
            told.forEach((order, answer) -> assertThat(
                            shop.server(TestShop.AWS).orders().get(order).state())
                    .as("seed %d: %s", seed, answer)
                    .isEqualTo(answer.status() == 201 ? Order.State.PAID : Order.State.CANCELLED));
            for (int i = 0; i < SKUS; i++) {
                Books.check(shop, "MUG-" + i, STOCK);
            }
        }
    }

    private static void recover(TestShop shop, Region region) {
        shop.server(region).jobs().forEach(job -> job.run().run());
    }

    private static void buy(TestShop shop, Random random, Map<UUID, Idempotency.Response> told) {
        Cart cart;
        try {
            cart = filled(shop.server(region(random)), "MUG-" + random.nextInt(SKUS), 1 + random.nextInt(2));
        } catch (Transactions.UnavailableException busy) {
            return;
        }
        String key = "k" + random.nextLong();
        String token = switch (random.nextInt(6)) {
            case 0 -> ScriptedPayments.DECLINED;
            case 1 -> ScriptedPayments.UNCLEAR;
            case 2 -> ScriptedPayments.UNREACHABLE;
            default -> ScriptedPayments.APPROVED;
        };
        for (int tries = 0; tries < 4; tries++) {
            try {
                Idempotency.Response answer =
                        checkOut(shop.server(region(random), dyingAtRandom(random)), cart.id(), key, token);
                if (answer.status() == 201 || answer.status() == 402) {
                    told.put(UUID.fromString(answer.body().substring(0, 36)), answer);
                    if (random.nextBoolean()) {
                        assertThat(checkOut(shop.server(region(random)), cart.id(), key, token))
                                .isEqualTo(answer);
                    }
                    return;
                }
                if (answer.status() == 409 || answer.status() == 503) {
                    return;
                }
            } catch (Crashes.Dead dead) {
                if (random.nextInt(4) == 0) {
                    return; // a shopper who gives up: the worker has to clean up
                }
            } catch (Transactions.UnavailableException busy) {
                // Nothing was done by this transaction; like a death, for what an earlier one left.
            } catch (ProblemException refused) {
                Problem problem = refused.problem();
                assertThat(problem.status()).as(problem.detail()).isEqualTo(409);
            }
            if (random.nextInt(4) == 0) {
                tryWithAnotherKey(shop, random, cart, told);
            }
        }
    }

    /** A second tab, while the first one may be under way. */
    private static void tryWithAnotherKey(
            TestShop shop, Random random, Cart cart, Map<UUID, Idempotency.Response> told) {
        try {
            Idempotency.Response answer = shop.server(region(random))
                    .checkout()
                    .place(
                            new Checkout.Command(cart.id(), ScriptedPayments.APPROVED, Optional.empty()),
                            TestShop.key(cart.id(), "tab" + random.nextLong()),
                            TestShop.RENDERED);
            if (answer.status() == 201) {
                told.put(UUID.fromString(answer.body().substring(0, 36)), answer);
            }
        } catch (Transactions.UnavailableException busy) {
            // as if it had never been sent, or as after a death
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isEqualTo(409);
        }
    }

    private static Region region(Random random) {
        return TestShop.REGIONS.get(random.nextInt(TestShop.REGIONS.size()));
    }

    private static CheckoutObserver dyingAtRandom(Random random) {
        return new CheckoutObserver() {
            @Override
            public void before(String step, UUID order) {
                if (random.nextDouble() < DEATH) {
                    throw new Crashes.Dead("before " + step);
                }
            }

            @Override
            public void committed(String transaction, UUID order) {
                if (random.nextDouble() < DEATH) {
                    throw new Crashes.Dead("committed " + transaction);
                }
            }
        };
    }
}
