package org.alwaysopen.inventory.upkeep;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Tells the merchant once when a watched SKU falls to its threshold, and may tell again after it was above it.
 *
 * <p>A sale does not know how much is left in all regions together, and must not ask. So this looks soon after at what this
 * server sold, and, bit by bit, at all watched SKUs, since a server may have died before it looked. Thread-safe.
 */
final class LowStock {
    private final Transactions transactions;
    private final SlotTable allotments;
    private final Region here;
    private String walkedTo = "";

    LowStock(Transactions transactions, SlotTable allotments, Region here) {
        this.transactions = transactions;
        this.allotments = allotments;
        this.here = here;
    }

    private record Watched(Sku sku, long threshold, boolean told) {}

    /** @return how many events were raised */
    synchronized int warn(int limit) {
        List<Sku> sold = allotments.pools().drainTouched(limit);
        List<Watched> watched = transactions.read("inventory: watched", tx -> {
            List<Watched> walked = find(tx, "sku > :after", "", walkedTo, limit);
            walkedTo = walked.size() < limit ? "" : walked.get(limit - 1).sku().code();
            List<Watched> lately = sold.isEmpty()
                    ? List.of()
                    : find(tx, "sku = ANY (CAST(:skus AS TEXT[]))", SlotTable.arrayOf(sold), "", limit);
            return Stream.concat(walked.stream(), lately.stream()).distinct().toList();
        });
        Map<Sku, Long> available = transactions
                .read(
                        "inventory: watched levels",
                        tx -> allotments.levels(
                                tx, watched.stream().map(Watched::sku).toList()))
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()));
        int told = 0;
        for (Watched item : watched) {
            boolean low = available.getOrDefault(item.sku(), 0L) <= item.threshold();
            if (low != item.told()) {
                told += transactions.run("inventory: low stock", tx -> mark(tx, item, low)) && low ? 1 : 0;
            }
        }
        return told;
    }

    private static List<Watched> find(Tx tx, String condition, String skus, String after, int limit) {
        var query = tx.query("""
                SELECT sku, low_stock_threshold, low_stock_since IS NOT NULL AS told FROM inventory.item
                 WHERE low_stock_threshold IS NOT NULL AND %s ORDER BY sku LIMIT :limit""".formatted(condition));
        return (skus.isEmpty() ? query.bind("after", after) : query.bind("skus", skus))
                .bind("limit", limit)
                .map((row, context) -> new Watched(
                        new Sku(row.getString("sku")), row.getLong("low_stock_threshold"), row.getBoolean("told")))
                .list();
    }

    /** Two servers that see it at the same time: the row is the judge, one of them tells. */
    private boolean mark(Tx tx, Watched item, boolean low) {
        long available = allotments.levels(tx, List.of(item.sku())).values().stream()
                .flatMap(levels -> levels.values().stream())
                .mapToLong(Long::longValue)
                .sum();
        if (low != available <= item.threshold()) {
            return false;
        }
        boolean first = tx.update("""
                        UPDATE inventory.item SET low_stock_since = %s
                         WHERE sku = :sku AND low_stock_threshold = :threshold AND low_stock_since %s""".formatted(low ? "now()" : "NULL", low ? "IS NULL" : "IS NOT NULL"))
                        .bind("sku", item.sku().code())
                        .bind("threshold", item.threshold())
                        .execute()
                == 1;
        if (first && low) {
            String event =
                    Json.write(Map.of("sku", item.sku().code(), "available", available, "threshold", item.threshold()));
            Outbox.append(tx, Stock.LOW_STOCK, item.sku().code(), event, here);
        }
        return first;
    }
}
