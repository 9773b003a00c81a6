package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.net.Webhook;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.Outcome;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.ProcessorBooks;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.webhook.Webhooks.Rule;
import org.alwaysopen.simulator.webhook.Webhooks.Trouble;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: what a processor tells us counts once, whenever and how often it comes, and only when it is the processor. */
class WebhooksIT {
    private static final String SECRET = SimulatorSettings.TEST_WEBHOOK_SECRET;

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final Transactions transactions = database.transactions();
    private final List<Integer> statuses = new CopyOnWriteArrayList<>();
    private HttpServer door;
    private ProcessorSimulator stripe;
    private PaymentsModule module;

    @BeforeEach
    void start() throws IOException {
        door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.setExecutor(Executors.newFixedThreadPool(4));
        URI address = URI.create("http://127.0.0.1:" + door.getAddress().getPort() + "/webhooks/stripe");
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(folder.resolve("stripe.jsonl"), address));
        module = Tills.module(transactions, Tills.stripeOnly(stripe));
        door.createContext("/webhooks/stripe", exchange -> {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            int status;
            try {
                module.webhooks()
                        .receive("stripe", headers, exchange.getRequestBody().readAllBytes());
                status = 200;
            } catch (ProblemException e) {
                status = e.problem().status();
            }
            statuses.add(status);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        door.start();
    }

    @AfterEach
    void stop() {
        assertThat(module.books().contradictions()).isEmpty();
        stripe.close();
        door.stop(0);
        module.close();
        database.close();
    }

    private void trouble(String type, Trouble trouble, int times, int count, Duration delay) {
        stripe.webhooks().add(new Rule(type, trouble, times, count, delay));
    }

    private long stored(String state) {
        return transactions.read(
                "test: stored",
                tx -> tx.query("SELECT count(*) FROM payments.webhook_event WHERE state = :state")
                        .bind("state", state)
                        .mapTo(Long.class)
                        .one());
    }

    private void await(Runnable assertion) {
        Awaitility.await()
                .atMost(Tills.SOON)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion::run);
    }

    private void workUntil(UUID payment, State state) {
        Tills.workUntil(transactions, module, payment, state);
    }

    private UUID open() {
        return Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa");
    }

    @Test
    void duplicatesAreStoredOnceAndChangeNothing() {
        trouble("*", Trouble.DUPLICATE, 100, 3, Duration.ZERO);
        UUID id = open();
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        Tills.workUntil(module, () -> {
            assertThat(statuses.size()).isGreaterThanOrEqualTo(6);
            assertThat(stored("RECEIVED")).isZero();
        });
        assertThat(stored("APPLIED") + stored("IGNORED")).isLessThanOrEqualTo(statuses.size() / 3 + 1);
        assertThat(module.merchant().get(id).payment().captured()).isEqualTo(Tills.usd(1990));
    }

    @Test
    void theEventMayComeBeforeTheAnswer() {
        UUID id = open();
        Outcome outcome = module.payments().authorise(id);
        // The shopper's answer is still on its way; the webhook is applied first.
        await(() -> {
            applyWebhooks();
            assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.AUTHORISED);
        });
        assertThat(Tills.record(transactions, module, id, outcome).state()).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
    }

    @Test
    void aLostAnswerIsHealedByTheEvent() {
        stripe.faults().next("payment_intents.confirm", Fault.TIMEOUT_AFTER);
        UUID id = open();
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.UNKNOWN);
        await(() -> {
            applyWebhooks();
            assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.AUTHORISED);
        });
    }

    /** The caller reads AUTHORISED in the record, and sells by it: so the money has to come, whatever the answer was. */
    @Test
    void whatTheEventToldBeforeALostAnswerIsRecordedIsCapturedToo() {
        stripe.faults().next("payment_intents.confirm", Fault.TIMEOUT_AFTER);
        UUID id = open();
        Outcome outcome = module.payments().authorise(id);
        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        await(() -> {
            applyWebhooks();
            assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.AUTHORISED);
        });
        assertThat(Tills.record(transactions, module, id, outcome).state()).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
    }

    /** Its hold is there until the worker has voided it; nobody may sell by that. */
    @Test
    void aRecordThatComesAfterItWasGivenBackIsNoYes() {
        UUID id = open();
        Outcome late = module.payments().authorise(id);
        Tills.record(transactions, module, id, late);
        transactions.run("test: give back", tx -> {
            module.payments().giveBack(tx, id, "out of stock");
            return null;
        });
        assertThat(Tills.record(transactions, module, id, late).state()).isEqualTo(State.VOIDED);
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.VOIDED);
        workUntil(id, State.VOIDED);
    }

    @Test
    void outOfOrderAndLateEndTheSame() {
        trouble("*", Trouble.HOLD, 1000, 1, Duration.ZERO);
        UUID id = open();
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        module.merchant().refund(id, Optional.of(Tills.usd(990)), new Command("r", "merchant", "broken"));
        workUntil(id, State.PARTLY_REFUNDED);
        assertThat(statuses).isEmpty();
        trouble("*", Trouble.REORDER, 3, 3, Duration.ZERO);
        stripe.webhooks().release();
        Tills.workUntil(module, () -> {
            assertThat(statuses.size()).isGreaterThanOrEqualTo(3);
            assertThat(stored("RECEIVED")).isZero();
        });
        MerchantPayments.Summary payment = module.merchant().get(id).payment();
        assertThat(payment.state()).isEqualTo(State.PARTLY_REFUNDED);
        assertThat(payment.captured()).isEqualTo(Tills.usd(1990));
        assertThat(payment.refunded()).isEqualTo(Tills.usd(990));
    }

    @Test
    void forgedAndStaleOnesAreRefusedAndNotStored() {
        trouble("*", Trouble.FORGE, 1, 1, Duration.ZERO);
        trouble("*", Trouble.STALE, 1, 1, Duration.ZERO);
        UUID first = open();
        Tills.pay(transactions, module, first);
        await(() -> assertThat(statuses).contains(400));
        UUID second = open();
        Tills.pay(transactions, module, second);
        await(() -> assertThat(statuses.stream().filter(s -> s == 400).count()).isGreaterThanOrEqualTo(2));
    }

    /** Nor do they count again, should one come later still. */
    @Test
    void oldOnesAreDeletedOnceTheyAreDoneWith() {
        UUID payment = Tills.open(transactions, module, Tills.usd(1990), "pm_card_createDispute");
        Tills.pay(transactions, module, payment);
        Tills.workUntil(module, () -> {
            assertThat(module.merchant().get(payment).payment().chargedBack()).isEqualTo(Tills.usd(1990));
            assertThat(stored("RECEIVED")).isZero();
        });
        List<String> ids = column("event_id");
        List<String> bodies = column("body");
        age("45 days 1 hour");
        for (String id : List.of("evt_ignored", "evt_parked")) {
            String body = event(id, "customer.tax_id.updated");
            receive(body, signature(body, Instant.now()));
        }
        Tills.work(module);
        set("UPDATE payments.webhook_event SET state = 'PARKED' WHERE event_id = 'evt_parked'");
        assertThat(column("event_id")).contains("evt_ignored", "evt_parked").doesNotContainAnyElementsOf(ids);
        age("44 days 23 hours");
        Tills.work(module);
        assertThat(column("event_id")).contains("evt_ignored", "evt_parked");
        age("45 days 1 hour");
        Tills.work(module);
        assertThat(column("event_id")).doesNotContain("evt_ignored").contains("evt_parked");

        List<String> alerts = Tills.alerts(transactions);
        bodies.forEach(body -> receive(body, signature(body, Instant.now())));
        Tills.work(module);
        assertThat(column("event_id")).containsAll(ids);
        assertThat(stored("RECEIVED")).isZero();
        assertThat(module.merchant().get(payment).payment().captured()).isEqualTo(Tills.usd(1990));
        assertThat(module.merchant().get(payment).payment().chargedBack()).isEqualTo(Tills.usd(1990));
        assertThat(Tills.alerts(transactions)).isEqualTo(alerts);
    }

    private List<String> column(String name) {
        return transactions.read(
                "test: column",
                tx -> tx.query("SELECT " + name + " FROM payments.webhook_event")
                        .mapTo(String.class)
                        .list());
    }

    private void age(String interval) {
        set("UPDATE payments.webhook_event SET received_at = now() - INTERVAL '" + interval + "'");
    }

    private void set(String sql) {
        transactions.run("test: set", tx -> tx.update(sql).execute());
    }

    private void receive(String body, String signature) {
        module.webhooks()
                .receive("stripe", Map.of("Stripe-Signature", signature), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String id, String type) {
        return "{\"id\": \"" + id + "\", \"object\": \"event\", \"type\": \"" + type
                + "\", \"data\": {\"object\": {\"id\": \"x\", \"metadata\": {\"attempt_id\": \"" + UUID.randomUUID()
                + "\"}}}}";
    }

    private static String signature(String body, Instant at) {
        try {
            return Webhook.Signature.generateSignatureHeader(body, SECRET, at.getEpochSecond());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theTimeWindowIsFiveMinutes() {
        String body = event("evt_window", "payment_intent.succeeded");
        receive(body, signature(body, Instant.now().minusSeconds(280)));
        assertThatThrownBy(() -> receive(body, signature(body, Instant.now().minusSeconds(320))))
                .hasMessageContaining("300 s");
    }

    @Test
    void unknownEventsAndUnknownPaymentsAreAcknowledgedAndIgnored() {
        String unknown = event("evt_a", "customer.tax_id.updated");
        String notOurs = event("evt_b", "payment_intent.succeeded");
        receive(unknown, signature(unknown, Instant.now()));
        receive(notOurs, signature(notOurs, Instant.now()));
        Tills.work(module);
        assertThat(stored("IGNORED")).isEqualTo(2);
    }

    @Test
    void aMegabyteAndNonsenseAreRefused() {
        String large = "x".repeat(1024 * 1024);
        assertThatThrownBy(() -> receive(large, signature(large, Instant.now())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(413));
        for (String nonsense : List.of("", "[]", "null", "{\"id\": 1}", "{\"id\": {}, \"type\": []}", "\u0000")) {
            assertThatThrownBy(() -> receive(nonsense, signature(nonsense, Instant.now())))
                    .as(nonsense)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().status()).isEqualTo(400));
        }
        assertThatThrownBy(() -> module.webhooks().receive("stripe", Map.of(), new byte[0]))
                .hasMessageContaining("Stripe-Signature: missing");
    }

    @Test
    void aChargebackIsBookedOnce() {
        trouble("charge.dispute.funds_withdrawn", Trouble.DUPLICATE, 5, 2, Duration.ZERO);
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_createDispute");
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        Tills.workUntil(module, () -> {
            assertThat(module.merchant().get(id).payment().chargedBack()).isEqualTo(Tills.usd(1990));
        });
        assertThat(stripe.books().positions())
                .extracting(ProcessorBooks.Position::chargedBack)
                .containsExactly(1990L);
        assertThatThrownBy(() -> module.merchant().refund(id, Optional.empty(), new Command("r", "m", "why")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("charged back");
    }

    @Test
    void aRefundThatBouncesIsBookedBack() {
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_refundFail");
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        module.merchant().refund(id, Optional.empty(), new Command("r", "merchant", "broken"));
        Tills.workUntil(module, () -> {
            assertThat(module.merchant().get(id).operations())
                    .anyMatch(o -> o.kind().equals("REFUND") && o.state().equals("REFUSED"));
        });
        assertThat(module.merchant().get(id).payment().refunded()).isEqualTo(Tills.usd(0));
        assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.CAPTURED);
    }

    private void applyWebhooks() {
        module.jobs().stream()
                .filter(j -> j.name().contains("webhooks"))
                .forEach(j -> j.run().run());
    }

    /** A refund that Stripe took on, told in the wrong order: that it began is no news once it is known to have failed. */
    @Test
    void aRefundThatFailedBeforeItWasCreatedIsToldOnce() {
        UUID id = open();
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        stripe.faults().always("refunds.create", Fault.UNAVAILABLE);
        module.merchant().refund(id, Optional.of(Tills.usd(990)), new Command("r", "merchant", "broken"));
        UUID refund = module.merchant().get(id).operations().get(1).id();
        for (String kind : List.of("refund.failed", "refund.created")) {
            String event = """
                    {"id": "evt_%1$s", "object": "event", "type": "%1$s", "data": {"object":
                     {"id": "re_1", "status": "%2$s", "amount": 990, "currency": "usd", "metadata": {"operation_id": "%3$s"}}}}""".formatted(kind, kind.equals("refund.failed") ? "failed" : "pending", refund);
            receive(event, signature(event, Instant.now()));
            applyWebhooks();
        }
        await(() -> assertThat(stored("RECEIVED")).isZero());
        assertThat(module.merchant().get(id).payment().refunded()).isEqualTo(Tills.usd(0));
        assertThat(Tills.alerts(transactions))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("refused");
    }

    /** Its answer got lost, and the list says that it failed since; then come the messages of how it began and ended. */
    @Test
    void aRefundThatIsFoundFailedIsToldOnce() {
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_refundFail");
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        trouble("*", Trouble.HOLD, 1000, 1, Duration.ZERO);
        stripe.faults().next("refunds.create", Fault.TIMEOUT_AFTER);
        module.merchant().refund(id, Optional.empty(), new Command("r", "merchant", "broken"));
        Tills.workUntil(module, () -> {
            assertThat(module.merchant().get(id).operations())
                    .anyMatch(o -> o.state().equals("REFUSED"));
        });
        long before = stored("APPLIED");
        stripe.webhooks().release();
        Tills.workUntil(module, () -> {
            assertThat(stored("APPLIED")).isGreaterThanOrEqualTo(before + 2);
        });
        assertThat(Tills.alerts(transactions))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("refused");
    }

    /** Money that our books cannot take: a dispute won that was never lost here, and one in another currency. */
    @ParameterizedTest
    @CsvSource({"charge.dispute.funds_reinstated, usd", "charge.dispute.funds_withdrawn, eur"})
    void whatCannotBeAppliedIsToldToPeople(String type, String currency) {
        UUID id = open();
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        String intent = module.merchant().get(id).attempts().get(0).reference().orElseThrow();
        String event = """
                {"id": "evt_dispute", "object": "event", "type": "%s", "data": {"object":
                 {"id": "dp_1", "payment_intent": "%s", "amount": 1990, "currency": "%s"}}}""".formatted(type, intent, currency);
        receive(event, signature(event, Instant.now()));
        Tills.workUntil(module, () -> {
            assertThat(stored("PARKED")).isEqualTo(1);
        });
        assertThat(module.merchant().get(id).payment().chargedBack()).isEqualTo(Tills.usd(0));
        assertThat(Tills.alerts(transactions))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(id.toString(), "evt_dispute");
    }
}
