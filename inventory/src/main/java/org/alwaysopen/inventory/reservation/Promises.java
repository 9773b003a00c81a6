package org.alwaysopen.inventory.reservation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.journal.Movements.Entry;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.platform.Tx;

/** Units that are promised before they are there: backorders and pre-orders, within the limit of their SKU. Stateless. */
public final class Promises {
    /** Bounds the transaction of one receipt; the next receipt, or the repair, goes on. */
    private static final int FILLED_AT_ONCE_MAX = 500;

    private Promises() {}

    /** Promises so many units more, if the limit allows. Two buyers of the last promise: the row is the judge. */
    static boolean make(Tx tx, Sku sku, long units) {
        return tx.update("""
                        UPDATE inventory.item SET backordered = backordered + :units
                         WHERE sku = :sku AND backordered + :units <= backorder_limit""").bind("units", units).bind("sku", sku.code()).execute() == 1;
    }

    /** So many units are no longer promised: they came, or nobody wants them any more. */
    static void end(Tx tx, Sku sku, long units) {
        tx.update("UPDATE inventory.item SET backordered = backordered - :units WHERE sku = :sku")
                .bind("units", units)
                .bind("sku", sku.code())
                .execute();
    }

    private record Owed(UUID orderId, UUID id, String region, long units, boolean sold) {}

    /**
     * Gives units that arrive at a warehouse to those who were promised some, the oldest first.
     *
     * @return the journal's entries; their {@code available} says how many units were used up, and their {@code onHand}
     *         how many of these leave the warehouse at once
     */
    public static List<Entry> fill(Tx tx, Sku sku, String warehouse, long units) {
        List<Entry> entries = new ArrayList<>();
        long left = units;
        for (Owed owed : owed(tx, sku)) {
            if (left == 0) {
                break;
            }
            long filled = Math.min(left, owed.units());
            left -= filled;
            markFilled(tx, owed, sku, filled);
            entries.add(
                    owed.sold()
                            ? Entry.promiseShipped(owed.orderId(), sku, warehouse, filled)
                            : Entry.promiseFilled(owed.orderId(), sku, filled));
        }
        if (left < units) {
            end(tx, sku, units - left);
        }
        return entries;
    }

    private static List<Owed> owed(Tx tx, Sku sku) {
        return tx.query("""
                        SELECT order_id, id, region, units, state FROM inventory.reservation
                         WHERE sku = :sku AND backordered AND state <> 'RELEASED'
                         ORDER BY created_at, id LIMIT :limit""")
                .bind("sku", sku.code())
                .bind("limit", FILLED_AT_ONCE_MAX)
                .map((row, context) -> new Owed(
                        row.getObject("order_id", UUID.class),
                        row.getObject("id", UUID.class),
                        row.getString("region"),
                        row.getLong("units"),
                        row.getString("state").equals("CONFIRMED")))
                .list();
    }

    private static void markFilled(Tx tx, Owed owed, Sku sku, long filled) {
        if (filled < owed.units()) {
            tx.update("""
                            INSERT INTO inventory.reservation
                                   (order_id, sku, region, slot, units, backordered, state, deadline, created_at, ended_at)
                            SELECT order_id, sku, region, slot, units - :filled, true, state, deadline, created_at, ended_at
                              FROM inventory.reservation WHERE order_id = :order AND id = :id""")
                    .bind("filled", filled)
                    .bind("order", owed.orderId())
                    .bind("id", owed.id())
                    .execute();
        }
        tx.update("""
                        UPDATE inventory.reservation SET backordered = false, units = :filled
                         WHERE order_id = :order AND id = :id""")
                .bind("filled", filled)
                .bind("order", owed.orderId())
                .bind("id", owed.id())
                .execute();
    }

    /**
     * Marks units that were sold with an order as returned.
     *
     * @return how many: not more than were sold, shipped, and not returned before
     */
    public static long markReturned(Tx tx, UUID orderId, Sku sku, long units) {
        record Sold(UUID id, long open) {}
        List<Sold> sold = tx.query("""
                        SELECT id, units - returned AS open FROM inventory.reservation
                         WHERE order_id = :order AND sku = :sku AND state = 'CONFIRMED' AND NOT backordered
                           AND returned < units""")
                .bind("order", orderId)
                .bind("sku", sku.code())
                .map((row, context) -> new Sold(row.getObject("id", UUID.class), row.getLong("open")))
                .list();
        long left = units;
        for (Sold piece : sold) {
            long returned = Math.min(left, piece.open());
            left -= returned;
            tx.update("""
                            UPDATE inventory.reservation SET returned = returned + :returned
                             WHERE order_id = :order AND id = :id""")
                    .bind("returned", returned)
                    .bind("order", orderId)
                    .bind("id", piece.id())
                    .execute();
        }
        return units - left;
    }

    /** The region whose buyers this order took its units from. */
    static String regionOf(Tx tx, UUID orderId, Sku sku) {
        return tx.query("""
                        SELECT region FROM inventory.reservation
                         WHERE order_id = :order AND sku = :sku AND state = 'CONFIRMED' ORDER BY id LIMIT 1""")
                .bind("order", orderId)
                .bind("sku", sku.code())
                .mapTo(String.class)
                .one();
    }

    /**
     * Ends promises of a sold order that are not filled yet, as many as there are, at most {@code units}.
     *
     * @return how many units are not promised any more
     */
    static long unsell(Tx tx, UUID orderId, Sku sku, long units) {
        record Owing(UUID id, long units) {}
        List<Owing> owing = tx.query("""
                        SELECT id, units FROM inventory.reservation
                         WHERE order_id = :order AND sku = :sku AND state = 'CONFIRMED' AND backordered""")
                .bind("order", orderId)
                .bind("sku", sku.code())
                .map((row, context) -> new Owing(row.getObject("id", UUID.class), row.getLong("units")))
                .list();
        long left = units;
        for (Owing piece : owing) {
            long ended = Math.min(left, piece.units());
            left -= ended;
            String change = ended == piece.units() ? "state = 'RELEASED'" : "units = units - :ended";
            if (ended > 0) {
                tx.update("UPDATE inventory.reservation SET " + change
                                + " WHERE order_id = :order AND id = :id AND units >= :ended")
                        .bind("ended", ended)
                        .bind("order", orderId)
                        .bind("id", piece.id())
                        .execute();
            }
        }
        if (left < units) {
            end(tx, sku, units - left);
        }
        return units - left;
    }

    /**
     * What is held for orders that are not paid for yet: found by their deadlines, which are few. By the SKUs, all that ever was
     * sold of them would be read.
     */
    public static Map<Sku, Long> held(Tx tx, Collection<Sku> skus) {
        Map<Sku, Long> held = new HashMap<>();
        if (!skus.isEmpty()) {
            tx.query("""
                            WITH pending AS MATERIALIZED (
                                SELECT r.sku, r.units FROM inventory.held_until h
                                  JOIN inventory.reservation r ON r.order_id = h.order_id WHERE r.state = 'HELD')
                            SELECT sku, CAST(sum(units) AS INT8) AS units FROM pending
                             WHERE sku = ANY (CAST(:skus AS TEXT[])) GROUP BY sku""")
                    .bind("skus", SlotTable.arrayOf(skus))
                    .map((row, context) -> held.put(new Sku(row.getString("sku")), row.getLong("units")))
                    .list();
        }
        return held;
    }

    /** What a buyer of these is promised although none is there; SKUs of which nothing more may be promised are missing. */
    static Map<Sku, Stock.Backorder> open(Tx tx, Collection<Sku> skus) {
        Map<Sku, Stock.Backorder> open = new HashMap<>();
        tx.query("""
                        SELECT sku, backorder_kind, backorder_limit - backordered AS left_to_promise, ships_in_days, ships_on
                          FROM inventory.item
                         WHERE sku = ANY (CAST(:skus AS TEXT[])) AND backordered < backorder_limit""")
                .bind("skus", SlotTable.arrayOf(skus))
                .map((row, context) -> open.put(
                        new Sku(row.getString("sku")),
                        new Stock.Backorder(
                                Stock.Backorder.Kind.valueOf(row.getString("backorder_kind")),
                                row.getLong("left_to_promise"),
                                row.getObject("ships_in_days", Integer.class),
                                row.getObject("ships_on", LocalDate.class))))
                .list();
        return open;
    }
}
