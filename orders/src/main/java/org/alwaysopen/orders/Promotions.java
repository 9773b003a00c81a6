package org.alwaysopen.orders;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;

/**
 * What the merchant gives off, by a code or to everybody, and for how long.
 *
 * <p>A promotion is created, begins and ends at its times, by the database's clock, and may be disabled before; it is never changed:
 * another one is made. What an order got stays with the order. Limits of use hold however many shoppers come at once; an order
 * that comes to nothing gives its use back. How several go together is docs/adr/0044. Thread-safe.
 *
 * <p>Methods throw {@link org.alwaysopen.platform.ProblemException}: 404, 409 for a code that is in use, 422 for a value that is
 * not allowed.
 */
public interface Promotions {
    int PAGE_MAX = 100;
    int NAME_LENGTH_MAX = 100;
    /** Bounds what a till reads and reckons with. */
    int AUTOMATIC_MAX = 20;
    /** So many SKUs, products and categories, together. */
    int TARGETS_MAX = 500;

    int USES_MAX = 10_000_000;

    enum Kind {
        /** The cheapest units of each group are given off: comes first, because it needs whole prices. */
        BUY_X_GET_Y,
        PERCENTAGE,
        AMOUNT,
        FREE_SHIPPING
    }

    /**
     * What is given, and for what. Amounts are minor units by currency; where the cart's currency is not named, there is none.
     *
     * @param percentPpm what is taken off, in parts per million of the price: 12.5 % is 125000. For {@code PERCENTAGE}, and for
     *                   the units that {@code BUY_X_GET_Y} gives (1000000: free); otherwise null
     * @param amounts    for {@code AMOUNT}, otherwise empty
     * @param buy        for {@code BUY_X_GET_Y}: of so many units ...
     * @param get        ... and so many more, these are given off, the cheapest; otherwise null
     * @param minimum    what all goods of the cart must cost together, before anything is taken off; empty: nothing
     * @param skus       to what it applies, with {@code products} and {@code categories} (their slugs); all empty: to everything
     */
    record Terms(
            Kind kind,
            Integer percentPpm,
            Map<String, Long> amounts,
            Integer buy,
            Integer get,
            Map<String, Long> minimum,
            List<String> skus,
            List<String> products,
            List<String> categories) {
        public static final int WHOLE_PPM = 1_000_000;

        public Terms {
            amounts = amounts == null ? Map.of() : Map.copyOf(amounts);
            minimum = minimum == null ? Map.of() : Map.copyOf(minimum);
            skus = skus == null ? List.of() : List.copyOf(skus);
            products = products == null ? List.of() : List.copyOf(products);
            categories = categories == null ? List.of() : List.copyOf(categories);
        }

        public static Terms percentage(int ppm) {
            return new Terms(Kind.PERCENTAGE, ppm, null, null, null, null, null, null, null);
        }

        public static Terms amount(Money off) {
            return new Terms(Kind.AMOUNT, null, ofCurrency(off), null, null, null, null, null, null);
        }

        public static Terms freeShipping() {
            return new Terms(Kind.FREE_SHIPPING, null, null, null, null, null, null, null, null);
        }

        public static Terms buyXGetY(int buy, int get, int ppm) {
            return new Terms(Kind.BUY_X_GET_Y, ppm, null, buy, get, null, null, null, null);
        }

        public Terms from(Money least) {
            return new Terms(kind, percentPpm, amounts, buy, get, ofCurrency(least), skus, products, categories);
        }

        public Terms onSkus(List<String> only) {
            return new Terms(kind, percentPpm, amounts, buy, get, minimum, only, products, categories);
        }

        private static Map<String, Long> ofCurrency(Money money) {
            return Map.of(money.currency().getCurrencyCode(), money.minorUnits());
        }
    }

    /**
     * A promotion to be made.
     *
     * @param code     what shoppers type, in any case; empty: automatic
     * @param stackable whether it goes together with other stackable ones; otherwise it stands alone
     * @param startsAt empty: now
     * @param usesMax  by all orders together; empty: no limit
     */
    record Draft(
            Optional<String> code,
            String name,
            Terms terms,
            boolean stackable,
            Optional<Instant> startsAt,
            Optional<Instant> endsAt,
            Optional<Long> usesMax,
            Optional<Integer> usesPerCustomerMax) {}

    /**
     * @param active whether it can be used now, as far as time and the merchant go
     * @param uses   by orders that are placed or paid
     * @param left   uses that are left; empty: no limit
     */
    record Promotion(
            UUID id,
            Optional<String> code,
            String name,
            Terms terms,
            boolean stackable,
            Instant startsAt,
            Optional<Instant> endsAt,
            Optional<Long> usesMax,
            Optional<Integer> usesPerCustomerMax,
            boolean active,
            long uses,
            Optional<Long> left,
            Instant createdAt,
            Optional<Instant> disabledAt) {}

    /** @param next where to go on, or empty at the end */
    record Page(List<Promotion> items, Optional<String> next) {}

    /** The same request again gives the promotion that it made. */
    Promotion create(Draft draft, Optional<Idempotency.Request> once);

    Promotion get(UUID id);

    /** The newest first. @param cursor as {@link Page#next} gave it; @param limit 1 to {@link #PAGE_MAX} */
    Page list(Optional<String> cursor, int limit);

    /** From now on nobody gets it any more; doing it twice is doing it once. */
    Promotion disable(UUID id);
}
