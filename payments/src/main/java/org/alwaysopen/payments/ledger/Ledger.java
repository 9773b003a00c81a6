package org.alwaysopen.payments.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;

/**
 * The books: double entry, append-only, per currency, in minor units.
 *
 * <p>Each thing that happens to money is one posting, whose lines sum to zero: debits above zero, credits below. What
 * happened is booked once, because its source (an attempt, an operation, an event) is unique per kind; what turns out to
 * be wrong is booked back, never changed. Accounts, with {@code P} for the processor:
 *
 * <ul>
 *   <li>{@code holds:P}, against {@code held-for-orders}: money that is held but not ours yet
 *   <li>{@code receivable:P}: what the processor owes us
 *   <li>{@code goods}, {@code shipping}: income; {@code tax-owed}: what we owe the state
 *   <li>{@code refunds}: goods that were given back
 *   <li>{@code fees:P}, {@code chargebacks:P}: what it cost
 * </ul>
 *
 * Takes part in its caller's transaction, which holds the payment's lock. Thread-safe.
 */
public final class Ledger {
    /** What is booked. */
    public enum Kind {
        HOLD,
        RELEASE,
        CAPTURE,
        FEE,
        CAPTURE_FAILED,
        REFUND,
        REFUND_BOUNCED,
        CHARGEBACK,
        CHARGEBACK_REVERSED
    }

    private static final String HELD = "held-for-orders";

    private final Ids ids;

    public Ledger(Ids ids) {
        this.ids = ids;
    }

    private record Line(String account, long minor) {}

    /** @param lines those of zero are left out */
    private record Posting(Kind kind, String source, List<Line> lines) {
        Posting(Kind kind, UUID source, Line... lines) {
            this(kind, source.toString(), List.of(lines));
        }
    }

    public void hold(Tx tx, PaymentRow payment, String processor, UUID attempt) {
        long minor = payment.amount().minorUnits();
        Posting hold = new Posting(Kind.HOLD, attempt, new Line("holds:" + processor, minor), new Line(HELD, -minor));
        post(tx, payment, processor, hold);
    }

    /** The hold ended: voided, or expired. Only for one that was booked. */
    public void release(Tx tx, PaymentRow payment, String processor, UUID attempt) {
        post(tx, payment, processor, released(payment, processor, attempt));
    }

    private static Posting released(PaymentRow payment, String processor, UUID attempt) {
        long minor = payment.amount().minorUnits();
        return new Posting(Kind.RELEASE, attempt, new Line("holds:" + processor, -minor), new Line(HELD, minor));
    }

    /** The money that an attempt held is ours, but for the fee; the hold has ended by that. */
    public void capture(
            Tx tx, PaymentRow payment, String processor, UUID attempt, UUID operation, Money amount, Money fee) {
        long tax = share(payment.taxMinor(), amount.minorUnits(), payment);
        long shipping = share(payment.shippingMinor(), amount.minorUnits(), payment);
        post(
                tx,
                payment,
                processor,
                released(payment, processor, attempt),
                new Posting(
                        Kind.CAPTURE,
                        operation,
                        new Line("receivable:" + processor, amount.minorUnits()),
                        new Line("goods", -(amount.minorUnits() - tax - shipping)),
                        new Line("tax-owed", -tax),
                        new Line("shipping", -shipping)),
                new Posting(
                        Kind.FEE,
                        operation,
                        new Line("fees:" + processor, fee.minorUnits()),
                        new Line("receivable:" + processor, -fee.minorUnits())));
    }

    /** Books back what {@link #capture} booked, but for the hold, which has ended. */
    public void captureFailed(Tx tx, PaymentRow payment, String processor, UUID operation) {
        List<Line> reversed = tx.query("""
                        SELECT e.account, e.amount_minor FROM payments.posting p
                          JOIN payments.entry e ON e.posting_id = p.id
                         WHERE p.kind IN ('CAPTURE', 'FEE') AND p.source = :source""")
                .bind("source", operation.toString())
                .map((rs, ctx) -> new Line(rs.getString("account"), -rs.getLong("amount_minor")))
                .list();
        post(tx, payment, processor, new Posting(Kind.CAPTURE_FAILED, operation.toString(), reversed));
    }

    /** @param payment as it is before this refund: tax and shipping go back in step with the sum, exact at the end */
    public void refund(Tx tx, PaymentRow payment, String processor, UUID operation, Money amount) {
        List<Line> lines = refundLines(payment, processor, payment.refundedMinor(), amount.minorUnits());
        post(tx, payment, processor, new Posting(Kind.REFUND, operation.toString(), lines));
    }

    /** The money of a refund came back: a closed account, most often. @param payment as it is after the refund */
    public void refundBounced(Tx tx, PaymentRow payment, String processor, UUID operation, Money amount) {
        long before = payment.refundedMinor() - amount.minorUnits();
        List<Line> reversed = refundLines(payment, processor, before, amount.minorUnits()).stream()
                .map(line -> new Line(line.account(), -line.minor()))
                .toList();
        post(tx, payment, processor, new Posting(Kind.REFUND_BOUNCED, operation.toString(), reversed));
    }

    private static List<Line> refundLines(PaymentRow payment, String processor, long before, long minor) {
        long tax = share(payment.taxMinor(), before + minor, payment) - share(payment.taxMinor(), before, payment);
        long shipping = share(payment.shippingMinor(), before + minor, payment)
                - share(payment.shippingMinor(), before, payment);
        return List.of(
                new Line("receivable:" + processor, -minor),
                new Line("refunds", minor - tax - shipping),
                new Line("tax-owed", tax),
                new Line("shipping", shipping));
    }

    /** Returns false when this event was booked before. */
    public boolean chargeback(Tx tx, PaymentRow payment, String processor, String event, Money amount, boolean back) {
        long minor = back ? -amount.minorUnits() : amount.minorUnits();
        Posting posting = new Posting(
                back ? Kind.CHARGEBACK_REVERSED : Kind.CHARGEBACK,
                event,
                List.of(new Line("chargebacks:" + processor, minor), new Line("receivable:" + processor, -minor)));
        return post(tx, payment, processor, posting) == 1;
    }

    /** The part's share of so much of the payment, rounded half up; all of it for the whole payment. */
    private static long share(long partMinor, long ofMinor, PaymentRow payment) {
        return payment.money(partMinor)
                .timesFraction(ofMinor, payment.amount().minorUnits())
                .minorUnits();
    }

    /** As the statement of {@link #post} takes them. */
    private record PostingRow(UUID id, Kind kind, String source) {}

    private record EntryRow(UUID posting, int line, String account, long minor) {}

    /** Books them all in one statement. @return how many of them were not booked before */
    private int post(Tx tx, PaymentRow payment, String processor, Posting... postings) {
        List<PostingRow> rows = new ArrayList<>();
        List<EntryRow> entries = new ArrayList<>();
        for (Posting posting : postings) {
            PostingRow row = new PostingRow(ids.next(), posting.kind(), posting.source());
            rows.add(row);
            long sum = 0;
            int number = 0;
            for (Line line : posting.lines()) {
                sum = Math.addExact(sum, line.minor());
                if (line.minor() != 0) {
                    entries.add(new EntryRow(row.id(), ++number, line.account(), line.minor()));
                }
            }
            if (sum != 0) {
                throw new IllegalStateException(
                        posting.kind() + " " + posting.source() + ": the lines sum to " + sum + ", not to zero");
            }
        }
        return tx.query("""
                        WITH posted AS (
                            INSERT INTO payments.posting (id, kind, source, payment_id, order_id, processor)
                            SELECT CAST(p ->> 'id' AS UUID), p ->> 'kind', p ->> 'source',
                                   CAST(:payment AS UUID), CAST(:order AS UUID), CAST(:processor AS TEXT)
                              FROM jsonb_array_elements(CAST(:postings AS JSONB)) AS postings (p)
                            ON CONFLICT (kind, source) DO NOTHING
                            RETURNING id),
                        entered AS (
                            INSERT INTO payments.entry (posting_id, line, account, currency, amount_minor)
                            SELECT CAST(e ->> 'posting' AS UUID), CAST(e ->> 'line' AS INT4), e ->> 'account',
                                   CAST(:currency AS TEXT), CAST(e ->> 'minor' AS INT8)
                              FROM jsonb_array_elements(CAST(:entries AS JSONB)) AS entries (e)
                             WHERE CAST(e ->> 'posting' AS UUID) IN (SELECT id FROM posted)
                            RETURNING line)
                        SELECT count(*) FROM posted""")
                .bind("payment", payment.id())
                .bind("order", payment.orderId())
                .bind("processor", processor)
                .bind("currency", payment.amount().currency().getCurrencyCode())
                .bind("postings", Json.write(rows))
                .bind("entries", Json.write(entries))
                .mapTo(Integer.class)
                .one();
    }
}
