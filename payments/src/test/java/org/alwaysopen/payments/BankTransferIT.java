package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.AUTHORISED);
        Tills.work(module);
        assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.AUTHORISED);

        module.merchant().capture(id, Optional.empty(), command("paid"));
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
        Tills.work(module);
        assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.VOIDED);
        assertThatThrownBy(() -> module.merchant().capture(id, Optional.empty(), command("late")))
                .isInstanceOf(ProblemException.class);
    }

    /** Its hold is there until the worker has voided it; nobody may sell by that. */
    @Test
    void aRecordThatComesAfterItWasGivenBackIsNoYes() {
        UUID id = Tills.open(transactions, module, Tills.usd(500), "bank-transfer");
        Payments.Outcome late = module.payments().authorise(id);
        Tills.record(transactions, module, id, late);
        transactions.run("test: give back", tx -> {
            module.payments().giveBack(tx, id, "out of stock");
            return null;
        });
        assertThat(Tills.record(transactions, module, id, late).state()).isEqualTo(State.VOIDED);
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.VOIDED);
        Tills.work(module);
        assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.VOIDED);
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
