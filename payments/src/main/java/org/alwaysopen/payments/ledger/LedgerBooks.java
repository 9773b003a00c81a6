package org.alwaysopen.payments.ledger;

import static java.util.stream.Collectors.groupingBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.alwaysopen.payments.Books;
import org.alwaysopen.payments.ledger.Ledger.Kind;
import org.alwaysopen.payments.payment.AttemptRows;
import org.alwaysopen.payments.payment.AttemptRows.AttemptState;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** Reads the books; changes nothing. */
public final class LedgerBooks implements Books {
    /** After so many contradictions no more are looked for: the first ones are enough to find the cause. */
    private static final int TOLD_MAX = 20;

    /**
     * Three plain look-ups for a page of payments, summed here: whatever the planner knows of the tables, it can only take the
     * index of the payments. Joined and summed in SQL, a page took longer than a statement may when that knowledge was old.
     */
    private static final String ATTEMPTS = """
            SELECT a.id, a.payment_id, pay.order_id, a.processor, a.processor_reference, pay.currency, a.state, """ + AttemptRows.OPEN + """
                 AS open
              FROM payments.attempt a JOIN payments.payment pay ON pay.id = a.payment_id
             WHERE a.payment_id = ANY(:payments)""";

    private static final String OPERATIONS =
            "SELECT id, attempt_id, state FROM payments.operation WHERE payment_id = ANY(:payments)";

    private static final String LINES = """
            SELECT p.payment_id, p.kind, p.source, e.account, e.amount_minor
              FROM payments.posting p JOIN payments.entry e ON e.posting_id = p.id
             WHERE p.payment_id = ANY(:payments)""";

    private record Attempt(
            UUID id,
            UUID payment,
            UUID order,
            String processor,
            Optional<String> reference,
            String currency,
            boolean captured,
            boolean open) {
        static final RowMapper<Attempt> MAPPER = (rs, ctx) -> new Attempt(
                rs.getObject("id", UUID.class),
                rs.getObject("payment_id", UUID.class),
                rs.getObject("order_id", UUID.class),
                rs.getString("processor"),
                Optional.ofNullable(rs.getString("processor_reference")),
                rs.getString("currency"),
                AttemptState.valueOf(rs.getString("state")) == AttemptState.CAPTURED,
                rs.getBoolean("open"));
    }

    /** A capture or a refund. @param open whether a worker is still at it */
    private record Operation(UUID id, UUID attempt, boolean open) {
        static final RowMapper<Operation> MAPPER = (rs, ctx) -> new Operation(
                rs.getObject("id", UUID.class),
                rs.getObject("attempt_id", UUID.class),
                Set.of("DUE", "SENT").contains(rs.getString("state")));
    }

    private record Line(UUID payment, Kind kind, String source, String account, long minor) {
        static final RowMapper<Line> MAPPER = (rs, ctx) -> new Line(
                rs.getObject("payment_id", UUID.class),
                Kind.valueOf(rs.getString("kind")),
                rs.getString("source"),
                rs.getString("account"),
                rs.getLong("amount_minor"));
    }

    private static final Set<Kind> DISPUTED = EnumSet.of(Kind.CHARGEBACK, Kind.CHARGEBACK_REVERSED);

    private final Transactions transactions;

    public LedgerBooks(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Where the reading of payments stands: at the last one read. */
    private record Place(Instant at, UUID payment) {}

    private record Read(List<Position> positions, Optional<Place> next) {}

    @Override
    public void positions(String processor, Instant from, Instant to, Consumer<Position> each) {
        Optional<Place> place = Optional.of(new Place(from, new UUID(0, 0)));
        while (place.isPresent()) {
            Place after = place.get();
            Read read = transactions.read("payments: positions", tx -> page(tx, processor, after, to));
            read.positions().forEach(each);
            place = read.next();
        }
    }

    private static Read page(Tx tx, String processor, Place after, Instant to) {
        List<Place> page = payments(tx, after, to);
        List<UUID> ids = page.stream().map(Place::payment).toList();
        return new Read(positions(tx, ids, attempt -> attempt.processor().equals(processor)), next(page));
    }

    private static List<Position> positions(Tx tx, List<UUID> payments, Predicate<Attempt> wanted) {
        Map<UUID, List<Operation>> operations =
                of(tx, OPERATIONS, payments, Operation.MAPPER).stream().collect(groupingBy(Operation::attempt));
        Map<UUID, List<Line>> lines =
                of(tx, LINES, payments, Line.MAPPER).stream().collect(groupingBy(Line::payment));
        return of(tx, ATTEMPTS, payments, Attempt.MAPPER).stream()
                .filter(wanted)
                .map(attempt -> position(
                        attempt,
                        operations.getOrDefault(attempt.id(), List.of()),
                        lines.getOrDefault(attempt.payment(), List.of())))
                .toList();
    }

    private static <T> List<T> of(Tx tx, String sql, List<UUID> payments, RowMapper<T> mapper) {
        return tx.query(sql)
                .bindArray("payments", UUID.class, payments)
                .map(mapper)
                .list();
    }

    /**
     * Sums over the postings that are about an attempt: those whose source it is, and those of its operations. Chargebacks
     * have their event as source, and belong to the payment's one captured attempt.
     */
    private static Position position(Attempt attempt, List<Operation> operations, List<Line> ofPayment) {
        Set<String> sources = operations.stream().map(o -> o.id().toString()).collect(Collectors.toSet());
        sources.add(attempt.id().toString());
        List<Line> lines = ofPayment.stream()
                .filter(line ->
                        sources.contains(line.source()) || (attempt.captured() && DISPUTED.contains(line.kind())))
                .toList();
        String fees = "fees:" + attempt.processor();
        String receivable = "receivable:" + attempt.processor();
        long paid = sum(lines, fees, Kind.FEE, Kind.CAPTURE_FAILED);
        return new Position(
                attempt.id(),
                attempt.payment(),
                attempt.order(),
                attempt.processor(),
                attempt.reference(),
                attempt.currency(),
                sum(lines, "holds:" + attempt.processor(), Kind.HOLD, Kind.RELEASE),
                sum(lines, receivable, Kind.CAPTURE, Kind.FEE, Kind.CAPTURE_FAILED) + paid,
                -sum(lines, receivable, Kind.REFUND, Kind.REFUND_BOUNCED),
                sum(lines, "chargebacks:" + attempt.processor(), Kind.CHARGEBACK, Kind.CHARGEBACK_REVERSED),
                paid,
                attempt.open() || operations.stream().anyMatch(Operation::open));
    }

    private static long sum(List<Line> lines, String account, Kind... kinds) {
        return lines.stream()
                .filter(line -> line.account().equals(account) && List.of(kinds).contains(line.kind()))
                .mapToLong(Line::minor)
                .sum();
    }

    /** By their time, which is indexed: how much is read is in step with the time asked for, not with the shop's age. */
    private static List<Place> payments(Tx tx, Place after, Instant to) {
        return tx.query("""
                        SELECT created_at, id FROM payments.payment
                         WHERE (created_at, id) > (:at, :id) AND created_at < :to
                         ORDER BY created_at, id LIMIT :limit""")
                .bind("at", after.at().atOffset(ZoneOffset.UTC))
                .bind("id", after.payment())
                .bind("to", to.atOffset(ZoneOffset.UTC))
                .bind("limit", PAGE)
                .map((rs, ctx) -> new Place(rs.getTimestamp("created_at").toInstant(), rs.getObject("id", UUID.class)))
                .list();
    }

    private static Optional<Place> next(List<Place> page) {
        return page.size() < PAGE ? Optional.empty() : Optional.of(page.get(PAGE - 1));
    }

    @Override
    public List<Position> positions(Collection<UUID> attempts) {
        if (attempts.size() > PAGE) {
            throw new IllegalArgumentException("attempts: expected at most " + PAGE + ", got " + attempts.size());
        }
        return transactions.read("payments: positions of attempts", tx -> {
            List<UUID> payments = tx.query("SELECT payment_id FROM payments.attempt WHERE id = ANY(:attempts)")
                    .bindArray("attempts", UUID.class, attempts)
                    .mapTo(UUID.class)
                    .list();
            Set<UUID> wanted = Set.copyOf(attempts);
            return positions(tx, payments, attempt -> wanted.contains(attempt.id()));
        });
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
    public List<String> contradictions(Instant from, Instant to) {
        Set<String> found = new LinkedHashSet<>(); // an order with two payments is met twice
        Optional<Place> place = Optional.of(new Place(from, new UUID(0, 0)));
        while (place.isPresent() && found.size() < TOLD_MAX) {
            Place after = place.get();
            place = transactions.read("payments: contradictions", tx -> {
                List<Place> page = payments(tx, after, to);
                List<UUID> ids = page.stream().map(Place::payment).toList();
                CONTRADICTIONS.forEach((words, sql) -> tx.query(sql)
                        .bindArray("payments", UUID.class, ids)
                        .mapTo(String.class)
                        .forEach(what -> found.add(words + what)));
                return next(page);
            });
        }
        return List.copyOf(found);
    }

    /** What must not be found in a page of {@code :payments}, by the words that tell it. */
    private static final Map<String, String> CONTRADICTIONS = Map.of(
            "a posting does not sum to zero: ",
            """
            SELECT CAST(e.posting_id AS TEXT) FROM payments.posting p JOIN payments.entry e ON e.posting_id = p.id
             WHERE p.payment_id = ANY(:payments)
             GROUP BY e.posting_id, e.currency HAVING sum(e.amount_minor) <> 0""",
            "captured more than once: order ",
            """
            SELECT CAST(pay.order_id AS TEXT) FROM payments.payment pay
              JOIN payments.operation o ON o.payment_id = pay.id AND o.kind = 'CAPTURE' AND o.state = 'DONE'
             WHERE pay.order_id IN (SELECT order_id FROM payments.payment WHERE id = ANY(:payments))
             GROUP BY pay.order_id HAVING count(*) > 1""",
            "captured, but the ledger says otherwise: payment ",
            """
            WITH done AS (
                SELECT payment_id, kind, sum(amount_minor) AS minor FROM payments.operation
                 WHERE payment_id = ANY(:payments) AND state = 'DONE' GROUP BY payment_id, kind)
            SELECT CAST(pay.id AS TEXT) FROM payments.payment pay
              LEFT JOIN done c ON c.payment_id = pay.id AND c.kind = 'CAPTURE'
              LEFT JOIN done r ON r.payment_id = pay.id AND r.kind = 'REFUND'
             WHERE pay.id = ANY(:payments)
               AND (pay.captured_minor <> COALESCE(c.minor, 0) OR pay.refunded_minor <> COALESCE(r.minor, 0))""",
            "the journal's last state is not the payment's: payment ",
            """
            SELECT CAST(pay.id AS TEXT) FROM payments.payment pay
              LEFT JOIN payments.transition t ON t.payment_id = pay.id AND t.version = pay.version
             WHERE pay.id = ANY(:payments) AND (t.to_state IS NULL OR t.to_state <> pay.state)""");
}
