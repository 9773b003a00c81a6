package org.alwaysopen.orders.promotion;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;

/**
 * How often promotions are used: taken in the transaction that places an order, given back in the one that undoes it.
 *
 * <p>A limit stands in up to {@link #SLOTS_MAX} rows, each with a share of the uses that are left; a use is taken by a conditional
 * update of one of them, and only a look at all of them in the same transaction says that there is none left. Thread-safe.
 */
public final class PromotionUses {
    /** More checkouts than this at the same moment are more than one database takes. */
    static final int SLOTS_MAX = 64;

    private final SlotRota rota;
    private final Random random;

    public PromotionUses(Random random) {
        this.rota = new SlotRota(random);
        this.random = random;
    }

    static int slots(long usesMax) {
        return (int) Math.min(SLOTS_MAX, usesMax);
    }

    void fill(Tx tx, UUID promotion, long usesMax) {
        tx.update("""
                        INSERT INTO orders.promotion_slot (promotion_id, slot, available)
                        SELECT CAST(:promotion AS UUID), CAST(n AS INT4),
                               CAST(:share AS INT8) + CASE WHEN n < CAST(:odd AS INT8) THEN 1 ELSE 0 END
                          FROM generate_series(0, CAST(:last AS INT8)) AS g(n)""")
                .bind("promotion", promotion)
                .bind("share", usesMax / slots(usesMax))
                .bind("odd", usesMax % slots(usesMax))
                .bind("last", slots(usesMax) - 1L)
                .execute();
    }

    /**
     * Uses a promotion for an order. Two tills that want the last use: the slot's row is the judge, and so is the customer's.
     *
     * @param customers whose uses count, by {@link Customers}
     * @return false when nothing is left, of all or for this customer: then the transaction must not be committed
     */
    public boolean take(Tx tx, UUID order, Live promotion, Money amount, List<String> customers) {
        UUID id = promotion.offered().id();
        List<String> counted = promotion.usesPerCustomerMax() == null ? List.of() : customers;
        for (String customer : counted) {
            if (!countUp(tx, id, customer, promotion.usesPerCustomerMax())) {
                return false;
            }
        }
        Use use = new Use(order, id, String.join(",", counted), amount);
        if (promotion.usesMax() == null) {
            insertUnlimited(tx, use);
            return true;
        }
        return takeFrom(tx, use, rota.next(tx, id, slots(promotion.usesMax()))) || takeFromAny(tx, use);
    }

    private record Use(UUID order, UUID promotion, String customers, Money amount) {}

    private static boolean countUp(Tx tx, UUID promotion, String customer, int max) {
        return tx.update("""
                        INSERT INTO orders.promotion_customer (promotion_id, customer, used)
                        VALUES (:promotion, :customer, 1)
                        ON CONFLICT (promotion_id, customer)
                        DO UPDATE SET used = promotion_customer.used + 1 WHERE promotion_customer.used < :max""")
                        .bind("promotion", promotion)
                        .bind("customer", customer)
                        .bind("max", max)
                        .execute()
                == 1;
    }

    private static void insertUnlimited(Tx tx, Use use) {
        tx.update("""
                        INSERT INTO orders.promotion_use (order_id, promotion_id, customers, currency, amount)
                        VALUES (:order, :promotion, :customers, :currency, :amount)""")
                .bind("order", use.order())
                .bind("promotion", use.promotion())
                .bind("customers", use.customers())
                .bind("currency", use.amount().currency().getCurrencyCode())
                .bind("amount", use.amount().minorUnits())
                .execute();
    }

    private static boolean takeFrom(Tx tx, Use use, int slot) {
        return tx.update("""
                        WITH taken AS (
                            UPDATE orders.promotion_slot SET available = available - 1
                             WHERE promotion_id = :promotion AND slot = :slot AND available > 0
                            RETURNING promotion_id, slot)
                        INSERT INTO orders.promotion_use (order_id, promotion_id, slot, customers, currency, amount)
                        SELECT CAST(:order AS UUID), promotion_id, slot, CAST(:customers AS TEXT),
                               CAST(:currency AS TEXT), CAST(:amount AS INT8)
                          FROM taken""")
                        .bind("order", use.order())
                        .bind("promotion", use.promotion())
                        .bind("slot", slot)
                        .bind("customers", use.customers())
                        .bind("currency", use.amount().currency().getCurrencyCode())
                        .bind("amount", use.amount().minorUnits())
                        .execute()
                == 1;
    }

    /** Its slot was empty: looks at all of them. */
    private boolean takeFromAny(Tx tx, Use use) {
        List<Integer> left = tx.query("""
                        SELECT slot FROM orders.promotion_slot WHERE promotion_id = :promotion AND available > 0
                         ORDER BY slot""")
                .bind("promotion", use.promotion())
                .mapTo(Integer.class)
                .list();
        return !left.isEmpty() && takeFrom(tx, use, left.get(random.nextInt(left.size())));
    }

    /** The order came to nothing: what it used can be used by others. Repeating changes nothing. */
    public void giveBack(Tx tx, UUID order) {
        record Given(UUID promotion, Integer slot, String customers) {}
        List<Given> given = tx.query("""
                        DELETE FROM orders.promotion_use WHERE order_id = :order RETURNING promotion_id, slot, customers""")
                .bind("order", order)
                .map((rs, ctx) -> new Given(
                        rs.getObject("promotion_id", UUID.class),
                        rs.getObject("slot", Integer.class),
                        rs.getString("customers")))
                .list();
        for (Given one : given) {
            if (one.slot() != null) {
                tx.update("""
                                UPDATE orders.promotion_slot SET available = available + 1
                                 WHERE promotion_id = :promotion AND slot = :slot""")
                        .bind("promotion", one.promotion())
                        .bind("slot", one.slot())
                        .execute();
            }
            if (!one.customers().isEmpty()) {
                tx.update("""
                                UPDATE orders.promotion_customer SET used = used - 1
                                 WHERE promotion_id = :promotion AND customer = ANY (:customers)""")
                        .bind("promotion", one.promotion())
                        .bindArray("customers", String.class, (Object[])
                                one.customers().split(","))
                        .execute();
            }
        }
    }
}
