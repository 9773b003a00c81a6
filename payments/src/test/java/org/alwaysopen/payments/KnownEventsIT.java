package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.Outcome;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: events that tell what we know cost next to nothing, and nothing else is taken for one of them. Method: events of our
 * own making about payments in every state, applied in one batch and one by one; then both ends are compared.
 */
class KnownEventsIT {
    private static final String HELD = "payment_intent.amount_capturable_updated";
    private static final String CAPTURED = "payment_intent.succeeded";
    private static final String DECLINED = "payment_intent.payment_failed";
    private static final String CANCELLED = "payment_intent.canceled";
    private static final String REFUNDED = "refund.created";

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final Transactions transactions = database.transactions();
    private ProcessorSimulator stripe;
    private PaymentsModule module;

    @BeforeEach
    void start() throws IOException {
        URI nobody = URI.create("http://127.0.0.1:9/");
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(folder.resolve("stripe.jsonl"), nobody));
        module = Tills.module(transactions, Tills.stripeOnly(stripe));
        stripe.webhooks().hold();
    }

    @AfterEach
    void stop() {
        assertThat(module.books().contradictions()).isEmpty();
        stripe.close();
        module.close();
        database.close();
    }

    /** Each with a name of its own, by which it is found in the end. */
    private record Told(String name, String type, String json) {
        static Told of(String name, String type, Ids ids, long minor, String currency) {
            String amounts = List.of("amount", "amount_capturable", "amount_received").stream()
                    .map(field -> "\"" + field + "\": " + minor + ", ")
                    .reduce("", String::concat);
            String json = """
                    {"id": "%s", "object": "event", "type": "%s", "data": {"object": {"id": "%s", "currency": "%s",
                     %s"status": "succeeded", "metadata": {"attempt_id": "%s", "operation_id": "%s"}}}}""".formatted(name, type, ids.reference(), currency, amounts, ids.attempt(), ids.operation());
            return new Told(name, type, json);
        }
    }

    /** As the processor tells them. */
    private record Ids(String reference, UUID attempt, UUID operation) {
        Ids at(String other) {
            return new Ids(other, attempt, operation);
        }
    }

    private void receive(Told told) {
        try {
            String signature = Webhook.Signature.generateSignatureHeader(
                    told.json(),
                    SimulatorSettings.TEST_WEBHOOK_SECRET,
                    Instant.now().getEpochSecond());
            module.webhooks()
                    .receive(
                            "stripe",
                            Map.of("Stripe-Signature", signature),
                            told.json().getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void work(String job) {
        module.jobs().stream()
                .filter(j -> j.name().contains(job))
                .forEach(j -> j.run().run());
    }

    private UUID paid() {
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa");
        Tills.pay(transactions, module, id);
        return id;
    }

    private void workUntil(UUID payment, State state) {
        Tills.workUntil(transactions, module, payment, state);
    }

    private Ids ids(UUID payment) {
        MerchantPayments.Detail details = module.merchant().get(payment);
        UUID operation = details.operations().isEmpty()
                ? UUID.randomUUID()
                : details.operations().get(details.operations().size() - 1).id();
        MerchantPayments.Attempt attempt = details.attempts().get(0);
        return new Ids(attempt.reference().orElse("pi_unknown"), attempt.id(), operation);
    }

    /** So that nobody adds a statement to each order unawares. BEGIN and COMMIT are not counted, witnesses are. */
    @Test
    void whatAPaidOrderCosts() {
        workUntil(paid(), State.CAPTURED); // the first one asks for the session's settings, too
        AtomicReference<UUID> id = new AtomicReference<>();
        AtomicReference<Outcome> outcome = new AtomicReference<>();

        Map<String, Long> costs = new LinkedHashMap<>();
        costs.put("open", cost(() -> id.set(Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa"))));
        costs.put("authorise", cost(() -> outcome.set(module.payments().authorise(id.get()))));
        costs.put("record", cost(() -> Tills.record(transactions, module, id.get(), outcome.get())));
        costs.put("capture", cost(() -> work("captures")));
        Ids ids = ids(id.get());
        costs.put("hear of the hold", cost(() -> receive(Told.of("evt_h", HELD, ids, 1990, "usd"))));
        costs.put("hear of the capture", cost(() -> receive(Told.of("evt_c", CAPTURED, ids, 1990, "usd"))));
        costs.put("both events", cost(() -> work("webhooks")));

        assertThat(costs)
                .isEqualTo(Map.of(
                        "open", 2L,
                        "authorise", 1L,
                        "record", 6L,
                        "capture", 8L,
                        "hear of the hold", 1L,
                        "hear of the capture", 1L,
                        "both events", 5L));
        assertThat(Tills.find(transactions, module, id.get()).state()).isEqualTo(State.CAPTURED);
    }

    private long cost(Runnable step) {
        database.forgetStatements();
        step.run();
        return database.statementCount();
    }

    @Test
    void moreThanOneRunTakesAreAllAppliedAtOnce() {
        Ids nobodys = new Ids("pi_nobodys", UUID.randomUUID(), UUID.randomUUID());
        IntStream.range(0, 45).forEach(n -> receive(Told.of("evt_" + n, HELD, nobodys, 100, "usd")));
        work("webhooks");
        long waiting = transactions.read(
                "waiting",
                tx -> tx.query("SELECT count(*) FROM payments.webhook_event WHERE due_at IS NOT NULL")
                        .mapTo(Long.class)
                        .one());
        assertThat(waiting).isZero();
    }

    @Test
    void knownOnesCostTheSameForOneAsForMany() {
        List<UUID> payments = IntStream.range(0, 4).mapToObj(n -> paid()).toList();
        payments.forEach(id -> workUntil(id, State.CAPTURED));
        List<Long> counts = new ArrayList<>();
        for (List<UUID> some : List.of(payments.subList(0, 1), payments.subList(1, 4))) {
            for (UUID id : some) {
                receive(Told.of("evt_h" + id, HELD, ids(id), 1990, "usd"));
                receive(Told.of("evt_c" + id, CAPTURED, ids(id), 1990, "usd"));
            }
            database.forgetStatements();
            work("webhooks");
            counts.add(database.statementCount());
            assertThat(database.statements()).noneMatch(sql -> sql.contains("FOR UPDATE"));
        }
        assertThat(counts).as("due; operations, attempts, payments; marked").containsExactly(5L, 5L);
        assertThat(ends("evt_").values()).containsOnly("APPLIED");
    }

    /** One of each, of what our records know, of what is new and of what contradicts them; several about one payment. */
    private final class Situation {
        final List<Told> told = new ArrayList<>();
        final Map<String, UUID> payments = new LinkedHashMap<>();

        Situation(String run) {
            List<String> sold = List.of("sold", "less", "euro", "other", "refunded");
            sold.forEach(name -> payments.put(name, paid()));
            sold.forEach(name -> workUntil(payments.get(name), State.CAPTURED));
            module.merchant()
                    .refund(
                            payments.get("refunded"),
                            Optional.of(Tills.usd(990)),
                            new Command("r", "merchant", "broken"));
            workUntil(payments.get("refunded"), State.PARTLY_REFUNDED);
            List.of("held", "short", "back", "ended").forEach(name -> payments.put(name, paid()));
            transactions.run("test: give back", tx -> {
                module.payments().giveBack(tx, payments.get("back"), "out of stock");
                return null;
            });
            UUID declined = Tills.open(transactions, module, Tills.usd(1990), "pm_card_chargeDeclined");
            Tills.pay(transactions, module, declined);
            payments.put("declined", declined);
            stripe.faults().next("payment_intents.confirm", Fault.TIMEOUT_AFTER);
            payments.put("lost", paid());

            tell(run, "sold", HELD, 1990, "usd");
            tell(run, "sold", CAPTURED, 1990, "usd");
            tell(run, "sold", DECLINED, 1990, "usd");
            tell(run, "less", CAPTURED, 1000, "usd");
            tell(run, "euro", CAPTURED, 1990, "eur");
            told.add(Told.of(run + "other", CAPTURED, ids("other").at("pi_other"), 1990, "usd"));
            told.add(Told.of(run + "known-refund", REFUNDED, ids("refunded").at(refund()), 990, "usd"));
            told.add(Told.of(run + "other-refund", REFUNDED, ids("refunded").at(refund()), 500, "usd"));
            tell(run, "held", HELD, 1990, "usd");
            tell(run, "held", CAPTURED, 1990, "usd");
            tell(run, "short", HELD, 1000, "usd");
            tell(run, "back", HELD, 1990, "usd");
            tell(run, "ended", CANCELLED, 1990, "usd");
            tell(run, "declined", DECLINED, 1990, "usd");
            tell(run, "declined", HELD, 1990, "usd");
            tell(run, "lost", HELD, 1990, "usd");
            Ids nobodys = new Ids("pi_nobody", UUID.randomUUID(), UUID.randomUUID());
            told.add(Told.of(run + "nobody", CAPTURED, nobodys, 1990, "usd"));
            told.add(Told.of(run + "needless", "customer.tax_id.updated", nobodys, 1990, "usd"));
            told.add(Told.of(run + "senseless", HELD, nobodys, 1990, "none"));
        }

        private void tell(String run, String payment, String type, long minor, String currency) {
            told.add(Told.of(run + payment + "-" + type, type, ids(payment), minor, currency));
        }

        private Ids ids(String payment) {
            return KnownEventsIT.this.ids(payments.get(payment));
        }

        private String refund() {
            List<MerchantPayments.Operation> all =
                    module.merchant().get(payments.get("refunded")).operations();
            return all.get(all.size() - 1).reference().orElseThrow();
        }

        /** What became of the payments, told without what differs from one run to the other. */
        Map<String, String> ends() {
            Map<String, String> ends = new LinkedHashMap<>();
            payments.forEach((name, id) -> {
                MerchantPayments.Detail detail = module.merchant().get(id);
                ends.put(
                        name,
                        detail.payment().state() + " "
                                + detail.attempts().stream()
                                        .map(a -> a.state() + (a.wanted() ? "" : " unwanted"))
                                        .toList()
                                + detail.operations().stream()
                                        .map(o -> o.kind() + " " + o.state() + " " + o.amount()
                                                + (o.reference().equals(Optional.of("pi_other")) ? " other" : ""))
                                        .toList()
                                + alerts(id) + " of " + journal(id));
            });
            return ends;
        }
    }

    private List<String> alerts(UUID payment) {
        return Tills.alerts(transactions).stream()
                .filter(alert -> alert.contains(payment.toString()))
                .map(alert -> alert.replaceAll("[0-9a-f-]{36}", ""))
                .sorted()
                .toList();
    }

    private List<String> journal(UUID payment) {
        return transactions.read(
                "test: journal",
                tx -> tx.query("""
                                SELECT from_state || ' to ' || to_state FROM payments.transition
                                 WHERE payment_id = :id AND version > 0 ORDER BY version""").bind("id", payment).mapTo(String.class).list());
    }

    /** The state of each event, by its name without the run's. */
    private Map<String, String> ends(String run) {
        Map<String, String> states = new TreeMap<>();
        transactions.read("test: events", tx -> {
            tx.query("SELECT event_id, state FROM payments.webhook_event")
                    .map((rs, ctx) -> {
                        String id = rs.getString("event_id");
                        return id.startsWith(run)
                                ? states.put(id.substring(run.length()), rs.getString("state"))
                                : null;
                    })
                    .list();
            return null;
        });
        return states;
    }

    @Test
    void aBatchOfAllKindsEndsAsOneByOne() {
        Situation batch = new Situation("batch:");
        batch.told.forEach(this::receive);
        work("webhooks");
        Map<String, String> together = batch.ends();

        Situation single = new Situation("single:");
        for (Told told : single.told) {
            receive(told);
            work("webhooks");
        }

        assertThat(together).isEqualTo(single.ends());
        assertThat(together.entrySet().stream().filter(end -> end.getValue().contains("what")))
                .as("told to people")
                .extracting(Map.Entry::getKey)
                .containsExactly("less", "euro", "refunded", "short");
        assertThat(together.get("held")).startsWith("CAPTURED [CAPTURED]");
        assertThat(together.get("lost")).startsWith("AUTHORISED [HELD]");
        assertThat(together.get("declined")).startsWith("DECLINED [HELD unwanted]");
        assertThat(together.get("other")).contains("CAPTURE DONE 19.90 USD other");
        Map<String, String> events = ends("batch:");
        assertThat(events).isEqualTo(ends("single:"));
        assertThat(List.of(events.remove("needless"), events.remove("nobody"), events.remove("senseless")))
                .isEqualTo(List.of("IGNORED", "IGNORED", "RECEIVED"));
        assertThat(events.values()).containsOnly("APPLIED");
    }
}
