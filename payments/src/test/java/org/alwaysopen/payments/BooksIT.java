package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.alwaysopen.payments.Books.Position;
import org.alwaysopen.platform.test.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A year of a shop's payments: its books are read page by page, each page within the time of one statement. */
class BooksIT {
    private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");
    private static final int PAYMENTS = 20_000;

    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final PaymentsModule module = Tills.module(database.transactions(), Tills.bankOnly());

    @AfterEach
    void close() {
        module.close();
        database.close();
    }

    /** Nothing may depend on the planner's knowledge of the tables: after a rush it is an hour old. */
    @Test
    void readsAPageOfManyWhateverThePlannerKnows() {
        String[] booked = {
            of("INSERT INTO payments.payment (id, order_id, region, currency, amount_minor, tax_minor,"
                    + " shipping_minor, token, state, captured_minor, refund_requested_minor, refunded_minor)"
                    + " SELECT pay, ord, 'aws-us-east-1', 'USD', 1000, 0, 0, 'tok', 'PARTLY_REFUNDED', 1000, 300, 300"),
            of("INSERT INTO payments.attempt (id, payment_id, ordinal, processor, region, state)"
                    + " SELECT att, pay, 1, 'stripe', 'aws-us-east-1', 'CAPTURED'"),
            of("INSERT INTO payments.operation (id, payment_id, attempt_id, order_id, kind, state, currency,"
                    + " amount_minor, request_key, reason, requested_by, charges_order)"
                    + " SELECT cap, pay, att, ord, 'CAPTURE', 'DONE', 'USD', 1000, 'capture', 'sold', 'checkout', ord"),
            of("INSERT INTO payments.operation (id, payment_id, attempt_id, order_id, kind, state, currency,"
                    + " amount_minor, request_key, reason, requested_by)"
                    + " SELECT ref, pay, att, ord, 'REFUND', 'DONE', 'USD', 300, 'refund', 'broken', 'merchant'"),
            posting("HOLD", "att"),
            posting("CAPTURE", "cap"),
            posting("FEE", "cap"),
            posting("REFUND", "ref"),
            entry("HOLD", 1, "holds:stripe", 1000),
            entry("HOLD", 2, "held-for-orders", -1000),
            entry("CAPTURE", 1, "holds:stripe", -1000),
            entry("CAPTURE", 2, "held-for-orders", 1000),
            entry("CAPTURE", 3, "receivable:stripe", 1000),
            entry("CAPTURE", 4, "goods", -1000),
            entry("FEE", 1, "receivable:stripe", -40),
            entry("FEE", 2, "fees:stripe", 40),
            entry("REFUND", 1, "receivable:stripe", -300),
            entry("REFUND", 2, "refunds", 300)
        };
        insert(booked, 1, 10);
        database.execute("ANALYZE"); // knows a shop that has just opened
        insert(booked, 11, PAYMENTS);

        List<Position> all = read(Instant.EPOCH, EVER);
        assertThat(all).hasSize(PAYMENTS).allSatisfy(position -> {
            assertThat(position.captured()).isEqualTo(1000);
            assertThat(position.refunded()).isEqualTo(300);
            assertThat(position.fees()).isEqualTo(40);
        });
        assertThat(all.stream().map(Position::attempt)).doesNotHaveDuplicates();
        List<Position> some = all.subList(0, Books.PAGE);
        List<UUID> asked = Stream.concat(some.stream().map(Position::attempt), Stream.of(UUID.randomUUID()))
                .skip(1)
                .toList();
        assertThat(module.books().positions(asked)).containsExactlyInAnyOrderElementsOf(some.subList(1, Books.PAGE));
    }

    /** A day of a shop of years: what is read is in step with the day, not with the years. */
    @Test
    void readsADayWithoutReadingAllTheOthers() {
        assumeFalse(database.isCockroach(), "PostgreSQL counts what it reads");
        hundredADay();
        Instant day = Instant.parse("2026-01-01T00:00:00Z");
        long before = attemptsRead();
        List<Position> found = read(day, day.plus(Duration.ofDays(1)));
        assertThat(found).hasSize(100);
        // The database counts a moment later.
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> attemptsRead() >= before + found.size());
        assertThat(attemptsRead() - before).isLessThan(PAYMENTS / 10);
    }

    /** Somebody looks for a state that one of all the payments has: no statement reads them all. */
    @Test
    void aRareStateIsLookedForOneStretchAfterTheOther() {
        hundredADay();
        database.execute("UPDATE payments.payment SET state = 'VOIDED' WHERE id = CAST(md5('pay" + (PAYMENTS - 1)
                + "') AS UUID)");
        MerchantPayments.Query voided =
                new MerchantPayments.Query(Optional.of(Payments.State.VOIDED), Optional.empty(), Optional.empty());
        MerchantPayments.Page page = module.merchant().list(voided, Optional.empty(), 10);
        assertThat(page.items()).isEmpty();
        List<MerchantPayments.Summary> found = new ArrayList<>();
        while (page.next().isPresent()) {
            page = module.merchant().list(voided, page.next(), 10);
            found.addAll(page.items());
        }
        assertThat(found).extracting(MerchantPayments.Summary::state).containsExactly(Payments.State.VOIDED);
    }

    private void hundredADay() {
        String when = "TIMESTAMPTZ '2026-01-01 12:00:00+00' - (n / 100) * INTERVAL '1 day'"
                + " FROM generate_series(0, " + (PAYMENTS - 1) + ") AS n";
        database.execute("INSERT INTO payments.payment (id, order_id, region, currency, amount_minor, tax_minor,"
                + " shipping_minor, token, state, created_at)"
                + " SELECT CAST(md5('pay' || n) AS UUID), CAST(md5('ord' || n) AS UUID), 'aws-us-east-1', 'USD', 1000, 0, 0,"
                + " 'tok', 'DECLINED', " + when);
        database.execute("INSERT INTO payments.attempt (id, payment_id, ordinal, processor, region, state, created_at)"
                + " SELECT CAST(md5('att' || n) AS UUID), CAST(md5('pay' || n) AS UUID), 1, 'stripe', 'aws-us-east-1',"
                + " 'DECLINED', " + when);
        database.execute("ANALYZE");
    }

    @Test
    void tellsWhatContradictsItself() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            UUID id = Tills.open(database.transactions(), module, Tills.usd(1990), "bank-transfer");
            Tills.pay(database.transactions(), module, id);
            module.merchant().capture(id, Optional.empty(), new MerchantPayments.Command("paid", "merchant", "seen"));
            ids.add(id);
        }
        assertThat(module.books().contradictions()).isEmpty();
        database.execute("UPDATE payments.payment SET captured_minor = 1 WHERE id = '" + ids.get(0) + "'");
        database.execute("DELETE FROM payments.transition WHERE payment_id = '" + ids.get(1) + "'");
        database.execute("DELETE FROM payments.entry WHERE account = 'goods' AND posting_id IN"
                + " (SELECT id FROM payments.posting WHERE payment_id = '" + ids.get(2) + "')");
        database.execute(
                "UPDATE payments.payment SET order_id =" + " (SELECT order_id FROM payments.payment WHERE id = '"
                        + ids.get(3) + "') WHERE id = '" + ids.get(0) + "'");
        assertThat(module.books().contradictions())
                .hasSize(4)
                .anyMatch(what -> what.startsWith("captured, but")
                        && what.contains(ids.get(0).toString()))
                .anyMatch(what -> what.startsWith("the journal")
                        && what.contains(ids.get(1).toString()))
                .anyMatch(what -> what.startsWith("a posting"))
                .anyMatch(what -> what.startsWith("captured more than once"));
        assertThat(module.books().contradictions(Instant.EPOCH, Instant.parse("2020-01-01T00:00:00Z")))
                .isEmpty();
    }

    private List<Position> read(Instant from, Instant to) {
        List<Position> found = new ArrayList<>();
        module.books().positions("stripe", from, to, found::add);
        return found;
    }

    private long attemptsRead() {
        return database.transactions()
                .read(
                        "test: statistics",
                        tx -> tx.query("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables"
                                        + " WHERE schemaname = 'payments' AND relname = 'attempt'")
                                .mapTo(Long.class)
                                .one());
    }

    private void insert(String[] booked, int first, int last) {
        for (String sql : booked) {
            database.execute(sql.replace("FROM n", "FROM generate_series(" + first + ", " + last + ") AS n"));
        }
    }

    /** The rows' ids, made of their number, with what is inserted of them. */
    private static String of(String insertSelect) {
        return insertSelect + " FROM (SELECT " + uuid("pay") + ", " + uuid("ord") + ", " + uuid("att") + ", "
                + uuid("cap") + ", " + uuid("ref") + " FROM n) AS ids";
    }

    private static String uuid(String kind) {
        return "CAST(md5('" + kind + "' || n) AS UUID) AS " + kind;
    }

    private static String posting(String kind, String source) {
        return of("INSERT INTO payments.posting (id, kind, source, payment_id, order_id, processor)"
                + " SELECT CAST(md5('" + kind + "' || pay) AS UUID), '" + kind + "', CAST(" + source
                + " AS TEXT), pay, ord, 'stripe'");
    }

    private static String entry(String kind, int line, String account, long minor) {
        return of("INSERT INTO payments.entry (posting_id, line, account, currency, amount_minor)"
                + " SELECT CAST(md5('" + kind + "' || pay) AS UUID), " + line + ", '" + account + "', 'USD', " + minor);
    }
}
