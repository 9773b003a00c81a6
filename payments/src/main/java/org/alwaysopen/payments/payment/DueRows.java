package org.alwaysopen.payments.payment;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.platform.Tx;

/**
 * The tables {@code payments.due_attempt}, {@code due_operation} and {@code due_payment}: what workers have to look at, and
 * when. They stand apart from the rows they are about, because on PostgreSQL at SERIALIZABLE a transaction that writes to
 * an index page collides with those that found a row by it, and these tables are small for ever: a page or two. So a
 * checkout only inserts here; what is over by itself is left to the worker that finds it due.
 */
final class DueRows {
    private final String table;

    private DueRows(String table) {
        this.table = table;
    }

    static DueRows attempts() {
        return new DueRows("payments.due_attempt");
    }

    static DueRows operations() {
        return new DueRows("payments.due_operation");
    }

    static DueRows payments() {
        return new DueRows("payments.due_payment");
    }

    void in(Tx tx, UUID id, Duration pause) {
        tx.update("INSERT INTO " + table + " (id, due_at) VALUES (:id, now() + :ms * INTERVAL '1 millisecond')"
                        + " ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at")
                .bind("id", id)
                .bind("ms", pause.toMillis())
                .execute();
    }

    /**
     * The end of a statement that begins with {@code WITH}: each of its {@code rows}, just written, is due in
     * {@code :dueMs}. Saves a round trip.
     */
    String insertFor(String rows) {
        return "INSERT INTO " + table + " (id, due_at) SELECT id, now() + :dueMs * INTERVAL '1 millisecond' FROM "
                + rows;
    }

    boolean isThere(Tx tx, UUID id) {
        return tx.query("SELECT id FROM " + table + " WHERE id = :id")
                .bind("id", id)
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
    }

    /** Nothing is left to do. */
    void never(Tx tx, UUID id) {
        tx.update("DELETE FROM " + table + " WHERE id = :id").bind("id", id).execute();
    }

    /** The same as a part of a statement that begins with {@code WITH}, for the ids of its {@code rows}. */
    String neverFor(String rows) {
        return "DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + rows + ")";
    }

    List<UUID> due(Tx tx, int limit) {
        return tx.query("SELECT id FROM " + table + " WHERE due_at <= now() ORDER BY due_at LIMIT :limit")
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Takes these for as long as the lease lasts: a worker that dies leaves them due again. Two workers that saw the same
     * rows: the first one moves their time, the second then finds none.
     */
    List<UUID> claim(Tx tx, List<UUID> ids, Duration lease) {
        return tx.query(claimOf())
                .bind("ms", lease.toMillis())
                .bindArray("ids", UUID.class, ids)
                .mapTo(UUID.class)
                .list();
    }

    /** The same as a part of a statement that begins with {@code WITH}, of {@code :ids}, for {@code :ms}. */
    String claimOf() {
        return "UPDATE " + table + " SET due_at = now() + :ms * INTERVAL '1 millisecond'"
                + " WHERE id = ANY(:ids) AND due_at <= now() RETURNING id";
    }
}
