package org.alwaysopen.payments.processor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Money;

/**
 * A company outside that moves money for us. Every call is remote, bounded by time-outs, and safe to repeat: the ids of
 * our attempt or operation are the processor's idempotency keys, and our reference there.
 *
 * <p>An implementation never throws for what a network or a processor does: whatever happened is an answer, and what is
 * not clearly a yes or a no is {@code Unclear}. Thread-safe.
 */
public interface Processor {
    /** A stable word, such as {@code stripe}: part of addresses, rows and reports. */
    String name();

    /** This processor's own token for the means of payment, when it knows it. */
    Optional<String> tokenIn(String token);

    /** Whether it takes money in this currency. */
    boolean takes(Money amount);

    /** What it charges for a payment of this amount, by its tariff. */
    Money fee(Money amount);

    /** Asks to hold the money. */
    Answer authorise(Hold hold);

    /**
     * Finds out what became of {@link #authorise}, and changes nothing that a checkout might still need. After a {@code NotHeld}
     * or {@code Declined} no request of ours that is still under way can hold money any more. Call it when the sender is done or
     * dead. With a challenge, it asks what became of that.
     */
    Answer lookUp(Hold hold);

    /** Lets go of a hold. {@code Done} also when nothing is held any more. */
    Effect release(Held held);

    /**
     * Makes sure that nothing is held, now or later, for an attempt that is not wanted any more, though its answer never came.
     * Call it when the sender is done or dead, and when it is written down that the attempt is not wanted: a hold that a
     * checkout gets at this very moment is let go, too.
     */
    default Effect abandon(Hold hold) {
        Answer answer = lookUp(hold);
        if (answer instanceof Answer.IsHeld held) {
            return release(new Held(hold.attemptId(), hold.paymentId(), hold.amount(), held.reference()));
        }
        if (answer instanceof Answer.Challenged) {
            return new Effect.Unclear("the shopper may still come back from the bank");
        }
        if (answer instanceof Answer.NotYet notYet) {
            return new Effect.Unclear(notYet.why());
        }
        return answer instanceof Answer.Unclear unclear
                ? new Effect.Unclear(unclear.why())
                : new Effect.Done("nothing");
    }

    /** Takes money that is held, wholly or in part; the rest of the hold ends with it. */
    Effect capture(Held held, Movement movement);

    /** Gives back money that was taken, wholly or in part. */
    Effect refund(Held held, Movement movement);

    /** How long the processor remembers an idempotency key: after that a repeated movement might move money again. */
    Duration keysLive();

    /**
     * Verifies a webhook on its raw body.
     *
     * @param headers names in lower case
     * @return the events in it
     * @throws WebhookRefusedException forged, too old, or not understood
     */
    List<Event> open(Map<String, String> headers, byte[] body) throws WebhookRefusedException;

    /** Reads an event that was stored by {@link #open} earlier. */
    Notice read(Event event);

    /** Asks whether it is there, without moving anything. */
    boolean answers();

    /** What is to be held. @param attemptId our reference, and the idempotency key. @param token this processor's own */
    record Hold(
            UUID attemptId,
            UUID paymentId,
            UUID orderId,
            Money amount,
            String token,
            Optional<String> reference,
            Optional<Challenge> challenge) {}

    /** The shopper was sent to the bank's page. @param answer what the shopper brought back from there, if anything */
    record Challenge(String url, Optional<String> answer) {}

    /** What is held. @param reference the processor's */
    record Held(UUID attemptId, UUID paymentId, Money amount, String reference) {}

    /**
     * Money to be moved.
     *
     * @param id     the operation, and the idempotency key
     * @param afresh whether, should the processor have recorded a server error for the key, the request may be sent with
     *               another key: it had the time to tell us by webhook if it was done all the same
     */
    record Movement(UUID id, Money amount, String reason, boolean afresh) {}

    /** What became of a hold. */
    sealed interface Answer {
        record IsHeld(String reference) implements Answer {}

        record Declined(String reason) implements Answer {}

        /** The request did not get there, or was cancelled: nothing is held. */
        record NotHeld(String why) implements Answer {}

        /** The bank wants to see the shopper, at this page: nothing is held until then. */
        record Challenged(String url) implements Answer {}

        /** The shopper sends a transfer with this reference: nothing is held until a merchant has seen it come. */
        record Awaited(String reference) implements Answer {}

        /**
         * The processor answers, and holds nothing so far, but a request of ours that is still under way might; {@link #abandon}
         * sees to it. Another server is at the same attempt, or the one that was has died.
         */
        record NotYet(String why) implements Answer {}

        record Unclear(String why) implements Answer {}
    }

    /** What became of a movement. */
    sealed interface Effect {
        record Done(String reference) implements Effect {}

        /** It will not be done, now or later. @param reference the processor's, where it had taken it on before */
        record Refused(String reason, Optional<String> reference) implements Effect {
            public Refused(String reason) {
                this(reason, Optional.empty());
            }
        }

        /** It may have been done; to be repeated with the same key. */
        record Unclear(String why) implements Effect {}
    }

    /** A verified event as it came. @param id the processor's, unique. @param body JSON, of this event alone */
    record Event(String id, String kind, String body) {}

    /**
     * What an event says, in our words.
     *
     * @param reference the processor's, of the payment
     * @param movement  the processor's, of this capture or refund
     */
    record Notice(
            What what,
            Optional<UUID> attemptId,
            Optional<UUID> operationId,
            Optional<String> reference,
            Optional<String> movement,
            Optional<Money> amount,
            String reason) {
        public enum What {
            HELD,
            DECLINED,
            RELEASED,
            RELEASE_FAILED,
            CAPTURED,
            CAPTURE_FAILED,
            REFUNDED,
            REFUND_FAILED,
            CHARGED_BACK,
            CHARGE_BACK_REVERSED,
            NOTHING_WE_NEED
        }
    }

    /** A webhook that is not accepted; the message says why, without the body. */
    final class WebhookRefusedException extends Exception {
        public enum Why {
            FORGED,
            TOO_OLD,
            MALFORMED
        }

        private final Why why;

        public WebhookRefusedException(Why why, String message) {
            super(message, null, false, false);
            this.why = why;
        }

        public Why why() {
            return why;
        }
    }
}
