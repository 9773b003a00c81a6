package org.alwaysopen.payments.payment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code payments.attempt}. */
public final class AttemptRows {
    private static final String COLUMNS = """
            id, payment_id, ordinal, processor, state, wanted, processor_reference, reason, tries,
            CAST(extract(epoch FROM now() - created_at) * 1000 AS INT8) AS age_ms, alerted_at IS NOT NULL AS alerted""";

    /** What is known of an attempt. */
    public enum AttemptState {
        /** On its way, or nobody lived to write down the answer. */
        SENT,
        /** The answer was none. */
        UNKNOWN,
        HELD,
        CAPTURED,
        DECLINED,
        NOT_HELD,
        VOIDED;

        boolean isOpen() {
            return this == SENT || this == UNKNOWN;
        }
    }

    /** One try to have one processor hold the money. */
    public record AttemptRow(
            UUID id,
            UUID paymentId,
            int ordinal,
            String processor,
            AttemptState state,
            boolean wanted,
            String reference,
            String reason,
            int tries,
            Duration age,
            boolean alerted) {
        static final RowMapper<AttemptRow> MAPPER = (rs, ctx) -> new AttemptRow(
                rs.getObject("id", UUID.class),
                rs.getObject("payment_id", UUID.class),
                rs.getInt("ordinal"),
                rs.getString("processor"),
                AttemptState.valueOf(rs.getString("state")),
                rs.getBoolean("wanted"),
                rs.getString("processor_reference"),
                rs.getString("reason"),
                rs.getInt("tries"),
                Duration.ofMillis(rs.getLong("age_ms")),
                rs.getBoolean("alerted"));
    }

    /** Returns false when another server was quicker: its attempt is the one to go on with. */
    boolean insert(Tx tx, UUID id, UUID payment, int ordinal, String processor, Region region, Duration dueIn) {
        return tx.update("""
                        INSERT INTO payments.attempt (id, payment_id, ordinal, processor, region, state, due_at)
                        VALUES (:id, :payment, :ordinal, :processor, :region, 'SENT',
                                now() + :ms * INTERVAL '1 millisecond')
                        ON CONFLICT (payment_id, ordinal) DO NOTHING""")
                        .bind("id", id)
                        .bind("payment", payment)
                        .bind("ordinal", ordinal)
                        .bind("processor", processor)
                        .bind("region", region.name())
                        .bind("ms", dueIn.toMillis())
                        .execute()
                == 1;
    }

    /** In their order. */
    public List<AttemptRow> of(Tx tx, UUID payment) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.attempt WHERE payment_id = :payment ORDER BY ordinal")
                .bind("payment", payment)
                .map(AttemptRow.MAPPER)
                .list();
    }

    public Optional<AttemptRow> find(Tx tx, UUID id) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.attempt WHERE id = :id")
                .bind("id", id)
                .map(AttemptRow.MAPPER)
                .findOne();
    }

    public Optional<AttemptRow> byReference(Tx tx, String processor, String reference) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.attempt"
                        + " WHERE processor = :processor AND processor_reference = :reference")
                .bind("processor", processor)
                .bind("reference", reference)
                .map(AttemptRow.MAPPER)
                .findOne();
    }

    /** Writes down what became of it; nothing is left to do. */
    void settle(Tx tx, UUID id, AttemptState state, String reference, String reason) {
        tx.update("""
                        UPDATE payments.attempt
                           SET state = :state, processor_reference = COALESCE(:reference, processor_reference),
                               reason = COALESCE(:reason, reason), due_at = NULL, tries = 0
                         WHERE id = :id""")
                .bind("state", state.name())
                .bind("reference", reference)
                .bind("reason", reason)
                .bind("id", id)
                .execute();
    }

    void unknown(Tx tx, UUID id, String why, Duration dueIn) {
        tx.update("""
                        UPDATE payments.attempt
                           SET state = 'UNKNOWN', reason = :why, due_at = now() + :ms * INTERVAL '1 millisecond'
                         WHERE id = :id AND state IN ('SENT', 'UNKNOWN')""")
                .bind("why", why)
                .bind("ms", dueIn.toMillis())
                .bind("id", id)
                .execute();
    }

    /** The same for an attempt whose outcome nobody knows. Returns false when somebody found it out meanwhile. */
    boolean giveUp(Tx tx, UUID id, Duration dueIn) {
        return tx.update("""
                        UPDATE payments.attempt
                           SET wanted = false, due_at = now() + :ms * INTERVAL '1 millisecond', tries = 0
                         WHERE id = :id AND state IN ('SENT', 'UNKNOWN')""").bind("ms", dueIn.toMillis()).bind("id", id).execute() == 1;
    }

    /** Whatever it holds is to be voided, or found out first. */
    void unwanted(Tx tx, UUID id, Duration dueIn) {
        tx.update("""
                        UPDATE payments.attempt
                           SET wanted = false, due_at = now() + :ms * INTERVAL '1 millisecond', tries = 0
                         WHERE id = :id AND state IN ('SENT', 'UNKNOWN', 'HELD')""").bind("ms", dueIn.toMillis()).bind("id", id).execute();
    }

    /** Attempts that a worker has to look at. */
    List<UUID> due(Tx tx, int limit) {
        return tx.query("SELECT id FROM payments.attempt WHERE due_at <= now() ORDER BY due_at LIMIT :limit")
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Takes these for as long as the lease lasts: a worker that dies leaves them due again. Two workers that saw the same
     * rows: the first one moves their time, the second then finds none.
     */
    List<AttemptRow> claim(Tx tx, List<UUID> ids, Duration lease) {
        return tx.query("""
                        UPDATE payments.attempt
                           SET due_at = now() + :ms * INTERVAL '1 millisecond', tries = tries + 1
                         WHERE id = ANY(:ids) AND due_at <= now()
                        RETURNING\s""" + COLUMNS)
                .bind("ms", lease.toMillis())
                .bindArray("ids", UUID.class, ids)
                .map(AttemptRow.MAPPER)
                .list();
    }

    void retryIn(Tx tx, UUID id, Duration pause, String why) {
        tx.update("""
                        UPDATE payments.attempt SET due_at = now() + :ms * INTERVAL '1 millisecond', reason = :why
                         WHERE id = :id AND due_at IS NOT NULL""")
                .bind("ms", pause.toMillis())
                .bind("why", why)
                .bind("id", id)
                .execute();
    }

    /** Returns false when people were told before. */
    boolean alert(Tx tx, UUID id) {
        return tx.update("UPDATE payments.attempt SET alerted_at = now() WHERE id = :id AND alerted_at IS NULL")
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
