package org.alwaysopen.payments.payment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.alwaysopen.payments.Checkpoints;
import org.alwaysopen.payments.Checkpoints.Moment;
import org.alwaysopen.payments.Checkpoints.Step;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.ledger.Ledger;
import org.alwaysopen.payments.payment.AttemptRows.AttemptRow;
import org.alwaysopen.payments.payment.OperationRows.Kind;
import org.alwaysopen.payments.payment.OperationRows.OperationRow;
import org.alwaysopen.payments.payment.OperationRows.OperationState;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.payments.processor.Processor.Effect;
import org.alwaysopen.payments.processor.Processor.Held;
import org.alwaysopen.payments.processor.Processor.Movement;
import org.alwaysopen.payments.processor.Routing;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Captures and refunds: asked for in a transaction, sent by a worker in any region, and written down when done. The
 * operation's id is the processor's idempotency key, so a worker that died leaves nothing worse than a repetition.
 */
public final class Moving {
    private final Transactions transactions;
    private final Region region;
    private final Ids ids;
    private final Routing routing;
    private final PaymentsSettings.Pace pace;
    private final Checkpoints checkpoints;
    private final PaymentRows payments;
    private final AttemptRows attempts;
    private final OperationRows operations;
    private final Ledger ledger;
    private final PaymentEvents events;
    private final Parallel parallel;

    public Moving(
            Transactions transactions,
            Region region,
            Ids ids,
            Routing routing,
            PaymentsSettings.Pace pace,
            Checkpoints checkpoints,
            PaymentRows payments,
            AttemptRows attempts,
            OperationRows operations,
            Ledger ledger,
            PaymentEvents events,
            Parallel parallel) {
        this.transactions = transactions;
        this.region = region;
        this.ids = ids;
        this.routing = routing;
        this.pace = pace;
        this.checkpoints = checkpoints;
        this.payments = payments;
        this.attempts = attempts;
        this.operations = operations;
        this.ledger = ledger;
        this.events = events;
        this.parallel = parallel;
    }

    /** Sends what is due. Returns how many operations it took. */
    public int runOnce() {
        List<UUID> ids = transactions.read("payments: operations due", tx -> operations.due(tx, Settling.BATCH));
        if (ids.isEmpty()) {
            return 0;
        }
        List<OperationRow> due =
                transactions.run("payments: claim operations", tx -> operations.claim(tx, ids, pace.lease()));
        parallel.each(requests(due), this::send);
        return due.size();
    }

    private record Request(OperationRow operation, PaymentRow payment, AttemptRow attempt) {}

    /** Reads for all at once what they are about: of that, nothing that is used changes any more. */
    private List<Request> requests(List<OperationRow> due) {
        return transactions.read("payments: what operations are about", tx -> {
            Map<UUID, PaymentRow> paid = payments
                    .all(tx, due.stream().map(OperationRow::paymentId).toList())
                    .stream()
                    .collect(Collectors.toMap(PaymentRow::id, row -> row));
            Map<UUID, AttemptRow> held = attempts
                    .all(tx, due.stream().map(OperationRow::attemptId).toList())
                    .stream()
                    .collect(Collectors.toMap(AttemptRow::id, row -> row));
            return due.stream()
                    .map(o -> new Request(o, paid.get(o.paymentId()), held.get(o.attemptId())))
                    .toList();
        });
    }

    private void send(Request request) {
        OperationRow operation = request.operation();
        AttemptRow attempt = request.attempt();
        if (operation.sent().compareTo(routing.processor(attempt.processor()).keysLive()) > 0) {
            transactions.run("payments: park", tx -> {
                operations.park(tx, operation.id(), "too old to be sent again: the processor forgot its key");
                alert(tx, operation, "its outcome is unknown, and it is too old to be sent again");
                return null;
            });
            return;
        }
        Step step = operation.kind() == Kind.CAPTURE ? Step.CAPTURE : Step.REFUND;
        Held held =
                new Held(attempt.id(), operation.paymentId(), request.payment().amount(), attempt.reference());
        // A second capture is refused by the processor, so it may be tried once no webhook came; a second refund might
        // be
        // paid out: whether the first one was is left to the webhook, and then to people.
        boolean afresh = operation.kind() == Kind.CAPTURE && operation.sent().compareTo(pace.settleAfter()) > 0;
        Movement movement = new Movement(operation.id(), operation.amount(), operation.reason(), afresh);
        checkpoints.reached(step, Moment.BEFORE_CALL, operation.paymentId());
        Effect effect = step == Step.CAPTURE
                ? routing.capture(attempt.processor(), held, movement)
                : routing.refund(attempt.processor(), held, movement);
        checkpoints.reached(step, Moment.AFTER_CALL, operation.paymentId());
        transactions.run("payments: after " + operation.kind(), tx -> {
            write(tx, operation, effect);
            checkpoints.reached(step, Moment.BEFORE_COMMIT, operation.paymentId());
            return null;
        });
        checkpoints.reached(step, Moment.AFTER_COMMIT, operation.paymentId());
    }

    private void write(Tx tx, OperationRow operation, Effect effect) {
        String actor = "worker " + region;
        if (effect instanceof Effect.Done done) {
            done(tx, operation, done.reference(), actor);
        } else if (effect instanceof Effect.Refused refused) {
            refused(tx, operation, refused.reason(), refused.reference(), actor);
        } else if (effect instanceof Effect.Unclear unclear) {
            operations.retryIn(tx, operation.id(), Backoff.after(operation.tries(), pace), unclear.why());
            if (operation.age().compareTo(pace.alertAfter()) > 0) {
                alert(tx, operation, unclear.why());
            }
        }
    }

    private void alert(Tx tx, OperationRow operation, String why) {
        if (operations.alert(tx, operation.id())) {
            events.alert(
                    tx,
                    operation.paymentId(),
                    operation.orderId(),
                    operation.kind() + " of " + operation.amount() + " is not settled: " + why);
        }
    }

    /** It is done, by our word or the processor's. Telling it again changes nothing. */
    public void done(Tx tx, OperationRow operation, String reference, String actor) {
        PaymentRow payment = payments.lock(tx, operation.paymentId());
        operations.done(tx, operation.id(), reference).ifPresent(processor -> {
            if (operation.kind() == Kind.CAPTURE) {
                captured(tx, payment, processor, operation, actor);
            } else {
                refunded(tx, payment, processor, operation, actor);
            }
        });
    }

    private void captured(Tx tx, PaymentRow payment, String processor, OperationRow operation, String actor) {
        ledger.capture(
                tx,
                payment,
                processor,
                operation.attemptId(),
                operation.id(),
                operation.amount(),
                routing.fee(processor, operation.amount()));
        State state = operation.amount().equals(payment.amount()) ? State.CAPTURED : State.PARTLY_CAPTURED;
        PaymentRow after =
                payments.captured(tx, payment, operation.amount().minorUnits(), state, operation.reason(), actor);
        if (after.isGivenBack()) {
            refundRest(tx, after, after.giveBackReason(), actor);
        }
    }

    private void refunded(Tx tx, PaymentRow payment, String processor, OperationRow operation, String actor) {
        ledger.refund(tx, payment, processor, operation.id(), operation.amount());
        payments.addRefunded(tx, payment.id(), operation.amount().minorUnits());
        boolean all = payment.refundedMinor() + operation.amount().minorUnits() == payment.capturedMinor();
        payments.move(tx, payment, all ? State.REFUNDED : State.PARTLY_REFUNDED, operation.reason(), actor);
    }

    /** It was not done, and will not be. @param reference the processor's, where it had taken it on before */
    public void refused(Tx tx, OperationRow operation, String why, Optional<String> reference, String actor) {
        PaymentRow payment = payments.lock(tx, operation.paymentId());
        if (!operations.refused(tx, operation.id(), OperationState.SENT, why, reference)) {
            return;
        }
        if (operation.kind() == Kind.REFUND) {
            payments.dropRefundRequest(tx, payment.id(), operation.amount().minorUnits());
        } else if (payment.state() == State.AUTHORISED) {
            attempts.unwanted(tx, operation.attemptId(), Duration.ZERO);
            payments.move(tx, payment, State.FAILED, "capture refused: " + why, actor);
        }
        alert(tx, operation, "refused: " + why);
    }

    /** A refund that was taken for done came back. @param reference the processor's */
    public void refundBounced(Tx tx, OperationRow operation, String why, Optional<String> reference, String actor) {
        if (operation.state() != OperationState.DONE) {
            refused(tx, operation, why, reference, actor);
            return;
        }
        PaymentRow payment = payments.lock(tx, operation.paymentId());
        if (!operations.refused(tx, operation.id(), OperationState.DONE, why, reference)) {
            return;
        }
        AttemptRow attempt = attempts.find(tx, operation.attemptId()).orElseThrow();
        ledger.refundBounced(tx, payment, attempt.processor(), operation.id(), operation.amount());
        long left = payment.refundedMinor() - operation.amount().minorUnits();
        payments.addRefunded(tx, payment.id(), -operation.amount().minorUnits());
        payments.dropRefundRequest(tx, payment.id(), operation.amount().minorUnits());
        boolean whole = payment.capturedMinor() == payment.amount().minorUnits();
        State state = left > 0 ? State.PARTLY_REFUNDED : whole ? State.CAPTURED : State.PARTLY_CAPTURED;
        payments.move(tx, payment, state, "the refund came back: " + why, actor);
        alert(tx, operation, "the refund came back: " + why);
    }

    /** A capture that was taken for done did not come about. */
    public void captureFailed(Tx tx, OperationRow operation, String why, String actor) {
        if (operation.state() != OperationState.DONE) {
            refused(tx, operation, why, Optional.empty(), actor);
            return;
        }
        PaymentRow payment = payments.lock(tx, operation.paymentId());
        if (payment.refundRequestedMinor() > 0) {
            alert(tx, operation, "the capture failed after a refund was asked for: " + why);
            return;
        }
        if (!operations.refused(tx, operation.id(), OperationState.DONE, why, Optional.empty())) {
            return;
        }
        AttemptRow attempt = attempts.find(tx, operation.attemptId()).orElseThrow();
        ledger.captureFailed(tx, payment, attempt.processor(), operation.id());
        payments.captured(
                tx, payment, -operation.amount().minorUnits(), State.FAILED, "the capture failed: " + why, actor);
        alert(tx, operation, "the capture failed after all: " + why);
    }

    /** The shopper's bank took money back, or gave it back after a dispute. The same event is booked once. */
    public void chargedBack(Tx tx, PaymentRow payment, AttemptRow attempt, String event, Money amount, boolean back) {
        if (!ledger.chargeback(tx, payment, attempt.processor(), event, amount, back)) {
            return;
        }
        payments.addChargedBack(tx, payment.id(), back ? -amount.minorUnits() : amount.minorUnits());
        events.alert(
                tx,
                payment.id(),
                payment.orderId(),
                back ? "a chargeback of " + amount + " was reversed" : "a chargeback of " + amount);
    }

    /** Asks for a refund of all that is left. @param payment locked in this transaction */
    void refundRest(Tx tx, PaymentRow payment, String reason, String by) {
        long rest = payment.capturedMinor() - payment.refundRequestedMinor() - payment.chargedBackMinor();
        if (rest > 0) {
            refund(tx, payment, rest, "rest", reason, by);
        }
    }

    /** Asks for a refund within what was captured; empty when that is exceeded. @param payment locked */
    Optional<UUID> refund(Tx tx, PaymentRow payment, long minor, String key, String reason, String by) {
        if (!payments.requestRefund(tx, payment.id(), minor)) {
            return Optional.empty();
        }
        UUID id = ids.next();
        boolean byHand = attempts.find(tx, payment.chosenAttempt())
                .map(attempt -> routing.isByHand(attempt.processor()))
                .orElse(false);
        boolean asked = operations.insert(
                tx,
                new OperationRows.Request(
                        id,
                        payment.id(),
                        payment.chosenAttempt(),
                        payment.orderId(),
                        Kind.REFUND,
                        byHand ? OperationState.WAITING : OperationState.DUE,
                        payment.money(minor),
                        key,
                        reason,
                        by));
        if (!asked) {
            throw new IllegalStateException("refund: key " + key + " was used for payment " + payment.id());
        }
        return Optional.of(id);
    }

    /** What is left to be done for a payment, for tests and for people. */
    public List<OperationRow> open(Tx tx, UUID payment) {
        List<OperationRow> open = new ArrayList<>(operations.of(tx, payment));
        open.removeIf(o -> o.state() != OperationState.DUE && o.state() != OperationState.SENT);
        return open;
    }
}
