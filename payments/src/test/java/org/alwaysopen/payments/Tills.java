package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.Payments.Opening;
import org.alwaysopen.payments.Payments.Outcome;
import org.alwaysopen.payments.Payments.Payment;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.awaitility.Awaitility;

/** What the tests of this module have in common: settings that are quick, and a checkout as orders does it. */
final class Tills {
    static final Region REGION = new Region("aws-us-east-1");
    static final Region OTHER_REGION = new Region("gcp-us-central1");

    /** So short that a dead worker's work is due again at once; and no waiting between tries. */
    static final PaymentsSettings.Pace QUICK = new PaymentsSettings.Pace(
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMinutes(15),
            Duration.ofMillis(1500),
            Duration.ofMillis(200),
            Duration.ofSeconds(3));

    /** Long enough for a cold JVM on a busy machine, for tests that wait for few time-outs. */
    static final PaymentsSettings.TimeOuts SHORT =
            new PaymentsSettings.TimeOuts(Duration.ofMillis(500), Duration.ofMillis(1500));

    /** On a busy machine; it is over in a moment on a quiet one. */
    static final Duration SOON = Duration.ofSeconds(30);

    private Tills() {}

    static PaymentsSettings.Stripe stripe(ProcessorSimulator simulator) {
        return new PaymentsSettings.Stripe(
                simulator.url(),
                simulator.settings().apiKey(),
                simulator.settings().webhookSecret(),
                PaymentsSettings.Stripe.LIST_PRICE);
    }

    static PaymentsSettings.Adyen adyen(ProcessorSimulator simulator) {
        return new PaymentsSettings.Adyen(
                simulator.url(),
                simulator.settings().apiKey(),
                simulator.settings().merchantAccount(),
                simulator.settings().webhookSecret(),
                PaymentsSettings.Adyen.BLENDED,
                true);
    }

    static PaymentsModule module(Transactions transactions, PaymentsSettings settings) {
        return new PaymentsModule(transactions, REGION, settings, Ids.RANDOM, Clock.systemUTC());
    }

    static PaymentsSettings stripeOnly(ProcessorSimulator simulator) {
        return PaymentsSettings.of(Optional.of(stripe(simulator)), Optional.empty())
                .with(SHORT, QUICK);
    }

    static PaymentsSettings bankOnly() {
        return PaymentsSettings.of(Optional.empty(), Optional.empty())
                .with(SHORT, QUICK)
                .with(new PaymentsSettings.Transfers("Always Open, IBAN XX00 0000", Duration.ofDays(7)));
    }

    static Money usd(long cents) {
        return Money.of(cents, "USD");
    }

    static UUID open(Transactions transactions, PaymentsModule module, Money amount, String token) {
        Money part = new Money(amount.minorUnits() / 10, amount.currency());
        Opening opening = new Opening(UUID.randomUUID(), REGION, amount, token, new Payments.Parts(part, part));
        return transactions.run("test: open", tx -> module.payments().open(tx, opening));
    }

    static Payment record(Transactions transactions, PaymentsModule module, UUID id, Outcome outcome) {
        return transactions.run("test: record", tx -> module.payments().record(tx, id, outcome));
    }

    static Payment pay(Transactions transactions, PaymentsModule module, UUID id) {
        return record(transactions, module, id, module.payments().authorise(id));
    }

    static Payment find(Transactions transactions, PaymentsModule module, UUID id) {
        return transactions.read(
                "test: find", tx -> module.payments().find(tx, id).orElseThrow());
    }

    /** What people were told to look at. */
    static List<String> alerts(Transactions transactions) {
        return transactions.read(
                "test: alerts",
                tx -> tx.query("SELECT CAST(payload AS TEXT) FROM platform.outbox WHERE topic = :topic")
                        .bind("topic", PaymentsModule.TOPIC_ALERT)
                        .mapTo(String.class)
                        .list());
    }

    /** All jobs once, as the servers run them again and again. */
    static void work(PaymentsModule module) {
        module.jobs().forEach(job -> job.run().run());
    }

    /** As the servers go on, until this holds. */
    static void workUntil(PaymentsModule module, Runnable assertion) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            work(module);
            assertion.run();
        });
    }

    static void workUntil(Transactions transactions, PaymentsModule module, UUID payment, State state) {
        workUntil(
                module,
                () -> assertThat(find(transactions, module, payment).state()).isEqualTo(state));
    }
}
