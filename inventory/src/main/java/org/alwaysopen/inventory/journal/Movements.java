package org.alwaysopen.inventory.journal;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Stock.By;
import org.alwaysopen.inventory.Stock.Filter;
import org.alwaysopen.inventory.Stock.Kind;
import org.alwaysopen.inventory.Stock.Movement;
import org.alwaysopen.platform.Tx;

/** Owns {@code inventory.movement}: rows are added, and never changed. Stateless. */
public final class Movements {
    private static final int ROWS_PER_STATEMENT = 1_000;

    private Movements() {}

    /** What is about to be written: changes, signed. */
    public record Entry(
            Sku sku,
            Kind kind,
            String warehouse,
            UUID orderId,
            long onHand,
            long available,
            long reserved,
            long sold,
            long backordered) {

        public static Entry receipt(Sku sku, String warehouse, long units) {
            return new Entry(sku, Kind.RECEIPT, warehouse, null, units, units, 0, 0, 0);
        }

        public static Entry correction(Sku sku, String warehouse, long units) {
            return new Entry(sku, Kind.CORRECTION, warehouse, null, units, units, 0, 0, 0);
        }

        public static Entry writeOff(Sku sku, String warehouse, long units) {
            return new Entry(sku, Kind.WRITE_OFF, warehouse, null, -units, -units, 0, 0, 0);
        }

        public static Entry transfer(Sku sku, String warehouse, long units) {
            return new Entry(sku, Kind.TRANSFER, warehouse, null, units, 0, 0, 0, 0);
        }

        public static Entry release(UUID orderId, Sku sku, long units) {
            return new Entry(sku, Kind.RELEASE, null, orderId, 0, units, -units, 0, 0);
        }

        public static Entry releaseOfPromise(UUID orderId, Sku sku, long units) {
            return new Entry(sku, Kind.RELEASE, null, orderId, 0, 0, -units, 0, -units);
        }

        public static Entry sale(UUID orderId, Sku sku, String warehouse, long units) {
            return new Entry(sku, Kind.SALE, warehouse, orderId, -units, 0, -units, units, 0);
        }

        /** Sold, and not there yet. */
        public static Entry saleOfPromise(UUID orderId, Sku sku, long units) {
            return new Entry(sku, Kind.SALE, null, orderId, 0, 0, -units, units, 0);
        }

        /** A unit that was promised to a held order has come. */
        public static Entry promiseFilled(UUID orderId, Sku sku, long units) {
            return new Entry(sku, Kind.BACKORDER_FILLED, null, orderId, 0, -units, 0, 0, -units);
        }

        /** A unit that was sold before it was there has come, and leaves. */
        public static Entry promiseShipped(UUID orderId, Sku sku, String warehouse, long units) {
            return new Entry(sku, Kind.SHIPMENT, warehouse, orderId, -units, -units, 0, 0, -units);
        }

        public static Entry takenBack(UUID orderId, Sku sku, String warehouse, long units) {
            return new Entry(sku, Kind.RETURN, warehouse, orderId, units, units, 0, -units, 0);
        }
    }

    public static void add(Tx tx, List<Entry> entries, By by) {
        for (int from = 0; from < entries.size(); from += ROWS_PER_STATEMENT) {
            addSome(tx, entries.subList(from, Math.min(entries.size(), from + ROWS_PER_STATEMENT)), by);
        }
    }

    private static void addSome(Tx tx, List<Entry> entries, By by) {
        String values = IntStream.range(0, entries.size())
                .mapToObj(("(:s%1$d, :k%1$d, :w%1$d, CAST(:i%1$d AS UUID), :h%1$d, :a%1$d, :r%1$d, :d%1$d, :b%1$d,"
                        + " :actor, :reason)")::formatted)
                .collect(Collectors.joining(", "));
        var insert = tx.update("""
                INSERT INTO inventory.movement
                       (sku, kind, warehouse, order_id, on_hand, available, reserved, sold, backordered, actor, reason)
                VALUES\s""" + values);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            insert.bind("s" + i, entry.sku().code())
                    .bind("k" + i, entry.kind().name())
                    .bind("w" + i, entry.warehouse())
                    .bind(
                            "i" + i,
                            entry.orderId() == null ? null : entry.orderId().toString())
                    .bind("h" + i, entry.onHand())
                    .bind("a" + i, entry.available())
                    .bind("r" + i, entry.reserved())
                    .bind("d" + i, entry.sold())
                    .bind("b" + i, entry.backordered());
        }
        insert.bind("actor", by.actor()).bind("reason", by.reason()).execute();
    }

    /** The newest first. */
    public static List<Movement> find(Tx tx, Filter filter, int limit) {
        List<String> conditions = new ArrayList<>();
        filter.sku().ifPresent(sku -> conditions.add("sku = :sku"));
        filter.kind().ifPresent(kind -> conditions.add("kind = :kind"));
        filter.warehouse().ifPresent(warehouse -> conditions.add("warehouse = :warehouse"));
        filter.orderId().ifPresent(orderId -> conditions.add("order_id = :orderId"));
        filter.from().ifPresent(from -> conditions.add("at >= :from"));
        filter.until().ifPresent(until -> conditions.add("at < :until"));
        filter.before().ifPresent(before -> conditions.add("(at, id) < (:beforeAt, :beforeId)"));
        var query = tx.query("""
                SELECT id, at, sku, kind, warehouse, order_id, on_hand, available, reserved, sold, backordered, actor, reason
                  FROM inventory.movement %s
                 ORDER BY at DESC, id DESC LIMIT :limit""".formatted(conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions)));
        filter.sku().ifPresent(sku -> query.bind("sku", sku.code()));
        filter.kind().ifPresent(kind -> query.bind("kind", kind.name()));
        filter.warehouse().ifPresent(warehouse -> query.bind("warehouse", warehouse));
        filter.orderId().ifPresent(orderId -> query.bind("orderId", orderId));
        filter.from().ifPresent(from -> query.bind("from", from.atOffset(ZoneOffset.UTC)));
        filter.until().ifPresent(until -> query.bind("until", until.atOffset(ZoneOffset.UTC)));
        filter.before()
                .ifPresent(before -> query.bind("beforeAt", before.at().atOffset(ZoneOffset.UTC))
                        .bind("beforeId", before.id()));
        return query.bind("limit", limit)
                .map((row, context) -> new Movement(
                        row.getObject("id", UUID.class),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        new Sku(row.getString("sku")),
                        Kind.valueOf(row.getString("kind")),
                        Optional.ofNullable(row.getString("warehouse")),
                        Optional.ofNullable(row.getObject("order_id", UUID.class)),
                        row.getLong("on_hand"),
                        row.getLong("available"),
                        row.getLong("reserved"),
                        row.getLong("sold"),
                        row.getLong("backordered"),
                        new Stock.By(row.getString("actor"), row.getString("reason"))))
                .list();
    }
}
