package org.alwaysopen.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Whether stored value and promotions add up: for {@code ./shop reconcile}, and for the checks after a drill. Each question is one
 * statement, which sees one state of the database, so that sales that go on meanwhile are no contradiction. Thread-safe.
 */
public final class MoneyBooks {
    /** Orders read at a time. */
    private static final int PAGE = 500;
    /** Enough to see what is wrong. */
    private static final int SHOWN_MAX = 100;

    private final Transactions transactions;

    public MoneyBooks(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What we owe to the holders of cards. @param sum of all balances */
    public record Liability(String kind, long cards, Money sum) {}

    public List<Liability> liabilities() {
        return transactions.read(
                "liabilities",
                tx -> tx.query("""
                        SELECT kind, currency, count(*) AS cards, CAST(sum(balance) AS INT8) AS balances
                          FROM orders.gift_card GROUP BY kind, currency ORDER BY kind, currency""")
                        .map((rs, ctx) -> new Liability(
                                rs.getString("kind"),
                                rs.getLong("cards"),
                                Money.of(rs.getLong("balances"), rs.getString("currency"))))
                        .list());
    }

    /** What is wrong, in words: empty when all is well. */
    public List<String> contradictions() {
        List<String> found = new ArrayList<>();
        found.addAll(ask("a gift card's balance is not the sum of its journal: ", """
                SELECT CAST(c.id AS TEXT) || ': ' || CAST(c.balance AS TEXT) || ', journal '
                       || CAST(COALESCE(e.booked, 0) AS TEXT)
                  FROM orders.gift_card c
                  LEFT JOIN (SELECT gift_card_id, sum(amount) AS booked FROM orders.gift_card_entry
                              GROUP BY gift_card_id) e ON e.gift_card_id = c.id
                 WHERE c.balance <> COALESCE(e.booked, 0) LIMIT :limit"""));
        found.addAll(ask("a row of the journal is of no gift card: ", """
                SELECT CAST(e.id AS TEXT) FROM orders.gift_card_entry e
                  LEFT JOIN orders.gift_card c ON c.id = e.gift_card_id WHERE c.id IS NULL LIMIT :limit"""));
        found.addAll(ask("a gift card paid for an order that is not there, or got back more than it paid: ", """
                SELECT CAST(e.gift_card_id AS TEXT) || ', order ' || CAST(e.order_id AS TEXT)
                  FROM (SELECT gift_card_id, order_id, sum(amount) AS net FROM orders.gift_card_entry
                         WHERE order_id IS NOT NULL GROUP BY gift_card_id, order_id) e
                  LEFT JOIN orders.shop_order o ON o.id = e.order_id
                 WHERE o.id IS NULL OR e.net > 0 LIMIT :limit"""));
        found.addAll(ask("uses of a promotion are neither left nor taken: ", """
                SELECT CAST(p.id AS TEXT) || ': ' || CAST(p.uses_max AS TEXT) || ' in all, '
                       || CAST(s.available AS TEXT) || ' left, ' || CAST(COALESCE(u.taken, 0) AS TEXT) || ' taken'
                  FROM orders.promotion p
                  JOIN (SELECT promotion_id, sum(available) AS available FROM orders.promotion_slot
                         GROUP BY promotion_id) s ON s.promotion_id = p.id
                  LEFT JOIN (SELECT promotion_id, count(*) AS taken FROM orders.promotion_use
                              WHERE slot IS NOT NULL GROUP BY promotion_id) u ON u.promotion_id = p.id
                 WHERE p.uses_max <> s.available + COALESCE(u.taken, 0) LIMIT :limit"""));
        found.addAll(ask("customers' uses of a promotion are not those of its orders: ", """
                SELECT CAST(c.promotion_id AS TEXT) || ': ' || CAST(c.used AS TEXT) || ', orders '
                       || CAST(COALESCE(u.used, 0) AS TEXT)
                  FROM (SELECT promotion_id, sum(used) AS used FROM orders.promotion_customer
                         GROUP BY promotion_id) c
                  LEFT JOIN (SELECT promotion_id,
                                    sum(1 + length(customers) - length(replace(customers, ',', ''))) AS used
                               FROM orders.promotion_use WHERE customers <> '' GROUP BY promotion_id) u
                         ON u.promotion_id = c.promotion_id
                 WHERE c.used <> COALESCE(u.used, 0) LIMIT :limit"""));
        found.addAll(ask("a promotion is used by an order that came to nothing, or is not there: ", """
                SELECT CAST(u.promotion_id AS TEXT) || ', order ' || CAST(u.order_id AS TEXT)
                  FROM orders.promotion_use u LEFT JOIN orders.shop_order o ON o.id = u.order_id
                 WHERE o.id IS NULL OR (o.outcome IS NOT NULL AND o.outcome <> 'PAID') OR o.state = 'CANCELLED'
                 LIMIT :limit"""));
        found.addAll(ordersAndCards());
        return found;
    }

    private List<String> ask(String what, String sql) {
        return transactions.read(
                "money books",
                tx -> tx.query(sql)
                        .bind("limit", SHOWN_MAX)
                        .mapTo(String.class)
                        .map(which -> what + which)
                        .list());
    }

    /** What an order says that gift cards paid, and what the journal says. */
    private record Told(UUID id, boolean stands, List<Order.GiftCard> cards, long booked, long total) {
        boolean agrees() {
            return booked == (stands ? said() : 0) && said() <= total;
        }

        private long said() {
            return cards.stream().mapToLong(card -> card.amount().minorUnits()).sum();
        }
    }

    private List<String> ordersAndCards() {
        List<String> found = new ArrayList<>();
        UUID after = new UUID(0, 0);
        while (found.size() < SHOWN_MAX) {
            UUID from = after;
            List<Told> page = transactions.read("money books", tx -> told(tx, from));
            for (Told order : page) {
                if (!order.agrees()) {
                    found.add(
                            "an order says that gift cards paid something else than the journal, or more than it costs: "
                                    + order.id() + ": " + order.cards() + ", journal " + order.booked() + ", total "
                                    + order.total());
                }
                after = order.id();
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return found;
    }

    /**
     * What a merchant refunds later is not counted here: the order keeps saying what it was paid with. But an edit that makes it
     * cheaper also changes what its cards pay of it.
     */
    private static List<Told> told(Tx tx, UUID after) {
        return tx.query("""
                        SELECT o.id, o.outcome, o.gift_cards, o.total,
                               (SELECT CAST(COALESCE(-sum(e.amount), 0) AS INT8) FROM orders.gift_card_entry e
                                 WHERE e.order_id = o.id
                                   AND (e.kind IN ('SPENT', 'GIVEN_BACK')
                                        OR e.source IN (SELECT r.id FROM orders.order_refund r
                                                         WHERE r.order_id = o.id AND r.kind = 'EDIT'))) AS booked
                          FROM orders.shop_order o
                         WHERE o.gift_cards IS NOT NULL AND o.id > :after ORDER BY o.id LIMIT :limit""")
                .bind("after", after)
                .bind("limit", PAGE)
                .map((rs, ctx) -> new Told(
                        rs.getObject("id", UUID.class),
                        rs.getString("outcome") == null
                                || rs.getString("outcome").equals("PAID"),
                        List.of(Json.read(rs.getString("gift_cards"), Order.GiftCard[].class)),
                        rs.getLong("booked"),
                        rs.getLong("total")))
                .list();
    }
}
