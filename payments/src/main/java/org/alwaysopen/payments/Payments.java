package org.alwaysopen.payments;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 *
 * <p>A checkout whose server died is taken up again from any server by {@code authorise} and {@code record}: both give
 * the same result again. One that nobody takes up is voided by the recovery worker.
 */
public interface Payments {
    /** The longest token we store; the processors' own are under 100 characters, and a means of payment may have several. */
    int TOKEN_LENGTH_MAX = 400;

    /** The token that asks for a transfer from the shopper's bank, where the shop takes them. */
    String BANK_TRANSFER = "bank-transfer";

    /** Why a payment is declined whose transfer did not come in time. */
    String TRANSFER_EXPIRED = "transfer_expired";

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
     * What an amount is made of, for the books; the rest is goods.
     *
     * @param tax      tax that is owed on, zero or more
     * @param shipping what the shopper pays for shipping, zero or more
     */
    record Parts(Money tax, Money shipping) {}

    /**
     * A payment to be opened.
     *
     * @param amount more than zero
     * @param token  the processor's token for the shopper's means of payment, such as {@code pm_card_visa}: never a card
     *               number. A means of payment that several processors know has several, as
     *               {@code stripe=pm_...;adyen=...}. {@code bank-transfer} asks for a transfer
     */
    record Opening(UUID orderId, Region region, Money amount, String token, Parts parts) {
        public Opening(UUID orderId, Region region, Money amount, String token) {
            this(
                    orderId,
                    region,
                    amount,
                    token,
                    new Parts(Money.zero(amount.currency()), Money.zero(amount.currency())));
        }
    }

    /**
     * What is known of a payment.
     *
     * @param challenge where the shopper's bank wants to see the shopper now (3-D Secure); only while it is {@code UNKNOWN}
     * @param transfer  the transfer that is awaited; only while it is {@code UNKNOWN}
     */
    record Payment(
            UUID id,
            UUID orderId,
            State state,
            Money amount,
            Optional<String> declineReason,
            Optional<String> challenge,
            Optional<Transfer> transfer) {
        public Payment in(State other) {
            return new Payment(id, orderId, other, amount, declineReason, challenge, transfer);
        }
    }

    /**
     * What the shopper has to write on the transfer.
     *
     * @param account   ours, in words
     * @param reference by which a merchant knows whose it is
     * @param until     when it is given up
     */
    record Transfer(String account, String reference, Instant until) {}

    /** What a processor said. */
    sealed interface Outcome {
        record Authorised(String processor, String processorReference) implements Outcome {}

        /** @param reason the processor's own word, such as {@code insufficient_funds} */
        record Declined(String processor, String reason) implements Outcome {}

        /**
         * The shopper's bank wants to see the shopper, at this page of the processor; nothing is held yet. The shopper comes
         * back to the shop afterwards ({@link #answered}), or never: then it is let go.
         */
        record Challenged(String processor, String url) implements Outcome {}

        /** The shopper has promised a transfer; a merchant marks it paid, or it is declined after some days. */
        record Awaited(String processor, String reference) implements Outcome {}

        /** No answer, or one that is no answer: the processor may or may not hold the money. To be settled. */
        record Unknown(String processor, String why) implements Outcome {}

        /** Another server of ours is asking for the same payment just now, as after a double-click. To be settled by it. */
        record UnderWay(String processor, String why) implements Outcome {}

        /**
         * No processor took it; the shopper may try again with a new payment. Should an earlier processor hold something
         * after all, the recovery worker finds it and voids it.
         */
        record Failed(String why) implements Outcome {}
    }

    /** The processors that take cards for this amount, in the order in which they would be asked now. */
    List<String> cardProcessors(Money amount);

    /**
     * What stands before a token that this processor's card fields gave: nothing when the others know it as well, otherwise
     * the processor's name, so that it is sent to no other one.
     */
    String tokenPrefix(String processor);

    /** How long a payment by this token may wait for the shopper's money; zero where a processor says yes or no at once. */
    default Duration patience(String token) {
        return Duration.ZERO;
    }

    /**
     * Writes down that a payment is wanted; nothing is sent. Returns its id.
     *
     * @throws org.alwaysopen.platform.ProblemException 422 when no processor takes this token or currency, or when the
     *                                                  token looks like a card number
     */
    UUID open(Tx tx, Opening opening);

    /**
     * Asks a processor to hold the money, and the next one when the first cannot. Remote: never call it inside a
     * transaction. Asking again for the same payment gives the same hold (the processor's idempotency key is the
     * attempt's id).
     */
    Outcome authorise(UUID paymentId);

    /**
     * Writes down what the processor said. When the payment that is returned is {@code AUTHORISED}, the capture is due from
     * then on. Repeating changes nothing. Go by the state that is returned, not by the outcome: a payment that was given back
     * meanwhile is not {@code AUTHORISED} any more, and one whose answer got lost may be, by a webhook.
     */
    Payment record(Tx tx, UUID paymentId, Outcome outcome);

    /**
     * The shopper came back from the bank with this (Adyen's {@code redirectResult}): it is what the next {@link #authorise}
     * tells the processor. Repeating changes nothing; what does not belong to this payment is found out by the processor.
     */
    void answered(Tx tx, UUID paymentId, String answer);

    /**
     * The sale fell through: whatever is held for it is to be given back, by the worker, and what was captured is to be
     * refunded. Repeating changes nothing.
     */
    void giveBack(Tx tx, UUID paymentId, String reason);

    Optional<Payment> find(Tx tx, UUID paymentId);
}
