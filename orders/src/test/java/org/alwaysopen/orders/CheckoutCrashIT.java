package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.AZURE;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.checkOut;
import static org.alwaysopen.orders.TestShop.filled;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Transactions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: a server may die at any moment of a checkout, and everything is right all the same, with nobody's help. Method: the
 * table of moments is generated from the list of steps; at each of them a server of one region dies, then a worker of a second
 * region, or the client's own second try in a third, goes on; then the books are read.
 */
class CheckoutCrashIT {
    private static final int STOCK = 5;
    private static final Map<String, Integer> ANSWERS =
            Map.of(ScriptedPayments.APPROVED, 201, ScriptedPayments.DECLINED, 402, ScriptedPayments.UNREACHABLE, 503);
    private static final Set<String> DIED = new HashSet<>();

    /** One for all cases, each of which sells a thing of its own: what one leaves behind, the next one's books show. */
    private static TestShop shop;

    private static List<String> steps;
    private static int cases;

    @BeforeAll
    static void open() {
        shop = new TestShop();
        steps = shop.server(AWS).checkoutSteps();
    }

    private static String somethingNew(int units) {
        String sku = "MUG-" + ++cases;
        shop.sell(sku, 1990, units);
        return sku;
    }

    @TestFactory
    Stream<DynamicTest> diesAtEachMomentAndAWorkerOfAnotherRegionGoesOn() {
        return cases((moment, token) -> dieThenRecover(moment, token, true));
    }

    @TestFactory
    Stream<DynamicTest> diesAtEachMomentAndTheSameRequestInAnotherRegionGoesOn() {
        return cases((moment, token) -> dieThenRecover(moment, token, false));
    }

    /** No processor is asked, and all the same a server may die at each moment. */
    @TestFactory
    Stream<DynamicTest> diesAtEachMomentOfAnOrderThatAGiftCardPays() {
        return Crashes.moments(shop.server(AWS)).stream()
                .map(moment -> DynamicTest.dynamicTest(
                        moment, () -> dieThenRecover(moment, null, moment.hashCode() % 2 == 0)));
    }

    private interface Case {
        void run(String moment, String token);
    }

    private static Stream<DynamicTest> cases(Case test) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String token : ANSWERS.keySet()) {
            for (String moment : Crashes.moments(shop.server(AWS))) {
                tests.add(DynamicTest.dynamicTest(token + ": " + moment, () -> test.run(moment, token)));
            }
        }
        return tests.stream();
    }

    private static void dieThenRecover(String moment, String token, boolean byWorker) {
        String sku = somethingNew(STOCK);
        AtomicBoolean dead = new AtomicBoolean();
        OrdersModule dying = shop.server(AWS, Crashes.at(moment, dead));
        // Without a token, the gift card has to pay all.
        Cart cart = Giving.withEverything(dying, sku, 2, token == null ? 100_000 : 1000);
        try {
            checkOut(dying, cart.id(), "k1", token);
        } catch (Crashes.Dead expected) {
            DIED.add(moment);
        }

        shop.makeAbandoned();
        if (byWorker) {
            shop.server(GCP).jobs().forEach(job -> job.run().run());
            assertThat(shop.count("SELECT count(*) FROM orders.shop_order WHERE state = 'PLACED'"))
                    .isZero();
        }
        Idempotency.Response answer = checkOut(shop.server(AZURE), cart.id(), "k1", token);

        assertThat(answer.status()).isEqualTo(token == null ? 201 : ANSWERS.get(token));
        if (answer.status() != 503) {
            assertThat(checkOut(shop.server(GCP), cart.id(), "k1", token)).isEqualTo(answer);
        }
        Order order =
                shop.server(GCP).orders().get(UUID.fromString(answer.body().substring(0, 36)));
        assertThat(order.state()).isEqualTo(answer.status() == 201 ? Order.State.PAID : Order.State.CANCELLED);
        shop.server(GCP).jobs().forEach(job -> job.run().run());
        Books.check(shop, sku, STOCK);
    }

    /** Guards the table itself: a moment at which nothing died proves nothing. (A sale dies before it can be undone.) */
    @AfterAll
    static void everyMomentWasReached() {
        List<String> moments = Crashes.moments(shop.server(AWS));
        shop.close();
        List<String> expected = new ArrayList<>(moments);
        expected.remove(Crashes.AFTER_UNDO); // its own test is below
        assertThat(DIED).containsAll(expected);
    }

    /** Each transaction is tried again after each of its steps, as the database demands it on a collision. */
    @TestFactory
    Stream<DynamicTest> eachStepRunTwice() {
        return steps.stream().map(step -> DynamicTest.dynamicTest(step, () -> runTwice(step)));
    }

    private static void runTwice(String twice) {
        String sku = somethingNew(STOCK);
        AtomicBoolean again = new AtomicBoolean();
        boolean remote = twice.equals("authorise payment");
        OrdersModule server = shop.server(AWS, new CheckoutObserver() {
            @Override
            public void after(String step, UUID order) {
                if (step.equals(twice) && again.compareAndSet(false, true)) {
                    if (remote) {
                        shop.makeAbandoned();
                        shop.server(GCP).jobs().forEach(job -> job.run().run());
                    } else {
                        throw new Transactions.StartAgainException("as on a collision");
                    }
                }
            }
        });
        Cart cart = Giving.withEverything(server, sku, 2);

        Idempotency.Response answer = checkOut(server, cart.id(), "k1", ScriptedPayments.APPROVED);

        assertThat(again).isTrue();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(checkOut(shop.server(GCP), cart.id(), "k1", ScriptedPayments.APPROVED))
                .isEqualTo(answer);
        Books.check(shop, sku, STOCK);
    }

    /** The money is held, the stock is gone, and the server dies once the undo is committed. */
    @Test
    void diesAfterTheUndo() {
        String sku = somethingNew(1);
        AtomicBoolean dead = new AtomicBoolean();
        OrdersModule dying = shop.server(AWS, Crashes.at(Crashes.AFTER_UNDO, dead));
        Cart cart = filled(dying, sku, 1);
        Idempotency.Response unclear = checkOut(dying, cart.id(), "k1", ScriptedPayments.UNCLEAR);
        UUID order = UUID.fromString(unclear.body().substring(0, 36));
        shop.endReservation(order);
        Cart other = filled(dying, sku, 1);
        checkOut(shop.server(GCP), other.id(), "k2", ScriptedPayments.APPROVED);
        shop.processor.speaksClearly = true;
        try {
            checkOut(dying, cart.id(), "k1", ScriptedPayments.UNCLEAR);
        } catch (Crashes.Dead expected) {
            assertThat(dead).isTrue();
        }

        assertThat(dead).isTrue();
        assertThat(checkOut(shop.server(AZURE), cart.id(), "k1", ScriptedPayments.UNCLEAR)
                        .status())
                .isEqualTo(409);
        Books.check(shop, sku, 1);
    }
}
