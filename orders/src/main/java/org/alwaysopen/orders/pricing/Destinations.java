package org.alwaysopen.orders.pricing;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Rates;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;

/** The tables of tax rates, shipping zones and shipping rates. Stateless. */
public final class Destinations {
    /** Bounds what a checkout reads; {@link StoredRates} lets no zone have more. */
    static final int RATES_MAX = Rates.SHIPPING_RATES_MAX;

    private record Row(TaxTerms tax, Terms.Rate rate) {}

    /** One query: the tax of the most precise row, beside all rates of the zone. */
    public Terms find(Tx tx, Address address, Currency currency) {
        List<Row> rows = tx.query("""
                        SELECT COALESCE(tr.rate_ppm, tc.rate_ppm, 0) AS rate_ppm,
                               COALESCE(tr.included, tc.included, false) AS included,
                               COALESCE(tr.on_shipping, tc.on_shipping, false) AS on_shipping,
                               r.method, r.weight_from, r.weight_below, r.total_from, r.name, r.estimate, r.price
                          FROM (SELECT CAST(:country AS TEXT) AS country, CAST(:region AS TEXT) AS region) d
                          LEFT JOIN orders.tax_rate tr
                                 ON tr.country = d.country AND tr.region = d.region AND d.region <> ''
                          LEFT JOIN orders.tax_rate tc ON tc.country = d.country AND tc.region = ''
                          LEFT JOIN orders.shipping_zone zr
                                 ON zr.country = d.country AND zr.region = d.region AND d.region <> ''
                          LEFT JOIN orders.shipping_zone zc ON zc.country = d.country AND zc.region = ''
                          LEFT JOIN orders.shipping_rate r
                                 ON r.zone = COALESCE(zr.zone, zc.zone, 'world') AND r.currency = :currency
                         LIMIT :limit""")
                .bind("country", address.country())
                .bind("region", address.region() == null ? "" : address.region())
                .bind("currency", currency.getCurrencyCode())
                .bind("limit", RATES_MAX)
                .map((rs, ctx) -> new Row(
                        new TaxTerms(rs.getInt("rate_ppm"), rs.getBoolean("included"), rs.getBoolean("on_shipping")),
                        rs.getString("method") == null
                                ? null
                                : new Terms.Rate(
                                        rs.getString("method"),
                                        rs.getLong("weight_from"),
                                        rs.getLong("weight_below"),
                                        rs.getLong("total_from"),
                                        rs.getString("name"),
                                        rs.getString("estimate"),
                                        new Money(rs.getLong("price"), currency))))
                .list();
        List<Terms.Rate> rates = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.rate() != null) {
                rates.add(row.rate());
            }
        }
        return new Terms(rows.get(0).tax(), List.copyOf(rates));
    }
}
