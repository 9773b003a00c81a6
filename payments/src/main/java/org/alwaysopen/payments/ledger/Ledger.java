package org.alwaysopen.payments.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.platform.Ids;
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

    public void hold(Tx tx, PaymentRow payment, String processor, UUID attempt) {
        long minor = payment.amount().minorUnits();
        post(
                tx,
                payment,
                processor,
                Kind.HOLD,
                attempt.toString(),
                List.of(new Line("holds:" + processor, minor), new Line(HELD, -minor)));
    }

    /** The hold ended: voided, captured, or expired. Only for one that was booked. */
    public void release(Tx tx, PaymentRow payment, String processor, UUID attempt) {
        long minor = payment.amount().minorUnits();
        post(
                tx,
                payment,
                processor,
                Kind.RELEASE,
                attempt.toString(),
                List.of(new Line("holds:" + processor, -minor), new Line(HELD, minor)));
    }

    public void capture(Tx tx, PaymentRow payment, String processor, UUID operation, Money amount, Money fee) {
        long tax = share(payment.taxMinor(), amount.minorUnits(), payment);
        long shipping = share(payment.shippingMinor(), amount.minorUnits(), payment);
        post(
                tx,
                payment,
                processor,
                Kind.CAPTURE,
                operation.toString(),
                List.of(
                        new Line("receivable:" + processor, amount.minorUnits()),
                        new Line("goods", -(amount.minorUnits() - tax - shipping)),
                        new Line("tax-owed", -tax),
                        new Line("shipping", -shipping)));
        post(
                tx,
                payment,
                processor,
                Kind.FEE,
                operation.toString(),
                List.of(
                        new Line("fees:" + processor, fee.minorUnits()),
                        new Line("receivable:" + processor, -fee.minorUnits())));
    }

    /** Books back what {@link #capture} booked. */
    public void captureFailed(Tx tx, PaymentRow payment, String processor, UUID operation) {
        List<Line> reversed = new ArrayList<>(tx.query("""
                        SELECT e.account, e.amount_minor FROM payments.posting p
                          JOIN payments.entry e ON e.posting_id = p.id
                         WHERE p.kind IN ('CAPTURE', 'FEE') AND p.source = :source""")
                .bind("source", operation.toString())
                .map((rs, ctx) -> new Line(rs.getString("account"), -rs.getLong("amount_minor")))
                .list());
        post(tx, payment, processor, Kind.CAPTURE_FAILED, operation.toString(), reversed);
    }

    /** @param payment as it is before this refund: tax and shipping go back in step with the sum, exact at the end */
    public void refund(Tx tx, PaymentRow payment, String processor, UUID operation, Money amount) {
        post(
                tx,
                payment,
                processor,
                Kind.REFUND,
                operation.toString(),
                refundLines(payment, processor, payment.refundedMinor(), amount.minorUnits()));
    }

    /** The money of a refund came back: a closed account, most often. @param payment as it is after the refund */
    public void refundBounced(Tx tx, PaymentRow payment, String processor, UUID operation, Money amount) {
        long before = payment.refundedMinor() - amount.minorUnits();
        List<Line> reversed = refundLines(payment, processor, before, amount.minorUnits()).stream()
                .map(line -> new Line(line.account(), -line.minor()))
                .toList();
        post(tx, payment, processor, Kind.REFUND_BOUNCED, operation.toString(), reversed);
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
        return post(
                tx,
                payment,
                processor,
                back ? Kind.CHARGEBACK_REVERSED : Kind.CHARGEBACK,
                event,
                List.of(new Line("chargebacks:" + processor, minor), new Line("receivable:" + processor, -minor)));
    }

    /** The part's share of so much of the payment, rounded half up; all of it for the whole payment. */
    private static long share(long partMinor, long ofMinor, PaymentRow payment) {
        return payment.money(partMinor)
                .timesFraction(ofMinor, payment.amount().minorUnits())
                .minorUnits();
    }

    private boolean post(
            Tx tx, PaymentRow payment, String processor, Kind kind, String source, List<Line> linesWithZeros) {
        List<Line> lines =
                linesWithZeros.stream().filter(line -> line.minor() != 0).toList();
        long sum = 0;
        for (Line line : lines) {
            sum = Math.addExact(sum, line.minor());
        }
        if (sum != 0) {
            throw new IllegalStateException(kind + " " + source + ": the lines sum to " + sum + ", not to zero");
        }
        UUID id = ids.next();
        int inserted = tx.update("""
                        INSERT INTO payments.posting (id, kind, source, payment_id, order_id, processor)
                        VALUES (:id, :kind, :source, :payment, :order, :processor)
                        ON CONFLICT (kind, source) DO NOTHING""")
                .bind("id", id)
                .bind("kind", kind.name())
                .bind("source", source)
                .bind("payment", payment.id())
                .bind("order", payment.orderId())
                .bind("processor", processor)
                .execute();
        if (inserted == 1 && !lines.isEmpty()) {
            insertLines(tx, id, payment, new ArrayList<>(lines));
        }
        return inserted == 1;
    }

    private static void insertLines(Tx tx, UUID posting, PaymentRow payment, List<Line> lines) {
        var batch = tx.batch("""
                INSERT INTO payments.entry (posting_id, line, account, currency, amount_minor)
                VALUES (:posting, :line, :account, :currency, :minor)""");
        for (int i = 0; i < lines.size(); i++) {
            batch.bind("posting", posting)
                    .bind("line", i + 1)
                    .bind("account", lines.get(i).account())
                    .bind("currency", payment.amount().currency().getCurrencyCode())
                    .bind("minor", lines.get(i).minor())
                    .add();
        }
        batch.execute();
    }
}
