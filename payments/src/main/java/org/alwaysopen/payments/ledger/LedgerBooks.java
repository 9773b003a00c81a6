package org.alwaysopen.payments.ledger;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.Books;
import org.alwaysopen.payments.payment.AttemptRows;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** Reads the books; changes nothing. */
public final class LedgerBooks implements Books {
    /** How many contradictions of one kind are told: the first ones are enough to find the cause. */
    private static final int TOLD_MAX = 20;

    private static final RowMapper<Position> POSITION = (rs, ctx) -> new Position(
            rs.getObject("id", UUID.class),
            rs.getObject("payment_id", UUID.class),
            rs.getObject("order_id", UUID.class),
            rs.getString("processor"),
            Optional.ofNullable(rs.getString("processor_reference")),
            rs.getString("currency"),
            rs.getLong("held"),
            rs.getLong("captured"),
            rs.getLong("refunded"),
            rs.getLong("charged_back"),
            rs.getLong("fees"),
            rs.getBoolean("open"));

    /**
     * Sums over the ledger's postings that are about an attempt: those whose source it is, and those of its operations.
     * Chargebacks have their event as source, and belong to the payment's one captured attempt.
     */
    private static final String POSITIONS = """
            SELECT a.id, a.payment_id, pay.order_id, a.processor, a.processor_reference, pay.currency,
                   COALESCE((SELECT sum(e.amount_minor) FROM payments.posting p
                              JOIN payments.entry e ON e.posting_id = p.id AND e.account = 'holds:' || a.processor
                             WHERE p.kind IN ('HOLD', 'RELEASE') AND p.source = CAST(a.id AS TEXT)), 0) AS held,
                   COALESCE((SELECT sum(e.amount_minor) FROM payments.operation o
                              JOIN payments.posting p
                                ON p.kind IN ('CAPTURE', 'FEE', 'CAPTURE_FAILED') AND p.source = CAST(o.id AS TEXT)
                              JOIN payments.entry e ON e.posting_id = p.id AND e.account = 'receivable:' || a.processor
                             WHERE o.attempt_id = a.id AND o.kind = 'CAPTURE'), 0)
                   + COALESCE((SELECT sum(e.amount_minor) FROM payments.operation o
                              JOIN payments.posting p
                                ON p.kind IN ('FEE', 'CAPTURE_FAILED') AND p.source = CAST(o.id AS TEXT)
                              JOIN payments.entry e ON e.posting_id = p.id AND e.account = 'fees:' || a.processor
                             WHERE o.attempt_id = a.id AND o.kind = 'CAPTURE'), 0) AS captured,
                   -COALESCE((SELECT sum(e.amount_minor) FROM payments.operation o
                              JOIN payments.posting p
                                ON p.kind IN ('REFUND', 'REFUND_BOUNCED') AND p.source = CAST(o.id AS TEXT)
                              JOIN payments.entry e ON e.posting_id = p.id AND e.account = 'receivable:' || a.processor
                             WHERE o.attempt_id = a.id AND o.kind = 'REFUND'), 0) AS refunded,
                   COALESCE((SELECT sum(e.amount_minor) FROM payments.posting p
                              JOIN payments.entry e ON e.posting_id = p.id AND e.account = 'chargebacks:' || a.processor
                             WHERE p.payment_id = a.payment_id AND a.state = 'CAPTURED'), 0) AS charged_back,
                   COALESCE((SELECT sum(e.amount_minor) FROM payments.operation o
                              JOIN payments.posting p
                                ON p.kind IN ('FEE', 'CAPTURE_FAILED') AND p.source = CAST(o.id AS TEXT)
                              JOIN payments.entry e ON e.posting_id = p.id AND e.account = 'fees:' || a.processor
                             WHERE o.attempt_id = a.id AND o.kind = 'CAPTURE'), 0) AS fees,
                   (""" + AttemptRows.OPEN + """
                     OR EXISTS (SELECT 1 FROM payments.operation o
                              WHERE o.attempt_id = a.id AND o.state IN ('DUE', 'SENT'))) AS open
              FROM payments.attempt a JOIN payments.payment pay ON pay.id = a.payment_id\s""";

    private final Transactions transactions;

    public LedgerBooks(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<Position> positions(String processor, Instant from, Instant to, Optional<UUID> after, int limit) {
        return transactions.read(
                "payments: positions",
                tx -> tx.query(POSITIONS + """
                        WHERE a.processor = :processor AND a.created_at >= :from AND a.created_at < :to AND a.id > :after
                        ORDER BY a.id LIMIT :limit""")
                        .bind("processor", processor)
                        .bind("from", from.atOffset(ZoneOffset.UTC))
                        .bind("to", to.atOffset(ZoneOffset.UTC))
                        .bind("after", after.orElse(new UUID(0, 0)))
                        .bind("limit", limit)
                        .map(POSITION)
                        .list());
    }

    @Override
    public Optional<Position> position(UUID attempt) {
        return transactions.read(
                "payments: position",
                tx -> tx.query(POSITIONS + "WHERE a.id = :id")
                        .bind("id", attempt)
                        .map(POSITION)
                        .findOne());
    }

    @Override
    public List<Balance> balances() {
        return transactions.read(
                "payments: balances",
                tx -> tx.query("""
                        SELECT account, currency, CAST(sum(amount_minor) AS INT8) AS sum FROM payments.entry
                         GROUP BY account, currency ORDER BY account, currency""")
                        .map((rs, ctx) ->
                                new Balance(rs.getString("account"), rs.getString("currency"), rs.getLong("sum")))
                        .list());
    }

    @Override
    public List<String> contradictions() {
        return transactions.read("payments: contradictions", tx -> {
            List<String> found = new ArrayList<>();
            tell(found, tx, "the ledger does not sum to zero in ", """
                    SELECT currency || ' by ' || CAST(sum(amount_minor) AS TEXT) FROM payments.entry
                     GROUP BY currency HAVING sum(amount_minor) <> 0""");
            tell(found, tx, "a posting does not sum to zero: ", """
                    SELECT CAST(posting_id AS TEXT) FROM payments.entry
                     GROUP BY posting_id, currency HAVING sum(amount_minor) <> 0 LIMIT\s""" + TOLD_MAX);
            tell(found, tx, "captured more than once: order ", """
                    SELECT CAST(order_id AS TEXT) FROM payments.operation WHERE kind = 'CAPTURE' AND state = 'DONE'
                     GROUP BY order_id HAVING count(*) > 1 LIMIT\s""" + TOLD_MAX);
            tell(found, tx, "captured, but the ledger says otherwise: payment ", """
                    SELECT CAST(pay.id AS TEXT) FROM payments.payment pay
                     WHERE pay.captured_minor <> COALESCE((
                            SELECT sum(o.amount_minor) FROM payments.operation o
                             WHERE o.payment_id = pay.id AND o.kind = 'CAPTURE' AND o.state = 'DONE'), 0)
                        OR pay.refunded_minor <> COALESCE((
                            SELECT sum(o.amount_minor) FROM payments.operation o
                             WHERE o.payment_id = pay.id AND o.kind = 'REFUND' AND o.state = 'DONE'), 0)
                     LIMIT\s""" + TOLD_MAX);
            tell(found, tx, "the journal's last state is not the payment's: payment ", """
                    SELECT CAST(pay.id AS TEXT) FROM payments.payment pay
                      LEFT JOIN payments.transition t ON t.payment_id = pay.id AND t.version = pay.version
                     WHERE t.to_state IS NULL OR t.to_state <> pay.state LIMIT\s""" + TOLD_MAX);
            return found;
        });
    }

    private static void tell(List<String> found, Tx tx, String words, String sql) {
        tx.query(sql).mapTo(String.class).forEach(what -> found.add(words + what));
    }
}
