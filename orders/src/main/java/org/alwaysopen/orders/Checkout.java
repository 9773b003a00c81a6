package org.alwaysopen.orders;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.alwaysopen.inventory.OutOfStockException.Shortage;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;

/**
 * Turns a cart into a paid order, or says why not; never half of it.
 *
 * <p>Two commits in the happy path: one that reserves the stock, writes the order and opens the payment, then the
 * processor is asked, then one that records what it said, and confirms the sale. Whatever crashes in between is finished
 * or undone by the recovery worker of any region. The same key gives the same answer, in every region, byte for byte.
 * Thread-safe.
 */
public interface Checkout {
    /**
     * @param paymentToken the processor's token, such as {@code pm_card_visa}; never a card number. Null where gift cards pay all
     * @param shownTotal   the total that the shopper was shown and agrees to; when it is given and the order would cost
     *                     another, the checkout is refused with the difference
     * @param account      whose order it becomes; empty for a guest's
     */
    record Command(UUID cartId, String paymentToken, Optional<Money> shownTotal, Optional<UUID> account) {
        /** A guest's. */
        public Command(UUID cartId, String paymentToken, Optional<Money> shownTotal) {
            this(cartId, paymentToken, shownTotal, Optional.empty());
        }
    }

    /** How a checkout ended. */
    sealed interface Result {
        /** Paid: 201. */
        record Paid(Order order) implements Result {}

        /**
         * The processor did not say yes or no yet: 202. The order's own page tells when it is settled; when its payment has a
         * challenge, the shopper has to go there. Not an end.
         */
        record Settling(Order order) implements Result {}

        /**
         * The shopper's means of payment was refused: 402. The cart is open again, the order is cancelled.
         *
         * @param reason the processor's own word, such as {@code insufficient_funds}
         */
        record Declined(Order order, String reason) implements Result {}

        /**
         * Not enough is left: 409. The cart is open again.
         *
         * @param order there when it was only found out after the payment, which is given back
         */
        record OutOfStock(List<Shortage> shortages, Optional<Order> order) implements Result {}

        /**
         * Something costs another price than was shown, a promotion has ended or is used up, or a gift card holds less: 409.
         * From now on the new prices are the ones that were shown.
         *
         * @param toPay what is left for the payment now, when gift cards have paid
         */
        record PriceChanged(Money shownTotal, Money total, List<Difference> differences, Money toPay)
                implements Result {}

        /** No processor can be reached; nothing was charged, the cart is open again: 503. The same key may be tried again. */
        record PaymentUnavailable(Order order) implements Result {}
    }

    /** @param now empty when it is not for sale any more */
    record Difference(Sku sku, Money shown, Optional<Money> now) {}

    /**
     * Checks out.
     *
     * @param request  the client's key, over the whole of the command
     * @param rendered makes the answer that is stored with the key, inside the transaction that ends the checkout: it must
     *                 be a pure function of the result. What it makes of {@code Settling} and {@code PaymentUnavailable} is
     *                 not stored, because the same key may still come to an end
     * @return the answer: just made, or the one that was stored when the same request was answered before
     * @throws org.alwaysopen.platform.ProblemException 404 no such cart, 409 the cart is taken by another checkout or the
     *     same request is running ({@code retryAfterSeconds}), 422 something is missing (lines, e-mail, address, shipping
     *     option, token) or the key was used for another request; nothing was changed, the key is free
     */
    Idempotency.Response place(
            Command command, Idempotency.Request request, Function<Result, Idempotency.Response> rendered);

    /**
     * The shopper came back from the bank's page: asks the processor at once what became of it, and goes on. Repeating it, in
     * any region, changes nothing; who never comes back is settled by a worker.
     *
     * @param answer what the shopper brought back for the processor, if anything
     * @return the order as it is now
     * @throws org.alwaysopen.platform.ProblemException 404 there is no such order
     */
    Order shopperReturned(UUID orderId, Optional<String> answer);
}
