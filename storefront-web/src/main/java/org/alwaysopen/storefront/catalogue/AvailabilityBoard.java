package org.alwaysopen.storefront.catalogue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.alwaysopen.inventory.Sku;

/**
 * What the shelves say about stock: a label for each variant, with the time it was read.
 *
 * <p>It is for showing, and never the ground of a sale: the till asks the inventory itself. A label is a few seconds old;
 * while the inventory cannot be asked the last one stands, older and older, and its time says so. When nothing is known
 * it says that: never zero for "I do not know". Thread-safe.
 */
public final class AvailabilityBoard {
    /** So few units or fewer are said to be few. */
    public static final int FEW = 5;

    static final Duration FRESH = Duration.ofSeconds(2);
    /** Older than this a number says nothing any more. */
    static final Duration STALE_MAX = Duration.ofMinutes(10);

    private static final int ENTRIES_MAX = 5_000;

    private final Function<Collection<Sku>, Map<Sku, Integer>> source;
    private final Clock clock;
    private final NearCache<List<String>, Reading> readings =
            new NearCache<>(ENTRIES_MAX, FRESH, STALE_MAX, System::nanoTime);

    /** What a shopper is told. */
    public enum State {
        IN_STOCK,
        FEW_LEFT,
        SOLD_OUT,
        UNKNOWN
    }

    /**
     * @param units what could be sold then; 0 when it is not known
     * @param asOf  when it was read; {@code null} when it is not known
     */
    public record Label(State state, int units, Instant asOf) {
        static final Label UNKNOWN = new Label(State.UNKNOWN, 0, null);

        /** How old it is; zero when it is not known. */
        public Duration age(Clock clock) {
            return asOf == null ? Duration.ZERO : Duration.between(asOf, clock.instant());
        }

        /** Whether it is so old that the shopper should be told: the inventory could not be asked lately. */
        public boolean isStale(Clock clock) {
            return age(clock).compareTo(FRESH.multipliedBy(5)) > 0;
        }
    }

    private record Reading(Map<Sku, Integer> units, Instant asOf) {}

    /** @param source asks the inventory: units by SKU, those without stock missing; may throw */
    public AvailabilityBoard(Function<Collection<Sku>, Map<Sku, Integer>> source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** A label for each variant of these products, read together. */
    public Map<Sku, Label> labels(Collection<Product> products) {
        List<Sku> skus = products.stream()
                .flatMap(product -> product.variants().stream())
                .map(Variant::sku)
                .toList();
        Reading reading = read(products.stream().map(Product::slug).toList(), skus);
        Map<Sku, Label> labels = new HashMap<>();
        skus.forEach(sku -> labels.put(sku, label(reading, sku)));
        return labels;
    }

    private Reading read(List<String> slugs, List<Sku> skus) {
        try {
            return readings.get(slugs, key -> {
                Instant asOf = clock.instant(); // before asking: it is at least as new as it says
                return new Reading(source.apply(skus), asOf);
            });
        } catch (RuntimeException e) { // the page is shown all the same
            return null;
        }
    }

    private static Label label(Reading reading, Sku sku) {
        if (reading == null) {
            return Label.UNKNOWN;
        }
        int units = reading.units().getOrDefault(sku, 0);
        State state = units <= 0 ? State.SOLD_OUT : units <= FEW ? State.FEW_LEFT : State.IN_STOCK;
        return new Label(state, Math.max(0, units), reading.asOf());
    }
}
