package org.alwaysopen.orders;

import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Money;

/**
 * What a shopper means to buy.
 *
 * <p>A cart is open from its creation until a checkout takes it, and open again when the payment was declined. Its id is
 * the guest's capability: who knows it may use it. The prices in it are those that were shown last; an order is placed
 * at them, or refused with the difference.
 *
 * @param version         grows with each change: two equal versions are the same cart
 * @param discount        what promotions take off the goods, not negative; already inside {@code total}
 * @param tax             zero until the address is known
 * @param shipping        zero until an option is chosen, and when a promotion makes it free
 * @param total           what it costs, tax included
 * @param taxIncluded     whether the prices hold the tax already, so that it is not added to the total
 * @param shippingOption  the one that was chosen, while it is possible for this address
 * @param orderId         the order that this cart became, or is becoming; then it cannot change any more
 * @param notices         what changed since the shopper saw it last
 * @param promotions      what takes something off goods or shipping now, and how much
 * @param promotionCodes  the codes that the shopper gave, also those whose conditions the cart does not fulfil (yet)
 * @param giftCards       what stored value pays of {@code total}, in the order in which the cards were given
 * @param note            the shopper's own words, for the order
 */
public record Cart(
        UUID id,
        long version,
        Currency currency,
        List<Line> lines,
        Money subtotal,
        Money discount,
        Money shipping,
        Money tax,
        Money total,
        boolean taxIncluded,
        Optional<String> email,
        Optional<Address> shippingAddress,
        Optional<ShippingOption> shippingOption,
        Optional<UUID> orderId,
        List<Notice> notices,
        List<Order.Promotion> promotions,
        List<Code> promotionCodes,
        List<GiftCard> giftCards,
        Optional<String> note) {

    public Cart {
        lines = List.copyOf(lines);
        notices = List.copyOf(notices);
        promotions = List.copyOf(promotions);
        promotionCodes = List.copyOf(promotionCodes);
        giftCards = List.copyOf(giftCards);
    }

    /** What is left for the payment, zero or more. */
    public Money toPay() {
        return giftCards.stream().map(GiftCard::amount).reduce(total, Money::minus);
    }

    /** @param applied whether the cart fulfils its conditions, and it goes with the others */
    public record Code(UUID promotion, String code, String name, boolean applied) {}

    /**
     * @param amount  what it pays of this cart, perhaps nothing
     * @param balance what it holds, as shown last
     */
    public record GiftCard(UUID id, String lastFour, Money amount, Money balance) {}

    public int units() {
        return lines.stream().mapToInt(Line::quantity).sum();
    }

    /** @param name what the shopper sees, with the variant's options */
    public record Line(UUID id, Sku sku, String name, int quantity, Money price, Money total) {}

    /** Something that the shopper should see before paying. */
    public sealed interface Notice {
        record PriceChanged(Sku sku, Money was, Money now) implements Notice {}

        /** It was taken out of the cart: it is not for sale any more. */
        record NoLongerSold(Sku sku, String name) implements Notice {}

        /** There is less than the cart wants; it was left in the cart for the shopper to decide. */
        record ShortOfStock(Sku sku, int wanted, int available) implements Notice {}

        /** It was taken out of the cart: it has ended, or is used up. @param code null when it came by itself */
        record PromotionEnded(String code, String name) implements Notice {}

        /** There is less on it than was shown; with nothing on it, or when it has ended, it was taken out of the cart. */
        record GiftCardChanged(String lastFour, Money was, Money now) implements Notice {}
    }
}
