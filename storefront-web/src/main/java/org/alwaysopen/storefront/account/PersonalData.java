package org.alwaysopen.storefront.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.Address;
import org.alwaysopen.identity.SignInBook;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.signin.SignIns;

/**
 * All that the shop knows of one person, in a form that they can take away (GDPR, article 20). Of what proves who they are,
 * only that it is there: hashes and secrets stay.
 */
record PersonalData(
        Account account,
        List<Address> addresses,
        List<Proof> proofs,
        List<SignInBook.Entry> signIns,
        Optional<UUID> cart,
        List<Order> orders) {
    /** Bounds the answer; whoever has more asks us. */
    private static final int ORDERS_MAX = 1_000;

    record Proof(String type, String label, Instant createdAt) {}

    static PersonalData of(UUID id, SignIns signIns, Orders orders) {
        Accounts accounts = signIns.accounts();
        return new PersonalData(
                accounts.find(id)
                        .orElseThrow(
                                () -> Problem.notFound("account: it is gone").exception()),
                accounts.addresses(id),
                accounts.credentials(id).stream()
                        .map(known -> new Proof(known.type().word(), known.label(), known.createdAt()))
                        .toList(),
                signIns.book().of(id),
                signIns.carts().find(id),
                orders(id, orders));
    }

    private static List<Order> orders(UUID account, Orders orders) {
        List<Order> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Orders.Page page = orders.ofAccount(account, cursor, Orders.PAGE_MAX);
            page.items().forEach(summary -> orders.find(summary.id()).ifPresent(all::add));
            cursor = page.next();
        } while (cursor.isPresent() && all.size() < ORDERS_MAX);
        return List.copyOf(all);
    }
}
