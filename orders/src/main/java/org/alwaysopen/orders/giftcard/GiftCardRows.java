package org.alwaysopen.orders.giftcard;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.GiftCards.Entry;
import org.alwaysopen.orders.GiftCards.GiftCard;
import org.alwaysopen.orders.GiftCards.Kind;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.Update;

/**
 * The tables of stored value: each change of a balance and its row of the journal are one statement, so that neither is without
 * the other. Stateless.
 */
public final class GiftCardRows {
    private static final String COLUMNS =
            "id, kind, last_four, currency, balance, expires_at, note, created_at, disabled_at";

    private static final String SPENDABLE =
            "disabled_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AND (owner IS NULL OR owner = ANY (:owners))";

    /** A card as a cart needs it. */
    public record Spendable(UUID id, String lastFour, long balance) {}

    /** @param owner null for a gift card */
    void insert(Tx tx, GiftCard card, String codeHash, String owner, Region region, String actor) {
        tx.update("""
                        WITH card AS (
                            INSERT INTO orders.gift_card
                                   (id, code_hash, last_four, kind, owner, currency, balance, expires_at, note)
                            VALUES (:id, :hash, :lastFour, :kind, :owner, :currency, :balance, :expiresAt, :note)
                            RETURNING id, balance)
                        INSERT INTO orders.gift_card_entry (gift_card_id, kind, source, amount, region, actor)
                        SELECT id, 'ISSUED', id, balance, CAST(:region AS TEXT), CAST(:actor AS TEXT) FROM card""")
                .bind("id", card.id())
                .bind("hash", codeHash)
                .bind("lastFour", card.lastFour())
                .bind("kind", card.kind().name())
                .bind("owner", owner)
                .bind("currency", card.balance().currency().getCurrencyCode())
                .bind("balance", card.balance().minorUnits())
                .bind(
                        "expiresAt",
                        card.expiresAt().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                .bind("note", card.note())
                .bind("region", region.name())
                .bind("actor", actor)
                .execute();
    }

    /** What can be spent of these cards by these customers, as far as it is known now: to be shown, and asked for. */
    public Map<UUID, Spendable> spendable(Tx tx, Collection<UUID> ids, String currency, List<String> owners) {
        Map<UUID, Spendable> found = new HashMap<>();
        tx.query("SELECT id, last_four, balance FROM orders.gift_card WHERE id = ANY (:ids) AND currency = :currency"
                        + " AND balance > 0 AND " + SPENDABLE)
                .bindArray("ids", UUID.class, ids)
                .bind("currency", currency)
                .bindArray("owners", String.class, owners)
                .map((rs, ctx) ->
                        new Spendable(rs.getObject("id", UUID.class), rs.getString("last_four"), rs.getLong("balance")))
                .forEach(card -> found.put(card.id(), card));
        return found;
    }

    Optional<UUID> byHash(Tx tx, String codeHash) {
        return tx.query("SELECT id FROM orders.gift_card WHERE code_hash = :hash")
                .bind("hash", codeHash)
                .mapTo(UUID.class)
                .findOne();
    }

    /** Where it comes from or goes to: the order, the region of the server, and who did it. */
    public record By(UUID order, Region region, String actor) {}

    /**
     * Pays a part of an order. Two tills with the same card: the row is the judge, and its balance never goes below zero.
     *
     * @return false when it is not there to be spent: then the transaction must not be committed
     */
    public boolean spend(Tx tx, UUID card, Money amount, List<String> owners, By by) {
        return bind(tx.update("""
                        WITH spent AS (
                            UPDATE orders.gift_card SET balance = balance - :amount
                             WHERE id = :card AND balance >= :amount AND currency = :currency AND """ + " " + SPENDABLE + """

                            RETURNING id)
                        INSERT INTO orders.gift_card_entry (gift_card_id, kind, source, order_id, amount, region, actor)
                        SELECT id, 'SPENT', CAST(:order AS UUID), CAST(:order AS UUID), -CAST(:amount AS INT8),
                               CAST(:region AS TEXT), CAST(:actor AS TEXT)
                          FROM spent"""), card, amount, by)
                        .bind("currency", amount.currency().getCurrencyCode())
                        .bindArray("owners", String.class, owners)
                        .execute()
                == 1;
    }

    /** The order came to nothing: what it spent is there again, also on a card that has ended. Repeating changes nothing. */
    public void giveBack(Tx tx, UUID card, Money amount, By by) {
        put(tx, card, "GIVEN_BACK", by.order(), amount, by);
    }

    private static void put(Tx tx, UUID card, String kind, UUID source, Money amount, By by) {
        bind(tx.update("""
                        WITH told AS (
                            INSERT INTO orders.gift_card_entry (gift_card_id, kind, source, order_id, amount, region, actor)
                            VALUES (:card, :kind, :source, :order, :amount, :region, :actor)
                            ON CONFLICT (gift_card_id, kind, source) DO NOTHING
                            RETURNING gift_card_id, amount)
                        UPDATE orders.gift_card SET balance = balance + CAST(:amount AS INT8)
                         WHERE id IN (SELECT gift_card_id FROM told)"""), card, amount, by)
                .bind("kind", kind)
                .bind("source", source)
                .execute();
    }

    private static Update bind(Update update, UUID card, Money amount, By by) {
        return update.bind("card", card)
                .bind("amount", amount.minorUnits())
                .bind("order", by.order())
                .bind("region", by.region().name())
                .bind("actor", by.actor());
    }

    /**
     * Gives a part of what an order paid with stored value back to the cards that paid it, the last one first. The same refund
     * again changes nothing.
     *
     * @param refund the id of the refund: what makes two calls the same one
     * @return what went back to each; nothing when it was done before
     * @throws IllegalArgumentException when the cards have not paid so much for this order, or got it back already
     */
    public Map<UUID, Money> refund(Tx tx, UUID refund, Money amount, By by) {
        boolean told = tx.query("""
                        SELECT count(*) FROM orders.gift_card_entry
                         WHERE order_id = :order AND kind = 'REFUNDED' AND source = :refund""")
                        .bind("order", by.order())
                        .bind("refund", refund)
                        .mapTo(Integer.class)
                        .one()
                > 0;
        Map<UUID, Money> given = new HashMap<>();
        if (told || amount.isZero()) {
            return given;
        }
        long left = amount.minorUnits();
        for (Paid card : paid(tx, by.order())) {
            long back = Math.min(left, card.left());
            if (back > 0) {
                Money part = new Money(back, amount.currency());
                put(tx, card.id(), "REFUNDED", refund, part, by);
                given.put(card.id(), part);
                left -= back;
            }
        }
        if (left > 0 || amount.isNegative()) {
            throw new IllegalArgumentException(
                    "refund: expected no more than gift cards paid for the order and have not got back, got " + amount);
        }
        return given;
    }

    /** @param left what it paid for the order and has not got back */
    private record Paid(UUID id, long left) {}

    private static List<Paid> paid(Tx tx, UUID order) {
        return tx.query("""
                        SELECT gift_card_id, CAST(-sum(amount) AS INT8) AS left_of_it
                          FROM orders.gift_card_entry WHERE order_id = :order
                         GROUP BY gift_card_id ORDER BY gift_card_id""")
                .bind("order", order)
                .map((rs, ctx) -> new Paid(rs.getObject("gift_card_id", UUID.class), rs.getLong("left_of_it")))
                .list();
    }

    Optional<GiftCard> find(Tx tx, UUID id) {
        return tx.query("SELECT " + COLUMNS + " FROM orders.gift_card WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> card(rs))
                .findOne();
    }

    List<Entry> journal(Tx tx, GiftCard card, int limit) {
        return tx.query("""
                        SELECT at, kind, amount, order_id, actor, region FROM orders.gift_card_entry
                         WHERE gift_card_id = :id ORDER BY at DESC LIMIT :limit""")
                .bind("id", card.id())
                .bind("limit", limit)
                .map((rs, ctx) -> new Entry(
                        rs.getObject("at", OffsetDateTime.class).toInstant(),
                        rs.getString("kind"),
                        new Money(rs.getLong("amount"), card.balance().currency()),
                        Optional.ofNullable(rs.getObject("order_id", UUID.class)),
                        rs.getString("actor"),
                        rs.getString("region")))
                .list();
    }

    List<GiftCard> list(Tx tx, Optional<Cursor> after, int limit) {
        var query = tx.query("SELECT " + COLUMNS + " FROM orders.gift_card"
                        + (after.isPresent() ? " WHERE (created_at, id) < (:at, :id)" : "")
                        + " ORDER BY created_at DESC, id DESC LIMIT :limit")
                .bind("limit", limit);
        after.ifPresent(
                last -> query.bind("at", last.at().atOffset(ZoneOffset.UTC)).bind("id", last.id()));
        return query.map((rs, ctx) -> card(rs)).list();
    }

    /** @return whether there is one */
    boolean disable(Tx tx, UUID id) {
        return tx.update("UPDATE orders.gift_card SET disabled_at = COALESCE(disabled_at, now()) WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    private static GiftCard card(ResultSet rs) throws SQLException {
        return new GiftCard(
                rs.getObject("id", UUID.class),
                Kind.valueOf(rs.getString("kind")),
                rs.getString("last_four"),
                Money.of(rs.getLong("balance"), rs.getString("currency")),
                time(rs, "expires_at"),
                rs.getString("note"),
                time(rs, "created_at").orElseThrow(),
                time(rs, "disabled_at"));
    }

    private static Optional<Instant> time(ResultSet rs, String column) throws SQLException {
        return Optional.ofNullable(rs.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
