package org.alwaysopen.platform;

import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * A running transaction: what a module takes to take part in its caller's work.
 *
 * <p>Only {@link Transactions} makes one, commits it and rolls it back. It lives as long as the work that was given it,
 * on that work's thread: do not keep it, do not hand it to another thread. SQL is of the common subset of PostgreSQL 15
 * and CockroachDB 22.1; parameters are named ({@code :sku}).
 */
public final class Tx {
    private final Handle handle;
    private Witness witness;

    Tx(Handle handle) {
        this.handle = handle;
    }

    /** A {@code SELECT}, or a writing statement with {@code RETURNING}. */
    public Query query(String sql) {
        return handle.createQuery(sql);
    }

    public Update update(String sql) {
        return handle.createUpdate(sql);
    }

    /** One statement for many rows, sent together. */
    public PreparedBatch batch(String sql) {
        return handle.prepareBatch(sql);
    }

    /** The idempotency row by which a lost answer to this transaction's commit is resolved; see {@link Transactions}. */
    Optional<Witness> witness() {
        return Optional.ofNullable(witness);
    }

    void witnessedBy(Witness row) {
        this.witness = row;
    }

    /**
     * @param attempt a random id that only this attempt wrote: finding it in the row proves that this attempt committed
     */
    record Witness(String scope, String key, String requestHash, UUID attempt) {}
}
