package org.alwaysopen.orders;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.customer.PersonalRows;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Transactions;

/**
 * What the orders know of one person: to be shown to them, and to be forgotten (docs/adr/0060).
 *
 * <p>A forgotten order stays in the books: its number, lines, amounts, tax, and the country and region that decide the tax. Who it
 * was for, and what they wrote, is gone. An order that is still to be sent needs its address, and is not forgotten. Store
 * credit that is left is money that we owe; it stays, under the hash of the mail address. Thread-safe.
 */
public final class PersonalOrders {
    /** Bounds a copy and an erasure; whoever has more is a reseller, and asks again. */
    public static final int ORDERS_MAX = 10_000;

    private final Transactions transactions;
    private final PersonalRows rows = new PersonalRows();

    public PersonalOrders(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Whose data.
     *
     * @param mail empty where nobody has shown that the address is theirs: then only what the account ordered counts
     */
    public record Person(Optional<UUID> account, Optional<String> mail) {}

    /** Whether an order's mail address stands for a person who was forgotten: nobody is to be written to. */
    public static boolean isForgotten(String email) {
        return PersonalRows.ERASED_EMAIL.equals(email);
    }

    /** All of it, for {@link org.alwaysopen.platform.Json}. @param cart the account's open one */
    public Map<String, Object> copy(Person person, Optional<UUID> cart) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("orders", ids(person).stream().map(this::copyOfOrder).toList());
        all.put(
                "cart",
                cart.flatMap(id -> transactions.read("privacy: cart", tx -> rows.cart(tx, id)))
                        .orElse(null));
        all.put(
                "storeCredit",
                person.mail()
                        .map(mail -> transactions.read("privacy: store credit", tx -> rows.storeCredit(tx, mail)))
                        .orElse(List.of()));
        return all;
    }

    private Map<String, Object> copyOfOrder(UUID id) {
        return transactions.read("privacy: order", tx -> rows.order(tx, id));
    }

    /** @throws org.alwaysopen.platform.ProblemException 409 with the numbers of orders that are still to be sent */
    public void requireNoneUnderWay(Person person) {
        List<String> underWay = transactions.read("privacy: orders under way", tx -> rows.underWay(tx, person));
        if (!underWay.isEmpty()) {
            throw Problem.conflict("orders: " + String.join(", ", underWay)
                            + " are still to be sent, and need their address. Cancel them, or wait until they left")
                    .exception();
        }
    }

    /**
     * Forgets the person, an order after the other; what was forgotten before an interruption stays so, and repeating goes on.
     *
     * @param cart the account's open one
     */
    public void forget(Person person, Optional<UUID> cart) {
        requireNoneUnderWay(person);
        for (UUID id : ids(person)) {
            transactions.run("privacy: forget order", tx -> rows.forgetOrder(tx, id));
        }
        transactions.run("privacy: forget shopper", tx -> {
            cart.ifPresent(id -> rows.deleteCart(tx, id));
            return rows.forgetCustomer(tx, person);
        });
    }

    /** The newest first, at most {@link #ORDERS_MAX}. */
    public List<UUID> ids(Person person) {
        return transactions.read("privacy: orders", tx -> rows.ids(tx, person, ORDERS_MAX));
    }
}
