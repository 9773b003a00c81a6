package org.alwaysopen.payments.payment;

import java.util.List;
import java.util.UUID;
import org.alwaysopen.payments.Checkpoints;
import org.alwaysopen.payments.Checkpoints.Moment;
import org.alwaysopen.payments.Checkpoints.Step;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.payment.AttemptRows.AttemptRow;
import org.alwaysopen.payments.payment.AttemptRows.AttemptState;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.payments.processor.Processor.Answer;
import org.alwaysopen.payments.processor.Processor.Effect;
import org.alwaysopen.payments.processor.Processor.Held;
import org.alwaysopen.payments.processor.Processor.Hold;
import org.alwaysopen.payments.processor.Routing;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * The recovery worker: finds out what became of attempts whose answer nobody wrote down, and lets go of holds that
 * nobody wants. Runs in every region; an attempt is claimed by moving its due time, and is due again when its worker
 * dies.
 */
public final class Settling {
    /** How many rows one run takes: all of them done well inside the lease, eight at a time. */
    public static final int BATCH = 20;
    /** Nearly all are settled by their checkout, and only pass by: more than a region sells in a round. */
    private static final int LOOKED_AT = 500;

    /**
     * So often is asked what became of an attempt that gets no clear answer (about two minutes); then it is voided instead,
     * and the shopper may pay anew. A shopper who waits for an order cannot be left in doubt for longer.
     */
    static final int LOOK_UPS_MAX = 7;

    private final Transactions transactions;
    private final Region region;
    private final Routing routing;
    private final PaymentsSettings.Pace pace;
    private final Checkpoints checkpoints;
    private final PaymentRows payments;
    private final AttemptRows attempts;
    private final Holds holds;
    private final PaymentEvents events;
    private final Parallel parallel;

    public Settling(
            Transactions transactions,
            Region region,
            Routing routing,
            PaymentsSettings.Pace pace,
            Checkpoints checkpoints,
            PaymentRows payments,
            AttemptRows attempts,
            Holds holds,
            PaymentEvents events,
            Parallel parallel) {
        this.transactions = transactions;
        this.region = region;
        this.routing = routing;
        this.pace = pace;
        this.checkpoints = checkpoints;
        this.payments = payments;
        this.attempts = attempts;
        this.holds = holds;
        this.events = events;
        this.parallel = parallel;
    }

    /** Settles what is due. Returns how many attempts it took. */
    public int runOnce() {
        AttemptRows.Due found = transactions.read("payments: attempts due", tx -> attempts.due(tx, LOOKED_AT));
        if (!found.settled().isEmpty()) {
            transactions.run("payments: forget attempts", tx -> {
                attempts.forget(tx, found.settled());
                return null;
            });
        }
        List<UUID> ids = found.open().stream().limit(BATCH).toList();
        if (ids.isEmpty()) {
            return 0;
        }
        List<AttemptRow> due =
                transactions.run("payments: claim attempts", tx -> attempts.claim(tx, ids, pace.lease()));
        parallel.each(due, this::settle);
        return due.size();
    }

    private void settle(AttemptRow attempt) {
        PaymentRow payment = transactions.read(
                "payments: before settling",
                tx -> payments.find(tx, attempt.paymentId()).orElseThrow());
        if (attempt.isForgottenBy(routing.processor(attempt.processor()))) {
            transactions.run("payments: too late to settle", tx -> {
                later(tx, payment, attempt, "the processor has forgotten our key: look there by hand");
                return null;
            });
        } else if (attempt.wanted()
                && attempt.state().isOpen()
                && !attempt.isShoppersTurn() // otherwise there was time enough
                && attempt.tries() <= LOOK_UPS_MAX) {
            lookUp(payment, attempt);
        } else {
            if (attempt.wanted() && !giveUp(attempt)) {
                return;
            }
            letGo(payment, attempt);
        }
    }

    /**
     * From now on nobody wants it: a message that it is held after all, between here and the void, does not make it the
     * payment's hold.
     */
    private boolean giveUp(AttemptRow attempt) {
        return transactions.run("payments: give up an attempt", tx -> {
            payments.lock(tx, attempt.paymentId());
            return attempts.giveUp(tx, attempt.id(), pace.lease());
        });
    }

    private void lookUp(PaymentRow payment, AttemptRow attempt) {
        Hold hold = Till.holdOf(payment, attempt, routing.ownToken(attempt.processor(), payment.token()));
        checkpoints.reached(Step.LOOK_UP, Moment.BEFORE_CALL, payment.id());
        Answer answer = routing.lookUp(attempt.processor(), hold);
        checkpoints.reached(Step.LOOK_UP, Moment.AFTER_CALL, payment.id());
        boolean givenUp = transactions.run("payments: after looking up", tx -> {
            boolean now = found(tx, attempt, answer);
            checkpoints.reached(Step.LOOK_UP, Moment.BEFORE_COMMIT, payment.id());
            return now;
        });
        checkpoints.reached(Step.LOOK_UP, Moment.AFTER_COMMIT, payment.id());
        if (givenUp) {
            letGo(payment, attempt);
        }
    }

    /** Returns whether nobody wants the attempt from now on, and it is to be let go. */
    private boolean found(Tx tx, AttemptRow seen, Answer answer) {
        PaymentRow payment = payments.lock(tx, seen.paymentId());
        AttemptRow attempt = attempts.find(tx, seen.id()).orElseThrow();
        String actor = "recovery " + region;
        if (answer instanceof Answer.IsHeld held) {
            holds.held(tx, payment, attempt, held.reference(), actor, true);
        } else if (answer instanceof Answer.Declined declined) {
            holds.notHeld(tx, payment, attempt, AttemptState.DECLINED, declined.reason(), actor);
        } else if (answer instanceof Answer.NotHeld notHeld) {
            holds.notHeld(tx, payment, attempt, AttemptState.NOT_HELD, notHeld.why(), actor);
        } else if (answer instanceof Answer.Challenged challenged) {
            holds.challenged(tx, payment, attempt, challenged.url(), actor);
        } else if (answer instanceof Answer.Awaited awaited) {
            holds.awaited(tx, payment, attempt, awaited.reference(), actor);
        } else if (answer instanceof Answer.Unclear unclear) {
            later(tx, payment, attempt, unclear.why());
        } else if (answer instanceof Answer.NotYet) {
            return attempts.giveUp(tx, attempt.id(), pace.lease());
        }
        return false;
    }

    private void letGo(PaymentRow payment, AttemptRow attempt) {
        checkpoints.reached(Step.VOID, Moment.BEFORE_CALL, payment.id());
        Effect effect = attempt.state() == AttemptState.HELD
                ? routing.release(
                        attempt.processor(),
                        new Held(attempt.id(), payment.id(), payment.amount(), attempt.reference()))
                : routing.abandon(
                        attempt.processor(),
                        Till.holdOf(payment, attempt, routing.ownToken(attempt.processor(), payment.token())));
        checkpoints.reached(Step.VOID, Moment.AFTER_CALL, payment.id());
        transactions.run("payments: after letting go", tx -> {
            gone(tx, attempt, effect);
            checkpoints.reached(Step.VOID, Moment.BEFORE_COMMIT, payment.id());
            return null;
        });
        checkpoints.reached(Step.VOID, Moment.AFTER_COMMIT, payment.id());
    }

    private void gone(Tx tx, AttemptRow seen, Effect effect) {
        PaymentRow payment = payments.lock(tx, seen.paymentId());
        AttemptRow attempt = attempts.find(tx, seen.id()).orElseThrow();
        if (effect instanceof Effect.Done) {
            String actor = "recovery " + region;
            if (attempt.state() == AttemptState.HELD) {
                holds.notHeld(tx, payment, attempt, AttemptState.VOIDED, "let go", actor);
            } else if (attempt.challenged()) {
                holds.notHeld(tx, payment, attempt, AttemptState.DECLINED, "authentication_expired", actor);
            } else if (routing.isByHand(attempt.processor())) {
                holds.notHeld(tx, payment, attempt, AttemptState.DECLINED, Payments.TRANSFER_EXPIRED, actor);
            } else {
                holds.notHeld(tx, payment, attempt, AttemptState.NOT_HELD, "let go", actor);
            }
        } else if (effect instanceof Effect.Refused refused) {
            later(tx, payment, attempt, refused.reason());
        } else if (effect instanceof Effect.Unclear unclear) {
            later(tx, payment, attempt, unclear.why());
        }
    }

    private void later(Tx tx, PaymentRow payment, AttemptRow attempt, String why) {
        attempts.retryIn(tx, attempt.id(), Backoff.after(attempt.tries(), pace), why);
        if (attempt.age().compareTo(pace.alertAfter()) > 0 && attempts.alert(tx, attempt.id())) {
            events.alert(
                    tx,
                    payment.id(),
                    payment.orderId(),
                    "whether " + attempt.processor() + " holds " + payment.amount() + " is not settled: " + why);
        }
    }
}
