package org.alwaysopen.orders.cart;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Offers.Offer;
import org.alwaysopen.orders.ShippingOption;
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
        UUID orderId) {

    /** @param price minor units, as shown last */
    public record StoredLine(UUID id, String sku, String name, int quantity, long price, int weightGrams) {
        StoredLine withQuantity(int units) {
            return new StoredLine(id, sku, name, units, price, weightGrams);
        }

        StoredLine at(Offer offer) {
            return new StoredLine(id, sku, offer.name(), quantity, offer.price().minorUnits(), offer.weightGrams());
        }

        boolean isAt(Offer offer) {
            return price == offer.price().minorUnits()
                    && weightGrams == offer.weightGrams()
                    && name.equals(offer.name());
        }
    }

    public StoredCart {
        lines = List.copyOf(lines);
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

    public Totals totals() {
        Money zero = Money.zero(currencyOf());
        List<Totals.Priced> priced = lines.stream()
                .map(line -> new Totals.Priced(priceOf(line), line.quantity(), zero))
                .toList();
        return Totals.of(
                currencyOf(), priced, shipping == null ? zero : shipping.price(), tax == null ? TaxTerms.NONE : tax);
    }

    StoredCart withLines(List<StoredLine> changed) {
        return new StoredCart(id, version, currency, changed, email, address, shipping, tax, orderId);
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
        return new StoredCart(id, version, currency, lines, mail, address, shipping, tax, orderId);
    }

    StoredCart withAddress(Address where) {
        return new StoredCart(id, version, currency, lines, email, where, shipping, tax, orderId);
    }

    StoredCart withShipping(ShippingOption option) {
        return new StoredCart(id, version, currency, lines, email, address, option, tax, orderId);
    }

    StoredCart withVersion(long next) {
        return new StoredCart(id, next, currency, lines, email, address, shipping, tax, orderId);
    }

    /** With the tax and the shipping price that hold now; an option that is not possible any more is let go. */
    public StoredCart on(Terms terms) {
        ShippingOption option = shipping == null
                ? null
                : terms.option(shipping.id(), grams(), goods()).orElse(null);
        return new StoredCart(id, version, currency, lines, email, address, option, terms.tax(), orderId);
    }

    Optional<StoredLine> line(UUID lineId) {
        return lines.stream().filter(line -> line.id().equals(lineId)).findFirst();
    }

    Optional<StoredLine> lineOf(Sku sku) {
        return lines.stream().filter(line -> line.sku().equals(sku.code())).findFirst();
    }

    public Cart shown(List<Cart.Notice> notices) {
        Totals totals = totals();
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
                notices);
    }
}
