package org.alwaysopen.orders.pricing;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.alwaysopen.platform.Money;

/**
 * What it all comes to: a pure function of lines, discounts, shipping and tax terms, the only place where totals are made.
 *
 * <p>Tax is rounded for each line, and for shipping as if it were a line; the total of taxes is their sum (see
 * docs/adr: "Tax is rounded per line"). So the parts always sum to the whole, and a part of an order can be refunded by
 * its own numbers.
 */
public record Totals(
        Money subtotal,
        Money discount,
        Money shipping,
        Money tax,
        Money total,
        boolean taxIncluded,
        List<OfLine> lines) {

    /** Every cart and every order is made of totals: a sum that is wrong goes nowhere. */
    public Totals {
        lines = List.copyOf(lines);
        Money zero = Money.zero(total.currency());
        Money goods = lines.stream().map(OfLine::total).reduce(zero, Money::plus);
        Money off = lines.stream().map(OfLine::discount).reduce(zero, Money::plus);
        Money taxes = lines.stream().map(OfLine::tax).reduce(zero, Money::plus);
        Money net = subtotal.minus(discount).plus(shipping);
        boolean sums = subtotal.equals(goods)
                && discount.equals(off)
                && tax.compareTo(taxes) >= 0
                && total.equals(taxIncluded ? net : net.plus(tax));
        boolean fits = discount.compareTo(subtotal) <= 0
                && !(discount.isNegative() || shipping.isNegative() || tax.isNegative() || total.isNegative());
        if (!sums || !fits) {
            throw new IllegalStateException("totals: the parts do not sum to the whole: subtotal " + subtotal
                    + ", discount " + discount + ", shipping " + shipping + ", tax " + tax + ", total " + total);
        }
    }

    /** @param discount off the whole line, 0 to price times quantity */
    public record Priced(Money price, int quantity, Money discount) {
        public Priced {
            if (quantity < 1 || price.isNegative() || discount.isNegative()) {
                throw new IllegalArgumentException("line: expected a quantity of 1 or more and no negative amounts");
            }
            if (discount.compareTo(price.times(quantity)) > 0) {
                throw new IllegalArgumentException("discount: expected at most " + price.times(quantity));
            }
        }
    }

    /** @param total price times quantity, before discount and tax */
    public record OfLine(Money total, Money discount, Money tax) {}

    public static Totals of(Currency currency, List<Priced> lines, Money shipping, TaxTerms terms) {
        List<OfLine> each = new ArrayList<>(lines.size());
        Money subtotal = Money.zero(currency);
        Money discount = Money.zero(currency);
        Money tax = terms.onShipping() ? terms.on(shipping) : Money.zero(currency);
        for (Priced line : lines) {
            Money whole = line.price().times(line.quantity());
            Money taxOfLine = terms.on(whole.minus(line.discount()));
            each.add(new OfLine(whole, line.discount(), taxOfLine));
            subtotal = subtotal.plus(whole);
            discount = discount.plus(line.discount());
            tax = tax.plus(taxOfLine);
        }
        Money net = subtotal.minus(discount).plus(shipping);
        return new Totals(
                subtotal, discount, shipping, tax, terms.included() ? net : net.plus(tax), terms.included(), each);
    }
}
