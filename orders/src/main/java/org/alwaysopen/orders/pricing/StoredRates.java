package org.alwaysopen.orders.pricing;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.Rates;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** Rates in SQL. */
public final class StoredRates implements Rates {
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    /** What stands behind the country in ISO 3166-2. */
    private static final Pattern REGION = Pattern.compile("[A-Z0-9]{0,3}");

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final int WHOLE_PPM = 1_000_000;
    /** A thousand tons. */
    private static final long GRAMS_MAX = 1_000_000_000;
    /** In minor units. */
    private static final long AMOUNT_MAX = 100_000_000;

    private final Transactions transactions;
    private final Ids ids;
    private final RateRows rows = new RateRows();

    public StoredRates(Transactions transactions, Ids ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    /** One table of rates: how it is read and written. */
    private record Store<T>(String name, Function<Tx, List<T>> read, BiConsumer<Tx, List<T>> write) {}

    private Store<TaxRate> taxStore() {
        return new Store<>("tax", rows::taxes, rows::setTaxes);
    }

    private Store<Place> placeStore() {
        return new Store<>("places", rows::places, rows::setPlaces);
    }

    private Store<ShippingRate> shippingStore(String zone) {
        String checked = slug("zone", zone);
        return new Store<>(
                "shipping " + checked,
                tx -> rows.shipping(tx, checked),
                (tx, rates) -> rows.setShipping(tx, checked, rates));
    }

    @Override
    public Table<TaxRate> taxes() {
        return look(taxStore());
    }

    @Override
    public Table<TaxRate> setTaxes(List<TaxRate> wanted, long seen, String actor) {
        atMost("tax rates", TAX_RATES_MAX, wanted);
        wanted.forEach(StoredRates::check);
        refuseTwice("country and region", wanted, rate -> rate.country() + "-" + rate.region());
        return set(taxStore(), sorted(wanted, TaxRate::country, TaxRate::region), seen, actor);
    }

    @Override
    public Table<Place> places() {
        return look(placeStore());
    }

    @Override
    public Table<Place> setPlaces(List<Place> wanted, long seen, String actor) {
        atMost("places", PLACES_MAX, wanted);
        for (Place place : wanted) {
            checkPlace(place.country(), place.region());
            slug("zone", place.zone());
        }
        refuseTwice("country and region", wanted, place -> place.country() + "-" + place.region());
        return set(placeStore(), sorted(wanted, Place::country, Place::region), seen, actor);
    }

    @Override
    public List<String> zones() {
        return transactions.read("rates: zones", rows::zones);
    }

    @Override
    public Table<ShippingRate> shipping(String zone) {
        return look(shippingStore(zone));
    }

    @Override
    public Table<ShippingRate> setShipping(String zone, List<ShippingRate> wanted, long seen, String actor) {
        atMost("shipping rates of a zone", SHIPPING_RATES_MAX, wanted);
        wanted.forEach(StoredRates::check);
        refuseTwice(
                "currency, method, weightFrom and totalFrom",
                wanted,
                rate -> rate.method() + " " + rate.weightFrom() + " " + rate.totalFrom());
        List<ShippingRate> sorted = wanted.stream()
                .sorted(Comparator.comparing(
                                (ShippingRate rate) -> rate.price().currency().getCurrencyCode())
                        .thenComparing(ShippingRate::method)
                        .thenComparing(ShippingRate::weightFrom)
                        .thenComparing(ShippingRate::totalFrom))
                .toList();
        return set(shippingStore(zone), sorted, seen, actor);
    }

    @Override
    public Changes changes(Optional<String> cursor, int limit) {
        return Cursor.page(
                cursor,
                limit,
                PAGE_MAX,
                (after, most) -> transactions.read("rates: changes", tx -> rows.changes(tx, after, most)),
                change -> new Cursor(change.at(), change.id()),
                Changes::new);
    }

    private <T> Table<T> look(Store<T> store) {
        return transactions.read(
                "rates: look",
                tx -> new Table<>(rows.version(tx, store.name()), store.read().apply(tx)));
    }

    private <T> Table<T> set(Store<T> store, List<T> wanted, long seen, String actor) {
        return transactions.run("rates: set", tx -> {
            long version = rows.version(tx, store.name());
            List<T> was = store.read().apply(tx);
            if (was.equals(wanted)) {
                return new Table<>(version, was); // the same request again
            }
            if (version != seen || !rows.change(tx, ids.next(), store.name(), version + 1, actor, was, wanted)) {
                throw Problem.conflict("version: expected the one that these rows have now, " + version + ", got "
                                + seen + ". Somebody else has set them; look at them again")
                        .with("version", version)
                        .exception();
            }
            store.write().accept(tx, wanted);
            return new Table<>(version + 1, wanted);
        });
    }

    private static void check(TaxRate rate) {
        checkPlace(rate.country(), rate.region());
        text("name", rate.name());
        if (rate.ratePpm() < 0 || rate.ratePpm() > WHOLE_PPM) {
            throw invalid("percent: expected 0 to 100, with up to 4 digits after the point");
        }
    }

    private static void check(ShippingRate rate) {
        slug("method", rate.method());
        text("name", rate.name());
        text("estimate", rate.estimate());
        if (rate.weightFrom() < 0 || rate.weightBelow() <= rate.weightFrom() || rate.weightBelow() > GRAMS_MAX) {
            throw invalid("weightFrom, weightBelow: expected grams, 0 <= weightFrom < weightBelow <= " + GRAMS_MAX
                    + ", got " + rate.weightFrom() + " and " + rate.weightBelow());
        }
        amount("price", rate.price());
        amount("totalFrom", rate.totalFrom());
        if (!rate.totalFrom().currency().equals(rate.price().currency())) {
            throw invalid("totalFrom: expected the currency of the price, "
                    + rate.price().currency() + ", got " + rate.totalFrom().currency());
        }
    }

    private static void checkPlace(String country, String region) {
        if (country == null || !COUNTRIES.contains(country)) {
            throw invalid("country: expected two capitals of ISO 3166-1, such as US, got " + shown(country));
        }
        if (region == null || !REGION.matcher(region).matches()) {
            throw invalid(
                    "region: expected up to three capitals and digits of ISO 3166-2, such as NY, got " + shown(region));
        }
    }

    private static String slug(String name, String text) {
        if (text == null || !SLUG.matcher(text).matches()) {
            throw invalid(
                    name + ": expected 1 to 40 small letters, digits and dashes, such as us-far, got " + shown(text));
        }
        return text;
    }

    private static void text(String name, String text) {
        if (text == null
                || text.isBlank()
                || text.length() > NAME_LENGTH_MAX
                || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(name + ": expected 1 to " + NAME_LENGTH_MAX + " characters on one line; shoppers see it");
        }
    }

    private static void amount(String name, Money amount) {
        if (amount == null || !Carts.CURRENCIES.contains(amount.currency())) {
            throw invalid(name + ": expected an amount in one of " + Carts.CURRENCIES);
        }
        if (amount.isNegative() || amount.minorUnits() > AMOUNT_MAX) {
            throw invalid(name + ": expected 0 to " + new Money(AMOUNT_MAX, amount.currency()) + ", got " + amount);
        }
    }

    private static void atMost(String what, int max, List<?> rows) {
        if (rows.size() > max) {
            throw invalid("items: expected at most " + max + " " + what + ", got " + rows.size());
        }
    }

    private static <T> void refuseTwice(String what, List<T> rows, Function<T, String> key) {
        Set<String> seen = new HashSet<>();
        for (T row : rows) {
            if (!seen.add(key.apply(row))) {
                throw invalid("items: expected each " + what + " once, got two rows with " + key.apply(row));
            }
        }
    }

    private static <T> List<T> sorted(List<T> rows, Function<T, String> first, Function<T, String> second) {
        return rows.stream()
                .sorted(Comparator.comparing(first).thenComparing(second))
                .toList();
    }

    private static String shown(String text) {
        return text == null ? "nothing" : "\"" + text.substring(0, Math.min(text.length(), 20)) + "\"";
    }

    private static ProblemException invalid(String detail) {
        return Problem.invalid(detail).exception();
    }
}
