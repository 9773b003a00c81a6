package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.ProcessorBooks;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what no worker can find out any more, because the processor has forgotten our key, is ended by a merchant who looked
 * there, and our books say what the processor's say. Method: no webhooks; the answer is lost, and the rows are made a day older.
 */
class SettledByHandIT {
    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final Transactions transactions = database.transactions();
    private ProcessorSimulator stripe;
    private PaymentsModule module;

    @BeforeEach
    void start() {
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(folder.resolve("stripe.jsonl")));
        module = Tills.module(transactions, Tills.stripeOnly(stripe));
    }

    @AfterEach
    void stop() {
        assertThat(module.books().contradictions()).isEmpty();
        module.close();
        stripe.close();
        database.close();
    }

    private static Command command(String key) {
        return new Command(key, "merchant", "as Stripe's own pages say");
    }

    private UUID open() {
        return Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa");
    }

    private State state(UUID payment) {
        return Tills.find(transactions, module, payment).state();
    }

    private void workUntil(Runnable assertion) {
        Tills.workUntil(module, assertion);
    }

    private void workUntil(UUID payment, State state) {
        workUntil(() -> assertThat(state(payment)).isEqualTo(state));
    }

    private ProcessorBooks.Position theirs() {
        return stripe.books().positions().iterator().next();
    }

    private Books.Position ours(UUID attempt) {
        return module.books().positions(List.of(attempt)).get(0);
    }

    private static void isRefused(int status, Runnable command) {
        assertThatThrownBy(command::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).as(e.getMessage()).isEqualTo(status));
    }

    /** Its server died after it had asked; nobody looked until Stripe had forgotten the key. */
    private UUID forgotten(UUID payment) {
        database.execute(
                "UPDATE payments.attempt SET created_at = created_at - INTERVAL '30 hours' WHERE payment_id = '"
                        + payment + "'");
        workUntil(() -> assertThat(Tills.alerts(transactions)).anyMatch(alert -> alert.contains(payment.toString())));
        return module.merchant().get(payment).attempts().get(0).id();
    }

    @Test
    void aHoldThatSomebodyFoundIsThePayments() {
        UUID id = open();
        UUID attempt = module.merchant().get(id).attempts().get(0).id();
        module.payments().authorise(id);
        String reference = theirs().payment();
        isRefused(409, () -> module.merchant().markHeld(id, attempt, reference, command("early")));
        isRefused(409, () -> module.merchant().markNotHeld(id, attempt, command("early")));
        forgotten(id);
        assertThat(ours(attempt).open()).isTrue();

        isRefused(422, () -> module.merchant().markHeld(id, attempt, " ", command("nothing")));
        module.merchant().markHeld(id, attempt, reference, command("held"));
        assertThat(state(id)).isEqualTo(State.AUTHORISED);
        assertThat(ours(attempt).held()).isEqualTo(theirs().held()).isEqualTo(1990);
        assertThat(module.merchant().get(id).timeline())
                .anyMatch(m -> m.what().equals("mark held") && m.actor().equals("merchant"));

        assertThat(module.merchant()
                        .markHeld(id, attempt, reference, command("again"))
                        .payment()
                        .state())
                .isEqualTo(State.AUTHORISED);
        isRefused(409, () -> module.merchant().markHeld(id, attempt, "pi_other", command("other")));
        isRefused(409, () -> module.merchant().markNotHeld(id, attempt, command("changed my mind")));

        workUntil(id, State.VOIDED); // no checkout came back for it
        assertThat(ours(attempt).held()).isEqualTo(theirs().held()).isZero();
    }

    @Test
    void aHoldThatNobodyWantsAnyMoreIsVoidedOnceItIsFound() {
        UUID id = open();
        module.payments().authorise(id);
        transactions.run("test: give back", tx -> {
            module.payments().giveBack(tx, id, "the cart was changed");
            return null;
        });
        UUID attempt = forgotten(id);
        module.merchant().markHeld(id, attempt, theirs().payment(), command("held"));
        workUntil(id, State.VOIDED);
        assertThat(theirs().held()).isZero();
    }

    @Test
    void whatIsNotHeldEndsThePayment() {
        UUID id = open(); // the server died before it asked
        UUID attempt = forgotten(id);
        module.merchant().markNotHeld(id, attempt, command("not there"));
        assertThat(state(id)).isEqualTo(State.FAILED);
        module.merchant().markNotHeld(id, attempt, command("not there"));
        isRefused(409, () -> module.merchant().markHeld(id, attempt, "pi_1", command("after all")));
        assertThat(ours(attempt).held()).isZero();
        workUntil(() -> assertThat(ours(attempt).open()).isFalse());
    }

    /** A slip of the hand must not capture or void the money of another order. */
    @Test
    void anotherAttemptsReferenceIsRefused() {
        UUID sold = open();
        Tills.pay(transactions, module, sold);
        UUID id = open();
        UUID attempt = forgotten(id);
        String reference =
                module.merchant().get(sold).attempts().get(0).reference().orElseThrow();
        isRefused(422, () -> module.merchant().markHeld(id, attempt, reference, command("slip")));
        isRefused(404, () -> module.merchant().markHeld(sold, attempt, "pi_1", command("slip")));
        workUntil(sold, State.CAPTURED);
    }

    /** Its capture gets no answer until it is too old to be sent again. @return the capture */
    private UUID tooOld(UUID payment) {
        stripe.faults().always("payment_intents.capture", Fault.UNAVAILABLE);
        Tills.pay(transactions, module, payment);
        UUID capture = module.merchant().get(payment).operations().get(0).id();
        workUntil(() -> assertThat(module.merchant().get(payment).operations())
                .anyMatch(o -> o.lastError().isPresent()));
        isRefused(409, () -> module.merchant().markCaptured(payment, capture, "pi_1", command("early")));
        isRefused(409, () -> module.merchant().markNotCaptured(payment, capture, command("early")));
        database.execute("UPDATE payments.operation SET first_sent_at = first_sent_at - INTERVAL '30 hours'");
        workUntil(() -> assertThat(Tills.alerts(transactions)).anyMatch(alert -> alert.contains("too old")));
        return capture;
    }

    @Test
    void aCaptureThatSomebodyFoundIsBooked() {
        stripe.faults().next("payment_intents.capture", Fault.RESET_AFTER);
        UUID id = open();
        UUID capture = tooOld(id);
        UUID attempt = module.merchant().get(id).attempts().get(0).id();
        assertThat(ours(attempt).open()).isTrue();
        isRefused(404, () -> module.merchant().markSent(id, capture, "pi_1", command("a capture is no refund")));

        module.merchant().markCaptured(id, capture, theirs().payment(), command("done"));
        assertThat(state(id)).isEqualTo(State.CAPTURED);
        assertThat(ours(attempt).captured()).isEqualTo(theirs().captured()).isEqualTo(1990);
        assertThat(ours(attempt).held()).isEqualTo(theirs().held()).isZero();
        assertThat(ours(attempt).fees()).isEqualTo(theirs().fees());
        assertThat(ours(attempt).open()).isFalse();
        assertThat(module.merchant()
                        .markCaptured(id, capture, theirs().payment(), command("again"))
                        .state())
                .isEqualTo("DONE");
        isRefused(409, () -> module.merchant().markNotCaptured(id, capture, command("changed my mind")));
    }

    /** Sold, and not paid for: people are told, and the shopper's money is free again. */
    @Test
    void aCaptureThatIsNotThereLetsGoOfTheHold() {
        UUID id = open();
        UUID capture = tooOld(id);
        module.merchant().markNotCaptured(id, capture, command("not there"));
        assertThat(state(id)).isEqualTo(State.FAILED);
        assertThat(module.merchant()
                        .markNotCaptured(id, capture, command("again"))
                        .state())
                .isEqualTo("REFUSED");
        isRefused(409, () -> module.merchant().markCaptured(id, capture, "pi_1", command("after all")));
        workUntil(() -> assertThat(theirs().held()).isZero());
        workUntil(() -> assertThat(
                        ours(module.merchant().get(id).attempts().get(0).id()).held())
                .isZero());
    }
}
