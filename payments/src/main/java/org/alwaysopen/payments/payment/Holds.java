package org.alwaysopen.payments.payment;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.ledger.Ledger;
import org.alwaysopen.payments.payment.AttemptRows.AttemptRow;
import org.alwaysopen.payments.payment.AttemptRows.AttemptState;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.platform.Tx;

/**
 * Writes down what became of attempts, whoever found it out: the checkout, the recovery worker, or a webhook, in any
 * order and any number of times. All of it under the payment's row lock, which is what makes one attempt the chosen one.
 */
public final class Holds {
    private final PaymentRows payments;
    private final AttemptRows attempts;
    private final Ledger ledger;
    private final PaymentEvents events;
    private final PaymentsSettings.Pace pace;
    private final Duration transfersFor;

    public Holds(
            PaymentRows payments,
            AttemptRows attempts,
            Ledger ledger,
            PaymentEvents events,
            PaymentsSettings.Pace pace,
            Duration transfersFor) {
        this.payments = payments;
        this.attempts = attempts;
        this.ledger = ledger;
        this.events = events;
        this.pace = pace;
        this.transfersFor = transfersFor;
    }

    /**
     * A processor holds the money. The first hold that is still wanted is the payment's; any other one is voided. So is one
     * that was taken for declined, or for not there: it may have ended before it was told.
     *
     * @param payment locked in this transaction
     * @param remind  whether its checkout has to come back for it: false when this is the checkout
     */
    public PaymentRow held(
            Tx tx, PaymentRow payment, AttemptRow attempt, String reference, String actor, boolean remind) {
        if (attempt.state().wasHeld()) {
            return payment; // known already, or ended since: a late message
        }
        attempts.held(tx, attempt, reference);
        ledger.hold(tx, payment, attempt.processor(), attempt.id());
        boolean chosen = payment.isOpen()
                && !payment.isGivenBack()
                && attempt.wanted()
                && attempt.state().isOpen();
        if (!chosen) {
            attempts.unwanted(tx, attempt.id(), Duration.ZERO);
            return settledOtherwise(tx, payment, actor);
        }
        if (remind) {
            payments.remind(tx, payment.id(), pace.abandonedAfter());
        }
        return payments.authorised(tx, payment, attempt.id(), attempt.processor() + " holds it", actor);
    }

    /** The bank wants to see the shopper first. @param payment locked in this transaction */
    PaymentRow challenged(Tx tx, PaymentRow payment, AttemptRow attempt, String url, String actor) {
        return shoppersTurn(tx, payment, attempt, ShoppersTurn.atTheBank(url), pace.challengeFor(), actor);
    }

    /** The shopper's transfer is on its way, or promised. @param payment locked in this transaction */
    PaymentRow awaited(Tx tx, PaymentRow payment, AttemptRow attempt, String reference, String actor) {
        return shoppersTurn(tx, payment, attempt, ShoppersTurn.toTransfer(reference), transfersFor, actor);
    }

    private PaymentRow shoppersTurn(
            Tx tx, PaymentRow payment, AttemptRow attempt, ShoppersTurn turn, Duration patience, String actor) {
        attempts.waitFor(tx, attempt.id(), turn, patience);
        return payment.state() == State.CREATED
                ? payments.move(tx, payment, State.UNKNOWN, turn.what(), actor)
                : payment;
    }

    /** A processor holds nothing, and will not. @param payment locked in this transaction */
    public PaymentRow notHeld(
            Tx tx, PaymentRow payment, AttemptRow attempt, AttemptState state, String reason, String actor) {
        if (attempt.state() == state || attempt.state() == AttemptState.CAPTURED) {
            return payment;
        }
        attempts.settle(tx, attempt.id(), state, reason);
        if (attempt.state() == AttemptState.HELD) {
            ledger.release(tx, payment, attempt.processor(), attempt.id());
        }
        if (payment.state() == State.AUTHORISED && attempt.id().equals(payment.chosenAttempt())) {
            PaymentRow moved = payments.move(
                    tx, payment, State.VOIDED, payment.isGivenBack() ? payment.giveBackReason() : reason, actor);
            if (!payment.isGivenBack()) {
                events.alert(tx, moved.id(), moved.orderId(), "the hold ended before it was captured: " + reason);
            }
            return moved;
        }
        return settledOtherwise(tx, payment, actor);
    }

    /** Ends an open payment once all of its attempts are settled, and none of them became its hold. */
    private PaymentRow settledOtherwise(Tx tx, PaymentRow payment, String actor) {
        if (!payment.isOpen()) {
            return payment;
        }
        List<AttemptRow> all = attempts.of(tx, payment.id());
        boolean unsettled = all.stream().anyMatch(a -> a.state().isOpen() || a.state() == AttemptState.HELD);
        if (unsettled) {
            return payment;
        }
        AttemptRow last = all.get(all.size() - 1);
        State state = payment.isGivenBack()
                ? State.VOIDED
                : last.state() == AttemptState.DECLINED ? State.DECLINED : State.FAILED;
        String reason = payment.isGivenBack() ? payment.giveBackReason() : String.valueOf(last.reason());
        return payments.move(tx, payment, state, reason, actor);
    }

    /** Whatever this payment's attempts hold is to go back. Looks at what may still be under way only when it is not. */
    void unwantAll(Tx tx, UUID payment) {
        for (AttemptRow attempt : attempts.of(tx, payment)) {
            Duration wait = attempt.state().isOpen() ? pace.settleAfter().minus(attempt.age()) : Duration.ZERO;
            attempts.unwanted(tx, attempt.id(), wait.isNegative() ? Duration.ZERO : wait);
        }
    }
}
