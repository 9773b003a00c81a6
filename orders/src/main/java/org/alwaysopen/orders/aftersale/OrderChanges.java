package org.alwaysopen.orders.aftersale;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.alwaysopen.orders.MerchantOrders.Moment;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/** What changes in the rows {@code orders.shop_order} and {@code orders.order_line} after the checkout. Stateless. */
final class OrderChanges {
    /** What the order's row holds besides the order. */
    record Head(long version, int timelineLength, Optional<UUID> account) {}

    /** Takes the lock under which everything about an order is decided; empty when there is no such order. */
    Optional<Head> lock(Tx tx, UUID id) {
        return tx.query("""
                        SELECT version, account_id, jsonb_array_length(timeline) AS moments
                          FROM orders.shop_order WHERE id = :id FOR UPDATE""")
                .bind("id", id)
                .map((rs, ctx) -> new Head(
                        rs.getLong("version"),
                        rs.getInt("moments"),
                        Optional.ofNullable(rs.getObject("account_id", UUID.class))))
                .findOne();
    }

    Optional<Head> head(Tx tx, UUID id) {
        return tx.query("""
                        SELECT version, account_id, jsonb_array_length(timeline) AS moments
                          FROM orders.shop_order WHERE id = :id""")
                .bind("id", id)
                .map((rs, ctx) -> new Head(
                        rs.getLong("version"),
                        rs.getInt("moments"),
                        Optional.ofNullable(rs.getObject("account_id", UUID.class))))
                .findOne();
    }

    /**
     * Moves the order, adds to its timeline and tells it, in one statement. Two servers at one order: the row is the judge,
     * the second one finds another version, and its transaction begins anew or is refused.
     *
     * @param event with the state after the change, and the version after it
     * @return whether it was this one
     */
    boolean write(Tx tx, Order.State from, OrderEvents.Event event, String what, String note, Region here) {
        if (!Moves.allowed(from, event.state())) {
            throw new IllegalStateException(
                    "order " + event.number() + ": no move from " + from + " to " + event.state());
        }
        var statement = tx.query("""
                        WITH moved AS (
                            UPDATE orders.shop_order
                               SET state = :to, version = :version,
                                   timeline = timeline || jsonb_build_array(jsonb_build_object('at', now(),
                                       'region', CAST(:here AS TEXT), 'actor', CAST(:actor AS TEXT),
                                       'what', CAST(:what AS TEXT), 'detail', CAST(:note AS TEXT)))
                             WHERE id = :id AND state = :from AND version = :version - 1 RETURNING id),
                        told AS (""" + Outbox.appendFor("moved") + """
                        )
                        SELECT count(*) FROM moved""")
                .bind("id", event.orderId())
                .bind("from", from.name())
                .bind("to", event.state().name())
                .bind("version", event.version())
                .bind("here", here.name())
                .bind("actor", event.actor())
                .bind("what", what)
                .bind("note", note);
        return Outbox.bind(statement, OrderEvents.TOPIC, event.orderId().toString(), Json.write(event), here)
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    /** @return the timeline, oldest first */
    List<Moment> timeline(Tx tx, UUID id) {
        return tx.query("SELECT CAST(timeline AS TEXT) FROM orders.shop_order WHERE id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .map(json -> List.of(Json.read(json, Moment[].class)))
                .orElse(List.of());
    }

    /** Lines whose units left, or came back; position and units. */
    void ship(Tx tx, UUID id, int position, int units) {
        countUp(tx, "shipped", id, position, units);
    }

    void comeBack(Tx tx, UUID id, int position, int units) {
        countUp(tx, "returned", id, position, units);
    }

    /** The table's own checks hold: no more than were sold, and no more come back than left. */
    private static void countUp(Tx tx, String column, UUID id, int position, int units) {
        tx.update("UPDATE orders.order_line SET " + column + " = " + column
                        + " + :units WHERE order_id = :id AND position = :position")
                .bind("units", units)
                .bind("id", id)
                .bind("position", position)
                .execute();
    }

    /** Units of a line that left, and of these, units that came back. */
    record Moved(int shipped, int returned) {}

    /** By position. */
    Map<Integer, Moved> progress(Tx tx, UUID id) {
        Map<Integer, Moved> found = new TreeMap<>();
        tx.query("SELECT position, shipped, returned FROM orders.order_line WHERE order_id = :id")
                .bind("id", id)
                .map((rs, ctx) ->
                        found.put(rs.getInt("position"), new Moved(rs.getInt("shipped"), rs.getInt("returned"))))
                .list();
        return found;
    }

    /** What gift cards pay of an order from now on, after this went back to them: one that pays nothing is not told of any more. */
    void payLess(Tx tx, Order order, Map<UUID, Money> givenBack) {
        List<Order.GiftCard> paying = order.giftCards().stream()
                .map(card -> new Order.GiftCard(
                        card.id(),
                        card.lastFour(),
                        givenBack.containsKey(card.id())
                                ? card.amount().minus(givenBack.get(card.id()))
                                : card.amount()))
                .filter(card -> !card.amount().isZero())
                .toList();
        tx.update("UPDATE orders.shop_order SET gift_cards = CAST(:cards AS JSONB) WHERE id = :id")
                .bind("cards", Json.write(paying))
                .bind("id", order.id())
                .execute();
    }

    /** Makes lines, totals and address those of a plan. The row's own check holds that its amounts add up. */
    void rewrite(Tx tx, UUID id, Plan plan) {
        tx.update("DELETE FROM orders.order_line WHERE order_id = :id AND NOT (position = ANY (:kept))")
                .bind("id", id)
                .bindArray(
                        "kept",
                        Integer.class,
                        plan.lines().stream().map(Plan.Planned::position).toList())
                .execute();
        for (Plan.Planned line : plan.lines()) {
            tx.update("""
                            INSERT INTO orders.order_line (order_id, position, sku, name, quantity, price, discount, tax)
                            VALUES (:id, :position, :sku, :name, :quantity, :price, :discount, :tax)
                            ON CONFLICT (order_id, position) DO UPDATE
                               SET quantity = excluded.quantity, discount = excluded.discount, tax = excluded.tax""")
                    .bind("id", id)
                    .bind("position", line.position())
                    .bind("sku", line.sku())
                    .bind("name", line.name())
                    .bind("quantity", line.quantity())
                    .bind("price", line.price())
                    .bind("discount", line.discount())
                    .bind("tax", line.tax())
                    .execute();
        }
        tx.update("""
                        UPDATE orders.shop_order
                           SET subtotal = :subtotal, discount = :discount, tax = :tax, total = :total,
                               tax_included = :taxIncluded, address = CAST(:address AS JSONB)
                         WHERE id = :id""")
                .bind("subtotal", plan.subtotal())
                .bind("discount", plan.discount())
                .bind("tax", plan.tax())
                .bind("total", plan.total())
                .bind("taxIncluded", plan.taxIncluded())
                .bind("address", Json.write(plan.address()))
                .bind("id", id)
                .execute();
    }
}
