package org.alwaysopen.orders.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.alwaysopen.orders.pricing.Refunds.Paid;
import org.alwaysopen.orders.pricing.Refunds.Refund;
import org.alwaysopen.orders.pricing.Refunds.Returned;
import org.alwaysopen.orders.pricing.Refunds.Sold;
import org.alwaysopen.orders.pricing.Refunds.Tender;
import org.alwaysopen.platform.Money;

/**
 * Goal: however an order comes back, in whatever parts and order, what is given back is never negative, never more than was paid
 * by any means of payment, and all of it when all of it came back.
 */
class RefundsTest {
    private static final Currency USD = Currency.getInstance("USD");

    @Property
    void whateverComesBackInWhateverPartsSumsToWhatWasPaid(@ForAll("orders") Paid order, @ForAll Random random) {
        Paid now = order;
        Money back = cents(0);
        boolean shippingIsLeft = true;
        while (shippingIsLeft || unitsLeft(now) > 0) {
            List<Returned> some = someUnits(now, random);
            boolean withShipping = random.nextBoolean() || unitsLeft(now) == 0;
            Refund refund = Refunds.of(now, some, withShipping);

            assertNothingIsNegative(refund);
            assertThat(refund.toProcessor().plus(refund.toGiftCards())).isEqualTo(refund.total());
            assertThat(refund.total()).isLessThanOrEqualTo(now.left());
            assertThat(refund.toProcessor()).isLessThanOrEqualTo(now.processor().left());
            assertThat(refund.toGiftCards()).isLessThanOrEqualTo(now.giftCards().left());
            back = back.plus(refund.total());
            now = after(now, some, withShipping, refund);
            shippingIsLeft &= !withShipping;
        }
        assertThat(back).isEqualTo(order.left());
        assertThat(now.left()).isEqualTo(cents(0));
    }

    /** A unit is worth the same within a cent, whenever it comes back. */
    @Property
    void noUnitIsWorthMoreThanAnother(@ForAll("orders") Paid order, @ForAll @IntRange(max = 1000) int pick) {
        Sold line = order.lines().get(pick % order.lines().size());
        Money first = Refunds.of(order, List.of(new Returned(line.position(), 1)), false)
                .total();

        double exact = (line.total().minorUnits()
                        - line.discount().minorUnits()
                        + (order.taxIncluded() ? 0 : line.tax().minorUnits()))
                / (double) line.quantity();
        assertThat(Math.abs(first.minorUnits() - exact)).isLessThanOrEqualTo(1 + 1e-6);
    }

    @Property
    void anyAmountThatIsLeftCanBeGivenBackAndNoMore(@ForAll("orders") Paid order, @ForAll Random random) {
        Money amount = cents((long) (random.nextDouble() * (order.left().minorUnits() + 1)));
        Refunds.Split split = Refunds.split(order, amount);

        assertThat(split.toGiftCards().plus(split.toProcessor())).isEqualTo(amount);
        assertThat(split.toGiftCards()).isBetween(cents(0), order.giftCards().left());
        assertThat(split.toProcessor()).isBetween(cents(0), order.processor().left());
        assertThatThrownBy(() -> Refunds.split(order, order.left().plus(cents(1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Refunds.split(order, cents(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aThirdOfALineIsAThirdOfItsDiscountAndTax() {
        Sold mugs = new Sold(1, 3, cents(3000), cents(301), cents(240), 0);
        Paid order = new Paid(
                List.of(mugs),
                cents(500),
                cents(44),
                false,
                false,
                new Tender(cents(1000), cents(0)),
                new Tender(cents(2483), cents(0)));

        Refund one = Refunds.of(order, List.of(new Returned(1, 1)), false);

        assertThat(one.lines().get(0).discount()).isEqualTo(cents(100));
        assertThat(one.total()).isEqualTo(cents(900 + 80));
        assertThat(one.toGiftCards()).isEqualTo(cents(281)); // 1000 of 3483 of it
        assertThat(one.toProcessor()).isEqualTo(cents(699));
        assertThat(Refunds.of(order, List.of(new Returned(1, 3)), true).total()).isEqualTo(cents(3483));
    }

    @Example
    void whatWasGivenBackBeforeIsNotGivenBackAgain() {
        Sold mugs = new Sold(1, 3, cents(3000), cents(0), cents(0), 2);
        Paid order = new Paid(
                List.of(mugs),
                cents(500),
                cents(0),
                false,
                true,
                new Tender(cents(0), cents(0)),
                new Tender(cents(3500), cents(2500)));

        assertThat(Refunds.of(order, List.of(new Returned(1, 1)), true).total()).isEqualTo(cents(1000));
        assertThatThrownBy(() -> Refunds.of(order, List.of(new Returned(1, 2)), false))
                .hasMessageContaining("expected 1 to 1 units, got 2");
        assertThatThrownBy(() -> Refunds.of(order, List.of(new Returned(2, 1)), false))
                .hasMessageContaining("none at position 2");
        assertThatThrownBy(() -> Refunds.of(order, List.of(new Returned(1, 1), new Returned(1, 1)), false))
                .hasMessageContaining("twice");
    }

    private static int unitsLeft(Paid order) {
        return order.lines().stream()
                .mapToInt(line -> line.quantity() - line.refunded())
                .sum();
    }

    private static List<Returned> someUnits(Paid order, Random random) {
        List<Returned> some = new ArrayList<>();
        for (Sold line : order.lines()) {
            int left = line.quantity() - line.refunded();
            int units = left == 0 ? 0 : random.nextInt(left + 1);
            if (units > 0) {
                some.add(new Returned(line.position(), units));
            }
        }
        return some;
    }

    private static Paid after(Paid order, List<Returned> some, boolean withShipping, Refund refund) {
        List<Sold> lines = new ArrayList<>();
        for (Sold line : order.lines()) {
            int units = some.stream()
                    .filter(r -> r.position() == line.position())
                    .mapToInt(Returned::units)
                    .sum();
            lines.add(new Sold(
                    line.position(),
                    line.quantity(),
                    line.total(),
                    line.discount(),
                    line.tax(),
                    line.refunded() + units));
        }
        return new Paid(
                lines,
                order.shipping(),
                order.taxOfShipping(),
                order.taxIncluded(),
                order.shippingRefunded() || withShipping,
                new Tender(
                        order.giftCards().paid(), order.giftCards().refunded().plus(refund.toGiftCards())),
                new Tender(
                        order.processor().paid(), order.processor().refunded().plus(refund.toProcessor())));
    }

    private static void assertNothingIsNegative(Refund refund) {
        assertThat(refund.shipping().isNegative() || refund.tax().isNegative()).isFalse();
        assertThat(refund.toProcessor().isNegative() || refund.toGiftCards().isNegative())
                .isFalse();
        for (Refunds.OfLine line : refund.lines()) {
            assertThat(line.price().isNegative()
                            || line.tax().isNegative()
                            || line.total().isNegative())
                    .isFalse();
            assertThat(line.discount().minorUnits()).isGreaterThanOrEqualTo(-1); // rounded beside the price
        }
    }

    /** Orders whose totals {@link Totals} made, paid with gift cards for a part between nothing and all. */
    @Provide
    Arbitrary<Paid> orders() {
        Arbitrary<Totals.Priced> line = Combinators.combine(
                        Arbitraries.longs().between(0, 500_000),
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(0, 100))
                .as((price, quantity, off) -> new Totals.Priced(
                        cents(price), quantity, cents(price).times(quantity).timesFraction(off, 100)));
        Arbitrary<TaxTerms> terms = Combinators.combine(
                        Arbitraries.integers().between(0, 300_000),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(TaxTerms::new);
        return Combinators.combine(
                        line.list().ofMinSize(1).ofMaxSize(12),
                        Arbitraries.longs().between(0, 10_000),
                        terms,
                        Arbitraries.integers().between(0, 100))
                .as(RefundsTest::order);
    }

    private static Paid order(List<Totals.Priced> priced, long shipping, TaxTerms terms, int byGiftCards) {
        Totals totals = Totals.of(USD, priced, cents(shipping), terms);
        List<Sold> lines = new ArrayList<>();
        for (Totals.OfLine of : totals.lines()) {
            int quantity = priced.get(lines.size()).quantity();
            lines.add(new Sold(lines.size() + 1, quantity, of.total(), of.discount(), of.tax(), 0));
        }
        Money taxOfShipping = lines.stream().map(Sold::tax).reduce(totals.tax(), Money::minus);
        Money cards = totals.total().timesFraction(byGiftCards, 100);
        return new Paid(
                lines,
                totals.shipping(),
                taxOfShipping,
                totals.taxIncluded(),
                false,
                new Tender(cards, cents(0)),
                new Tender(totals.total().minus(cards), cents(0)));
    }

    private static Money cents(long amount) {
        return new Money(amount, USD);
    }
}
