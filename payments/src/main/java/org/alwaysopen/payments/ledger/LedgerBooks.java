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
     *
     * <p>Everything is fetched by its payment, which is indexed everywhere, once for the whole page: a subquery for each
     * attempt took longer than a statement may, as soon as the planner's knowledge of the tables was old.
     */
    private static final String POSITIONS = """
            WITH page AS (
                SELECT a.id, a.payment_id, pay.order_id, a.processor, a.processor_reference, pay.currency, a.state, """ + AttemptRows.OPEN + """
                     AS open
                  FROM payments.attempt a JOIN payments.payment pay ON pay.id = a.payment_id
                 WHERE %s),
            done AS (
                SELECT CAST(o.id AS TEXT) AS id, o.attempt_id, o.state FROM payments.operation o
                 WHERE o.payment_id IN (SELECT payment_id FROM page)),
            booked AS (
                SELECT p.payment_id, p.kind, p.source, e.account, e.amount_minor AS minor
                  FROM payments.posting p JOIN payments.entry e ON e.posting_id = p.id
                 WHERE p.payment_id IN (SELECT payment_id FROM page)),
            summed AS (
                SELECT page.id,
                       sum(b.minor) FILTER (WHERE b.account = 'holds:' || page.processor
                                              AND b.kind IN ('HOLD', 'RELEASE')) AS held,
                       sum(b.minor) FILTER (WHERE b.account = 'receivable:' || page.processor
                                              AND b.kind IN ('CAPTURE', 'FEE', 'CAPTURE_FAILED')) AS received,
                       sum(b.minor) FILTER (WHERE b.account = 'fees:' || page.processor
                                              AND b.kind IN ('FEE', 'CAPTURE_FAILED')) AS fees,
                       sum(b.minor) FILTER (WHERE b.account = 'receivable:' || page.processor
                                              AND b.kind IN ('REFUND', 'REFUND_BOUNCED')) AS refunded,
                       sum(b.minor) FILTER (WHERE b.account = 'chargebacks:' || page.processor) AS charged_back
                  FROM page
                  JOIN booked b ON b.payment_id = page.payment_id
                  LEFT JOIN done o ON o.id = b.source
                 WHERE b.source = CAST(page.id AS TEXT) OR o.attempt_id = page.id
                    OR (page.state = 'CAPTURED' AND b.kind IN ('CHARGEBACK', 'CHARGEBACK_REVERSED'))
                 GROUP BY page.id)
            SELECT page.id, page.payment_id, page.order_id, page.processor, page.processor_reference, page.currency,
                   COALESCE(s.held, 0) AS held,
                   COALESCE(s.received, 0) + COALESCE(s.fees, 0) AS captured,
                   -COALESCE(s.refunded, 0) AS refunded,
                   COALESCE(s.charged_back, 0) AS charged_back,
                   COALESCE(s.fees, 0) AS fees,
                   page.open OR page.id IN (SELECT attempt_id FROM done WHERE state IN ('DUE', 'SENT')) AS open
              FROM page LEFT JOIN summed s ON s.id = page.id
             ORDER BY page.id""";

    private static final String PAGE = POSITIONS.formatted("""
            a.processor = :processor AND a.created_at >= :from AND a.created_at < :to AND a.id > :after
                 ORDER BY a.id LIMIT :limit""");

    private static final String ONE = POSITIONS.formatted("a.id = :id");

    private final Transactions transactions;

    public LedgerBooks(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<Position> positions(String processor, Instant from, Instant to, Optional<UUID> after, int limit) {
        return transactions.read(
                "payments: positions",
                tx -> tx.query(PAGE)
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
                tx -> tx.query(ONE).bind("id", attempt).map(POSITION).findOne());
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
