package org.alwaysopen.orders.order;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/** The tables of orders and their lines. Stateless. */
public final class OrderRows {
    /** Adds to the timeline, on the database's clock. */
    private static final String ENTRY = """
            jsonb_build_array(jsonb_build_object('at', now(), 'region', CAST(:here AS TEXT),
                'actor', CAST(:actor AS TEXT), 'what', CAST(:what AS TEXT), 'detail', CAST(:note AS TEXT)))""";

    /** Who did what to an order, where. */
    public record Entry(Region here, String actor, String what, String note) {}

    /** One row of {@code order_line}; its accessors are bound by name. */
    public record LineRow(
            UUID orderId, int position, String sku, String name, int quantity, long price, long discount, long tax) {}

    private static final List<String> LINE_COLUMNS =
            List.of("orderId", "position", "sku", "name", "quantity", "price", "discount", "tax");

    /**
     * Writes a new order with its lines, in one statement.
     *
     * @param account     whose it is; empty for a guest's
     * @param settleAfter when a worker may take the checkout for abandoned
     * @return when it was placed, on the database's clock
     */
    public Instant insert(Tx tx, Order order, Optional<UUID> account, Duration settleAfter, Entry entry) {
        if (order.toPay().isNegative()
                || order.toPay().isZero() != (order.payment().id() == null)) {
            throw new IllegalStateException(
                    "order: gift cards and payment do not sum to the total of " + order.total());
        }
        List<LineRow> lines = order.lines().stream()
                .map(line -> new LineRow(
                        order.id(),
                        line.position(),
                        line.sku().code(),
                        line.name(),
                        line.quantity(),
                        line.price().minorUnits(),
                        line.discount().minorUnits(),
                        line.tax().minorUnits()))
                .toList();
        return tx.query("""
                        WITH lines AS (
                            INSERT INTO orders.order_line
                                   (order_id, position, sku, name, quantity, price, discount, tax)
                            VALUES <lines> RETURNING position),
                        under_way AS (
                            INSERT INTO orders.checkout_under_way (order_id, settle_after)
                            VALUES (:id, now() + :settleMs * INTERVAL '1 millisecond') RETURNING order_id)
                        INSERT INTO orders.shop_order
                               (id, number, state, region, cart_id, payment_id, currency, subtotal, discount, shipping,
                                tax, total, tax_included, email, account_id, address, shipping_option,
                                promotions, gift_cards, note, timeline)
                        VALUES (:id, :number, 'PLACED', :region, :cart, :payment, :currency, :subtotal, :discount,
                                :shipping, :tax, :total, :taxIncluded, :email, CAST(:account AS UUID), CAST(:address AS JSONB),
                                CAST(:option AS JSONB), CAST(:promotions AS JSONB), CAST(:giftCards AS JSONB), :orderNote,
                                """ + ENTRY + """
                               )
                        RETURNING placed_at""")
                .bindMethodsList("lines", lines, LINE_COLUMNS)
                .bind("id", order.id())
                .bind("number", order.number())
                .bind("region", order.region().name())
                .bind("cart", order.cartId())
                .bind("payment", order.payment().id())
                .bind("currency", order.total().currency().getCurrencyCode())
                .bind("subtotal", order.subtotal().minorUnits())
                .bind("discount", order.discount().minorUnits())
                .bind("shipping", order.shipping().minorUnits())
                .bind("tax", order.tax().minorUnits())
                .bind("total", order.total().minorUnits())
                .bind("taxIncluded", order.taxIncluded())
                .bind("email", order.email())
                .bind("account", account.orElse(null))
                .bind("address", Json.write(order.shippingAddress()))
                .bind("option", Json.write(order.shippingOption()))
                .bind("promotions", jsonUnlessEmpty(order.promotions()))
                .bind("giftCards", jsonUnlessEmpty(order.giftCards()))
                .bind("orderNote", order.note().orElse(null))
                .bind("settleMs", settleAfter.toMillis())
                .bind("here", entry.here().name())
                .bind("actor", entry.actor())
                .bind("what", entry.what())
                .bind("note", entry.note())
                .map((rs, ctx) ->
                        rs.getObject("placed_at", OffsetDateTime.class).toInstant())
                .one();
    }

    private static String jsonUnlessEmpty(List<?> list) {
        return list.isEmpty() ? null : Json.write(list);
    }

    private static <T> List<T> read(String json, Class<T[]> type) {
        return json == null ? List.of() : List.of(Json.read(json, type));
    }

    /**
     * The checkout is at its end, and tells it, in one statement. Two servers that both bring it there: the row is the judge,
     * one of them changes nothing. {@code checkout_under_way} is left to the recovery worker: a table of a page or two, where a sale
     * that looked for its row would collide with all that begin.
     *
     * @return whether it was this one
     */
    public boolean end(
            Tx tx, UUID id, StoredOrder.Outcome outcome, String detail, Entry entry, OrderEvents.Event event) {
        var statement = tx.query("""
                        WITH moved AS (
                            UPDATE orders.shop_order
                               SET state = :state, outcome = :outcome, outcome_detail = CAST(:detail AS JSONB),
                                   version = version + 1, timeline = timeline || """ + " " + ENTRY + """

                             WHERE id = :id AND state = 'PLACED' RETURNING id),
                        told AS (""" + Outbox.appendFor("moved") + """
                        )
                        SELECT count(*) FROM moved""")
                .bind("state", event.state().name())
                .bind("outcome", outcome.name())
                .bind("detail", detail)
                .bind("id", id)
                .bind("here", entry.here().name())
                .bind("actor", entry.actor())
                .bind("what", entry.what())
                .bind("note", entry.note());
        return Outbox.bind(statement, OrderEvents.TOPIC, id.toString(), Json.write(event), entry.here())
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    /** Takes the lock of an order whose checkout is under way. @return false when it has ended meanwhile */
    public boolean lockPlaced(Tx tx, UUID id) {
        return tx.query("SELECT id FROM orders.shop_order WHERE id = :id AND state = 'PLACED' FOR UPDATE")
                .bind("id", id)
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
    }

    /** Not settled yet: when to look again. */
    public void settleLater(Tx tx, UUID id, Duration pause) {
        tx.update("""
                        UPDATE orders.checkout_under_way SET settle_after = now() + :ms * INTERVAL '1 millisecond'
                         WHERE order_id = :id""").bind("ms", pause.toMillis()).bind("id", id).execute();
    }

    /** Checkouts that were to have ended by now: those that seem to be abandoned, the longest waiting first, and the others. */
    public record Due(List<UUID> abandoned, List<UUID> ended) {}

    public Due due(Tx tx, int limit) {
        Due due = new Due(new ArrayList<>(), new ArrayList<>());
        tx.query("""
                        SELECT u.order_id, o.state = 'PLACED' AS abandoned
                          FROM orders.checkout_under_way u JOIN orders.shop_order o ON o.id = u.order_id
                         WHERE u.settle_after < now() ORDER BY u.settle_after LIMIT :limit""")
                .bind("limit", limit)
                .map((rs, ctx) -> (rs.getBoolean("abandoned") ? due.abandoned() : due.ended())
                        .add(rs.getObject("order_id", UUID.class)))
                .list();
        return due;
    }

    /** An order that has ended is never under way again. */
    public void forget(Tx tx, List<UUID> ended) {
        tx.update("DELETE FROM orders.checkout_under_way WHERE order_id = ANY(:ended)")
                .bindArray("ended", UUID.class, ended)
                .execute();
    }

    /** Takes one of them for this worker. Two workers at one order: one updates no row. */
    public boolean takeAbandoned(Tx tx, UUID id, Duration lease) {
        return tx.update("""
                        UPDATE orders.checkout_under_way
                           SET settle_after = now() + :ms * INTERVAL '1 millisecond'
                         WHERE order_id = :id AND settle_after < now()""").bind("ms", lease.toMillis()).bind("id", id).execute() == 1;
    }

    Optional<UUID> accountOf(Tx tx, UUID id) {
        return tx.query("SELECT account_id FROM orders.shop_order WHERE id = :id AND account_id IS NOT NULL")
                .bind("id", id)
                .mapTo(UUID.class)
                .findOne();
    }

    public Optional<StoredOrder> find(Tx tx, UUID id) {
        List<Order.Line> lines = new ArrayList<>();
        StoredOrder[] found = new StoredOrder[1];
        tx.query("""
                        SELECT o.id, o.number, o.state, o.region, o.cart_id, o.payment_id, o.currency, o.subtotal, o.discount,
                               o.shipping, o.tax, o.total, o.tax_included, o.email, o.address, o.shipping_option, o.promotions, o.gift_cards,
                               o.note,
                               o.placed_at, o.outcome, o.outcome_detail,
                               CAST(extract(epoch FROM now() - o.placed_at) AS INT8) AS age_seconds,
                               l.position, l.sku, l.name, l.quantity, l.price, l.discount AS line_discount,
                               l.tax AS line_tax
                          FROM orders.shop_order o JOIN orders.order_line l ON l.order_id = o.id
                         WHERE o.id = :id ORDER BY l.position""")
                .bind("id", id)
                .map((rs, ctx) -> {
                    Currency currency = Currency.getInstance(rs.getString("currency"));
                    lines.add(line(rs, currency));
                    if (found[0] == null) {
                        found[0] = stored(rs, currency);
                    }
                    return id;
                })
                .list();
        return Optional.ofNullable(found[0]).map(order -> withLines(order, lines));
    }

    private static Order.Line line(ResultSet rs, Currency currency) throws SQLException {
        Money price = new Money(rs.getLong("price"), currency);
        int quantity = rs.getInt("quantity");
        return new Order.Line(
                rs.getInt("position"),
                new Sku(rs.getString("sku")),
                rs.getString("name"),
                quantity,
                price,
                price.times(quantity),
                new Money(rs.getLong("line_discount"), currency),
                new Money(rs.getLong("line_tax"), currency));
    }

    private static StoredOrder stored(ResultSet rs, Currency currency) throws SQLException {
        Order order = new Order(
                rs.getObject("id", UUID.class),
                rs.getString("number"),
                Order.State.valueOf(rs.getString("state")),
                List.of(),
                new Money(rs.getLong("subtotal"), currency),
                new Money(rs.getLong("discount"), currency),
                new Money(rs.getLong("shipping"), currency),
                new Money(rs.getLong("tax"), currency),
                new Money(rs.getLong("total"), currency),
                rs.getBoolean("tax_included"),
                rs.getString("email"),
                Json.read(rs.getString("address"), Address.class),
                Json.read(rs.getString("shipping_option"), ShippingOption.class),
                rs.getObject("placed_at", OffsetDateTime.class).toInstant(),
                new Region(rs.getString("region")),
                rs.getObject("cart_id", UUID.class),
                payment(rs.getObject("payment_id", UUID.class), rs.getString("state")),
                read(rs.getString("promotions"), Order.Promotion[].class),
                read(rs.getString("gift_cards"), Order.GiftCard[].class),
                Optional.ofNullable(rs.getString("note")));
        return new StoredOrder(
                order,
                Optional.ofNullable(rs.getString("outcome")).map(StoredOrder.Outcome::valueOf),
                rs.getString("outcome_detail"),
                rs.getLong("age_seconds"));
    }

    private static Order.Payment payment(UUID id, String state) {
        Payments.State withoutOne =
                Order.State.CANCELLED.name().equals(state) ? Payments.State.VOIDED : StoredOrder.NOTHING_TO_PAY;
        return new Order.Payment(id, id == null ? withoutOne : Payments.State.CREATED, Optional.empty());
    }

    private static StoredOrder withLines(StoredOrder stored, List<Order.Line> lines) {
        Order o = stored.order();
        Order whole = new Order(
                o.id(),
                o.number(),
                o.state(),
                lines,
                o.subtotal(),
                o.discount(),
                o.shipping(),
                o.tax(),
                o.total(),
                o.taxIncluded(),
                o.email(),
                o.shippingAddress(),
                o.shippingOption(),
                o.placedAt(),
                o.region(),
                o.cartId(),
                o.payment(),
                o.promotions(),
                o.giftCards(),
                o.note());
        return new StoredOrder(whole, stored.outcome(), stored.outcomeDetail(), stored.ageSeconds());
    }
}
