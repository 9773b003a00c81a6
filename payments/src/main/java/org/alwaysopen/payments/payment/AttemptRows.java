package org.alwaysopen.payments.payment;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.processor.Processor;
import org.alwaysopen.payments.processor.Processor.Challenge;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code payments.attempt}. */
public final class AttemptRows {
    /** Named so that they may stand beside those of the payment. */
    private static final String COLUMNS = """
            id AS attempt_id, payment_id, ordinal, processor, state AS attempt_state, wanted, processor_reference, reason, tries,
            CAST(extract(epoch FROM now() - created_at) * 1000 AS INT8) AS age_ms, alerted_at IS NOT NULL AS alerted,
            challenge_url, challenge_answer, challenge_ends""";

    /** That something is left to do for the attempt {@code a}. */
    public static final String OPEN = "(a.state IN ('SENT', 'UNKNOWN') OR (a.state = 'HELD' AND NOT a.wanted))";

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

        public boolean isOpen() {
            return this == SENT || this == UNKNOWN;
        }

        public boolean wasHeld() {
            return this == HELD || this == CAPTURED || this == VOIDED;
        }
    }

    /**
     * One try to have one processor hold the money.
     *
     * @param waitsUntil when the {@linkplain ShoppersTurn shopper's turn} is over, of either kind; the column's name,
     *                   {@code challenge_ends}, is that of the older kind
     */
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
            boolean alerted,
            String challengeUrl,
            String challengeAnswer,
            Instant waitsUntil) {
        static final RowMapper<AttemptRow> MAPPER = (rs, ctx) -> new AttemptRow(
                rs.getObject("attempt_id", UUID.class),
                rs.getObject("payment_id", UUID.class),
                rs.getInt("ordinal"),
                rs.getString("processor"),
                AttemptState.valueOf(rs.getString("attempt_state")),
                rs.getBoolean("wanted"),
                rs.getString("processor_reference"),
                rs.getString("reason"),
                rs.getInt("tries"),
                Duration.ofMillis(rs.getLong("age_ms")),
                rs.getBoolean("alerted"),
                rs.getString("challenge_url"),
                rs.getString("challenge_answer"),
                Optional.ofNullable(rs.getTimestamp("challenge_ends"))
                        .map(Timestamp::toInstant)
                        .orElse(null));

        /** Whether asking again with our key might hold money a second time: it has to be looked for by people. */
        boolean isForgottenBy(Processor itsProcessor) {
            return reference == null && age.compareTo(itsProcessor.keysLive()) > 0;
        }

        /** Whether the shopper was sent to the bank's page. */
        boolean challenged() {
            return challengeUrl != null;
        }

        /** Whether nothing is held before the shopper did something: {@link ShoppersTurn}. */
        boolean isShoppersTurn() {
            return state == AttemptState.UNKNOWN && wanted && waitsUntil != null;
        }

        /** Whether the shopper's transfer is waited for. */
        boolean awaited() {
            return isShoppersTurn() && !challenged();
        }

        Optional<Challenge> challenge() {
            return challenged()
                    ? Optional.of(new Challenge(challengeUrl, Optional.ofNullable(challengeAnswer)))
                    : Optional.empty();
        }
    }

    /** All attempts of the payment {@code :id}. */
    static final String OF_PAYMENT = "SELECT " + COLUMNS + " FROM payments.attempt WHERE payment_id = :id";

    private final DueRows due = DueRows.attempts();

    /** With which a payment is opened. @param server the region that asks the processor */
    record First(UUID id, String processor, Region server, Duration dueIn) {}

    /** The end of a statement that begins with {@code WITH}: the {@link First} attempt of the payment in {@code rows}. */
    static String firstFor(String rows) {
        return """
                tried AS (
                    INSERT INTO payments.attempt (id, payment_id, ordinal, processor, region, state)
                    SELECT CAST(:attempt AS UUID), id, 1, CAST(:processor AS TEXT), CAST(:server AS TEXT), 'SENT'
                      FROM <rows>
                    RETURNING id)
                """.replace("<rows>", rows) + DueRows.attempts().insertFor("tried");
    }

    /** Returns false when another server was quicker: its attempt is the one to go on with. */
    boolean insert(Tx tx, UUID id, UUID payment, int ordinal, String processor, Region region, Duration dueIn) {
        return tx.update("""
                        WITH inserted AS (
                            INSERT INTO payments.attempt (id, payment_id, ordinal, processor, region, state)
                            VALUES (:id, :payment, :ordinal, :processor, :region, 'SENT')
                            ON CONFLICT (payment_id, ordinal) DO NOTHING
                            RETURNING id)
                        """ + due.insertFor("inserted"))
                        .bind("id", id)
                        .bind("payment", payment)
                        .bind("ordinal", ordinal)
                        .bind("processor", processor)
                        .bind("region", region.name())
                        .bind("dueMs", dueIn.toMillis())
                        .execute()
                == 1;
    }

    /** In their order. */
    public List<AttemptRow> of(Tx tx, UUID payment) {
        return tx.query(OF_PAYMENT + " ORDER BY ordinal")
                .bind("id", payment)
                .map(AttemptRow.MAPPER)
                .list();
    }

    public Optional<AttemptRow> find(Tx tx, UUID id) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.attempt WHERE id = :id")
                .bind("id", id)
                .map(AttemptRow.MAPPER)
                .findOne();
    }

    public List<AttemptRow> all(Tx tx, Collection<UUID> ids) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.attempt WHERE id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids.toArray())
                .map(AttemptRow.MAPPER)
                .list();
    }

    public Optional<AttemptRow> byReference(Tx tx, String processor, String reference) {
        return tx.query("""
                        SELECT attempt_id FROM payments.processor_reference
                         WHERE reference = :reference AND processor = :processor""")
                .bind("reference", reference)
                .bind("processor", processor)
                .mapTo(UUID.class)
                .findOne()
                .flatMap(id -> find(tx, id));
    }

    /** Writes down that it holds the money; nothing is left to do. */
    void held(Tx tx, AttemptRow attempt, String reference) {
        tx.update("""
                        WITH held AS (
                            UPDATE payments.attempt
                               SET state = 'HELD', processor_reference = :reference, tries = 0
                             WHERE id = :id
                            RETURNING processor, processor_reference, id, payment_id)
                        INSERT INTO payments.processor_reference (processor, reference, attempt_id, payment_id)
                        SELECT processor, processor_reference, id, payment_id FROM held
                        ON CONFLICT (reference, processor) DO NOTHING""").bind("reference", reference).bind("id", attempt.id()).execute();
    }

    /** Writes down what became of it; nothing is left to do. */
    void settle(Tx tx, UUID id, AttemptState state, String reason) {
        tx.update("""
                        UPDATE payments.attempt SET state = :state, reason = COALESCE(:reason, reason), tries = 0
                         WHERE id = :id""")
                .bind("state", state.name())
                .bind("reason", reason)
                .bind("id", id)
                .execute();
    }

    /**
     * A part of a statement that begins with {@code WITH}: the money that they held was taken, by those of the operations in
     * {@code rows} that are captures.
     */
    static String capturedFor(String rows) {
        return "UPDATE payments.attempt SET state = 'CAPTURED', tries = 0 WHERE id IN (SELECT attempt_id FROM " + rows
                + " WHERE kind = 'CAPTURE')";
    }

    void unknown(Tx tx, UUID id, String why, Duration dueIn) {
        int open = tx.update("""
                        UPDATE payments.attempt SET state = 'UNKNOWN', reason = :why
                         WHERE id = :id AND state IN ('SENT', 'UNKNOWN')""").bind("why", why).bind("id", id).execute();
        if (open == 1) {
            due.in(tx, id, dueIn);
        }
    }

    /** From now on it is the shopper's turn, until then; asking again does not make it longer. */
    void waitFor(Tx tx, UUID id, ShoppersTurn turn, Duration patience) {
        int first = tx.update("""
                        UPDATE payments.attempt
                           SET state = 'UNKNOWN', reason = :why, tries = 0, challenge_url = CAST(:url AS TEXT),
                               processor_reference = COALESCE(CAST(:reference AS TEXT), processor_reference),
                               challenge_ends = now() + :ms * INTERVAL '1 millisecond'
                         WHERE id = :id AND state IN ('SENT', 'UNKNOWN') AND challenge_ends IS NULL""")
                .bind("why", turn.what())
                .bind("url", turn.challengeUrl().orElse(null))
                .bind("reference", turn.transferReference().orElse(null))
                .bind("ms", patience.toMillis())
                .bind("id", id)
                .execute();
        if (first == 1) {
            due.in(tx, id, patience);
        }
    }

    /** What the shopper brought back. A later one counts: the first may have been made up. */
    void answered(Tx tx, UUID id, String answer) {
        tx.update("""
                        UPDATE payments.attempt SET challenge_answer = :answer
                         WHERE id = :id AND state = 'UNKNOWN' AND challenge_url IS NOT NULL""").bind("answer", answer).bind("id", id).execute();
    }

    /** The same for an attempt whose outcome nobody knows. Returns false when somebody found it out meanwhile. */
    boolean giveUp(Tx tx, UUID id, Duration dueIn) {
        int open = tx.update("""
                        UPDATE payments.attempt SET wanted = false, tries = 0
                         WHERE id = :id AND state IN ('SENT', 'UNKNOWN')""").bind("id", id).execute();
        if (open == 1) {
            due.in(tx, id, dueIn);
        }
        return open == 1;
    }

    /** Whatever it holds is to be voided, or found out first. */
    void unwanted(Tx tx, UUID id, Duration dueIn) {
        int open = tx.update("""
                        UPDATE payments.attempt SET wanted = false, tries = 0
                         WHERE id = :id AND state IN ('SENT', 'UNKNOWN', 'HELD')""").bind("id", id).execute();
        if (open == 1) {
            due.in(tx, id, dueIn);
        }
    }

    /** Attempts whose time has come: those that a worker has to look at, and those that were settled meanwhile. */
    record Due(List<UUID> open, List<UUID> settled) {}

    Due due(Tx tx, int limit) {
        Due found = new Due(new ArrayList<>(), new ArrayList<>());
        tx.query("SELECT d.id, " + OPEN + """
                     AS open FROM payments.due_attempt d JOIN payments.attempt a ON a.id = d.id
                         WHERE d.due_at <= now() ORDER BY d.due_at LIMIT :limit""")
                .bind("limit", limit)
                .map((rs, ctx) ->
                        (rs.getBoolean("open") ? found.open() : found.settled()).add(rs.getObject("id", UUID.class)))
                .list();
        return found;
    }

    /** Asks once more, in the transaction: a hold that nobody wants any more may have been settled when it was looked at. */
    void forget(Tx tx, List<UUID> settled) {
        tx.update("""
                        DELETE FROM payments.due_attempt WHERE id = ANY(:ids) AND due_at <= now()
                           AND id NOT IN (SELECT a.id FROM payments.attempt a WHERE a.id = ANY(:ids) AND\s""" + OPEN + ")").bindArray("ids", UUID.class, settled).execute();
    }

    List<AttemptRow> claim(Tx tx, List<UUID> ids, Duration lease) {
        List<UUID> claimed = due.claim(tx, ids, lease);
        return tx.query("UPDATE payments.attempt SET tries = tries + 1 WHERE id = ANY(:ids) RETURNING " + COLUMNS)
                .bindArray("ids", UUID.class, claimed)
                .map(AttemptRow.MAPPER)
                .list();
    }

    void retryIn(Tx tx, UUID id, Duration pause, String why) {
        tx.update("UPDATE payments.attempt SET reason = :why WHERE id = :id")
                .bind("why", why)
                .bind("id", id)
                .execute();
        due.in(tx, id, pause);
    }

    /** Returns false when people were told before. */
    boolean alert(Tx tx, UUID id) {
        return tx.update("UPDATE payments.attempt SET alerted_at = now() WHERE id = :id AND alerted_at IS NULL")
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
