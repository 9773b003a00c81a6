package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transfer is promised by the shopper, marked paid by a merchant, and refunded by hand; the books follow. */
class BankTransferIT {
    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final Transactions transactions = database.transactions();
    private final PaymentsModule module = Tills.module(transactions, Tills.bankOnly());

    @AfterEach
    void close() {
        module.close();
        assertThat(module.books().contradictions()).isEmpty();
        database.close();
    }

    private static Command command(String key) {
        return new Command(key, "merchant", "because");
    }

    @Test
    void isPaidAndRefundedByHand() {
        UUID id = Tills.open(transactions, module, Tills.usd(1990), "bank-transfer");
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.UNKNOWN);
        Tills.work(module);
        Payments.Payment awaited = Tills.pay(transactions, module, id);
        assertThat(awaited.state()).as("the checkout asks again and again").isEqualTo(State.UNKNOWN);
        assertThat(awaited.transfer()).hasValueSatisfying(transfer -> {
            assertThat(transfer.account()).isEqualTo("Always Open, IBAN XX00 0000");
            assertThat(transfer.reference()).startsWith("BT-");
            assertThat(transfer.until()).isAfter(Instant.now().plus(Duration.ofDays(6)));
        });
        assertThat(module.books().balances()).isEmpty();

        assertThatThrownBy(() -> module.merchant().capture(id, Optional.of(Tills.usd(990)), command("half")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the whole");
        var paid = module.merchant().capture(id, Optional.empty(), command("paid"));
        assertThat(module.merchant().capture(id, Optional.empty(), command("paid")))
                .isEqualTo(paid);
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.CAPTURED);
        assertThat(Tills.find(transactions, module, id).transfer()).isEmpty();
        module.merchant().refund(id, Optional.of(Tills.usd(990)), command("refund"));
        var again = module.merchant().refund(id, Optional.of(Tills.usd(990)), command("refund"));
        module.merchant().markSent(id, again.id(), "SEPA-1", command("sent"));
        assertThat(module.merchant().get(id).payment().refunded()).isEqualTo(Tills.usd(990));
        assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.PARTLY_REFUNDED);
        assertThatThrownBy(() -> module.merchant().refund(id, Optional.of(Tills.usd(1001)), command("too much")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("at most 10.00 USD");
        assertThatThrownBy(() -> module.merchant().refund(id, Optional.of(Tills.usd(1)), command("refund")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Idempotency-Key");
        assertThat(module.merchant().get(id).timeline())
                .extracting(MerchantPayments.Moment::what)
                .contains("CREATED", "AUTHORISED", "CAPTURED", "PARTLY_REFUNDED", "ledger CAPTURE", "refund");
        assertThat(module.books().balances())
                .extracting(b -> b.account() + " " + b.sum())
                .containsExactlyInAnyOrder(
                        "holds:bank-transfer 0",
                        "held-for-orders 0",
                        "receivable:bank-transfer 1000",
                        "goods -1592",
                        "tax-owed -100",
                        "shipping -100",
                        "refunds 792");
    }

    @Test
    void isGivenBackWhenTheSaleFallsThrough() {
        UUID id = Tills.open(transactions, module, Tills.usd(500), "bank-transfer");
        Tills.pay(transactions, module, id);
        transactions.run("test: give back", tx -> {
            module.payments().giveBack(tx, id, "out of stock");
            return null;
        });
        Tills.workUntil(transactions, module, id, State.VOIDED);
        assertThatThrownBy(() -> module.merchant().capture(id, Optional.empty(), command("late")))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void isDeclinedWhenNobodySawItInTime() {
        PaymentsSettings impatient =
                Tills.bankOnly().with(new PaymentsSettings.Transfers("an account", Duration.ofMillis(500)));
        try (PaymentsModule hurried = Tills.module(transactions, impatient)) {
            UUID id = Tills.open(transactions, hurried, Tills.usd(500), "bank-transfer");
            assertThat(hurried.payments().patience("bank-transfer")).isEqualTo(Duration.ofMillis(500));
            assertThat(hurried.payments().patience("pm_card_visa")).isZero();
            Tills.pay(transactions, hurried, id);
            Tills.workUntil(hurried, () -> {
                Payments.Payment ended = Tills.pay(transactions, hurried, id);
                assertThat(ended.state()).isEqualTo(State.DECLINED);
                assertThat(ended.declineReason()).contains(Payments.TRANSFER_EXPIRED);
            });
            assertThatThrownBy(() -> hurried.merchant().capture(id, Optional.empty(), command("late")))
                    .isInstanceOf(ProblemException.class);
        }
    }

    /** The server died between opening and asking: a worker asks in its place, and the days count from then. */
    @Test
    void isAwaitedAlsoWhenNobodyLivedToWriteItDown() {
        UUID id = Tills.open(transactions, module, Tills.usd(500), "bank-transfer");
        Tills.workUntil(
                module,
                () -> assertThat(Tills.find(transactions, module, id).transfer())
                        .isPresent());
        module.merchant().capture(id, Optional.empty(), command("paid"));
        assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.CAPTURED);
    }

    @Test
    void listsPageByPage() {
        for (int i = 0; i < 5; i++) {
            Tills.open(transactions, module, Tills.usd(100 + i), "bank-transfer");
        }
        var first = module.merchant().list(MerchantPayments.Query.ALL, Optional.empty(), 3);
        var second = module.merchant().list(MerchantPayments.Query.ALL, first.next(), 3);
        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
        assertThat(second.next()).isEmpty();
    }

    @Test
    void refusesWhatLooksLikeACardNumber() {
        assertThatThrownBy(() -> Tills.open(transactions, module, Tills.usd(100), "4242 4242 4242 4242"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("card number");
    }
}
