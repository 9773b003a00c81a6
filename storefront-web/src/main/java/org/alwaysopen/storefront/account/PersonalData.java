package org.alwaysopen.storefront.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.AccountCarts;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.SignInBook;
import org.alwaysopen.orders.PersonalOrders;
import org.alwaysopen.orders.PersonalOrders.Person;
import org.alwaysopen.payments.PersonalPayments;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.hooks.PersonalMessages;

/**
 * All that the shop knows of one person: to take away (GDPR, articles 15 and 20), and to be erased (article 17). What stays for the
 * books, and what goes by itself, says docs/adr/0060. Thread-safe.
 */
public final class PersonalData {
    private final Accounts accounts;
    private final SignInBook signIns;
    private final AccountCarts carts;
    private final PersonalOrders orders;
    private final PersonalPayments payments;
    private final PersonalMessages messages;

    public PersonalData(Accounts accounts, Transactions transactions) {
        this.accounts = accounts;
        this.signIns = new SignInBook(transactions);
        this.carts = new AccountCarts(transactions);
        this.orders = new PersonalOrders(transactions);
        this.payments = new PersonalPayments(transactions);
        this.messages = new PersonalMessages(transactions);
    }

    /** What an account ordered; orders of guests with its mail may be somebody else's, as nobody has proved the address. */
    public static Person ofAccount(UUID account) {
        return new Person(Optional.of(account), Optional.empty());
    }

    /** A person whose address an operator has made sure of: with what they ordered as a guest. */
    public Person ofMail(String mail) {
        return new Person(accounts.findByMail(mail).map(Account::id), Optional.of(mail));
    }

    /** For {@link org.alwaysopen.platform.Json}. Of what proves who they are, only that it is there: hashes and secrets stay. */
    public Map<String, Object> copy(Person person) {
        Map<String, Object> all = new LinkedHashMap<>();
        person.account().flatMap(accounts::find).ifPresent(account -> {
            all.put("account", facts(account));
            all.put("addresses", accounts.addresses(account.id()));
            all.put(
                    "proofs",
                    accounts.credentials(account.id()).stream()
                            .map(known -> Map.of(
                                    "type",
                                    known.type().word(),
                                    "label",
                                    known.label(),
                                    "createdAt",
                                    known.createdAt()))
                            .toList());
            all.put("signIns", signIns.of(account.id()));
        });
        all.putAll(orders.copy(person, cart(person)));
        all.put("payments", payments.copy(orders.ids(person)));
        return all;
    }

    private static Map<String, Object> facts(Account account) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", account.id());
        facts.put("mail", account.mail());
        facts.put("firstName", account.firstName());
        facts.put("lastName", account.lastName());
        facts.put("locale", account.locale());
        facts.put(
                "roles",
                account.roles().stream().map(Account.Role::word).sorted().toList());
        facts.put("homeRegion", account.homeRegion().name());
        facts.put("enabled", account.enabled());
        facts.put("mailVerified", account.mailVerified());
        facts.put("failedAttempts", account.failedAttempts());
        facts.put("createdAt", account.createdAt());
        facts.put("lastSeenAt", account.lastSeenAt().orElse(null));
        return facts;
    }

    /**
     * Erases it, the account last: an interrupted erasure is begun again, and goes on.
     *
     * @return how many orders stay in the books, without the person
     * @throws org.alwaysopen.platform.ProblemException 409 while an order is still to be sent; nothing was changed then
     */
    public int erase(Person person) {
        List<UUID> ids = orders.ids(person);
        orders.requireNoneUnderWay(person);
        // Before the orders, which alone tell whose these were.
        payments.forget(ids);
        messages.forget(ids);
        orders.forget(person, cart(person));
        person.account().ifPresent(accounts::erase);
        return ids.size();
    }

    private Optional<UUID> cart(Person person) {
        return person.account().flatMap(carts::find);
    }
}
