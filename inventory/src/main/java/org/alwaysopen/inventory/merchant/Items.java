package org.alwaysopen.inventory.merchant;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock.Backorder;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.Query;

/** Owns {@code inventory.item} but for the counter of promises. Stateless. */
final class Items {
    private Items() {}

    record Item(Sku sku, Backorder backorder, long backordered, Optional<Long> lowStockThreshold) {}

    static void ensure(Tx tx, Collection<Sku> skus) {
        tx.update("""
                        INSERT INTO inventory.item (sku)
                        SELECT sku FROM unnest(CAST(:skus AS TEXT[])) AS wanted (sku) ORDER BY sku
                        ON CONFLICT (sku) DO NOTHING""").bind("skus", SlotTable.arrayOf(skus)).execute();
    }

    /** Those of which units are promised that were not there. */
    static List<Sku> owed(Tx tx, Collection<Sku> skus) {
        return tx
                .query("SELECT sku FROM inventory.item WHERE sku = ANY (CAST(:skus AS TEXT[])) AND backordered > 0")
                .bind("skus", SlotTable.arrayOf(skus))
                .mapTo(String.class)
                .list()
                .stream()
                .map(Sku::new)
                .sorted()
                .toList();
    }

    static void allowBackorders(Tx tx, Sku sku, Backorder backorder) {
        tx.update("""
                        INSERT INTO inventory.item (sku, backorder_kind, backorder_limit, ships_in_days, ships_on)
                        VALUES (:sku, :kind, :limit, CAST(:days AS INT4), CAST(:on AS DATE))
                        ON CONFLICT (sku) DO UPDATE
                           SET backorder_kind = EXCLUDED.backorder_kind, backorder_limit = EXCLUDED.backorder_limit,
                               ships_in_days = EXCLUDED.ships_in_days, ships_on = EXCLUDED.ships_on""")
                .bind("sku", sku.code())
                .bind("kind", backorder.kind().name())
                .bind("limit", backorder.limit())
                .bind("days", backorder.shipsInDays())
                .bind("on", backorder.shipsOn())
                .execute();
    }

    static void warnBelow(Tx tx, Sku sku, Optional<Long> threshold) {
        tx.update("""
                        INSERT INTO inventory.item (sku, low_stock_threshold) VALUES (:sku, CAST(:threshold AS INT8))
                        ON CONFLICT (sku) DO UPDATE
                           SET low_stock_threshold = EXCLUDED.low_stock_threshold, low_stock_since = NULL""")
                .bind("sku", sku.code())
                .bind("threshold", threshold.orElse(null))
                .execute();
    }

    static Map<Sku, Item> find(Tx tx, Collection<Sku> skus) {
        return skus.isEmpty()
                ? Map.of()
                : read(tx.query(SELECT + " WHERE sku = ANY (CAST(:skus AS TEXT[]))")
                        .bind("skus", SlotTable.arrayOf(skus)));
    }

    /** In the order of SKUs. */
    static Map<Sku, Item> after(Tx tx, String after, int limit) {
        return read(tx.query(SELECT + " WHERE sku > :after ORDER BY sku LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit));
    }

    private static final String SELECT = """
            SELECT sku, backorder_kind, backorder_limit, backordered, ships_in_days, ships_on, low_stock_threshold
              FROM inventory.item""";

    private static Map<Sku, Item> read(Query query) {
        return query
                .map((row, context) -> new Item(
                        new Sku(row.getString("sku")),
                        new Backorder(
                                Backorder.Kind.valueOf(row.getString("backorder_kind")),
                                row.getLong("backorder_limit"),
                                row.getObject("ships_in_days", Integer.class),
                                row.getObject("ships_on", LocalDate.class)),
                        row.getLong("backordered"),
                        Optional.ofNullable(row.getObject("low_stock_threshold", Long.class))))
                .list()
                .stream()
                .collect(Collectors.toMap(Item::sku, item -> item, (one, other) -> one, TreeMap::new));
    }
}
