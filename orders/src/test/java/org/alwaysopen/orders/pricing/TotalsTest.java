package org.alwaysopen.orders.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Currency;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.alwaysopen.platform.Money;

/** Goal: whatever is in a cart, the parts sum to the whole, nothing is negative, and no cent appears or vanishes by rounding. */
class TotalsTest {
    private static final Currency USD = Currency.getInstance("USD");
    private static final long CENTS_MAX = 5_000_000;

    @Property
    void thePartsSumToTheWhole(
            @ForAll("lines") @Size(max = 200) List<Totals.Priced> lines,
            @ForAll @LongRange(min = 0, max = 100_000) long shipping,
            @ForAll("terms") TaxTerms terms) {
        Totals totals = Totals.of(USD, lines, cents(shipping), terms);

        Money net = totals.subtotal().minus(totals.discount()).plus(totals.shipping());
        assertThat(totals.total()).isEqualTo(terms.included() ? net : net.plus(totals.tax()));
        assertThat(sum(totals.lines().stream().map(Totals.OfLine::total).toList()))
                .isEqualTo(totals.subtotal());
        assertThat(sum(totals.lines().stream().map(Totals.OfLine::discount).toList()))
                .isEqualTo(totals.discount());
        Money taxOfShipping = terms.onShipping() ? terms.on(cents(shipping)) : cents(0);
        assertThat(sum(totals.lines().stream().map(Totals.OfLine::tax).toList()).plus(taxOfShipping))
                .isEqualTo(totals.tax());
        assertThat(totals.total().isNegative() || totals.tax().isNegative()).isFalse();
    }

    /** Half a cent for each line, and for shipping: no more is lost or won against the exact tax. */
    @Property
    void roundingIsWithinHalfACentOfEachLine(
            @ForAll("lines") @Size(max = 200) List<Totals.Priced> lines, @ForAll("terms") TaxTerms terms) {
        Totals totals = Totals.of(USD, lines, cents(0), terms);

        double net = totals.subtotal().minus(totals.discount()).minorUnits();
        double rate = terms.ratePpm() / 1e6;
        double exact = terms.included() ? net * rate / (1 + rate) : net * rate;
        assertThat(Math.abs(totals.tax().minorUnits() - exact)).isLessThanOrEqualTo(0.5 * lines.size() + 1e-3);
    }

    @Property
    void taxInsideAPriceIsNeverMoreThanThePrice(
            @ForAll @LongRange(min = 0, max = CENTS_MAX) long price, @ForAll("terms") TaxTerms terms) {
        if (terms.included()) {
            assertThat(terms.on(cents(price)).minorUnits()).isBetween(0L, price);
        }
    }

    @Property
    void moreOfAnythingIsNeverCheaper(
            @ForAll("lines") @Size(min = 1, max = 20) List<Totals.Priced> lines, @ForAll("terms") TaxTerms terms) {
        Totals before = Totals.of(USD, lines, cents(0), terms);
        Totals.Priced first = lines.get(0);
        List<Totals.Priced> more = new java.util.ArrayList<>(lines);
        more.set(0, new Totals.Priced(first.price(), first.quantity() + 1, first.discount()));

        assertThat(Totals.of(USD, more, cents(0), terms).total()).isGreaterThanOrEqualTo(before.total());
    }

    @Provide
    Arbitrary<List<Totals.Priced>> lines() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, CENTS_MAX),
                        Arbitraries.integers().between(1, 200),
                        Arbitraries.integers().between(0, 100))
                .as((price, quantity, percentOff) -> new Totals.Priced(
                        cents(price), quantity, cents(price).times(quantity).timesFraction(percentOff, 100)))
                .list();
    }

    @Provide
    Arbitrary<TaxTerms> terms() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 300_000),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(TaxTerms::new);
    }

    private static Money cents(long amount) {
        return new Money(amount, USD);
    }

    private static Money sum(List<Money> amounts) {
        return amounts.stream().reduce(cents(0), Money::plus);
    }
}
