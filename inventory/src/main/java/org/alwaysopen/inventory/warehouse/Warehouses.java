package org.alwaysopen.inventory.warehouse;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Tx;

/**
 * Owns {@code inventory.warehouse}. The list is remembered for a while: it says where to look, and what lies there is
 * decided by the rows of the stock levels. Thread-safe.
 */
public final class Warehouses {
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    /** A merchant with more has a warehouse system of their own. */
    private static final int WAREHOUSES_MAX = 500;

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,31}");

    private record Known(List<Warehouse> warehouses, long untilNanos) {}

    private volatile Known known;

    public void define(Tx tx, Warehouse warehouse) {
        if (!CODE.matcher(warehouse.code()).matches()) {
            throw Problem.invalid("code: expected 1 to 32 letters, digits or dashes")
                    .exception();
        }
        tx.update("""
                        INSERT INTO inventory.warehouse (code, name, country, region, latitude, longitude)
                        VALUES (:code, :name, :country, :region, :latitude, :longitude)
                        ON CONFLICT (code) DO UPDATE
                           SET name = EXCLUDED.name, country = EXCLUDED.country, region = EXCLUDED.region,
                               latitude = EXCLUDED.latitude, longitude = EXCLUDED.longitude""")
                .bind("code", warehouse.code())
                .bind("name", warehouse.name())
                .bind("country", warehouse.country())
                .bind("region", warehouse.region())
                .bind("latitude", warehouse.latitude())
                .bind("longitude", warehouse.longitude())
                .execute();
        tx.afterCompletion(() -> known = null);
    }

    public List<Warehouse> find(Tx tx) {
        return tx.query("""
                        SELECT code, name, country, region, latitude, longitude
                          FROM inventory.warehouse ORDER BY code LIMIT :limit""")
                .bind("limit", WAREHOUSES_MAX)
                .map((row, context) -> new Warehouse(
                        row.getString("code"),
                        row.getString("name"),
                        row.getString("country"),
                        row.getString("region"),
                        row.getDouble("latitude"),
                        row.getDouble("longitude")))
                .list();
    }

    List<Warehouse> remembered(Tx tx) {
        Known now = known;
        if (now == null || now.warehouses().isEmpty() || now.untilNanos() - System.nanoTime() < 0) {
            now = new Known(find(tx), System.nanoTime() + REMEMBERED.toNanos());
            known = now;
        }
        return now.warehouses();
    }

    /** Goods must not vanish into a place that nobody ships from. */
    public void check(Tx tx, String code) {
        Set<String> codes = remembered(tx).stream().map(Warehouse::code).collect(Collectors.toSet());
        if (!codes.contains(code)) {
            codes = find(tx).stream().map(Warehouse::code).collect(Collectors.toSet());
        }
        if (!codes.contains(code)) {
            throw Problem.invalid("warehouse: expected one of "
                            + String.join(", ", codes.stream().sorted().toList()) + ", got " + code)
                    .exception();
        }
    }
}
