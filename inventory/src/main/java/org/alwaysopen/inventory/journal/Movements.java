package org.alwaysopen.inventory.journal;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Stock.By;
import org.alwaysopen.inventory.Stock.Filter;
import org.alwaysopen.inventory.Stock.Kind;
import org.alwaysopen.inventory.Stock.Movement;
import org.alwaysopen.inventory.slot.Part;
import org.alwaysopen.inventory.slot.SqlArrays;
import org.alwaysopen.platform.Tx;

/** Owns {@code inventory.movement}: rows are added, and never changed. Stateless. */
public final class Movements {
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

        /** Sold, and not wanted any more before it was there: the promise ends. */
        public static Entry promiseUnsold(UUID orderId, Sku sku, long units) {
            return new Entry(sku, Kind.RELEASE, null, orderId, 0, 0, 0, -units, -units);
        }

        /** Sold from no shelf (the books were wrong there), and not wanted any more. */
        public static Entry unsoldFromNowhere(UUID orderId, Sku sku, long units) {
            return new Entry(sku, Kind.RELEASE, null, orderId, 0, units, 0, -units, 0);
        }

        public static Entry takenBack(UUID orderId, Sku sku, String warehouse, long units) {
            return new Entry(sku, Kind.RETURN, warehouse, orderId, units, units, 0, -units, 0);
        }
    }

    /** From where units of these SKUs left with an order, and did not come back to. */
    public static List<Part> gone(Tx tx, UUID orderId, Collection<Sku> skus) {
        return tx.query("""
                        SELECT sku, warehouse, CAST(-sum(on_hand) AS INT8) AS units FROM inventory.movement
                         WHERE order_id = :order AND warehouse IS NOT NULL AND sku = ANY (CAST(:skus AS TEXT[]))
                         GROUP BY sku, warehouse HAVING sum(on_hand) < 0 ORDER BY sku, warehouse""")
                .bind("order", orderId)
                .bind("skus", SqlArrays.of(skus.stream().map(Sku::code)))
                .map((row, context) ->
                        new Part(new Sku(row.getString("sku")), row.getString("warehouse"), 0, row.getLong("units")))
                .list();
    }

    /** Writes them in one statement, of one text. */
    public static void add(Tx tx, List<Entry> entries, By by) {
        tx.update("""
                        INSERT INTO inventory.movement
                               (sku, kind, warehouse, order_id, on_hand, available, reserved, sold, backordered,
                                actor, reason)
                        SELECT split_part(entry, '|', 1), split_part(entry, '|', 2),
                               NULLIF(split_part(entry, '|', 3), ''),
                               CAST(NULLIF(split_part(entry, '|', 4), '') AS UUID),
                               CAST(split_part(entry, '|', 5) AS INT8), CAST(split_part(entry, '|', 6) AS INT8),
                               CAST(split_part(entry, '|', 7) AS INT8), CAST(split_part(entry, '|', 8) AS INT8),
                               CAST(split_part(entry, '|', 9) AS INT8), :actor, :reason
                          FROM unnest(CAST(:entries AS TEXT[])) AS entries (entry)""")
                .bind("entries", SqlArrays.of(entries.stream().map(Movements::text)))
                .bind("actor", by.actor())
                .bind("reason", by.reason())
                .execute();
    }

    private static String text(Entry entry) {
        return String.join(
                "|",
                entry.sku().code(),
                entry.kind().name(),
                entry.warehouse() == null ? "" : entry.warehouse(),
                entry.orderId() == null ? "" : entry.orderId().toString(),
                String.valueOf(entry.onHand()),
                String.valueOf(entry.available()),
                String.valueOf(entry.reserved()),
                String.valueOf(entry.sold()),
                String.valueOf(entry.backordered()));
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
