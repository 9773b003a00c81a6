package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.alwaysopen.payments.Books.Position;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A year of a shop's payments: its books are read page by page, each page within the time of one statement. */
class BooksIT {
    private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");
    private static final int PAYMENTS = 20_000;
    private static final int PAGE = 500;

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

        List<Position> page = module.books().positions("stripe", Instant.EPOCH, EVER, Optional.empty(), PAGE);
        assertThat(page).hasSize(PAGE).allSatisfy(position -> {
            assertThat(position.captured()).isEqualTo(1000);
            assertThat(position.refunded()).isEqualTo(300);
            assertThat(position.fees()).isEqualTo(40);
        });
        assertThat(module.books().position(page.get(0).attempt())).contains(page.get(0));
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
