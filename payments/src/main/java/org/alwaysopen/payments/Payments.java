package org.alwaysopen.payments;

import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/**
 * Money from shoppers, through processors outside.
 *
 * <p>The life of a payment: {@linkplain #open opened} in the transaction that creates its order, when nothing has been
 * sent yet; {@linkplain #authorise authorised} at a processor outside any transaction; the outcome
 * {@linkplain #record recorded} in the transaction that confirms the sale; captured after that, by a worker. What came to
 * nothing is voided. An outcome that is not known is {@code UNKNOWN} until the recovery worker has found it out: it is
 * never taken for a yes or a no. One order has at most one payment that is captured. Thread-safe.
 */
public interface Payments {
    enum State {
        CREATED,
        AUTHORISED,
        PARTLY_CAPTURED,
        CAPTURED,
        PARTLY_REFUNDED,
        REFUNDED,
        VOIDED,
        DECLINED,
        FAILED,
        UNKNOWN
    }

    /**
     * A payment to be opened.
     *
     * @param token the processor's token for the shopper's means of payment, such as {@code pm_card_visa}: never a card
     *              number
     */
    record Opening(UUID orderId, Region region, Money amount, String token) {}

    /** What is known of a payment. */
    record Payment(UUID id, UUID orderId, State state, Money amount, Optional<String> declineReason) {}

    /** What a processor said. */
    sealed interface Outcome {
        record Authorised(String processor, String processorReference) implements Outcome {}

        /** @param reason the processor's own word, such as {@code insufficient_funds} */
        record Declined(String processor, String reason) implements Outcome {}

        /** No answer, or one that is no answer: the processor may or may not hold the money. To be settled. */
        record Unknown(String processor, String why) implements Outcome {}

        /** No processor could be reached; nothing is held anywhere. */
        record Failed(String why) implements Outcome {}
    }

    /** Writes down that a payment is wanted; nothing is sent. Returns its id. */
    UUID open(Tx tx, Opening opening);

    /**
     * Asks a processor to hold the money. Remote: never call it inside a transaction. Asking again for the same payment
     * gives the same hold (the processor's idempotency key is the payment's).
     */
    Outcome authorise(UUID paymentId);

    /** Writes down what the processor said, and makes the capture due when it is {@code Authorised}. Repeating changes nothing. */
    Payment record(Tx tx, UUID paymentId, Outcome outcome);

    /** The sale fell through: whatever is held for it is to be given back, by the worker. Repeating changes nothing. */
    void giveBack(Tx tx, UUID paymentId, String reason);

    Optional<Payment> find(Tx tx, UUID paymentId);
}
