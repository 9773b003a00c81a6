package org.alwaysopen.payments;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Money;

/**
 * What merchants see of payments, and do with them. Every command names who gives it and why, is written to the audit, and
 * is done once per key; what goes to a processor is sent by a worker after it. Thread-safe.
 *
 * <p>Refused commands throw {@link org.alwaysopen.platform.ProblemException}: 404 for an unknown payment, 409 when it does
 * not fit the payment's state, 422 for a value that is not allowed or a key that was used for something else.
 */
public interface MerchantPayments {
    int PAGE_MAX = 100;
    int REASON_LENGTH_MAX = 500;
    int REFERENCE_LENGTH_MAX = 200;

    /**
     * Who gives a command, and why.
     *
     * @param key the caller's idempotency key: the same key for the same payment is the same command
     */
    record Command(String key, String actor, String reason) {}

    /** Which payments to list; what is empty does not matter. */
    record Query(Optional<State> state, Optional<UUID> orderId, Optional<String> processorReference) {
        public static final Query ALL = new Query(Optional.empty(), Optional.empty(), Optional.empty());
    }

    record Summary(
            UUID id,
            UUID orderId,
            String region,
            State state,
            Money amount,
            Money captured,
            Money refunded,
            Money chargedBack,
            Instant createdAt) {}

    /** @param next where to go on, or empty at the end */
    record Page(List<Summary> items, Optional<String> next) {}

    /** @param wanted false: whatever it holds is voided */
    record Attempt(
            UUID id,
            String processor,
            String state,
            boolean wanted,
            Optional<String> reference,
            Optional<String> reason) {}

    record Operation(
            UUID id,
            String kind,
            String state,
            Money amount,
            String reason,
            String requestedBy,
            Optional<String> reference,
            Optional<String> lastError) {}

    /** One line of a payment's history: a transition, a command, a posting to the ledger. */
    record Moment(Instant at, String what, String detail, String actor) {}

    record Detail(Summary payment, List<Attempt> attempts, List<Operation> operations, List<Moment> timeline) {}

    /** @param answers whether it answered when it was asked just now */
    record ProcessorHealth(String processor, String region, String breaker, boolean switchedOn, boolean answers) {}

    record Switch(String processor, String region, boolean on, String reason, String changedBy, Instant changedAt) {}

    /**
     * The newest first. A page may hold fewer than {@code limit}, and even none, and still have a next one: a rare state is looked
     * for in some thousands of payments at a time.
     *
     * @param cursor as {@link Page#next} gave it
     * @param limit  1 to {@link #PAGE_MAX}
     */
    Page list(Query query, Optional<String> cursor, int limit);

    Detail get(UUID payment);

    /**
     * Takes money that is held, wholly or in part (the rest of the hold ends), where the checkout has not asked for it; or
     * marks a bank transfer as paid.
     */
    Operation capture(UUID payment, Optional<Money> amount, Command command);

    /** Gives back what is held. Refused for what is captured: that is refunded. */
    Detail giveBack(UUID payment, Command command);

    /** Gives back money that was captured, up to its sum; all that is left when no amount is named. */
    Operation refund(UUID payment, Optional<Money> amount, Command command);

    /**
     * Marks a refund as done that somebody sent by hand (a bank transfer), or found done at the processor when no answer
     * ever told.
     *
     * @param reference of the transfer, or the processor's
     */
    Operation markSent(UUID payment, UUID operation, String reference, Command command);

    /** Marks a refund as not done, after somebody has looked at the processor's: its sum can be refunded anew. */
    Operation markFailed(UUID payment, UUID operation, Command command);

    /**
     * Says that an attempt holds the money, after somebody has looked at the processor's: only for one that no worker can find
     * out about any more, because the processor has forgotten our key. What follows is what follows when the processor says
     * so: a payment that still waits is authorised, and what nobody wants any more is voided.
     *
     * @param reference the processor's
     */
    Detail markHeld(UUID payment, UUID attempt, String reference, Command command);

    /** The same for an attempt that holds nothing. */
    Detail markNotHeld(UUID payment, UUID attempt, Command command);

    /**
     * Says that a capture is done, after somebody has looked at the processor's: only for one that workers have given up,
     * because it is too old to be sent again.
     *
     * @param reference the processor's
     */
    Operation markCaptured(UUID payment, UUID operation, String reference, Command command);

    /** The same for a capture that is not done: its hold is let go. */
    Operation markNotCaptured(UUID payment, UUID operation, Command command);

    /** Of this region; asks each processor, which takes as long as its time-outs at the worst. */
    List<ProcessorHealth> health();

    List<Switch> switches();

    /** Lets a processor have new payments in a region, or not; takes effect in seconds. */
    Switch turn(String processor, String region, boolean on, Command command);
}
