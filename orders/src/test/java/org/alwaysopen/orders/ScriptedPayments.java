package org.alwaysopen.orders;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Payments that do what their token says, with rows in the database, and a processor that is shared by all
 * "regions" of a test.
 */
final class ScriptedPayments implements Payments {
    static final String APPROVED = "pm_card_visa";
    static final String DECLINED = "pm_card_chargeDeclined";
    static final String UNCLEAR = "pm_unclear";
    static final String UNREACHABLE = "pm_unreachable";

    /** How the processor outside behaves; what it holds is in {@code testpay.held}, as it survives all of us. */
    static final class Processor {
        final AtomicInteger asked = new AtomicInteger();
        volatile boolean speaksClearly;
    }

    private final Transactions transactions;
    private final Processor processor;

    ScriptedPayments(Transactions transactions, Processor processor) {
        this.transactions = transactions;
        this.processor = processor;
    }

    @Override
    public UUID open(Tx tx, Opening opening) {
        if (opening.token() == null || !opening.token().startsWith("pm_")) {
            throw Problem.invalid("paymentToken: expected a processor's token").exception();
        }
        UUID id = UUID.randomUUID();
        tx.update("""
                        INSERT INTO testpay.payment (id, order_id, state, amount, currency, token)
                        VALUES (:id, :order, 'CREATED', :amount, :currency, :token)""")
                .bind("id", id)
                .bind("order", opening.orderId())
                .bind("amount", opening.amount().minorUnits())
                .bind("currency", opening.amount().currency().getCurrencyCode())
                .bind("token", opening.token())
                .execute();
        return id;
    }

    @Override
    public Outcome authorise(UUID paymentId) {
        String token = transactions.read(
                "token",
                tx -> tx.query("SELECT token FROM testpay.payment WHERE id = :id")
                        .bind("id", paymentId)
                        .mapTo(String.class)
                        .one());
        Payment payment =
                transactions.read("payment", tx -> find(tx, paymentId)).orElseThrow();
        if (payment.state() == State.VOIDED) {
            return new Outcome.Failed("given back");
        }
        processor.asked.incrementAndGet();
        return switch (token) {
            case DECLINED -> new Outcome.Declined("script", "card_declined");
            case UNREACHABLE -> new Outcome.Failed("nobody there");
            case UNCLEAR -> {
                hold(paymentId);
                yield processor.speaksClearly
                        ? new Outcome.Authorised("script", paymentId.toString())
                        : new Outcome.Unknown("script", "no answer");
            }
            default -> {
                hold(paymentId);
                yield new Outcome.Authorised("script", paymentId.toString());
            }
        };
    }

    private void hold(UUID paymentId) {
        // Not one of our transactions: a statement that commits by itself, as something outside does.
        transactions.read(
                "the processor's own",
                tx -> tx.update(
                                "INSERT INTO testpay.held (payment_id) VALUES (:id) ON CONFLICT (payment_id) DO NOTHING")
                        .bind("id", paymentId)
                        .execute());
    }

    @Override
    public Payment record(Tx tx, UUID paymentId, Outcome outcome) {
        Payment before = find(tx, paymentId).orElseThrow();
        if (before.state() != State.CREATED && before.state() != State.UNKNOWN) {
            return before;
        }
        State state = State.FAILED;
        String reason = null;
        if (outcome instanceof Outcome.Authorised) {
            state = State.AUTHORISED;
        } else if (outcome instanceof Outcome.Declined declined) {
            state = State.DECLINED;
            reason = declined.reason();
        } else if (outcome instanceof Outcome.Unknown) {
            state = State.UNKNOWN;
        }
        move(tx, paymentId, state, reason);
        return find(tx, paymentId).orElseThrow();
    }

    @Override
    public void giveBack(Tx tx, UUID paymentId, String reason) {
        move(tx, paymentId, State.VOIDED, reason);
    }

    @Override
    public List<String> cardProcessors(Money amount) {
        return List.of();
    }

    @Override
    public String tokenPrefix(String processor) {
        return "";
    }

    @Override
    public void answered(Tx tx, UUID paymentId, String answer) {
        throw new UnsupportedOperationException("no card of this script is challenged");
    }

    private static void move(Tx tx, UUID paymentId, State state, String reason) {
        tx.update("UPDATE testpay.payment SET state = :state, reason = :reason WHERE id = :id")
                .bind("state", state.name())
                .bind("reason", reason)
                .bind("id", paymentId)
                .execute();
    }

    @Override
    public Optional<Payment> find(Tx tx, UUID paymentId) {
        return tx.query("SELECT order_id, state, amount, currency, reason FROM testpay.payment WHERE id = :id")
                .bind("id", paymentId)
                .map((rs, ctx) -> new Payment(
                        paymentId,
                        rs.getObject("order_id", UUID.class),
                        State.valueOf(rs.getString("state")),
                        Money.of(rs.getLong("amount"), rs.getString("currency")),
                        Optional.ofNullable(rs.getString("reason")),
                        Optional.empty(),
                        Optional.empty()))
                .findOne();
    }
}
