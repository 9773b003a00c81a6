package org.alwaysopen.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Money;

/**
 * What is charged by destination, for merchants: tax rates, places and their shipping zones, and what shipping costs in a zone.
 *
 * <p>A table is looked at and set as a whole, so that it is never half-changed. Who sets it says which version they saw: of two
 * merchants at once the second is refused, and looks again. Setting what is there already changes nothing. The next cart that is
 * worked out, in any region, knows it; a cart that was shown before is refused at the till with the difference. Each change is
 * kept with who made it, and with what it was before. Thread-safe.
 */
public interface Rates {
    /** All countries, and the states of those that tax by state; as many as fit into one request. */
    int TAX_RATES_MAX = 400;

    int PLACES_MAX = 500;
    /** Bounds what a checkout reads: of one zone, all currencies together. */
    int SHIPPING_RATES_MAX = 200;

    int NAME_LENGTH_MAX = 100;
    /** Each change holds whole tables. */
    int PAGE_MAX = 20;

    /** @param version 0 as long as nobody has set it */
    record Table<T>(long version, List<T> rows) {
        public Table {
            rows = List.copyOf(rows);
        }
    }

    /**
     * @param region     of the country, such as {@code NY}; empty: the whole country, as far as no region of it has a row
     * @param ratePpm    parts per million: 8.875 % is 88,750
     * @param included   whether prices shown there hold the tax already
     * @param onShipping whether shipping is taxed too
     */
    record TaxRate(String country, String region, String name, int ratePpm, boolean included, boolean onShipping) {}

    /** Which zone a place is in; places without a row are in the zone {@code world}. */
    record Place(String country, String region, String zone) {}

    /**
     * What a method costs for parcels of {@code weightFrom <= grams < weightBelow} whose goods cost {@code totalFrom} or more.
     *
     * @param totalFrom in the currency of the price
     * @param estimate  in words, such as {@code 3 to 5 days}
     */
    record ShippingRate(
            String method,
            String name,
            String estimate,
            long weightFrom,
            long weightBelow,
            Money totalFrom,
            Money price) {}

    /** @param was   the rows before, as JSON. @param became the rows after */
    record Change(UUID id, String table, long version, Instant at, String actor, String was, String became) {}

    record Changes(List<Change> items, Optional<String> next) {}

    Table<TaxRate> taxes();

    /** @param seen the version that was looked at. @throws org.alwaysopen.platform.ProblemException 409 another one, 422 */
    Table<TaxRate> setTaxes(List<TaxRate> rows, long seen, String actor);

    Table<Place> places();

    Table<Place> setPlaces(List<Place> rows, long seen, String actor);

    /** The zones that have rates. */
    List<String> zones();

    Table<ShippingRate> shipping(String zone);

    /** Without rows nothing is sent there. */
    Table<ShippingRate> setShipping(String zone, List<ShippingRate> rows, long seen, String actor);

    /** Who changed what, the newest first. */
    Changes changes(Optional<String> cursor, int limit);
}
