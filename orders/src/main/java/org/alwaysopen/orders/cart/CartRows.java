package org.alwaysopen.orders.cart;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.orders.pricing.TaxTerms;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.SqlStatement;

/** The table of carts. Stateless. */
public final class CartRows {
    /** A cart that nobody touched for so long is deleted. */
    static final int DAYS_KEPT = 60;

    private static final String COLUMNS =
            "id, version, currency, lines, email, address, shipping, tax, order_id, adjustments";

    void insert(Tx tx, StoredCart cart, Region region) {
        tx.update("""
                        INSERT INTO orders.cart (id, version, currency, region, lines, adjustments, expires_on)
                        VALUES (:id, :version, :currency, :region, CAST(:lines AS JSONB), CAST(:adjustments AS JSONB),
                                CURRENT_DATE + :days)""")
                .bind("id", cart.id())
                .bind("version", cart.version())
                .bind("currency", cart.currency())
                .bind("region", region.name())
                .bind("lines", Json.write(cart.lines()))
                .bind("adjustments", json(cart.adjustments()))
                .bind("days", DAYS_KEPT)
                .execute();
    }

    public Optional<StoredCart> find(Tx tx, UUID id) {
        return tx.query("SELECT " + COLUMNS + " FROM orders.cart WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> stored(rs))
                .findOne();
    }

    /**
     * Writes what a change made of the cart. Two tabs that read the same version: the row is the judge, and the later one
     * does its change again on what the first one left.
     *
     * @return the cart with its new version
     */
    public StoredCart update(Tx tx, StoredCart cart) {
        cart.totals(); // throws when its parts do not sum to the whole
        int updated = bind(tx.update("""
                        UPDATE orders.cart
                           SET version = version + 1, lines = CAST(:lines AS JSONB), email = :email,
                               address = CAST(:address AS JSONB), shipping = CAST(:shipping AS JSONB),
                               tax = CAST(:tax AS JSONB),
                               adjustments = CAST(:adjustments AS JSONB), expires_on = CURRENT_DATE + :days
                         WHERE id = :id AND version = :version AND order_id IS NULL"""), cart).bind("days", DAYS_KEPT).execute();
        if (updated == 0) {
            throw new Transactions.StartAgainException("cart " + cart.id() + " was changed meanwhile");
        }
        return cart.withVersion(cart.version() + 1);
    }

    /** Takes the open cart for an order, whole and as it is now. Two checkouts at once: one of them finds it taken. */
    public Optional<StoredCart> take(Tx tx, UUID id, UUID orderId) {
        return tx.query("""
                        UPDATE orders.cart SET order_id = :order WHERE id = :id AND order_id IS NULL
                        RETURNING """ + " " + COLUMNS)
                .bind("order", orderId)
                .bind("id", id)
                .map((rs, ctx) -> stored(rs))
                .findOne();
    }

    /** The order came to nothing: the cart can be used again. */
    public void reopen(Tx tx, UUID id, UUID orderId) {
        tx.update("""
                        UPDATE orders.cart SET order_id = NULL, version = version + 1
                         WHERE id = :id AND order_id = :order""").bind("id", id).bind("order", orderId).execute();
    }

    /** Removes a cart as it was read; another tab that changed it meanwhile: what that one added is taken in as well. */
    void delete(Tx tx, StoredCart cart) {
        int deleted = tx.update("DELETE FROM orders.cart WHERE id = :id AND version = :version AND order_id IS NULL")
                .bind("id", cart.id())
                .bind("version", cart.version())
                .execute();
        if (deleted == 0) {
            throw new Transactions.StartAgainException("cart " + cart.id() + " was changed meanwhile");
        }
    }

    /** Deletes at most so many carts that nobody touched for {@link #DAYS_KEPT} days. Orders have their own copy of all. */
    int deleteExpired(Tx tx, int limit) {
        return tx.update("""
                        DELETE FROM orders.cart WHERE id IN (
                            SELECT id FROM orders.cart WHERE expires_on < CURRENT_DATE ORDER BY expires_on LIMIT :limit)""").bind("limit", limit).execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, StoredCart cart) {
        return statement
                .bind("id", cart.id())
                .bind("version", cart.version())
                .bind("lines", Json.write(cart.lines()))
                .bind("email", cart.email())
                .bind("address", json(cart.address()))
                .bind("shipping", json(cart.shipping()))
                .bind("tax", json(cart.tax()))
                .bind("adjustments", json(cart.adjustments()));
    }

    private static String json(Adjustments adjustments) {
        return adjustments.isEmpty() ? null : Json.write(adjustments);
    }

    private static String json(Object value) {
        return value == null ? null : Json.write(value);
    }

    private static StoredCart stored(ResultSet rs) throws SQLException {
        return new StoredCart(
                rs.getObject("id", UUID.class),
                rs.getLong("version"),
                rs.getString("currency"),
                List.of(Json.read(rs.getString("lines"), StoredCart.StoredLine[].class)),
                rs.getString("email"),
                read(rs.getString("address"), Address.class),
                read(rs.getString("shipping"), ShippingOption.class),
                read(rs.getString("tax"), TaxTerms.class),
                rs.getObject("order_id", UUID.class),
                read(rs.getString("adjustments"), Adjustments.class));
    }

    private static <T> T read(String json, Class<T> type) {
        return json == null ? null : Json.read(json, type);
    }
}
