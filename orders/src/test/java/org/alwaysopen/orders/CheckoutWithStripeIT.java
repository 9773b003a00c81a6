package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.checkOut;
import static org.alwaysopen.orders.TestShop.filled;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Region;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it with nothing scripted: orders, inventory, payments, Stripe's own SDK over HTTP to the simulator. */
class CheckoutWithStripeIT {
    @TempDir
    Path folder;

    private final TestShop shop = new TestShop();
    private ProcessorSimulator stripe;
    private PaymentsModule payments;

    @BeforeEach
    void open() {
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(folder.resolve("stripe.jsonl")));
        payments = module(AWS);
    }

    private PaymentsModule module(Region region) {
        PaymentsSettings.Stripe settings = new PaymentsSettings.Stripe(
                stripe.url(), SimulatorSettings.TEST_API_KEY, "", PaymentsSettings.Stripe.LIST_PRICE);
        return new PaymentsModule(
                shop.database.transactions(),
                region,
                PaymentsSettings.of(Optional.of(settings), Optional.empty()),
                Ids.RANDOM,
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        payments.close();
        stripe.close();
        shop.close();
    }

    @Test
    void aCardThatApprovesIsChargedWhatTheOrderSays() {
        shop.sell("MUG", 1990, 10);
        OrdersModule server = shop.server(AWS, payments.payments(), CheckoutObserver.NONE);
        Cart cart = filled(server, "MUG", 2);

        Idempotency.Response answer = checkOut(server, cart.id(), "k1", "pm_card_visa");

        assertThat(answer.status()).isEqualTo(201);
        UUID order = UUID.fromString(answer.body().substring(0, 36));
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            payments.jobs().forEach(job -> job.run().run());
            assertThat(server.orders().get(order).payment().state()).isEqualTo(Payments.State.CAPTURED);
        });
        assertThat(stripe.books().positions())
                .singleElement()
                .satisfies(position ->
                        assertThat(position.captured()).isEqualTo(cart.total().minorUnits()));
        assertThat(shop.available("MUG")).isEqualTo(8);
    }

    /**
     * Goal: sales that have nothing in common do not stand in each other's way. Method: eight second transactions in a fresh
     * shop, all begun before any of them writes, and none committed before all have written; none is refused.
     */
    @Test
    void salesOfDifferentThingsAtTheSameMomentDoNotCollide() throws Exception {
        int sales = 8;
        CyclicBarrier begun = new CyclicBarrier(sales);
        CyclicBarrier written = new CyclicBarrier(sales);
        CheckoutObserver together = new CheckoutObserver() {
            private final Set<String> met = ConcurrentHashMap.newKeySet();

            @Override
            public void before(String step, UUID order) {
                meet("record payment", step, order, begun);
            }

            @Override
            public void after(String step, UUID order) {
                meet("confirm sale", step, order, written);
            }

            private void meet(String where, String step, UUID order, CyclicBarrier barrier) {
                if (step.equals(where) && met.add(step + order)) { // once: a second try would wait in vain
                    try {
                        barrier.await(60, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        };
        OrdersModule server = shop.server(AWS, payments.payments(), together);
        List<UUID> carts = new ArrayList<>();
        for (int i = 0; i < sales; i++) {
            shop.sell("MUG-" + i, 1990, 10);
            carts.add(filled(server, "MUG-" + i, 1).id());
        }
        ExecutorService threads = Executors.newFixedThreadPool(sales);
        List<Future<Integer>> answers = new ArrayList<>();
        for (UUID cart : carts) {
            answers.add(threads.submit(() ->
                    checkOut(server, cart, "key of " + cart, "pm_card_visa").status()));
        }
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(201);
        }
        threads.shutdown();
        assertThat(shop.collisions).doesNotContainKey("checkout: settle");
    }

    @Test
    void aCardThatDeclinesLeavesEverythingAsItWas() {
        shop.sell("MUG", 1990, 10);
        OrdersModule server = shop.server(AWS, payments.payments(), CheckoutObserver.NONE);
        Cart cart = filled(server, "MUG", 2);

        assertThat(checkOut(server, cart.id(), "k1", "pm_card_chargeDeclined").status())
                .isEqualTo(402);
        assertThat(shop.available("MUG")).isEqualTo(10);
        assertThat(checkOut(server, cart.id(), "k2", "pm_card_visa").status()).isEqualTo(201);
    }

    /** The hold is at Stripe, nobody here wrote it down: the worker of another region finds the same hold, and the sale stands. */
    @Test
    void aServerThatDiesWithTheHoldInItsHandsIsFollowedByAnotherRegion() {
        shop.sell("MUG", 1990, 10);
        AtomicBoolean dead = new AtomicBoolean();
        OrdersModule dying = shop.server(AWS, payments.payments(), Crashes.at("after authorise payment", dead));
        Cart cart = filled(dying, "MUG", 1);
        try {
            checkOut(dying, cart.id(), "k1", "pm_card_visa");
        } catch (Crashes.Dead expected) {
            assertThat(dead).isTrue();
        }
        shop.makeAbandoned();

        try (PaymentsModule elsewhere = module(GCP)) {
            OrdersModule gcp = shop.server(GCP, elsewhere.payments(), CheckoutObserver.NONE);
            gcp.jobs().forEach(job -> job.run().run());
            assertThat(checkOut(gcp, cart.id(), "k1", "pm_card_visa").status()).isEqualTo(201);
        }
        assertThat(dead).isTrue();
        assertThat(stripe.books().positions()).hasSize(1);
    }
}
