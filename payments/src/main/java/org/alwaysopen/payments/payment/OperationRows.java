package org.alwaysopen.payments.payment;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code payments.operation}: captures and refunds. */
public final class OperationRows {
    private static final String COLUMNS = """
            id, payment_id, attempt_id, order_id, kind, state, currency, amount_minor, request_key, reason, requested_by,
            processor_reference, last_error, tries, alerted_at IS NOT NULL AS alerted,
            CAST(extract(epoch FROM now() - created_at) * 1000 AS INT8) AS age_ms,
            CAST(extract(epoch FROM now() - COALESCE(first_sent_at, now())) * 1000 AS INT8) AS sent_ms""";

    public enum Kind {
        CAPTURE,
        REFUND
    }

    public enum OperationState {
        /** Somebody has to do it by hand. */
        WAITING,
        DUE,
        /** A worker has taken it, and may have sent it. */
        SENT,
        DONE,
        REFUSED,
        CANCELLED
    }

    /** @param age since it was asked for. @param sent since it was sent first */
    public record OperationRow(
            UUID id,
            UUID paymentId,
            UUID attemptId,
            UUID orderId,
            Kind kind,
            OperationState state,
            Money amount,
            String requestKey,
            String reason,
            String requestedBy,
            String reference,
            String lastError,
            int tries,
            boolean alerted,
            Duration age,
            Duration sent) {
        static final RowMapper<OperationRow> MAPPER = (rs, ctx) -> new OperationRow(
                rs.getObject("id", UUID.class),
                rs.getObject("payment_id", UUID.class),
                rs.getObject("attempt_id", UUID.class),
                rs.getObject("order_id", UUID.class),
                Kind.valueOf(rs.getString("kind")),
                OperationState.valueOf(rs.getString("state")),
                Money.of(rs.getLong("amount_minor"), rs.getString("currency")),
                rs.getString("request_key"),
                rs.getString("reason"),
                rs.getString("requested_by"),
                rs.getString("processor_reference"),
                rs.getString("last_error"),
                rs.getInt("tries"),
                rs.getBoolean("alerted"),
                Duration.ofMillis(rs.getLong("age_ms")),
                Duration.ofMillis(rs.getLong("sent_ms")));

        /** Whether it is, or will be, the one capture of its order. */
        boolean counts() {
            return kind == Kind.CAPTURE && state != OperationState.REFUSED && state != OperationState.CANCELLED;
        }
    }

    /** What is asked for. */
    record Request(
            UUID id,
            UUID paymentId,
            UUID attemptId,
            UUID orderId,
            Kind kind,
            OperationState state,
            Money amount,
            String key,
            String reason,
            String by) {}

    private final DueRows due = DueRows.operations();

    /**
     * Returns false when it cannot be: the key was used before, or (a capture) the order is charged already. Two payments
     * of one order that are captured at once: the unique index on {@code charges_order} is the judge.
     */
    boolean insert(Tx tx, Request request) {
        return tx.query("""
                        WITH inserted AS (
                            INSERT INTO payments.operation
                                   (id, payment_id, attempt_id, order_id, charges_order, kind, state, currency,
                                    amount_minor, request_key, reason, requested_by)
                            VALUES (:id, :payment, :attempt, :order, CAST(:charges AS UUID), :kind, :state, :currency,
                                    :amount, :key, :reason, :by)
                            ON CONFLICT DO NOTHING
                            RETURNING id, state),
                        queued AS (
                        """ + due.insertFor("inserted") + """
                             WHERE state = 'DUE' RETURNING id)
                        SELECT count(*) FROM inserted""")
                        .bind("id", request.id())
                        .bind("payment", request.paymentId())
                        .bind("attempt", request.attemptId())
                        .bind("order", request.orderId())
                        .bind(
                                "charges",
                                request.kind() == Kind.CAPTURE
                                        ? request.orderId().toString()
                                        : null)
                        .bind("kind", request.kind().name())
                        .bind("state", request.state().name())
                        .bind("currency", request.amount().currency().getCurrencyCode())
                        .bind("amount", request.amount().minorUnits())
                        .bind("key", request.key())
                        .bind("reason", request.reason())
                        .bind("by", request.by())
                        .bind("dueMs", 0L)
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    public Optional<OperationRow> find(Tx tx, UUID id) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.operation WHERE id = :id")
                .bind("id", id)
                .map(OperationRow.MAPPER)
                .findOne();
    }

    public List<OperationRow> all(Tx tx, Collection<UUID> ids) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.operation WHERE id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids.toArray())
                .map(OperationRow.MAPPER)
                .list();
    }

    /** In the order they were asked for. */
    public List<OperationRow> of(Tx tx, UUID payment) {
        return tx.query("SELECT " + COLUMNS
                        + " FROM payments.operation WHERE payment_id = :payment ORDER BY created_at, id")
                .bind("payment", payment)
                .map(OperationRow.MAPPER)
                .list();
    }

    public Optional<OperationRow> byKey(Tx tx, UUID payment, String key) {
        return tx.query("SELECT " + COLUMNS
                        + " FROM payments.operation WHERE payment_id = :payment AND request_key = :key")
                .bind("payment", payment)
                .bind("key", key)
                .map(OperationRow.MAPPER)
                .findOne();
    }

    List<UUID> due(Tx tx, int limit) {
        return due.due(tx, limit);
    }

    /** Takes these for as long as the lease lasts; from now on they may have been sent. */
    List<OperationRow> claim(Tx tx, List<UUID> ids, Duration lease) {
        return tx.queryAndWitness("WITH claimed AS (" + due.claimOf() + """
                        ),
                        taken AS (
                            UPDATE payments.operation
                               SET state = 'SENT', tries = tries + 1, first_sent_at = COALESCE(first_sent_at, now())
                             WHERE id = ANY(:ids) AND id IN (SELECT id FROM claimed) AND state IN ('DUE', 'SENT')
                            RETURNING <columns>)
                        SELECT * FROM taken""".replace("<columns>", COLUMNS))
                .bind("ms", lease.toMillis())
                .bindArray("ids", UUID.class, ids)
                .map(OperationRow.MAPPER)
                .list();
    }

    /**
     * Takes back captures that were not sent. A worker that takes one at the same moment: both update the row, and
     * whoever is second does not find it any more.
     */
    void cancelCaptures(Tx tx, UUID payment, String reason) {
        List<UUID> cancelled = tx.query("""
                        UPDATE payments.operation SET state = 'CANCELLED', charges_order = NULL, last_error = :reason
                         WHERE payment_id = :payment AND kind = 'CAPTURE' AND state IN ('DUE', 'WAITING')
                        RETURNING id""")
                .bind("reason", reason)
                .bind("payment", payment)
                .mapTo(UUID.class)
                .list();
        cancelled.forEach(id -> due.never(tx, id));
    }

    /**
     * Writes down that it is done, and by a capture what that means for its attempt.
     *
     * @return whose money it moved: the processor; empty when it was done before, by another worker or a webhook
     */
    Optional<String> done(Tx tx, UUID id, String reference) {
        return tx.queryAndWitness("""
                        WITH done AS (
                            UPDATE payments.operation
                               SET state = 'DONE', done_at = now(), processor_reference = :reference
                             WHERE id = :id AND state IN ('WAITING', 'DUE', 'SENT')
                            RETURNING id, attempt_id, kind),
                        unqueued AS (
                        """ + due.neverFor("done") + """
                             RETURNING id),
                        settled AS (
                        """ + AttemptRows.capturedFor("done") + """
                             RETURNING id)
                        SELECT a.processor FROM done JOIN payments.attempt a ON a.id = done.attempt_id""")
                .bind("reference", reference)
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    /** The processor said which of several requests for the same it did: from now on that is the one that counts. */
    public void confirm(Tx tx, UUID id, String reference) {
        tx.update("""
                        UPDATE payments.operation SET processor_reference = :reference
                         WHERE id = :id AND state = 'DONE' AND processor_reference <> :reference""").bind("reference", reference).bind("id", id).execute();
    }

    /**
     * Returns false when it is settled otherwise.
     *
     * @param from      what it was taken for: a bounced refund was {@code DONE}
     * @param reference the processor's, where it had taken it on before
     */
    boolean refused(Tx tx, UUID id, OperationState from, String why, Optional<String> reference) {
        int refused = tx.update("""
                        UPDATE payments.operation
                           SET state = 'REFUSED', charges_order = NULL, done_at = now(), last_error = :why,
                               processor_reference = COALESCE(CAST(:reference AS TEXT), processor_reference)
                         WHERE id = :id AND (state = :from OR (:from = 'SENT' AND state IN ('DUE', 'WAITING')))""")
                .bind("why", why)
                .bind("reference", reference.orElse(null))
                .bind("from", from.name())
                .bind("id", id)
                .execute();
        if (refused == 1) {
            due.never(tx, id);
        }
        return refused == 1;
    }

    void retryIn(Tx tx, UUID id, Duration pause, String why) {
        int sent = tx.update("UPDATE payments.operation SET last_error = :why WHERE id = :id AND state = 'SENT'")
                .bind("why", why)
                .bind("id", id)
                .execute();
        if (sent == 1) {
            due.in(tx, id, pause);
        }
    }

    /** Nobody may send it again: the processor no longer knows the key. People have to look. */
    void park(Tx tx, UUID id, String why) {
        tx.update("UPDATE payments.operation SET last_error = :why WHERE id = :id AND state = 'SENT'")
                .bind("why", why)
                .bind("id", id)
                .execute();
        due.never(tx, id);
    }

    /** Whether a worker was sending it, and none will any more. */
    public boolean isParked(Tx tx, OperationRow operation) {
        return operation.state() == OperationState.SENT && !due.isThere(tx, operation.id());
    }

    boolean alert(Tx tx, UUID id) {
        return tx.update("UPDATE payments.operation SET alerted_at = now() WHERE id = :id AND alerted_at IS NULL")
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
