package org.alwaysopen.orders.cart;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Offers.Offer;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.Promotions;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.orders.pricing.Discounts;
import org.alwaysopen.orders.pricing.TaxTerms;
import org.alwaysopen.orders.pricing.Terms;
import org.alwaysopen.orders.pricing.Totals;
import org.alwaysopen.platform.Money;

/**
 * A cart as its row holds it: everything as it was shown last, so that its totals follow from it alone. Immutable; a change
 * makes a new one. Null stands for what is not there yet (it is also what is kept as JSON with an idempotency key).
 */
public record StoredCart(
        UUID id,
        long version,
        String currency,
        List<StoredLine> lines,
        String email,
        Address address,
        ShippingOption shipping,
        TaxTerms tax,
        UUID orderId,
        Adjustments adjustments) {

    /** @param price minor units, as shown last. @param product and {@code category}: what promotions may be for, or null */
    public record StoredLine(
            UUID id,
            String sku,
            String name,
            int quantity,
            long price,
            int weightGrams,
            String product,
            String category) {
        StoredLine withQuantity(int units) {
            return new StoredLine(id, sku, name, units, price, weightGrams, product, category);
        }

        StoredLine at(Offer offer) {
            return new StoredLine(
                    id,
                    sku,
                    offer.name(),
                    quantity,
                    offer.price().minorUnits(),
                    offer.weightGrams(),
                    offer.product(),
                    offer.category());
        }

        boolean isAt(Offer offer) {
            return price == offer.price().minorUnits()
                    && weightGrams == offer.weightGrams()
                    && name.equals(offer.name())
                    && Objects.equals(product, offer.product())
                    && Objects.equals(category, offer.category());
        }
    }

    public StoredCart {
        lines = List.copyOf(lines);
        adjustments = adjustments == null ? Adjustments.NONE : adjustments;
    }

    public Currency currencyOf() {
        return Currency.getInstance(currency);
    }

    public Money priceOf(StoredLine line) {
        return new Money(line.price(), currencyOf());
    }

    public List<Sku> skus() {
        return lines.stream().map(line -> new Sku(line.sku())).toList();
    }

    public long grams() {
        return lines.stream()
                .mapToLong(line -> (long) line.weightGrams() * line.quantity())
                .sum();
    }

    public Money goods() {
        return lines.stream()
                .map(line -> priceOf(line).times(line.quantity()))
                .reduce(Money.zero(currencyOf()), Money::plus);
    }

    public Discounts discounts() {
        return Discounts.of(currencyOf(), items(), shippingPrice(), adjustments.promotions());
    }

    List<Discounts.Item> items() {
        return lines.stream()
                .map(line ->
                        new Discounts.Item(line.sku(), line.product(), line.category(), priceOf(line), line.quantity()))
                .toList();
    }

    private Money shippingPrice() {
        return shipping == null ? Money.zero(currencyOf()) : shipping.price();
    }

    public Totals totals() {
        return totals(discounts());
    }

    private Totals totals(Discounts discounts) {
        List<Totals.Priced> priced = new ArrayList<>(lines.size());
        for (StoredLine line : lines) {
            priced.add(new Totals.Priced(
                    priceOf(line), line.quantity(), discounts.ofLines().get(priced.size())));
        }
        return Totals.of(
                currencyOf(), priced, shippingPrice().minus(discounts.ofShipping()), tax == null ? TaxTerms.NONE : tax);
    }

    /** What each gift card pays: the first as much as it can, the next of what is left. */
    public List<Cart.GiftCard> giftCards() {
        return adjustments.giftCards().isEmpty() ? List.of() : giftCards(totals().total());
    }

    private List<Cart.GiftCard> giftCards(Money total) {
        List<Cart.GiftCard> paying = new ArrayList<>();
        long left = total.minorUnits();
        for (Adjustments.Card card : adjustments.giftCards()) {
            long pays = Math.min(left, card.balance());
            left -= pays;
            paying.add(new Cart.GiftCard(
                    card.id(),
                    card.lastFour(),
                    new Money(pays, currencyOf()),
                    new Money(card.balance(), currencyOf())));
        }
        return paying;
    }

    /** What is left for the payment. */
    public Money toPay() {
        return giftCards().stream().map(Cart.GiftCard::amount).reduce(totals().total(), Money::minus);
    }

    StoredCart withLines(List<StoredLine> changed) {
        return new StoredCart(id, version, currency, changed, email, address, shipping, tax, orderId, adjustments);
    }

    StoredCart withLine(StoredLine line) {
        List<StoredLine> changed = new ArrayList<>(lines);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).id().equals(line.id())) {
                changed.set(i, line);
                return withLines(changed);
            }
        }
        changed.add(line);
        return withLines(changed);
    }

    StoredCart withoutLine(UUID lineId) {
        return withLines(
                lines.stream().filter(line -> !line.id().equals(lineId)).toList());
    }

    StoredCart withEmail(String mail) {
        return new StoredCart(id, version, currency, lines, mail, address, shipping, tax, orderId, adjustments);
    }

    StoredCart withAddress(Address where) {
        return new StoredCart(id, version, currency, lines, email, where, shipping, tax, orderId, adjustments);
    }

    StoredCart withShipping(ShippingOption option) {
        return new StoredCart(id, version, currency, lines, email, address, option, tax, orderId, adjustments);
    }

    public StoredCart with(Adjustments others) {
        return new StoredCart(id, version, currency, lines, email, address, shipping, tax, orderId, others);
    }

    StoredCart withVersion(long next) {
        return new StoredCart(id, next, currency, lines, email, address, shipping, tax, orderId, adjustments);
    }

    /** With the tax and the shipping price that hold now; an option that is not possible any more is let go. */
    public StoredCart on(Terms terms) {
        ShippingOption option = shipping == null
                ? null
                : terms.option(shipping.id(), grams(), goods()).orElse(null);
        return new StoredCart(id, version, currency, lines, email, address, option, terms.tax(), orderId, adjustments);
    }

    Optional<StoredLine> line(UUID lineId) {
        return lines.stream().filter(line -> line.id().equals(lineId)).findFirst();
    }

    Optional<StoredLine> lineOf(Sku sku) {
        return lines.stream().filter(line -> line.sku().equals(sku.code())).findFirst();
    }

    public Cart shown(List<Cart.Notice> notices) {
        Discounts discounts = discounts();
        Totals totals = totals(discounts);
        List<Cart.Line> shownLines = lines.stream()
                .map(line -> new Cart.Line(
                        line.id(),
                        new Sku(line.sku()),
                        line.name(),
                        line.quantity(),
                        priceOf(line),
                        priceOf(line).times(line.quantity())))
                .toList();
        return new Cart(
                id,
                version,
                currencyOf(),
                shownLines,
                totals.subtotal(),
                totals.discount(),
                totals.shipping(),
                totals.tax(),
                totals.total(),
                totals.taxIncluded(),
                Optional.ofNullable(email),
                Optional.ofNullable(address),
                Optional.ofNullable(shipping),
                Optional.ofNullable(orderId),
                notices,
                taken(discounts),
                codes(discounts),
                giftCards(totals.total()),
                Optional.ofNullable(adjustments.note()));
    }

    public static List<Order.Promotion> taken(Discounts discounts) {
        return discounts.applied().stream()
                .map(one -> new Order.Promotion(one.id(), one.code(), one.name(), one.amount()))
                .toList();
    }

    /** Free shipping takes nothing off before there is a price for shipping: it counts as applied when the cart is for it. */
    private List<Cart.Code> codes(Discounts discounts) {
        return adjustments.byCode().stream()
                .map(one -> new Cart.Code(
                        one.id(),
                        one.code(),
                        one.name(),
                        discounts.applied().stream().anyMatch(a -> a.id().equals(one.id()))
                                || one.terms().kind() == Promotions.Kind.FREE_SHIPPING
                                        && shippingPrice().isZero()
                                        && Discounts.fits(one.terms(), currencyOf(), items())))
                .toList();
    }
}
