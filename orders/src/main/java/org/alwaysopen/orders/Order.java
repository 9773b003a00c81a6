package org.alwaysopen.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;

/**
 * A sale.
 *
 * <p>Born {@code PLACED} in the transaction that reserves its stock and opens its payment. The payment makes it
 * {@code PAID}, at once or, by bank transfer, days later; a declined card, stock that is gone, or the merchant makes it {@code CANCELLED}, which is final. A paid
 * order is packed, shipped, perhaps in parts, delivered, perhaps returned. Its lines and prices are those that the shopper
 * agreed to, and do not change with the catalogue. Times are UTC, from the database's clock.
 *
 * @param id       a random UUID; knowing it is the guest's right to see the order
 * @param number   what people say to each other, such as {@code AO-7K2M-94XQ}
 * @param discount what promotions took off, not negative; inside {@code total}
 * @param total    what the shopper pays
 * @param shipping what the shopper pays for it: nothing, where a promotion made it free
 * @param taxIncluded whether {@code tax} is inside the prices already
 * @param region   the region that took the order
 * @param promotions what took something off goods or shipping when it was placed, and how much
 * @param giftCards what stored value pays of {@code total}; the payment is for the rest, {@link #toPay()}
 * @param note     the shopper's own words
 */
public record Order(
        UUID id,
        String number,
        State state,
        List<Line> lines,
        Money subtotal,
        Money discount,
        Money shipping,
        Money tax,
        Money total,
        boolean taxIncluded,
        String email,
        Address shippingAddress,
        ShippingOption shippingOption,
        Instant placedAt,
        Region region,
        UUID cartId,
        Payment payment,
        List<Promotion> promotions,
        List<GiftCard> giftCards,
        Optional<String> note) {

    public enum State {
        PLACED,
        PAID,
        PACKED,
        PARTLY_SHIPPED,
        SHIPPED,
        DELIVERED,
        CANCELLED,
        RETURNED
    }

    public Order {
        lines = List.copyOf(lines);
        promotions = List.copyOf(promotions);
        giftCards = List.copyOf(giftCards);
    }

    /** What is left for the payment, zero or more. */
    public Money toPay() {
        return giftCards.stream().map(GiftCard::amount).reduce(total, Money::minus);
    }

    /**
     * @param discount what promotions took off the whole line, not negative
     * @param tax      of the whole line
     * @param total    price times quantity, before discount and tax
     */
    public record Line(
            int position, Sku sku, String name, int quantity, Money price, Money total, Money discount, Money tax) {}

    /** @param code what the shopper typed, or null: it came by itself */
    public record Promotion(UUID id, String code, String name, Money amount) {}

    /** @param amount what it pays, more than zero */
    public record GiftCard(UUID id, String lastFour, Money amount) {}

    /**
     * @param id            null when nothing was to be paid beside gift cards: then no processor was asked, and the state is
     *                      {@code CAPTURED} from the start
     * @param declineReason the processor's own word
     * @param challenge     where the shopper's bank wants to see the shopper now (3-D Secure)
     * @param transfer      the bank transfer that the order waits for
     */
    public record Payment(
            UUID id,
            Payments.State state,
            Optional<String> declineReason,
            Optional<String> challenge,
            Optional<Payments.Transfer> transfer) {
        public Payment(UUID id, Payments.State state, Optional<String> declineReason) {
            this(id, state, declineReason, Optional.empty(), Optional.empty());
        }
    }
}
