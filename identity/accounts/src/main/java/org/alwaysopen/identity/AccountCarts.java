package org.alwaysopen.identity;

import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Transactions;

/** Which cart belongs to which account, so that a person finds it in every browser and region. Thread-safe. */
public final class AccountCarts {
    private final Transactions transactions;

    public AccountCarts(Transactions transactions) {
        this.transactions = transactions;
    }

    public Optional<UUID> find(UUID account) {
        return transactions.read(
                "identity: find cart",
                tx -> tx.query("SELECT cart_id FROM identity.account_cart WHERE account_id = :account")
                        .bind("account", account)
                        .mapTo(UUID.class)
                        .findOne());
    }

    /** Makes it the account's cart, whatever it had before. */
    public void replace(UUID account, UUID cart) {
        transactions.run(
                "identity: replace cart",
                tx -> tx.update("""
                        INSERT INTO identity.account_cart (account_id, cart_id) VALUES (:account, :cart)
                        ON CONFLICT (account_id) DO UPDATE SET cart_id = excluded.cart_id""").bind("account", account).bind("cart", cart).execute());
    }
}
