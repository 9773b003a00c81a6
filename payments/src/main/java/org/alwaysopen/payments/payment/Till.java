package org.alwaysopen.payments.payment;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.alwaysopen.payments.Checkpoints;
import org.alwaysopen.payments.Checkpoints.Moment;
import org.alwaysopen.payments.Checkpoints.Step;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.payment.AttemptRows.AttemptRow;
import org.alwaysopen.payments.payment.AttemptRows.AttemptState;
import org.alwaysopen.payments.payment.OperationRows.Kind;
import org.alwaysopen.payments.payment.OperationRows.OperationRow;
import org.alwaysopen.payments.payment.OperationRows.OperationState;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.payments.payment.PaymentRows.Standing;
import org.alwaysopen.payments.processor.BankTransfer;
import org.alwaysopen.payments.processor.Processor;
import org.alwaysopen.payments.processor.Processor.Answer;
import org.alwaysopen.payments.processor.Routing;
import org.alwaysopen.platform.CardNumbers;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * The till: what a checkout does with a payment.
 *
 * <p>The first attempt is written down in the transaction that opens the payment, so that a checkout that goes well
 * writes twice in all: once before the processor is asked, and once after. Each further attempt is written down before
 * it is sent. So whatever may have been sent is in the database, and the recovery worker ({@link Settling}) finds it.
 */
public final class Till implements Payments {
    /** A processor, and two more to fall back on: each may cost the shopper a time-out. */
    static final int ATTEMPTS_MAX = 3;
    /** Longer than Adyen's redirectResult, which has some hundred characters. */
    static final int CHALLENGE_ANSWER_MAX = 4000;
    /** The key under which the one capture of a payment is asked for. */
    static final String CAPTURE_KEY = "capture";
    /** Why something ended that a merchant looked for: the shopper may read it, so the merchant's own words are in the audit. */
    public static final String NOT_FOUND = "not found at the processor";

    private final Transactions transactions;
    private final Region region;
    private final Ids ids;
    private final Routing routing;
    private final PaymentsSettings.Pace pace;
    private final Optional<PaymentsSettings.Transfers> transfers;
    private final Checkpoints checkpoints;
    private final PaymentRows payments;
    private final AttemptRows attempts;
    private final OperationRows operations;
    private final Holds holds;
    private final Moving moving;

    public Till(
            Transactions transactions,
            Region region,
            Ids ids,
            Routing routing,
            PaymentsSettings.Pace pace,
            Optional<PaymentsSettings.Transfers> transfers,
            Checkpoints checkpoints,
            PaymentRows payments,
            AttemptRows attempts,
            OperationRows operations,
            Holds holds,
            Moving moving) {
        this.transactions = transactions;
        this.region = region;
        this.ids = ids;
        this.routing = routing;
        this.pace = pace;
        this.transfers = transfers;
        this.checkpoints = checkpoints;
        this.payments = payments;
        this.attempts = attempts;
        this.operations = operations;
        this.holds = holds;
        this.moving = moving;
    }

    @Override
    public List<String> cardProcessors(Money amount) {
        return routing.cardProcessors(amount);
    }

    @Override
    public String tokenPrefix(String processor) {
        return routing.tokenPrefix(processor);
    }

    @Override
    public UUID open(Tx tx, Opening opening) {
        refuseNonsense(opening);
        Processor processor = routing.choose(opening.token(), opening.amount(), Set.of())
                .orElseThrow(() -> Problem.invalid("paymentToken: expected a token of a processor that takes "
                                + opening.amount().currency() + ", found none that knows this one")
                        .exception());
        UUID id = ids.next();
        payments.insert(
                tx, id, opening, new AttemptRows.First(ids.next(), processor.name(), region, pace.settleAfter()));
        return id;
    }

    private static void refuseNonsense(Opening opening) {
        if (opening.amount().minorUnits() <= 0) {
            throw Problem.invalid("amount: expected more than zero, got " + opening.amount())
                    .exception();
        }
        String token = opening.token();
        if (token == null || token.isBlank() || token.length() > TOKEN_LENGTH_MAX) {
            throw Problem.invalid("paymentToken: expected 1 to " + TOKEN_LENGTH_MAX + " characters")
                    .exception();
        }
        if (CardNumbers.isIn(token)) {
            throw Problem.invalid("paymentToken: expected a processor's token, got what looks like a card number."
                            + " Card numbers go to the processor's own card fields, never to us")
                    .exception();
        }
    }

    @Override
    public Outcome authorise(UUID paymentId) {
        Standing standing = transactions.read("payments: before authorising", tx -> payments.standing(tx, paymentId));
        for (int asked = 0; ; asked++) {
            Optional<Outcome> known = known(standing);
            if (known.isPresent()) {
                return known.get();
            }
            AttemptRow attempt = standing.last();
            if (attempt.isForgottenBy(routing.processor(attempt.processor()))) {
                return new Outcome.UnderWay(attempt.processor(), "the processor has forgotten our key");
            }
            Step step = attempt.challenged() ? Step.CONFIRM : Step.AUTHORISE;
            checkpoints.reached(step, Moment.BEFORE_CALL, paymentId);
            Processor.Hold hold = hold(standing.payment(), attempt);
            Answer answer = attempt.challenged()
                    ? routing.lookUp(attempt.processor(), hold)
                    : routing.authorise(attempt.processor(), hold);
            checkpoints.reached(step, Moment.AFTER_CALL, paymentId);
            if (answer instanceof Answer.IsHeld held) {
                return new Outcome.Authorised(attempt.processor(), held.reference());
            }
            if (answer instanceof Answer.Declined declined) {
                return new Outcome.Declined(attempt.processor(), declined.reason());
            }
            if (answer instanceof Answer.Challenged challenged) {
                return new Outcome.Challenged(attempt.processor(), challenged.url());
            }
            if (answer instanceof Answer.Awaited awaited) {
                return new Outcome.Awaited(attempt.processor(), awaited.reference());
            }
            if (answer instanceof Answer.NotYet notYet) {
                return new Outcome.UnderWay(attempt.processor(), notYet.why());
            }
            // Who has been at one bank's page is not sent to another one.
            boolean another = asked + 1 < ATTEMPTS_MAX && !attempt.challenged();
            Optional<Standing> next = another ? failOver(standing, answer) : Optional.empty();
            if (next.isEmpty()) {
                return answer instanceof Answer.Unclear unclear
                        ? new Outcome.Unknown(attempt.processor(), unclear.why())
                        : new Outcome.Failed(attempt.processor() + ": " + ((Answer.NotHeld) answer).why());
            }
            standing = next.get();
        }
    }

    /** What the records say already: a checkout that is taken up again, or a worker or webhook that was quicker. */
    private static Optional<Outcome> known(Standing standing) {
        PaymentRow payment = standing.payment();
        if (payment.isGivenBack()) {
            return Optional.of(new Outcome.Failed("given back: " + payment.giveBackReason()));
        }
        return switch (payment.state()) {
            case CREATED, UNKNOWN -> Optional.empty();
            case DECLINED ->
                Optional.of(new Outcome.Declined(standing.last().processor(), String.valueOf(payment.declineReason())));
            case FAILED, VOIDED ->
                Optional.of(new Outcome.Failed("it is " + payment.state() + " already: " + payment.declineReason()));
            default ->
                standing.attempts().stream()
                        .filter(attempt -> attempt.id().equals(payment.chosenAttempt()))
                        .findFirst()
                        .map(attempt -> new Outcome.Authorised(attempt.processor(), attempt.reference()));
        };
    }

    /**
     * Writes down the next attempt, at another processor, and that nothing is wanted from this one any more: should it
     * hold the money after all, the recovery worker voids it. Empty when there is no other processor.
     */
    private Optional<Standing> failOver(Standing standing, Answer answer) {
        PaymentRow payment = standing.payment();
        Set<String> tried =
                standing.attempts().stream().map(AttemptRow::processor).collect(Collectors.toCollection(HashSet::new));
        Optional<Processor> next = routing.choose(payment.token(), payment.amount(), tried);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        String why = answer instanceof Answer.Unclear unclear ? unclear.why() : ((Answer.NotHeld) answer).why();
        AttemptRow failed = standing.last();
        UUID attempt = ids.next();
        return Optional.of(transactions.run("payments: fail over", tx -> {
            PaymentRow locked = payments.lock(tx, payment.id());
            if (locked.isOpen() && !locked.isGivenBack()) {
                // Two servers at the same payment: both add the same ordinal, and go on with the one that is there.
                attempts.insert(
                        tx,
                        attempt,
                        payment.id(),
                        failed.ordinal() + 1,
                        next.get().name(),
                        region,
                        pace.settleAfter());
                attempts.unknown(tx, failed.id(), why, pace.settleAfter());
                attempts.unwanted(tx, failed.id(), pace.settleAfter());
            }
            return payments.standing(tx, payment.id());
        }));
    }

    static Processor.Hold holdOf(PaymentRow payment, AttemptRow attempt, String ownToken) {
        return new Processor.Hold(
                attempt.id(),
                payment.id(),
                payment.orderId(),
                payment.amount(),
                ownToken,
                Optional.ofNullable(attempt.reference()),
                attempt.challenge());
    }

    private Processor.Hold hold(PaymentRow payment, AttemptRow attempt) {
        return holdOf(payment, attempt, routing.ownToken(attempt.processor(), payment.token()));
    }

    @Override
    public Payment record(Tx tx, UUID paymentId, Outcome outcome) {
        Standing standing = payments.lockStanding(tx, paymentId);
        PaymentRow payment = standing.payment();
        String actor = "checkout " + region;
        if (outcome instanceof Outcome.Authorised authorised) {
            AttemptRow attempt = standing.at(authorised.processor());
            payment = holds.held(tx, payment, attempt, authorised.processorReference(), actor, false);
            return captureDue(tx, payment, attempt).recorded();
        }
        if (!payment.isOpen()) {
            return captureDue(tx, payment, null).recorded();
        }
        if (outcome instanceof Outcome.Declined declined) {
            AttemptRow attempt = standing.at(declined.processor());
            payment = holds.notHeld(tx, payment, attempt, AttemptState.DECLINED, declined.reason(), actor);
            payment = payment.isOpen() ? payments.move(tx, payment, State.DECLINED, declined.reason(), actor) : payment;
        } else if (outcome instanceof Outcome.Challenged challenged) {
            payment = holds.challenged(tx, payment, standing.at(challenged.processor()), challenged.url(), actor);
        } else if (outcome instanceof Outcome.Awaited awaited) {
            payment = holds.awaited(tx, payment, standing.at(awaited.processor()), awaited.reference(), actor);
        } else if (outcome instanceof Outcome.Unknown unknown) {
            AttemptRow attempt = standing.at(unknown.processor());
            if (!attempt.challenged()) { // otherwise its deadline stays
                attempts.unknown(tx, attempt.id(), unknown.why(), pace.backoffFirst());
            }
            payment = inDoubt(tx, payment, unknown.why(), actor);
        } else if (outcome instanceof Outcome.UnderWay underWay) {
            // When the worker looks stays as it was: the other server may need all of its time.
            payment = inDoubt(tx, payment, underWay.why(), actor);
        } else if (outcome instanceof Outcome.Failed failed) {
            holds.unwantAll(tx, paymentId); // a server that died in between may have asked: the worker looks
            payment = payments.move(tx, payment, State.FAILED, failed.why(), actor);
        }
        return shown(tx, payment);
    }

    private PaymentRow inDoubt(Tx tx, PaymentRow payment, String why, String actor) {
        return payment.state() == State.UNKNOWN ? payment : payments.move(tx, payment, State.UNKNOWN, why, actor);
    }

    private Payment shown(Tx tx, PaymentRow payment) {
        if (payment.state() != State.UNKNOWN || payment.isGivenBack()) {
            return payment.shown();
        }
        List<AttemptRow> asked = attempts.of(tx, payment.id());
        return payment.shown(
                asked.stream()
                        .filter(attempt -> attempt.wanted() && attempt.state() == AttemptState.UNKNOWN)
                        .flatMap(attempt -> attempt.challenge().stream())
                        .map(Processor.Challenge::url)
                        .findFirst(),
                asked.stream()
                        .filter(AttemptRow::awaited)
                        .flatMap(
                                attempt -> transfers
                                        .map(way ->
                                                new Transfer(way.account(), attempt.reference(), attempt.waitsUntil()))
                                        .stream())
                        .findFirst());
    }

    @Override
    public Duration patience(String token) {
        return transfers
                .filter(way -> BANK_TRANSFER.equals(token))
                .map(PaymentsSettings.Transfers::patience)
                .orElse(Duration.ZERO);
    }

    @Override
    public void answered(Tx tx, UUID paymentId, String answer) {
        if (answer.length() > CHALLENGE_ANSWER_MAX) {
            throw Problem.invalid("redirectResult: expected at most " + CHALLENGE_ANSWER_MAX + " characters")
                    .exception();
        }
        payments.lock(tx, paymentId);
        attempts.of(tx, paymentId).stream()
                .filter(attempt -> attempt.challenged() && attempt.wanted())
                .forEach(attempt -> attempts.answered(tx, attempt.id(), answer));
    }

    /**
     * Asks for the one capture of a payment that is authorised, by whatever hold: who reads that in the record sells by it.
     * A webhook may have told of the hold when the answer got lost, and another server's hold may be the chosen one.
     *
     * @param recorded the attempt that was just recorded; null when there is none
     */
    private PaymentRow captureDue(Tx tx, PaymentRow payment, AttemptRow recorded) {
        if (payment.state() != State.AUTHORISED || payment.isGivenBack()) {
            return payment;
        }
        AttemptRow attempt = recorded != null && recorded.id().equals(payment.chosenAttempt())
                ? recorded
                : attempts.find(tx, payment.chosenAttempt()).orElseThrow();
        boolean byHand = attempt.processor().equals(BankTransfer.NAME);
        boolean asked = operations.insert(
                tx,
                new OperationRows.Request(
                        ids.next(),
                        payment.id(),
                        attempt.id(),
                        payment.orderId(),
                        Kind.CAPTURE,
                        byHand ? OperationState.WAITING : OperationState.DUE,
                        payment.amount(),
                        CAPTURE_KEY,
                        "the sale is confirmed",
                        "checkout " + region));
        // It is asked for already: by us, or by a merchant who takes all of it; or else by another payment of the
        // order.
        boolean chargedByAnother = !asked
                && operations.of(tx, payment.id()).stream()
                        .noneMatch(o -> o.counts() && o.amount().equals(payment.amount()));
        if (chargedByAnother) {
            giveBack(tx, payment.id(), "the order is paid by another payment");
            return payments.find(tx, payment.id()).orElseThrow();
        }
        return payment;
    }

    @Override
    public void giveBack(Tx tx, UUID paymentId, String reason) {
        PaymentRow payment = payments.lock(tx, paymentId);
        if (payment.isGivenBack()) {
            return;
        }
        payments.giveBack(tx, paymentId, reason);
        boolean captureTaken = operations.of(tx, paymentId).stream()
                .anyMatch(o -> o.kind() == Kind.CAPTURE && o.state() == OperationState.SENT);
        operations.cancelCaptures(tx, paymentId, reason);
        if (payment.isOpen() || (payment.state() == State.AUTHORISED && !captureTaken)) {
            holds.unwantAll(tx, paymentId);
        } else {
            // A capture that is under way is refunded when it is done.
            moving.refundRest(tx, payments.find(tx, paymentId).orElseThrow(), reason, "checkout " + region);
        }
    }

    @Override
    public Optional<Payment> find(Tx tx, UUID paymentId) {
        return payments.find(tx, paymentId).map(payment -> shown(tx, payment));
    }

    /** Gives back holds whose checkout nobody took up again; the others were sold meanwhile. Returns how many it looked at. */
    public int giveBackAbandoned() {
        List<UUID> due = transactions.read("payments: abandoned", tx -> payments.abandoned(tx, Settling.BATCH));
        for (UUID payment : due) {
            transactions.run("payments: give back abandoned", tx -> {
                payments.lock(tx, payment);
                boolean sold = operations.of(tx, payment).stream().anyMatch(o -> o.kind() == Kind.CAPTURE);
                if (!sold) {
                    giveBack(tx, payment, "the checkout was abandoned");
                }
                payments.taken(tx, payment);
                return null;
            });
        }
        return due.size();
    }

    /** A merchant captures what no checkout captured, or marks a transfer paid. Empty when it cannot be captured. */
    public Optional<UUID> captureByMerchant(
            Tx tx, PaymentRow given, Money amount, String key, String reason, String by) {
        Optional<OperationRow> marked = operations
                .byKey(tx, given.id(), CAPTURE_KEY)
                .filter(o -> o.state() == OperationState.DONE && key.equals(o.reference()));
        if (marked.isPresent()) {
            return marked.map(OperationRow::id);
        }
        PaymentRow payment = arrived(tx, given, amount, by);
        if (payment.state() != State.AUTHORISED || payment.isGivenBack()) {
            return Optional.empty();
        }
        Optional<OperationRow> waiting = operations
                .byKey(tx, payment.id(), CAPTURE_KEY)
                .filter(o -> o.state() == OperationState.WAITING && o.amount().equals(amount));
        if (waiting.isPresent()) {
            doneByMerchant(tx, waiting.get(), key, by);
            return waiting.map(OperationRow::id);
        }
        UUID id = ids.next();
        boolean asked = operations.insert(
                tx,
                new OperationRows.Request(
                        id,
                        payment.id(),
                        payment.chosenAttempt(),
                        payment.orderId(),
                        Kind.CAPTURE,
                        OperationState.DUE,
                        amount,
                        key,
                        reason,
                        by));
        return asked ? Optional.of(id) : Optional.empty();
    }

    /** A transfer that a merchant saw come: the money is there, and is taken at once. */
    private PaymentRow arrived(Tx tx, PaymentRow payment, Money amount, String by) {
        Optional<AttemptRow> awaited = payment.isOpen() && !payment.isGivenBack()
                ? attempts.of(tx, payment.id()).stream()
                        .filter(AttemptRow::awaited)
                        .findFirst()
                : Optional.empty();
        if (awaited.isEmpty()) {
            return payment;
        }
        if (!amount.equals(payment.amount())) {
            throw Problem.invalid("amount: expected the whole " + payment.amount()
                            + ", because a transfer is marked paid when all of it has come, got " + amount)
                    .exception();
        }
        AttemptRow attempt = awaited.get();
        return captureDue(tx, holds.held(tx, payment, attempt, attempt.reference(), by, false), attempt);
    }

    /** @param payment locked, with so much left to refund */
    public UUID refundByMerchant(Tx tx, PaymentRow payment, Money amount, String key, String reason, String by) {
        return moving.refund(tx, payment, amount.minorUnits(), key, reason, by)
                .orElseThrow(() -> new IllegalStateException("refund: more than is left of payment " + payment.id()));
    }

    /** A merchant saw the money come, or sent it. */
    public void doneByMerchant(Tx tx, OperationRow operation, String reference, String by) {
        moving.done(tx, operation, reference, by);
    }

    /** A merchant found that it was not done. */
    public void refusedByMerchant(Tx tx, OperationRow operation, String why, String by) {
        moving.refused(tx, operation, why, Optional.empty(), by);
    }

    /** Whether no worker can find out any more what became of it. */
    public boolean isLeftToPeople(AttemptRow attempt) {
        return attempt.state().isOpen() && attempt.isForgottenBy(routing.processor(attempt.processor()));
    }

    /** A merchant saw it at the processor's. @param payment locked in this transaction */
    public void heldByMerchant(Tx tx, PaymentRow payment, AttemptRow attempt, String reference, String by) {
        holds.held(tx, payment, attempt, reference, by, true);
    }

    /** A merchant saw nothing at the processor's. @param payment locked in this transaction */
    public void notHeldByMerchant(Tx tx, PaymentRow payment, AttemptRow attempt, String by) {
        holds.notHeld(tx, payment, attempt, AttemptState.NOT_HELD, NOT_FOUND, by);
    }

    /** The longest that one call of {@link #authorise} can take, with all its processors. */
    static Duration longest(PaymentsSettings.TimeOuts timeOuts) {
        return timeOuts.connect().plus(timeOuts.read()).multipliedBy(2L * ATTEMPTS_MAX);
    }
}
