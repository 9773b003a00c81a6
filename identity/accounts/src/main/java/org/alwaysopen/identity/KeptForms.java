package org.alwaysopen.identity;

import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Transactions;

/** Forms, encrypted, that wait for an hour until their sender has signed in. Thread-safe. */
public final class KeptForms {
    private final Transactions transactions;

    public KeptForms(Transactions transactions) {
        this.transactions = transactions;
    }

    public UUID keep(String sealed) {
        return transactions.run(
                "identity: keep form",
                tx -> tx.query("""
                        INSERT INTO identity.kept_form (sealed, expires_at) VALUES (:sealed, now() + INTERVAL '1 hour')
                        RETURNING id""").bind("sealed", sealed).mapTo(UUID.class).one());
    }

    /** The form, for the first account that asks for it: the update is the judge, and nobody else is answered. */
    public Optional<String> find(UUID id, UUID account) {
        return transactions.run(
                "identity: find form",
                tx -> tx.query("""
                        UPDATE identity.kept_form SET account_id = :account
                         WHERE id = :id AND expires_at > now() AND (account_id IS NULL OR account_id = :account)
                        RETURNING sealed""")
                        .bind("account", account)
                        .bind("id", id)
                        .mapTo(String.class)
                        .findOne());
    }

    /** Forgets at most {@code limit} that are too old. */
    public int sweep(int limit) {
        return transactions.run(
                "identity: sweep forms",
                tx -> tx.update("""
                        DELETE FROM identity.kept_form WHERE id IN (
                            SELECT id FROM identity.kept_form WHERE expires_at < now() LIMIT :limit)""").bind("limit", limit).execute());
    }
}
