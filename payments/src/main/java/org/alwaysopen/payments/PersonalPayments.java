package org.alwaysopen.payments;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.alwaysopen.payments.payment.PersonalRows;
import org.alwaysopen.platform.Transactions;

/**
 * What the payments know of one person: to be shown to them, and to be forgotten. Amounts, states and the ledger stay; the token
 * of a card, and what processors wrote about who paid, go as soon as nothing can follow on them. Thread-safe.
 */
public final class PersonalPayments {
    private final Transactions transactions;
    private final PersonalRows rows = new PersonalRows();

    public PersonalPayments(Transactions transactions) {
        this.transactions = transactions;
    }

    /** For {@link org.alwaysopen.platform.Json}. */
    public List<Map<String, Object>> copy(List<UUID> orders) {
        return orders.stream()
                .flatMap(order -> transactions.read("privacy: payments", tx -> rows.payments(tx, order)).stream())
                .toList();
    }

    /** Repeating changes nothing. */
    public void forget(List<UUID> orders) {
        for (UUID order : orders) {
            transactions.run("privacy: forget payments", tx -> rows.forget(tx, order));
        }
    }
}
