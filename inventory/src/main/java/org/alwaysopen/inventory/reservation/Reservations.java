package org.alwaysopen.inventory.reservation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.platform.Tx;

/**
 * Owns {@code inventory.reservation} and {@code inventory.held_until}. Who holds writes both; a sale, or a release, changes the
 * reservation alone, and leaves its row of {@code held_until} to whoever finds it late. Stateless.
 */
final class Reservations {
    private Reservations() {}

    /** Units of a SKU for an order, from one allotment; or promised, when they are not there. */
    record Piece(Sku sku, String region, int slot, long units, boolean backordered) {}

    /** A row, as it is in the database. */
    record Row(UUID id, Piece piece, String state, OffsetDateTime createdAt) {}

    private static final String OF_TAKEN = """
            ,
            held AS (
              INSERT INTO inventory.reservation (order_id, sku, region, slot, units, deadline)
              SELECT :order, sku, place, slot, units, now() + :deadlineMs * INTERVAL '1 millisecond' FROM taken
              RETURNING order_id, sku, units),
            timed AS (
              INSERT INTO inventory.held_until (order_id, deadline)
              SELECT :order, now() + :deadlineMs * INTERVAL '1 millisecond' WHERE EXISTS (SELECT 1 FROM taken)
              ON CONFLICT (order_id) DO NOTHING
              RETURNING order_id),
            noted AS (
              INSERT INTO inventory.movement (sku, kind, order_id, available, reserved, actor, reason)
              SELECT sku, 'RESERVATION', order_id, -units, units, :actor, :reason FROM held
              RETURNING sku)""";

    /** The reservation of what is taken from allotments, and its journal, written by the statement that takes it. */
    static SlotTable.Along ofTaken(UUID orderId, Duration deadline, Stock.By by) {
        return new SlotTable.Along(
                OF_TAKEN,
                Map.of(
                        "order", orderId,
                        "deadlineMs", deadline.toMillis(),
                        "actor", by.actor(),
                        "reason", by.reason()));
    }

    /** Writes the reservation and its journal in one statement. */
    static void insert(Tx tx, UUID orderId, List<Piece> pieces, Duration deadline, Stock.By by) {
        String values = IntStream.range(0, pieces.size())
                .mapToObj(("(CAST(:k%1$d AS TEXT), CAST(:p%1$d AS TEXT), CAST(:s%1$d AS INT4), CAST(:u%1$d AS INT8),"
                        + " CAST(:b%1$d AS BOOLEAN))")::formatted)
                .collect(Collectors.joining(", "));
        var insert = tx.update("""
                WITH held AS (
                  INSERT INTO inventory.reservation (order_id, sku, region, slot, units, backordered, deadline)
                  SELECT :order, v.sku, v.region, v.slot, v.units, v.backordered,
                         now() + :deadlineMs * INTERVAL '1 millisecond'
                    FROM (VALUES %s) AS v (sku, region, slot, units, backordered)
                  RETURNING order_id, sku, units, backordered),
                timed AS (
                  INSERT INTO inventory.held_until (order_id, deadline)
                  VALUES (:order, now() + :deadlineMs * INTERVAL '1 millisecond')
                  ON CONFLICT (order_id) DO NOTHING
                  RETURNING order_id)
                INSERT INTO inventory.movement (sku, kind, order_id, available, reserved, backordered, actor, reason)
                SELECT sku, 'RESERVATION', order_id, CASE WHEN backordered THEN 0 ELSE -units END, units,
                       CASE WHEN backordered THEN units ELSE 0 END, :actor, :reason
                  FROM held""".formatted(values));
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            insert.bind("k" + i, piece.sku().code())
                    .bind("p" + i, piece.region())
                    .bind("s" + i, piece.slot())
                    .bind("u" + i, piece.units())
                    .bind("b" + i, piece.backordered());
        }
        insert.bind("order", orderId)
                .bind("deadlineMs", deadline.toMillis())
                .bind("actor", by.actor())
                .bind("reason", by.reason())
                .execute();
    }

    /**
     * Ends what is held for an order, and tells what that was. Payment and expiry at the same time: both update the same
     * rows, the second one finds nothing held.
     *
     * @param state {@code CONFIRMED} or {@code RELEASED}
     */
    static List<Piece> end(Tx tx, UUID orderId, String state) {
        return tx.query("""
                        UPDATE inventory.reservation SET state = :state, ended_at = now()
                         WHERE order_id = :order AND state = 'HELD'
                        RETURNING id, sku, region, slot, units, backordered, state, created_at""")
                .bind("state", state)
                .bind("order", orderId)
                .map((row, context) -> row(row).piece())
                .list();
    }

    static List<Row> find(Tx tx, UUID orderId) {
        return tx.query("""
                        SELECT id, sku, region, slot, units, backordered, state, created_at
                          FROM inventory.reservation WHERE order_id = :order""")
                .bind("order", orderId)
                .map((row, context) -> row(row))
                .list();
    }

    /** An order whose time is over. @param held whether anything is still held for it */
    record Late(UUID orderId, boolean held) {}

    /** The latest first to end; most of them were sold long ago. */
    static List<Late> late(Tx tx, int limit) {
        return tx.query("""
                        SELECT u.order_id, EXISTS (SELECT 1 FROM inventory.reservation r
                                                    WHERE r.order_id = u.order_id AND r.state = 'HELD') AS held
                          FROM inventory.held_until u WHERE u.deadline < now()
                         ORDER BY u.deadline LIMIT :limit""")
                .bind("limit", limit)
                .map((row, context) -> new Late(row.getObject("order_id", UUID.class), row.getBoolean("held")))
                .list();
    }

    /** Nobody has to look at these orders any more. */
    static void forgetDeadlines(Tx tx, List<UUID> orderIds) {
        tx.update("DELETE FROM inventory.held_until WHERE order_id = ANY(:orders)")
                .bindArray("orders", UUID.class, orderIds)
                .execute();
    }

    /** Whether the order's reservation is still held and past its deadline, asked inside the transaction that ends it. */
    static boolean isDue(Tx tx, UUID orderId) {
        return tx.query("""
                        SELECT count(*) FROM inventory.reservation
                         WHERE order_id = :order AND state = 'HELD' AND deadline < now()""").bind("order", orderId).mapTo(Long.class).one() > 0;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                new Piece(
                        new Sku(row.getString("sku")),
                        row.getString("region"),
                        row.getInt("slot"),
                        row.getLong("units"),
                        row.getBoolean("backordered")),
                row.getString("state"),
                row.getObject("created_at", OffsetDateTime.class));
    }
}
