package org.alwaysopen.orders.customer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.PersonalOrders.Person;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.SqlStatement;

/** Where the tables of orders hold what belongs to a person. Stateless. */
public final class PersonalRows {
    /** Of a name that nobody can have (RFC 2606): no mail goes there. */
    public static final String ERASED_EMAIL = "erased@erased.invalid";

    private static final String ERASED = "erased";

    private static final String OF_PERSON = " (account_id = :account OR email IN (:mail, :mailLower))";

    public List<UUID> ids(Tx tx, Person person, int limit) {
        return bound(
                        person,
                        tx.query("SELECT id FROM orders.shop_order WHERE" + OF_PERSON
                                + " ORDER BY placed_at DESC, id LIMIT :limit"))
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Numbers of orders whose goods have not all left, or whose checkout has not ended. */
    public List<String> underWay(Tx tx, Person person) {
        return bound(
                        person,
                        tx.query(
                                "SELECT number FROM orders.shop_order WHERE" + OF_PERSON
                                        + " AND state IN ('PLACED', 'PAID', 'PACKED', 'PARTLY_SHIPPED') ORDER BY placed_at LIMIT 20"))
                .mapTo(String.class)
                .list();
    }

    private static <S extends SqlStatement<S>> S bound(Person person, S statement) {
        return statement
                .bind("account", person.account().orElse(null))
                .bind("mail", person.mail().map(String::strip).orElse(null))
                .bind(
                        "mailLower",
                        person.mail()
                                .map(mail -> mail.strip().toLowerCase(Locale.ROOT))
                                .orElse(null));
    }

    /** An order with all that hangs on it. */
    public Map<String, Object> order(Tx tx, UUID id) {
        Map<String, Object> order = new LinkedHashMap<>(one(tx, """
                SELECT number, state, region, currency, subtotal, discount, shipping, tax, total, email,
                       CAST(address AS TEXT) AS address, CAST(shipping_option AS TEXT) AS shipping_option,
                       CAST(promotions AS TEXT) AS promotions, CAST(gift_cards AS TEXT) AS gift_cards, note,
                       CAST(placed_at AS TEXT) AS placed_at, CAST(timeline AS TEXT) AS timeline
                  FROM orders.shop_order WHERE id = :id""", id));
        order.put("lines", many(tx, """
                SELECT sku, name, quantity, price, discount, tax FROM orders.order_line
                 WHERE order_id = :id ORDER BY position""", id));
        order.put("shipments", many(tx, """
                SELECT carrier, tracking_number, CAST(lines AS TEXT) AS lines, CAST(at AS TEXT) AS at
                  FROM orders.shipment WHERE order_id = :id ORDER BY at""", id));
        order.put("returns", many(tx, """
                SELECT state, CAST(lines AS TEXT) AS lines, reason, requested_by,
                       CAST(requested_at AS TEXT) AS requested_at
                  FROM orders.order_return WHERE order_id = :id ORDER BY requested_at""", id));
        order.put("refunds", many(tx, """
                SELECT kind, state, amount, currency, reason, CAST(created_at AS TEXT) AS created_at
                  FROM orders.order_refund WHERE order_id = :id ORDER BY created_at""", id));
        order.put("charges", many(tx, """
                SELECT state, amount, currency, CAST(change AS TEXT) AS change, CAST(created_at AS TEXT) AS created_at
                  FROM orders.order_charge WHERE order_id = :id ORDER BY created_at""", id));
        return order;
    }

    public Optional<Map<String, Object>> cart(Tx tx, UUID id) {
        return many(tx, """
                SELECT currency, CAST(lines AS TEXT) AS lines, email, CAST(address AS TEXT) AS address
                  FROM orders.cart WHERE id = :id""", id).stream().findFirst();
    }

    public List<Map<String, Object>> storeCredit(Tx tx, String mail) {
        return read(tx.query("""
                        SELECT last_four, currency, balance, note, CAST(created_at AS TEXT) AS created_at
                          FROM orders.gift_card WHERE owner = :owner ORDER BY created_at LIMIT 1000""").bind("owner", Customers.byEmail(mail)));
    }

    private static Map<String, Object> one(Tx tx, String sql, UUID id) {
        return many(tx, sql, id).stream().findFirst().orElse(Map.of());
    }

    private static List<Map<String, Object>> many(Tx tx, String sql, UUID id) {
        return read(tx.query(sql).bind("id", id));
    }

    /** JSON as JSON, not as a text of it. */
    private static List<Map<String, Object>> read(org.jdbi.v3.core.statement.Query query) {
        return query.mapToMap()
                .map(row -> {
                    Map<String, Object> readable = new LinkedHashMap<>(row);
                    readable.replaceAll((column, value) ->
                            value instanceof String text && isJson(text) ? Json.read(text, JsonNode.class) : value);
                    return readable;
                })
                .list();
    }

    /** Of a column that was cast: the names and notes of people are in columns of their own, and may begin so, too. */
    private static boolean isJson(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return false;
        }
        try {
            Json.read(text, JsonNode.class);
            return true;
        } catch (org.alwaysopen.platform.ProblemException plainText) {
            return false;
        }
    }

    /**
     * What is left is what the books need. Nothing happens to the order by that: its version and events stay as they are. The row's
     * own lock puts it in order with whoever changes the order.
     */
    public int forgetOrder(Tx tx, UUID id) {
        Map<String, Object> before = tx.query("""
                        SELECT email, account_id, cart_id, CAST(timeline AS TEXT) AS timeline, CAST(address AS TEXT) AS address
                          FROM orders.shop_order WHERE id = :id FOR UPDATE""").bind("id", id).mapToMap().one();
        forgetUses(tx, id, (String) before.get("email"), Optional.ofNullable((UUID) before.get("account_id")));
        deleteCart(tx, (UUID) before.get("cart_id"));
        forgetAfterSale(tx, id);
        return tx.update("""
                        UPDATE orders.shop_order
                           SET email = :email, address = CAST(:address AS JSONB), account_id = NULL, note = NULL,
                               timeline = CAST(:timeline AS JSONB)
                         WHERE id = :id""")
                .bind("email", ERASED_EMAIL)
                .bind("address", destination((String) before.get("address")))
                .bind("timeline", withoutWords((String) before.get("timeline")))
                .bind("id", id)
                .execute();
    }

    /** Country and region decide the tax: the books need them. */
    private static String destination(String address) {
        ObjectNode was = Json.read(address, ObjectNode.class);
        ObjectNode left = was.objectNode();
        left.put("name", ERASED).put("line1", ERASED).put("city", ERASED);
        left.set("region", was.get("region"));
        left.set("country", was.get("country"));
        return Json.write(left);
    }

    /** What happened, and when; not what people said about it. */
    private static String withoutWords(String timeline) {
        ArrayNode moments = Json.read(timeline, ArrayNode.class);
        moments.forEach(moment -> ((ObjectNode) moment).put("detail", ""));
        return Json.write(moments);
    }

    private static void forgetAfterSale(Tx tx, UUID order) {
        for (String table : List.of("order_return", "order_refund")) {
            tx.update("UPDATE orders." + table + " SET reason = '" + ERASED + "' WHERE order_id = :id")
                    .bind("id", order)
                    .execute();
        }
        tx.query("SELECT id, CAST(change AS TEXT) AS change FROM orders.order_charge WHERE order_id = :id")
                .bind("id", order)
                .mapToMap()
                .list()
                .forEach(charge -> {
                    ObjectNode change = Json.read((String) charge.get("change"), ObjectNode.class);
                    change.putNull("address").put("note", ERASED);
                    tx.update("UPDATE orders.order_charge SET change = CAST(:change AS JSONB) WHERE id = :id")
                            .bind("change", Json.write(change))
                            .bind("id", charge.get("id"))
                            .execute();
                });
    }

    /** Their limits for each customer begin anew: to know better would be to know them. */
    private static void forgetUses(Tx tx, UUID order, String email, Optional<UUID> account) {
        forgetCounts(tx, Customers.of(email, account));
        tx.update("UPDATE orders.promotion_use SET customers = '' WHERE order_id = :id")
                .bind("id", order)
                .execute();
    }

    private static void forgetCounts(Tx tx, List<String> customers) {
        tx.update("""
                        DELETE FROM orders.promotion_customer
                         WHERE customer = ANY (:customers)
                           AND promotion_id IN (SELECT id FROM orders.promotion WHERE uses_per_customer_max IS NOT NULL)""").bindArray("customers", String.class, customers).execute();
    }

    public int deleteCart(Tx tx, UUID id) {
        return tx.update("DELETE FROM orders.cart WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /** Store credit that is left stays its owner's, who is known by the hash alone; what is spent is nobody's any more. */
    public int forgetCustomer(Tx tx, Person person) {
        person.account().ifPresent(account -> forgetCounts(tx, List.of("account:" + account)));
        return person.mail()
                .map(mail -> {
                    String owner = Customers.byEmail(mail);
                    forgetCounts(tx, List.of(owner));
                    return tx.update("""
                                    UPDATE orders.gift_card
                                       SET note = '', owner = CASE WHEN balance > 0 THEN owner ELSE :nobody END
                                     WHERE owner = :owner""")
                            .bind("nobody", ERASED)
                            .bind("owner", owner)
                            .execute();
                })
                .orElse(0);
    }
}
