package org.alwaysopen.orders.pricing;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.platform.Money;

/** What selling to one destination in one currency means: its tax, and its shipping rates. Immutable. */
public record Terms(TaxTerms tax, List<Rate> rates) {

    /** @param weightBelow grams, exclusive */
    public record Rate(
            String method,
            long weightFrom,
            long weightBelow,
            long totalFrom,
            String name,
            String estimate,
            Money price) {
        boolean fits(long grams, Money goods) {
            return weightFrom <= grams && grams < weightBelow && totalFrom <= goods.minorUnits();
        }
    }

    /** The ways to send so much, cheapest first. */
    public List<ShippingOption> options(long grams, Money goods) {
        Map<String, Rate> best = new TreeMap<>();
        for (Rate rate : rates) {
            if (rate.fits(grams, goods)) {
                best.merge(rate.method(), rate, (a, b) -> a.totalFrom() >= b.totalFrom() ? a : b);
            }
        }
        return best.values().stream()
                .map(r -> new ShippingOption(r.method(), r.name(), r.price(), r.estimate()))
                .sorted(Comparator.comparing(ShippingOption::price).thenComparing(ShippingOption::id))
                .toList();
    }

    public Optional<ShippingOption> option(String method, long grams, Money goods) {
        return options(grams, goods).stream().filter(o -> o.id().equals(method)).findFirst();
    }
}
