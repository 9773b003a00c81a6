package org.alwaysopen.orders.pricing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.alwaysopen.orders.Promotions.Kind;
import org.alwaysopen.orders.Promotions.Terms;
import org.alwaysopen.platform.Money;

/**
 * What promotions take off a cart: a pure function of its lines, its shipping and the promotions that are offered to it.
 *
 * <p>Of what fits, the shopper gets the best: all stackable promotions together, or one that stands alone (docs/adr/0044). They come
 * in the order of {@link Kind}; each takes from what those before left of a line, and never more. What one takes is rounded once,
 * half up, and spread over its lines in proportion, the odd cents to the largest remainders: so the parts sum to the whole.
 *
 * @param ofLines    off each line, in their order
 * @param ofShipping off the price of shipping
 * @param applied    those that took something off, with how much; together they are all of it
 */
public record Discounts(List<Money> ofLines, Money ofShipping, List<Applied> applied) {

    /** @param product and {@code category}: slugs, or null */
    public record Item(String sku, String product, String category, Money price, int quantity) {
        Money total() {
            return price.times(quantity);
        }
    }

    /** @param code null: automatic. @param amount more than zero, off goods and shipping */
    public record Applied(UUID id, String code, String name, Money amount) {}

    private static final Comparator<Offered> ORDER =
            Comparator.<Offered, Kind>comparing(o -> o.terms().kind()).thenComparing(Offered::id);

    /** @param shipping before anything is taken off */
    public static Discounts of(Currency currency, List<Item> items, Money shipping, List<Offered> offered) {
        if (offered.isEmpty()) {
            Money zero = Money.zero(currency);
            return new Discounts(items.stream().map(item -> zero).toList(), zero, List.of());
        }
        List<Offered> fitting = offered.stream()
                .filter(o -> fits(o.terms(), currency, items))
                .sorted(ORDER)
                .toList();
        Discounts best = together(
                currency,
                items,
                shipping,
                fitting.stream().filter(Offered::stackable).toList());
        for (Offered alone : fitting) {
            if (!alone.stackable()) {
                Discounts other = together(currency, items, shipping, List.of(alone));
                best = other.total().compareTo(best.total()) > 0 ? other : best;
            }
        }
        return best;
    }

    /** Off goods and shipping. */
    public Money total() {
        return ofLines.stream().reduce(ofShipping, Money::plus);
    }

    /** Whether the cart fulfils its conditions; it may still take nothing off. */
    public static boolean fits(Terms terms, Currency currency, List<Item> items) {
        String code = currency.getCurrencyCode();
        if (terms.kind() == Kind.AMOUNT && !terms.amounts().containsKey(code)) {
            return false;
        }
        if (!terms.minimum().isEmpty()) {
            Long least = terms.minimum().get(code);
            Money goods = items.stream().map(Item::total).reduce(Money.zero(currency), Money::plus);
            if (least == null || goods.minorUnits() < least) {
                return false;
            }
        }
        return items.stream().anyMatch(item -> covers(terms, item));
    }

    private static boolean covers(Terms terms, Item item) {
        boolean everything = terms.skus().isEmpty()
                && terms.products().isEmpty()
                && terms.categories().isEmpty();
        return everything
                || terms.skus().contains(item.sku())
                || item.product() != null && terms.products().contains(item.product())
                || item.category() != null && terms.categories().contains(item.category());
    }

    private static Discounts together(Currency currency, List<Item> items, Money shipping, List<Offered> list) {
        long[] off = new long[items.size()];
        long offShipping = 0;
        List<Applied> applied = new ArrayList<>();
        for (Offered one : list) {
            long takes;
            if (one.terms().kind() == Kind.FREE_SHIPPING) {
                takes = shipping.minorUnits() - offShipping;
                offShipping += takes;
            } else {
                long[] taken = taken(one.terms(), currency, items, off);
                takes = Arrays.stream(taken).sum();
                Arrays.setAll(off, i -> off[i] + taken[i]);
            }
            if (takes > 0) {
                applied.add(new Applied(one.id(), one.code(), one.name(), new Money(takes, currency)));
            }
        }
        return new Discounts(
                Arrays.stream(off).mapToObj(cents -> new Money(cents, currency)).toList(),
                new Money(offShipping, currency),
                List.copyOf(applied));
    }

    /** What one promotion takes off each line, of what the others left. */
    private static long[] taken(Terms terms, Currency currency, List<Item> items, long[] off) {
        long[] rest = new long[items.size()];
        Arrays.setAll(
                rest, i -> covers(terms, items.get(i)) ? items.get(i).total().minorUnits() - off[i] : 0);
        if (terms.kind() == Kind.BUY_X_GET_Y) {
            return given(terms, items, rest);
        }
        long whole = Arrays.stream(rest).sum();
        long takes = terms.kind() == Kind.PERCENTAGE
                ? new Money(whole, currency)
                        .timesFraction(terms.percentPpm(), Terms.WHOLE_PPM)
                        .minorUnits()
                : Math.min(whole, terms.amounts().get(currency.getCurrencyCode()));
        return spread(takes, rest);
    }

    /** Of every group of {@code buy + get} units, {@code get} are given: the cheapest of all, however they are spread over lines. */
    private static long[] given(Terms terms, List<Item> items, long[] rest) {
        long units = IntStream.range(0, rest.length)
                .filter(i -> covers(terms, items.get(i)))
                .mapToLong(i -> items.get(i).quantity())
                .sum();
        long left = units / (terms.buy() + terms.get()) * terms.get();
        List<Integer> cheapestFirst = IntStream.range(0, rest.length)
                .filter(i -> covers(terms, items.get(i)))
                .boxed()
                .sorted(Comparator.<Integer, Money>comparing(i -> items.get(i).price())
                        .thenComparing(i -> i))
                .toList();
        long[] taken = new long[rest.length];
        for (int i : cheapestFirst) {
            long here = Math.min(left, items.get(i).quantity());
            left -= here;
            long worth = items.get(i)
                    .price()
                    .times(here)
                    .timesFraction(terms.percentPpm(), Terms.WHOLE_PPM)
                    .minorUnits();
            taken[i] = Math.min(worth, rest[i]);
        }
        return taken;
    }

    /**
     * Divides an amount in the proportion of the weights, none of which gets more than itself: rounded down, then a cent more for
     * those that lost most by it.
     *
     * @param amount 0 to the sum of the weights
     */
    static long[] spread(long amount, long[] weights) {
        long whole = Arrays.stream(weights).sum();
        long[] parts = new long[weights.length];
        if (whole == 0) {
            return parts;
        }
        long[] remainders = new long[weights.length];
        long left = amount;
        for (int i = 0; i < weights.length; i++) {
            // Up to a hundred thousand million cents squared: more than 64 bits hold.
            BigInteger[] share = BigInteger.valueOf(amount)
                    .multiply(BigInteger.valueOf(weights[i]))
                    .divideAndRemainder(BigInteger.valueOf(whole));
            parts[i] = share[0].longValueExact();
            remainders[i] = share[1].longValueExact();
            left -= parts[i];
        }
        List<Integer> neediest = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> -remainders[i]).thenComparing(i -> i))
                .toList();
        for (int i = 0; i < left; i++) {
            parts[neediest.get(i)]++;
        }
        return parts;
    }
}
