package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.ProcessorBooks;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: two servers in two regions, on one database, that do the same thing at the same moment have one effect. */
class TwoServersIT {
    private static final int ROUNDS = 12;
    /** On a busy machine; it is over in a moment on a quiet one. */
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final Transactions transactions = database.transactions();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<HikariDataSource> pools = new ArrayList<>();
    private ProcessorSimulator stripe;
    private PaymentsModule here;
    private PaymentsModule there;

    @BeforeEach
    void start() {
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(folder.resolve("stripe.jsonl")));
        here = server(Tills.REGION);
        there = server(Tills.OTHER_REGION);
    }

    private PaymentsModule server(Region region) {
        return server(region, Transactions.Observer.NONE);
    }

    /** A module with its own pool, threads and connections to Stripe, as in a process of its own. */
    private PaymentsModule server(Region region, Transactions.Observer observer) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setMaximumPoolSize(6);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return new PaymentsModule(
                new Transactions(pool, observer, new Random()),
                region,
                PaymentsSettings.of(Optional.of(Tills.stripe(stripe)), Optional.empty())
                        // Two servers that start cold: an answer that is late is not what is tested here.
                        .with(PaymentsSettings.TimeOuts.USUAL, Tills.QUICK),
                Ids.RANDOM,
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        assertThat(here.books().contradictions()).isEmpty();
        assertThat(stripe.books().positions()).allMatch(p -> p.captures() <= 1 && p.refunded() <= p.captured());
        here.close();
        there.close();
        pools.forEach(HikariDataSource::close);
        stripe.close();
        database.close();
    }

    /** Both at once, starting together. */
    private <T> List<T> race(Callable<T> one, Callable<T> other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<T>> running = new ArrayList<>();
        for (Callable<T> racer : List.of(one, other)) {
            running.add(threads.submit(() -> {
                start.await(5, TimeUnit.SECONDS);
                return racer.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> racer : running) {
            results.add(racer.get(30, TimeUnit.SECONDS));
        }
        return results;
    }

    private void workUntil(UUID payment, State state) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            race(
                    () -> {
                        Tills.work(here);
                        return null;
                    },
                    () -> {
                        Tills.work(there);
                        return null;
                    });
            Payments.Payment found = Tills.find(transactions, here, payment);
            assertThat(found.state()).as(found.toString()).isEqualTo(state);
        });
    }

    private ProcessorBooks.Position books(UUID payment) {
        UUID attempt = here.merchant().get(payment).attempts().get(0).id();
        return stripe.books().positions().stream()
                .filter(p -> p.reference().equals(attempt.toString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSamePaymentIsHeldAndCapturedOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID id = Tills.open(transactions, here, Tills.usd(1990), "pm_card_visa");
            race(() -> Tills.pay(transactions, here, id), () -> Tills.pay(transactions, there, id));
            workUntil(id, State.CAPTURED);
            assertThat(books(id).authorised()).isEqualTo(1990);
            assertThat(books(id).captures()).isEqualTo(1);
        }
    }

    @Test
    void theSameRefundIsGivenOnceAndTwoThatExceedTheSumAreOne() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID id = Tills.open(transactions, here, Tills.usd(1000), "pm_card_visa");
            Tills.pay(transactions, here, id);
            workUntil(id, State.CAPTURED);
            Command same = new Command("same", "merchant", "broken");
            var both = race(
                    () -> here.merchant().refund(id, Optional.of(Tills.usd(300)), same),
                    () -> there.merchant().refund(id, Optional.of(Tills.usd(300)), same));
            assertThat(both.get(0).id()).isEqualTo(both.get(1).id());
            var results = race(() -> refund(here, id, 400, "a"), () -> refund(there, id, 400, "b"));
            assertThat(results).containsExactlyInAnyOrder(true, false);
            workUntil(id, State.PARTLY_REFUNDED);
            Awaitility.await().atMost(SOON).untilAsserted(() -> {
                Tills.work(there);
                assertThat(books(id).refunded()).isEqualTo(700);
                assertThat(here.merchant().get(id).payment().refunded()).isEqualTo(Tills.usd(700));
            });
        }
    }

    private static boolean refund(PaymentsModule server, UUID id, long cents, String key) {
        try {
            server.merchant().refund(id, Optional.of(Tills.usd(cents)), new Command(key, "merchant", "broken"));
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    @Test
    void aCaptureAndAGiveBackEndWithoutTheShoppersMoney() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID id = Tills.open(transactions, here, Tills.usd(1990), "pm_card_visa");
            Tills.pay(transactions, here, id);
            race(
                    () -> {
                        Tills.work(here);
                        return null;
                    },
                    () -> transactions.run("test: give back", tx -> {
                        there.payments().giveBack(tx, id, "out of stock");
                        return null;
                    }));
            Awaitility.await().atMost(SOON).untilAsserted(() -> {
                Tills.work(here);
                assertThat(Tills.find(transactions, here, id).state()).isIn(State.VOIDED, State.REFUNDED);
            });
            ProcessorBooks.Position position = books(id);
            assertThat(position.held()).isZero();
            assertThat(position.captured()).isEqualTo(position.refunded());
        }
    }

    @Test
    void twoPaymentsOfOneOrderAreCapturedOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID order = UUID.randomUUID();
            UUID one = open(here, order);
            UUID other = open(there, order);
            race(() -> Tills.pay(transactions, here, one), () -> Tills.pay(transactions, there, other));
            Awaitility.await().atMost(SOON).untilAsserted(() -> {
                Tills.work(here);
                assertThat(List.of(
                                Tills.find(transactions, here, one).state(),
                                Tills.find(transactions, here, other).state()))
                        .containsExactlyInAnyOrder(State.CAPTURED, State.VOIDED);
            });
        }
    }

    /** A checkout died with the hold in its hands; recovery found the hold, and it has waited too long for its checkout. */
    private UUID abandonedHold() {
        UUID id = Tills.open(transactions, here, Tills.usd(1990), "pm_card_visa");
        assertThat(here.payments().authorise(id)).isInstanceOf(Payments.Outcome.Authorised.class);
        database.execute("UPDATE payments.due_attempt SET due_at = now()");
        job(there, "payments: recovery");
        assertThat(Tills.find(transactions, here, id).state()).isEqualTo(State.AUTHORISED);
        database.execute("UPDATE payments.due_payment SET due_at = now()");
        return id;
    }

    private static void job(PaymentsModule server, String name) {
        server.jobs().stream()
                .filter(job -> job.name().equals(name))
                .findFirst()
                .orElseThrow()
                .run()
                .run();
    }

    /** An order was once marked as paid with such a hold, which was let go a moment later: goods for nothing. */
    @Test
    void aHoldThatIsOnItsWayBackPaysForNothing() throws Exception {
        UUID id = abandonedHold();
        Payments.Outcome early = here.payments().authorise(id);
        job(there, "payments: abandoned holds");

        assertThat(Tills.record(transactions, here, id, early).state()).isEqualTo(State.VOIDED);
        assertThat(Tills.pay(transactions, here, id).state()).isEqualTo(State.VOIDED);
        workUntil(id, State.VOIDED);
    }

    /** The sale is confirmed between the worker's look and its deed. */
    @Test
    void aHoldThatWasTakenJustNowIsNotGivenBack() throws Exception {
        UUID id = abandonedHold();
        Payments.Outcome held = here.payments().authorise(id);
        List<State> confirmed = new ArrayList<>();
        PaymentsModule late = server(Tills.OTHER_REGION, new Transactions.Observer() {
            @Override
            public void ended(String name, Transactions.Ending ending, Duration took) {
                if (name.equals("payments: abandoned")) {
                    confirmed.add(CompletableFuture.supplyAsync(() -> Tills.record(transactions, here, id, held))
                            .join()
                            .state());
                }
            }
        });
        try (late) {
            job(late, "payments: abandoned holds");
        }
        assertThat(confirmed).containsExactly(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
        assertThat(books(id).captures()).isEqualTo(1);
    }

    /**
     * A checkout's answer was lost, and while it still wanted to write that down, a worker elsewhere found the hold. The checkout
     * sees that it is held, and confirms the sale: so the money has to be captured, not given back as abandoned.
     */
    @Test
    void whatAWorkerFoundWhileTheCheckoutKnewNothingIsCaptured() {
        UUID id = Tills.open(transactions, here, Tills.usd(1990), "pm_card_visa");
        here.payments().authorise(id); // and its answer never comes
        database.execute("UPDATE payments.due_attempt SET due_at = now()");
        job(there, "payments: recovery");

        Payments.Payment told =
                Tills.record(transactions, here, id, new Payments.Outcome.Unknown("stripe", "no answer"));

        assertThat(told.state()).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
    }

    /**
     * A worker closes an attempt that seems not to have come through, and the checkout comes through just then: Stripe cancels
     * what is held, too, so it must not pay for anything. An order was once marked as paid with such a hold.
     */
    @Test
    void aHoldThatIsTakenWhileAWorkerClosesTheAttemptPaysForNothing() throws Exception {
        UUID id = Tills.open(transactions, here, Tills.usd(1990), "pm_card_visa");
        database.execute("UPDATE payments.due_attempt SET due_at = now()");
        stripe.faults().slow(1, "payment_intents.cancel", Duration.ofSeconds(1));
        Future<?> worker = threads.submit(() -> job(there, "payments: recovery"));
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> stripe.faults().pending().isEmpty());

        Payments.Payment told = Tills.pay(transactions, here, id);
        worker.get(30, TimeUnit.SECONDS);

        assertThat(told.state()).isNotEqualTo(State.AUTHORISED);
        workUntil(id, State.FAILED);
        assertThat(stripe.books().positions()).allMatch(p -> p.captures() == 0);
    }

    /** A double-click is no outage: such answers once opened the breaker, and the next shopper was told that paying is not possible. */
    @Test
    void aRequestThatIsStillUnderWayIsNoFailureOfTheProcessor() throws Exception {
        UUID id = Tills.open(transactions, here, Tills.usd(1990), "pm_card_visa");
        stripe.faults().slow(1, "payment_intents.confirm", Duration.ofSeconds(5));
        Future<Payments.Outcome> first = threads.submit(() -> here.payments().authorise(id));
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> stripe.faults().pending().isEmpty());
        for (int click = 0; click < ROUNDS; click++) {
            assertThat(Tills.pay(transactions, there, id).state()).isEqualTo(State.UNKNOWN);
        }

        UUID other = Tills.open(transactions, there, Tills.usd(1990), "pm_card_visa");
        assertThat(Tills.pay(transactions, there, other).state()).isEqualTo(State.AUTHORISED);
        assertThat(Tills.record(transactions, here, id, first.get(30, TimeUnit.SECONDS))
                        .state())
                .isEqualTo(State.AUTHORISED);
    }

    /** After a day Stripe takes our key for a new one: asking again would hold the money a second time. */
    @Test
    void aCheckoutThatComesBackAfterTheKeyIsForgottenHoldsNothingAgain() {
        UUID id = Tills.open(transactions, here, Tills.usd(1990), "pm_card_visa");
        database.execute("UPDATE payments.attempt SET created_at = created_at - INTERVAL '30 hours'");

        assertThat(Tills.pay(transactions, there, id).state()).isEqualTo(State.UNKNOWN);
        assertThat(stripe.books().positions()).isEmpty();
    }

    private UUID open(PaymentsModule server, UUID order) {
        Payments.Opening opening = new Payments.Opening(order, Tills.REGION, Tills.usd(1990), "pm_card_visa");
        return transactions.run("test: open", tx -> server.payments().open(tx, opening));
    }
}
