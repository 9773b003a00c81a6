package org.alwaysopen.orders.pricing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alwaysopen.platform.Money;

/**
 * What is owed for units that come back: a pure function of what was sold, what was paid with, and what was given back before.
 *
 * <p>A unit gives back its share of its line's price, discount and tax. Shares are cumulative: units 1 to n of a line are worth
 * {@code round(line * n / quantity)} together, and the n-th is worth what that adds. So however a line comes back, one unit at a
 * time or all at once, the parts sum to the line, to the cent. Gift cards and the other means of payment get back in the
 * proportion in which they paid, bounded by what each has paid and not got back.
 *
 * <p>Never negative, and never more than was paid and is not given back yet: what would be more is refused with an
 * {@link IllegalArgumentException}. All amounts are of one currency.
 */
public final class Refunds {
    private Refunds() {}

    /**
     * A line as it was sold.
     *
     * @param total    price times quantity, before discount and tax
     * @param discount off the whole line
     * @param tax      of the whole line
     * @param refunded units that were given back before
     */
    public record Sold(int position, int quantity, Money total, Money discount, Money tax, int refunded) {
        public Sold {
            if (quantity < 1 || refunded < 0 || refunded > quantity) {
                throw new IllegalArgumentException("line " + position + ": expected 0 to " + quantity
                        + " units that were given back before, got " + refunded);
            }
            if (total.isNegative() || discount.isNegative() || tax.isNegative() || discount.compareTo(total) > 0) {
                throw new IllegalArgumentException("line " + position + ": expected 0 <= discount <= total, 0 <= tax");
            }
        }
    }

    /**
     * What one means of payment, or several of one kind, paid and got back.
     *
     * @param refunded 0 to {@code paid}
     */
    public record Tender(Money paid, Money refunded) {
        public Tender {
            if (paid.isNegative() || refunded.isNegative() || refunded.compareTo(paid) > 0) {
                throw new IllegalArgumentException(
                        "payment: expected 0 <= given back <= paid, got " + refunded + " of " + paid);
            }
        }

        public Money left() {
            return paid.minus(refunded);
        }
    }

    /**
     * An order as it was paid.
     *
     * @param shipping    what was paid for shipping, before tax
     * @param taxOfShipping the rest of the order's tax: that which is not of a line
     * @param shippingRefunded whether shipping was given back before
     * @param giftCards   what gift cards and store credit paid, all together
     * @param processor   what the payment of the order paid: a card, a transfer
     */
    public record Paid(
            List<Sold> lines,
            Money shipping,
            Money taxOfShipping,
            boolean taxIncluded,
            boolean shippingRefunded,
            Tender giftCards,
            Tender processor) {
        public Paid {
            lines = List.copyOf(lines);
        }

        public Money left() {
            return giftCards.left().plus(processor.left());
        }
    }

    /** @param units 1 to what is left of the line */
    public record Returned(int position, int units) {}

    /** The share of one line: {@code total} is what the shopper gets for it. */
    public record OfLine(int position, int units, Money price, Money discount, Money tax, Money total) {}

    /**
     * What is given back, and to what.
     *
     * @param tax         inside of, or beside the other amounts, as the order says; that of shipping included
     * @param total       {@code toProcessor} plus {@code toGiftCards}
     */
    public record Refund(
            List<OfLine> lines, Money shipping, Money tax, Money total, Money toProcessor, Money toGiftCards) {}

    /**
     * What these units are worth.
     *
     * @param withShipping whether shipping is given back as well; when it was before, that is zero
     */
    public static Refund of(Paid order, List<Returned> returned, boolean withShipping) {
        Money zero = Money.zero(order.shipping().currency());
        boolean shippingToo = withShipping && !order.shippingRefunded();
        Money shipping = shippingToo ? order.shipping() : zero;
        Money tax = shippingToo ? order.taxOfShipping() : zero;
        Money total = order.taxIncluded() ? shipping : shipping.plus(tax);
        List<OfLine> lines = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (Returned units : returned) {
            if (!seen.add(units.position())) {
                throw new IllegalArgumentException("line " + units.position() + ": expected it once, got it twice");
            }
            OfLine line = ofLine(sold(order, units.position()), units.units(), order.taxIncluded());
            lines.add(line);
            tax = tax.plus(line.tax());
            total = total.plus(line.total());
        }
        Split split = split(order, total);
        return new Refund(List.copyOf(lines), shipping, tax, total, split.toProcessor(), split.toGiftCards());
    }

    private static Sold sold(Paid order, int position) {
        return order.lines().stream()
                .filter(line -> line.position() == position)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("line: the order has none at position " + position));
    }

    private static OfLine ofLine(Sold line, int units, boolean taxIncluded) {
        if (units < 1 || units > line.quantity() - line.refunded()) {
            throw new IllegalArgumentException("line " + line.position() + ": expected 1 to "
                    + (line.quantity() - line.refunded()) + " units, got " + units);
        }
        Money price = share(line.total(), line.refunded(), units, line.quantity());
        // Not the share of the discount: what was to be paid is shared, so that no unit is worth less than nothing.
        Money net = share(line.total().minus(line.discount()), line.refunded(), units, line.quantity());
        Money tax = share(line.tax(), line.refunded(), units, line.quantity());
        return new OfLine(line.position(), units, price, price.minus(net), tax, taxIncluded ? net : net.plus(tax));
    }

    /** What units {@code before + 1} to {@code before + units} of {@code of} add. */
    private static Money share(Money whole, int before, int units, int of) {
        return whole.timesFraction((long) before + units, of).minus(whole.timesFraction(before, of));
    }

    /** How an amount is divided between the means of payment. */
    public record Split(Money toProcessor, Money toGiftCards) {}

    /**
     * Divides any amount that is given back, such as a goodwill, in the proportion in which the order was paid.
     *
     * @throws IllegalArgumentException when it is negative, or more than is left
     */
    public static Split split(Paid order, Money amount) {
        if (amount.isNegative() || amount.compareTo(order.left()) > 0) {
            throw new IllegalArgumentException(
                    "refund: expected 0 to " + order.left() + ", which was paid and is not given back, got " + amount);
        }
        Tender cards = order.giftCards();
        Tender processor = order.processor();
        Money soFar = cards.refunded().plus(processor.refunded()).plus(amount);
        Money due = proportion(cards.paid(), soFar, cards.paid().plus(processor.paid()))
                .minus(cards.refunded());
        Money most = min(amount, cards.left());
        Money least = max(Money.zero(amount.currency()), amount.minus(processor.left()));
        Money toGiftCards = max(least, min(due, most));
        return new Split(amount.minus(toGiftCards), toGiftCards);
    }

    /** {@code of * part / whole}, rounded down: the odd cent is the processor's. */
    public static Money proportion(Money of, Money part, Money whole) {
        if (whole.isZero()) {
            return of;
        }
        BigInteger exact = BigInteger.valueOf(of.minorUnits())
                .multiply(BigInteger.valueOf(part.minorUnits()))
                .divide(BigInteger.valueOf(whole.minorUnits()));
        return new Money(exact.longValueExact(), of.currency());
    }

    private static Money min(Money a, Money b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Money max(Money a, Money b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
