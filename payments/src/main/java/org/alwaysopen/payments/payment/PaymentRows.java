package org.alwaysopen.payments.payment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.payments.payment.AttemptRows.AttemptRow;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The tables {@code payments.payment} and {@code payments.transition}. */
public final class PaymentRows {
    private static final String COLUMNS = """
            id, order_id, region, currency, amount_minor, tax_minor, shipping_minor, token, state, version,
            chosen_attempt, captured_minor, refund_requested_minor, refunded_minor, charged_back_minor,
            decline_reason, give_back_reason""";

    /** A payment as it is stored. */
    public record PaymentRow(
            UUID id,
            UUID orderId,
            Region region,
            Money amount,
            long taxMinor,
            long shippingMinor,
            String token,
            State state,
            int version,
            UUID chosenAttempt,
            long capturedMinor,
            long refundRequestedMinor,
            long refundedMinor,
            long chargedBackMinor,
            String declineReason,
            String giveBackReason) {
        static final RowMapper<PaymentRow> MAPPER = (rs, ctx) -> new PaymentRow(
                rs.getObject("id", UUID.class),
                rs.getObject("order_id", UUID.class),
                new Region(rs.getString("region")),
                Money.of(rs.getLong("amount_minor"), rs.getString("currency")),
                rs.getLong("tax_minor"),
                rs.getLong("shipping_minor"),
                rs.getString("token"),
                State.valueOf(rs.getString("state")),
                rs.getInt("version"),
                rs.getObject("chosen_attempt", UUID.class),
                rs.getLong("captured_minor"),
                rs.getLong("refund_requested_minor"),
                rs.getLong("refunded_minor"),
                rs.getLong("charged_back_minor"),
                rs.getString("decline_reason"),
                rs.getString("give_back_reason"));

        /** Whether nobody has decided yet what becomes of it. */
        public boolean isOpen() {
            return state == State.CREATED || state == State.UNKNOWN;
        }

        public boolean isGivenBack() {
            return giveBackReason != null;
        }

        public Money money(long minor) {
            return new Money(minor, amount.currency());
        }

        /** For a sale, which stands on it: one that is on its way back is as good as gone, though the processor holds it yet. */
        Payments.Payment recorded() {
            boolean held = state == State.AUTHORISED || state == State.PARTLY_CAPTURED || state == State.CAPTURED;
            return held && isGivenBack() ? shown().in(State.VOIDED) : shown();
        }

        public Payments.Payment shown() {
            return shown(Optional.empty(), Optional.empty());
        }

        public Payments.Payment shown(Optional<String> challenge, Optional<Payments.Transfer> transfer) {
            return new Payments.Payment(
                    id, orderId, state, amount, Optional.ofNullable(declineReason), challenge, transfer);
        }
    }

    private final DueRows due = DueRows.payments();

    /** Opens it with its first attempt. */
    void insert(Tx tx, UUID id, Payments.Opening opening, AttemptRows.First first) {
        tx.update("""
                        WITH opened AS (
                            INSERT INTO payments.payment
                                   (id, order_id, region, currency, amount_minor, tax_minor, shipping_minor, token, state)
                            VALUES (:id, :order, :region, :currency, :amount, :tax, :shipping, :token, 'CREATED')
                            RETURNING id, version, state),
                        journal AS (
                            INSERT INTO payments.transition (payment_id, version, to_state, reason, actor)
                            SELECT id, version, state, 'opened', CAST(:actor AS TEXT) FROM opened
                            RETURNING version),
                        """ + AttemptRows.firstFor("opened"))
                .bind("id", id)
                .bind("order", opening.orderId())
                .bind("region", opening.region().name())
                .bind("currency", opening.amount().currency().getCurrencyCode())
                .bind("amount", opening.amount().minorUnits())
                .bind("tax", opening.parts().tax().minorUnits())
                .bind("shipping", opening.parts().shipping().minorUnits())
                .bind("token", opening.token())
                .bind("actor", "checkout " + opening.region())
                .bind("attempt", first.id())
                .bind("processor", first.processor())
                .bind("server", first.server().name())
                .bind("dueMs", first.dueIn().toMillis())
                .execute();
    }

    public Optional<PaymentRow> find(Tx tx, UUID id) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.payment WHERE id = :id")
                .bind("id", id)
                .map(PaymentRow.MAPPER)
                .findOne();
    }

    public List<PaymentRow> all(Tx tx, Collection<UUID> ids) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.payment WHERE id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids.toArray())
                .map(PaymentRow.MAPPER)
                .list();
    }

    /** Reads and locks: two servers that decide about one payment do so one after the other. */
    public PaymentRow lock(Tx tx, UUID id) {
        return tx.query("SELECT " + COLUMNS + " FROM payments.payment WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(PaymentRow.MAPPER)
                .findOne()
                .orElseThrow(() -> none(id));
    }

    private static IllegalArgumentException none(UUID id) {
        return new IllegalArgumentException("payment: there is none with id " + id);
    }

    /** A payment, and its attempts in their order; it has one at least. */
    record Standing(PaymentRow payment, List<AttemptRow> attempts) {
        AttemptRow last() {
            return attempts.get(attempts.size() - 1);
        }

        AttemptRow at(String processor) {
            return attempts.stream()
                    .filter(attempt -> attempt.processor().equals(processor))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "outcome: payment " + payment.id() + " has no attempt at " + processor));
        }
    }

    Standing standing(Tx tx, UUID id) {
        return standing(tx, id, "");
    }

    /** Locks the payment, like {@link #lock}. */
    Standing lockStanding(Tx tx, UUID id) {
        return standing(tx, id, " FOR UPDATE OF p");
    }

    private static Standing standing(Tx tx, UUID id, String locking) {
        List<AttemptRow> tried = new ArrayList<>();
        Optional<PaymentRow> payment = tx
                .query("SELECT " + COLUMNS + ", a.* FROM payments.payment p JOIN ("
                        + AttemptRows.OF_PAYMENT + ") a ON a.payment_id = p.id WHERE p.id = :id ORDER BY a.ordinal"
                        + locking)
                .bind("id", id)
                .map((rs, ctx) -> {
                    tried.add(AttemptRow.MAPPER.map(rs, ctx));
                    return PaymentRow.MAPPER.map(rs, ctx);
                })
                .list()
                .stream()
                .findFirst();
        return new Standing(payment.orElseThrow(() -> none(id)), tried);
    }

    /**
     * Moves a payment to another state, and journals it.
     *
     * @param row as it was locked in this transaction
     * @throws IllegalStateException when {@link Transitions} does not allow it
     */
    public PaymentRow move(Tx tx, PaymentRow row, State to, String reason, String actor) {
        return move(tx, row, to, reason, actor, row.chosenAttempt(), 0);
    }

    /** The money is held by this attempt, which is the one whose hold is captured. */
    PaymentRow authorised(Tx tx, PaymentRow row, UUID chosen, String reason, String actor) {
        return move(tx, row, State.AUTHORISED, reason, actor, chosen, 0);
    }

    /** @param minor what was captured; below zero when it turned out that it was not */
    PaymentRow captured(Tx tx, PaymentRow row, long minor, State to, String reason, String actor) {
        return move(tx, row, to, reason, actor, row.chosenAttempt(), minor);
    }

    private static PaymentRow move(
            Tx tx, PaymentRow row, State to, String reason, String actor, UUID chosen, long captured) {
        if (!Transitions.allowed(row.state(), to)) {
            throw new IllegalStateException(
                    "payment " + row.id() + ": " + row.state() + " to " + to + " is not allowed (" + reason + ")");
        }
        // The version once more, should anybody ever move a row that was not locked.
        return tx.query("""
                        WITH moved AS (
                            UPDATE payments.payment
                               SET state = :to, version = version + 1, updated_at = now(),
                                   chosen_attempt = CAST(:chosen AS UUID),
                                   captured_minor = captured_minor + :captured,
                                   decline_reason =
                                       CASE WHEN :to IN ('DECLINED', 'FAILED') THEN :reason ELSE decline_reason END
                             WHERE id = :id AND state = :from AND version = :version
                            RETURNING <columns>),
                        journal AS (
                            INSERT INTO payments.transition (payment_id, version, from_state, to_state, reason, actor)
                            SELECT id, version, CAST(:from AS TEXT), state, CAST(:reason AS TEXT), CAST(:actor AS TEXT)
                              FROM moved
                            RETURNING version)
                        SELECT <columns> FROM moved""".replace("<columns>", COLUMNS))
                .bind("to", to.name())
                .bind("chosen", chosen)
                .bind("captured", captured)
                .bind("reason", reason)
                .bind("id", row.id())
                .bind("from", row.state().name())
                .bind("version", row.version())
                .bind("actor", actor)
                .map(PaymentRow.MAPPER)
                .findOne()
                .orElseThrow(() -> new IllegalStateException("payment " + row.id() + ": changed without its lock"));
    }

    /** Somebody has to look then whether the checkout came back. */
    void remind(Tx tx, UUID id, Duration in) {
        due.in(tx, id, in);
    }

    /** The sale was confirmed or given back: nobody needs to ask about it any more. */
    void taken(Tx tx, UUID id) {
        due.never(tx, id);
    }

    void giveBack(Tx tx, UUID id, String reason) {
        tx.update("""
                        UPDATE payments.payment SET give_back_reason = :reason, updated_at = now()
                         WHERE id = :id AND give_back_reason IS NULL""").bind("reason", reason).bind("id", id).execute();
        due.never(tx, id);
    }

    /** Reserves a refund within what was captured. Two refunds at once: the row is the judge, the second updates no row. */
    boolean requestRefund(Tx tx, UUID id, long minor) {
        return tx.update("""
                        UPDATE payments.payment SET refund_requested_minor = refund_requested_minor + :minor
                         WHERE id = :id AND refund_requested_minor + charged_back_minor + :minor <= captured_minor""").bind("minor", minor).bind("id", id).execute() == 1;
    }

    void addRefunded(Tx tx, UUID id, long minor) {
        tx.update("UPDATE payments.payment SET refunded_minor = refunded_minor + :minor WHERE id = :id")
                .bind("minor", minor)
                .bind("id", id)
                .execute();
    }

    void dropRefundRequest(Tx tx, UUID id, long minor) {
        tx.update("UPDATE payments.payment SET refund_requested_minor = refund_requested_minor - :minor WHERE id = :id")
                .bind("minor", minor)
                .bind("id", id)
                .execute();
    }

    void addChargedBack(Tx tx, UUID id, long minor) {
        tx.update("UPDATE payments.payment SET charged_back_minor = charged_back_minor + :minor WHERE id = :id")
                .bind("minor", minor)
                .bind("id", id)
                .execute();
    }

    /** Holds that no checkout has come back for. */
    List<UUID> abandoned(Tx tx, int limit) {
        return due.due(tx, limit);
    }
}
