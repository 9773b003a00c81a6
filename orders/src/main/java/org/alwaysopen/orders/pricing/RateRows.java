package org.alwaysopen.orders.pricing;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Rates;
import org.alwaysopen.orders.Rates.Place;
import org.alwaysopen.orders.Rates.ShippingRate;
import org.alwaysopen.orders.Rates.TaxRate;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tables of rates as merchants see and set them, and the journal of their changes; tills read them by {@link Destinations}. Stateless. */
final class RateRows {
    List<TaxRate> taxes(Tx tx) {
        return tx.query("""
                        SELECT country, region, name, rate_ppm, included, on_shipping FROM orders.tax_rate
                         ORDER BY country, region""")
                .map((rs, ctx) -> new TaxRate(
                        rs.getString("country"),
                        rs.getString("region"),
                        rs.getString("name"),
                        rs.getInt("rate_ppm"),
                        rs.getBoolean("included"),
                        rs.getBoolean("on_shipping")))
                .list();
    }

    void setTaxes(Tx tx, List<TaxRate> rows) {
        tx.update("DELETE FROM orders.tax_rate").execute();
        PreparedBatch batch = tx.batch("""
                INSERT INTO orders.tax_rate (country, region, name, rate_ppm, included, on_shipping)
                VALUES (:country, :region, :name, :ratePpm, :included, :onShipping)""");
        rows.forEach(row -> batch.bindMethods(row).add());
        execute(batch, rows);
    }

    List<Place> places(Tx tx) {
        return tx.query("SELECT country, region, zone FROM orders.shipping_zone ORDER BY country, region")
                .map((rs, ctx) -> new Place(rs.getString("country"), rs.getString("region"), rs.getString("zone")))
                .list();
    }

    void setPlaces(Tx tx, List<Place> rows) {
        tx.update("DELETE FROM orders.shipping_zone").execute();
        PreparedBatch batch =
                tx.batch("INSERT INTO orders.shipping_zone (country, region, zone) VALUES (:country, :region, :zone)");
        rows.forEach(row -> batch.bindMethods(row).add());
        execute(batch, rows);
    }

    List<String> zones(Tx tx) {
        return tx.query("SELECT DISTINCT zone FROM orders.shipping_rate ORDER BY zone")
                .mapTo(String.class)
                .list();
    }

    List<ShippingRate> shipping(Tx tx, String zone) {
        return tx.query("""
                        SELECT currency, method, weight_from, weight_below, total_from, name, estimate, price
                          FROM orders.shipping_rate WHERE zone = :zone
                         ORDER BY currency, method, weight_from, total_from""")
                .bind("zone", zone)
                .map((rs, ctx) -> new ShippingRate(
                        rs.getString("method"),
                        rs.getString("name"),
                        rs.getString("estimate"),
                        rs.getLong("weight_from"),
                        rs.getLong("weight_below"),
                        Money.of(rs.getLong("total_from"), rs.getString("currency")),
                        Money.of(rs.getLong("price"), rs.getString("currency"))))
                .list();
    }

    void setShipping(Tx tx, String zone, List<ShippingRate> rows) {
        tx.update("DELETE FROM orders.shipping_rate WHERE zone = :zone")
                .bind("zone", zone)
                .execute();
        PreparedBatch batch = tx.batch("""
                INSERT INTO orders.shipping_rate
                       (zone, currency, method, weight_from, total_from, weight_below, name, estimate, price)
                VALUES (:zone, :currency, :method, :weightFrom, :totalFromMinor, :weightBelow, :name, :estimate, :priceMinor)""");
        rows.forEach(row -> batch.bindMethods(row)
                .bind("zone", zone)
                .bind("currency", row.price().currency().getCurrencyCode())
                .bind("totalFromMinor", row.totalFrom().minorUnits())
                .bind("priceMinor", row.price().minorUnits())
                .add());
        execute(batch, rows);
    }

    private static void execute(PreparedBatch batch, List<?> rows) {
        if (!rows.isEmpty()) {
            batch.execute();
        }
    }

    /** How often a table was set. */
    long version(Tx tx, String table) {
        return tx.query("SELECT COALESCE(max(version), 0) FROM orders.rate_change WHERE rate_table = :table")
                .bind("table", table)
                .mapTo(Long.class)
                .one();
    }

    /** Two that set one table at once: the row is the judge. @return whether it was this one */
    boolean change(Tx tx, UUID id, String table, long version, String actor, List<?> was, List<?> became) {
        return tx.update("""
                        INSERT INTO orders.rate_change (id, rate_table, version, actor, was, became)
                        VALUES (:id, :table, :version, :actor, CAST(:was AS JSONB), CAST(:became AS JSONB))
                        ON CONFLICT (rate_table, version) DO NOTHING""")
                        .bind("id", id)
                        .bind("table", table)
                        .bind("version", version)
                        .bind("actor", actor)
                        .bind("was", Json.write(was))
                        .bind("became", Json.write(became))
                        .execute()
                == 1;
    }

    List<Rates.Change> changes(Tx tx, Optional<Cursor> after, int limit) {
        var query = tx.query("""
                        SELECT id, rate_table, version, at, actor, CAST(was AS TEXT) AS was, CAST(became AS TEXT) AS became
                          FROM orders.rate_change\s""" + (after.isPresent() ? "WHERE (at, id) < (:at, :id)" : "")
                        + " ORDER BY at DESC, id DESC LIMIT :limit")
                .bind("limit", limit);
        after.ifPresent(
                last -> query.bind("at", last.at().atOffset(ZoneOffset.UTC)).bind("id", last.id()));
        return query.map((rs, ctx) -> new Rates.Change(
                        rs.getObject("id", UUID.class),
                        rs.getString("rate_table"),
                        rs.getLong("version"),
                        rs.getObject("at", OffsetDateTime.class).toInstant(),
                        rs.getString("actor"),
                        rs.getString("was"),
                        rs.getString("became")))
                .list();
    }
}
