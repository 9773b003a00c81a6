package org.alwaysopen.orders.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.alwaysopen.orders.Promotions.Kind;
import org.alwaysopen.orders.Promotions.Terms;
import org.alwaysopen.orders.pricing.Discounts.Applied;
import org.alwaysopen.orders.pricing.Discounts.Item;
import org.alwaysopen.platform.Money;

/** Goal: whatever promotions meet whatever cart, the parts sum to the whole, no line is less than free, and the shopper gets the best. */
class DiscountsTest {
    private static final Currency USD = Currency.getInstance("USD");

    @Property
    void thePartsSumToTheWholeAndNoLineIsLessThanFree(
            @ForAll("items") List<Item> items,
            @ForAll @LongRange(max = 20_000) long shipping,
            @ForAll("offers") List<Offered> offered) {
        Discounts discounts = Discounts.of(USD, items, cents(shipping), offered);

        for (int i = 0; i < items.size(); i++) {
            assertThat(discounts.ofLines().get(i))
                    .isBetween(cents(0), items.get(i).total());
        }
        assertThat(discounts.ofShipping()).isBetween(cents(0), cents(shipping));
        assertThat(sum(discounts.applied().stream().map(Applied::amount).toList()))
                .isEqualTo(discounts.total());
        assertThat(discounts.applied()).allMatch(one -> one.amount().minorUnits() > 0);
    }

    /** With discounts, totals are made of parts that {@link Totals} checks itself; and nothing costs less than nothing. */
    @Property
    void totalsAreMadeOfWhatIsLeft(
            @ForAll("items") List<Item> items,
            @ForAll @LongRange(max = 20_000) long shipping,
            @ForAll("offers") List<Offered> offered,
            @ForAll @IntRange(max = 300_000) int ratePpm,
            @ForAll boolean included) {
        Discounts discounts = Discounts.of(USD, items, cents(shipping), offered);
        List<Totals.Priced> priced = IntStream.range(0, items.size())
                .mapToObj(i -> new Totals.Priced(
                        items.get(i).price(),
                        items.get(i).quantity(),
                        discounts.ofLines().get(i)))
                .toList();
        TaxTerms terms = new TaxTerms(ratePpm, included, true);
        Money left = cents(shipping).minus(discounts.ofShipping());
        Totals with = Totals.of(USD, priced, left, terms);
        Totals without = Totals.of(
                USD,
                items.stream()
                        .map(item -> new Totals.Priced(item.price(), item.quantity(), cents(0)))
                        .toList(),
                cents(shipping),
                terms);

        assertThat(with.total()).isBetween(cents(0), without.total());
        assertThat(with.discount()).isEqualTo(sum(discounts.ofLines()));
        assertThat(with.tax()).isLessThanOrEqualTo(without.tax());
    }

    @Property
    void theShopperGetsTheBestOfAllStackableAndEachAlone(
            @ForAll("items") List<Item> items, @ForAll("offers") List<Offered> offered) {
        Money shipping = cents(595);
        Money best = Discounts.of(USD, items, shipping, offered).total();

        List<Offered> stackable = offered.stream().filter(Offered::stackable).toList();
        assertThat(best)
                .isGreaterThanOrEqualTo(
                        Discounts.of(USD, items, shipping, stackable).total());
        for (Offered alone : offered) {
            if (!alone.stackable()) {
                assertThat(best)
                        .isGreaterThanOrEqualTo(Discounts.of(USD, items, shipping, List.of(alone))
                                .total());
            }
        }
        List<Offered> turned = new java.util.ArrayList<>(offered);
        java.util.Collections.reverse(turned);
        assertThat(Discounts.of(USD, items, shipping, turned).ofLines())
                .as("whatever the order in which they were given")
                .isEqualTo(Discounts.of(USD, items, shipping, offered).ofLines());
    }

    @Property
    void anAmountIsSpreadToTheCentAndInProportion(
            @ForAll @Size(min = 1, max = 50) List<@LongRange(max = 100_000_000) Long> weights,
            @ForAll @IntRange(max = 1000) int permille) {
        long[] of = weights.stream().mapToLong(Long::longValue).toArray();
        long whole = Arrays.stream(of).sum();
        long amount = whole / 1000 * permille;

        long[] parts = Discounts.spread(amount, of);

        assertThat(Arrays.stream(parts).sum()).isEqualTo(amount);
        for (int i = 0; i < of.length; i++) {
            assertThat(parts[i]).isBetween(0L, of[i]);
            double exact = whole == 0 ? 0 : (double) amount * of[i] / whole;
            assertThat(Math.abs(parts[i] - exact)).isLessThanOrEqualTo(1.0001);
        }
    }

    @Example
    void aTenthOffIsRoundedOnceAndTheOddCentGoesToTheLargestRemainder() {
        List<Item> items = List.of(item("A", 333, 1), item("B", 333, 1), item("C", 339, 1));
        Discounts off = Discounts.of(USD, items, cents(0), List.of(offered(Terms.percentage(100_000), true)));

        assertThat(off.total()).isEqualTo(cents(101)); // of 1005: 100.5
        assertThat(off.ofLines()).containsExactly(cents(34), cents(33), cents(34));
    }

    @Example
    void ofThreeTheCheapestIsFreeAndOfSevenTwo() {
        Terms threeForTwo = Terms.buyXGetY(2, 1, Terms.WHOLE_PPM);
        List<Offered> offer = List.of(offered(threeForTwo, true));

        assertThat(Discounts.of(USD, List.of(item("A", 1000, 2)), cents(0), offer)
                        .total())
                .isEqualTo(cents(0));
        assertThat(Discounts.of(USD, List.of(item("A", 1000, 2), item("B", 400, 1)), cents(0), offer)
                        .ofLines())
                .containsExactly(cents(0), cents(400));
        assertThat(Discounts.of(USD, List.of(item("A", 1000, 6), item("B", 400, 1)), cents(0), offer)
                        .ofLines())
                .containsExactly(cents(1000), cents(400));
    }

    @Example
    void onlyWhatItIsForAndOnlyFromTheMinimum() {
        Item mug = new Item("MUG", "mug", "kitchen", cents(1000), 1);
        Item lamp = new Item("LAMP", "lamp", "desk", cents(3000), 1);
        Terms kitchen = new Terms(Kind.PERCENTAGE, 500_000, null, null, null, null, null, null, List.of("kitchen"));
        Terms fromFifty = Terms.amount(cents(700)).from(cents(5000));

        assertThat(Discounts.of(USD, List.of(mug, lamp), cents(0), List.of(offered(kitchen, true)))
                        .ofLines())
                .containsExactly(cents(500), cents(0));
        assertThat(Discounts.of(USD, List.of(mug, lamp), cents(0), List.of(offered(fromFifty, true)))
                        .total())
                .isEqualTo(cents(0));
        assertThat(Discounts.of(USD, List.of(mug, lamp, mug), cents(0), List.of(offered(fromFifty, true)))
                        .total())
                .isEqualTo(cents(700));
        assertThat(Discounts.of(
                                Currency.getInstance("EUR"),
                                List.of(new Item("MUG", null, null, Money.of(9000, "EUR"), 1)),
                                Money.of(0, "EUR"),
                                List.of(offered(fromFifty, true)))
                        .total())
                .as("an amount in dollars is none in euros")
                .isEqualTo(Money.of(0, "EUR"));
    }

    @Example
    void stackableOnesGoTogetherAndTheOtherStandsAlone() {
        List<Item> items = List.of(item("A", 10_000, 1));
        Offered ten = offered(Terms.percentage(100_000), true);
        Offered five = offered(Terms.amount(cents(500)), true);
        Offered free = offered(Terms.freeShipping(), true);
        Offered alone = offered(Terms.percentage(200_000), false);

        Discounts together = Discounts.of(USD, items, cents(595), List.of(free, five, ten));
        assertThat(together.ofLines()).containsExactly(cents(1500)); // 10 % of 100, then 5
        assertThat(together.ofShipping()).isEqualTo(cents(595));

        Discounts best = Discounts.of(USD, items, cents(595), List.of(free, five, ten, alone));
        assertThat(best).as("20.95 together, 20.00 alone").isEqualTo(together);
        assertThat(Discounts.of(USD, items, cents(0), List.of(free, five, ten, alone))
                        .applied())
                .as("15.00 together, 20.00 alone")
                .singleElement()
                .satisfies(one -> assertThat(one.id()).isEqualTo(alone.id()));
    }

    @Provide
    Arbitrary<List<Item>> items() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.of("kitchen", "desk"),
                        Arbitraries.longs().between(0, 5_000_000),
                        Arbitraries.integers().between(1, 200))
                .as((sku, category, price, quantity) ->
                        new Item("SKU-" + sku, "product-" + sku, category, cents(price), quantity))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<Offered>> offers() {
        Arbitrary<Terms> percentage =
                Arbitraries.integers().between(1, Terms.WHOLE_PPM).map(Terms::percentage);
        Arbitrary<Terms> amount = Arbitraries.longs().between(1, 10_000_000).map(off -> Terms.amount(cents(off)));
        Arbitrary<Terms> groups = Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, Terms.WHOLE_PPM))
                .as(Terms::buyXGetY);
        Arbitrary<Terms> terms = Combinators.combine(
                        Arbitraries.oneOf(percentage, amount, groups, Arbitraries.just(Terms.freeShipping())),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(1, 1_000_000))
                .as((of, onlySome, least) ->
                        onlySome ? of.onSkus(List.of("SKU-1", "SKU-2")).from(cents(least)) : of);
        return Combinators.combine(terms, Arbitraries.of(true, false))
                .as(DiscountsTest::offered)
                .list()
                .ofMaxSize(8);
    }

    private static Offered offered(Terms terms, boolean stackable) {
        return new Offered(UUID.randomUUID(), null, "An offer", stackable, terms);
    }

    private static Item item(String sku, long price, int quantity) {
        return new Item(sku, null, null, cents(price), quantity);
    }

    private static Money cents(long amount) {
        return new Money(amount, USD);
    }

    private static Money sum(List<Money> amounts) {
        return amounts.stream().reduce(cents(0), Money::plus);
    }
}
