package org.alwaysopen.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;

/** The invariants of the design, read from the database and from the processor's own books. */
final class Books {
    private Books() {}

    /**
     * @param sku      one SKU, of which so many units were received
     * @param received units
     */
    static void check(TestShop shop, String sku, int received) {
        assertThat(shop.count("SELECT count(*) FROM orders.shop_order WHERE state = 'PLACED'"))
                .as("orders without an end")
                .isZero();
        assertThat(shop.count(
                        "SELECT count(*) FROM orders.order_line l LEFT JOIN orders.shop_order o ON o.id = l.order_id"
                                + " WHERE o.id IS NULL"))
                .as("lines without an order")
                .isZero();
        long sold = shop.count("SELECT COALESCE(sum(l.quantity), 0) FROM orders.order_line l"
                + " JOIN orders.shop_order o ON o.id = l.order_id WHERE o.state = 'PAID' AND l.sku = '" + sku + "'");
        assertThat(sold + shop.available(sku)).as("sold + available").isEqualTo(received);
        assertThat(shop.stockDifferences(sku))
                .as("levels against the journal of stock")
                .isEmpty();
        assertThat(shop.count("SELECT count(*) FROM inventory.reservation WHERE state = 'HELD'"))
                .as("reservations without an end")
                .isZero();
        Set<UUID> paid = payments(shop, "AUTHORISED");
        Set<UUID> voided = payments(shop, "VOIDED");
        Set<UUID> held = ids(shop, "SELECT payment_id FROM testpay.held");
        assertThat(held)
                .as("money that is held for nothing")
                .allMatch(payment -> paid.contains(payment) || voided.contains(payment));
        assertThat(held).as("sold without money").containsAll(paid);
        assertThat(shop.count("SELECT count(*) FROM orders.shop_order o JOIN testpay.payment p ON p.id = o.payment_id"
                        + " WHERE (o.state = 'PAID') <> (p.state = 'AUTHORISED') OR o.total <> p.amount"
                        + " + (SELECT COALESCE(-sum(amount), 0) FROM orders.gift_card_entry"
                        + " WHERE order_id = o.id AND kind = 'SPENT')"))
                .as("orders whose payment says something else")
                .isZero();
        assertThat(shop.count("SELECT count(*) FROM testpay.payment p LEFT JOIN orders.shop_order o"
                        + " ON o.payment_id = p.id WHERE o.id IS NULL"))
                .as("payments without an order")
                .isZero();
        assertThat(shop.count("SELECT count(*) FROM orders.shop_order o JOIN orders.cart c ON c.id = o.cart_id"
                        + " WHERE o.state = 'PAID' AND c.order_id IS DISTINCT FROM o.id"))
                .as("carts that could be bought twice")
                .isZero();
        assertThat(shop.count("SELECT count(*) FROM orders.cart c JOIN orders.shop_order o ON o.id = c.order_id"
                        + " WHERE o.state = 'CANCELLED'"))
                .as("carts that are stuck with a cancelled order")
                .isZero();
        assertThat(shop.count("SELECT count(*) FROM orders.shop_order o JOIN (SELECT order_id,"
                        + " sum(price * quantity) AS goods, sum(discount) AS off, sum(tax) AS tax"
                        + " FROM orders.order_line GROUP BY order_id) l ON l.order_id = o.id"
                        + " WHERE o.subtotal <> l.goods OR o.discount <> l.off OR o.tax < l.tax"))
                .as("orders whose lines do not sum to them")
                .isZero();
        assertThat(Giving.contradictions(shop)).isEmpty();
    }

    private static Set<UUID> payments(TestShop shop, String state) {
        return ids(shop, "SELECT id FROM testpay.payment WHERE state = '" + state + "'");
    }

    private static Set<UUID> ids(TestShop shop, String sql) {
        return shop.database
                .transactions()
                .read("ids", tx -> Set.copyOf(tx.query(sql).mapTo(UUID.class).list()));
    }
}
