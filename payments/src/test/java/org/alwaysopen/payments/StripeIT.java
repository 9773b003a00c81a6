package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.Outcome;
import org.alwaysopen.payments.Payments.State;
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

/** Goal: by Stripe's own SDK, over real HTTP, money is held, captured, refunded and voided once, and lost answers are found. */
class StripeIT {
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

    private void workUntil(UUID payment, State state) {
        Tills.workUntil(transactions, module, payment, state);
    }

    private ProcessorBooks.Position only() {
        assertThat(stripe.books().positions()).hasSize(1);
        return stripe.books().positions().iterator().next();
    }

    @Test
    void isCapturedAfterTheSaleAndRefundedInParts() {
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa");
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
        module.merchant().refund(id, Optional.of(Tills.usd(500)), new Command("r1", "merchant", "broken"));
        workUntil(id, State.PARTLY_REFUNDED);
        module.merchant().refund(id, Optional.empty(), new Command("r2", "merchant", "all of it"));
        workUntil(id, State.REFUNDED);
        assertThat(only().captured()).isEqualTo(1990);
        assertThat(only().refunded()).isEqualTo(1990);
        assertThat(only().captures()).isEqualTo(1);
    }

    @Test
    void isDeclinedWithTheProcessorsWord() {
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_chargeDeclinedInsufficientFunds");
        var payment = Tills.pay(transactions, module, id);
        assertThat(payment.state()).isEqualTo(State.DECLINED);
        assertThat(payment.declineReason()).contains("insufficient_funds");
    }

    @Test
    void aLostAnswerIsFoundByTheRecoveryWorker() {
        stripe.faults().next("payment_intents.confirm", Fault.TIMEOUT_AFTER);
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa");
        Outcome outcome = module.payments().authorise(id);
        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        assertThat(Tills.record(transactions, module, id, outcome).state()).isEqualTo(State.UNKNOWN);
        workUntil(id, State.AUTHORISED);
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
        assertThat(only().captures()).isEqualTo(1);
    }

    @Test
    void aRequestThatNeverArrivedHoldsNothingForGood() {
        stripe.faults().next("payment_intents.confirm", Fault.TIMEOUT_BEFORE);
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa");
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.UNKNOWN);
        workUntil(id, State.FAILED);
        assertThat(stripe.books().positions()).allMatch(p -> p.held() == 0 && p.captured() == 0);
    }

    @Test
    void aHoldWhoseCheckoutDiedIsVoided() {
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa");
        assertThat(module.payments().authorise(id)).isInstanceOf(Outcome.Authorised.class);
        workUntil(id, State.VOIDED);
        assertThat(only().held()).isZero();
        assertThat(module.payments().authorise(id)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aSaleThatFellThroughIsGivenBackWhereverItIs() {
        UUID held = Tills.open(transactions, module, Tills.usd(1000), "pm_card_visa");
        Tills.pay(transactions, module, held);
        giveBack(held);
        UUID taken = Tills.open(transactions, module, Tills.usd(2000), "pm_card_visa");
        Tills.pay(transactions, module, taken);
        workUntil(taken, State.CAPTURED);
        giveBack(taken);
        UUID sent = Tills.open(transactions, module, Tills.usd(3000), "pm_card_visa");
        giveBack(sent);
        workUntil(held, State.VOIDED);
        workUntil(taken, State.REFUNDED);
        workUntil(sent, State.VOIDED);
        assertThat(stripe.books().positions()).allMatch(p -> p.held() == 0 && p.captured() == p.refunded());
    }

    private void giveBack(UUID id) {
        transactions.run("test: give back", tx -> {
            module.payments().giveBack(tx, id, "out of stock");
            return null;
        });
    }

    @Test
    void aRecordedServerErrorIsNotTheEnd() {
        stripe.faults().next("payment_intents.capture", Fault.ERROR_BEFORE);
        stripe.faults().next("refunds.create", Fault.ERROR_AFTER);
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "pm_card_visa");
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        module.merchant().refund(id, Optional.of(Tills.usd(990)), new Command("r", "merchant", "broken"));
        workUntil(id, State.PARTLY_REFUNDED);
        assertThat(only().captured()).isEqualTo(1990);
        assertThat(only().refunded()).isEqualTo(990);
    }

    @Test
    void secretsDoNotShow() {
        assertThat(PaymentsSettings.of(Optional.of(Tills.stripe(stripe)), Optional.empty()) + "")
                .contains("secrets hidden")
                .doesNotContain(SimulatorSettings.TEST_API_KEY, SimulatorSettings.TEST_WEBHOOK_SECRET);
    }
}
