package org.alwaysopen.local.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.alwaysopen.inventory.StockBooks;
import org.alwaysopen.local.reconcile.PaymentsReconciliation;
import org.alwaysopen.orders.MoneyBooks;
import org.alwaysopen.payments.Books;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.simulator.ProcessorBooks;

/**
 * What must hold whatever happened, read from the database as it is and from the processors' own books; the shop's code has no
 * say in it, but for the books that its modules keep. The list is that of the design, "Tests".
 */
final class Invariants {
    /** Of one kind; the first ones show the cause. */
    private static final int TOLD_MAX = 10;

    private static final int SKUS_AT_ONCE = 500;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** What is still at work: not wrong, but nothing can be said before it has ended. */
    private static final Map<String, String> AT_WORK = new LinkedHashMap<>();

    /** Each finds what must not be, in words. */
    private static final Map<String, String> BREACHES = new LinkedHashMap<>();

    static {
        AT_WORK.put("orders without an end", "SELECT count(*) FROM orders.shop_order WHERE state = 'PLACED'");
        AT_WORK.put("payments to be found out", """
                SELECT count(*) FROM payments.attempt
                 WHERE state IN ('SENT', 'UNKNOWN') OR (state = 'HELD' AND NOT wanted)""");
        AT_WORK.put("money to be moved", "SELECT count(*) FROM payments.operation WHERE state IN ('DUE', 'SENT')");
        AT_WORK.put("webhooks to be read", "SELECT count(*) FROM payments.webhook_event WHERE state = 'RECEIVED'");
        AT_WORK.put("units on hold", "SELECT count(*) FROM inventory.reservation WHERE state = 'HELD'");

        BREACHES.put("an order has no end", "SELECT number FROM orders.shop_order WHERE state = 'PLACED'");
        BREACHES.put("a line has no order", """
                SELECT CAST(l.order_id AS TEXT) FROM orders.order_line l
                  LEFT JOIN orders.shop_order o ON o.id = l.order_id WHERE o.id IS NULL""");
        BREACHES.put("a paid order's money is not settled", """
                SELECT o.number || ' ' || COALESCE(p.state || ' ' || COALESCE(p.decline_reason, ''), 'has no payment')
                       || COALESCE((SELECT string_agg('; ' || w.kind || ' ' || w.state || ' ' || COALESCE(w.last_error, ''), '')
                                      FROM payments.operation w WHERE w.payment_id = p.id), '; no operation')
                  FROM orders.shop_order o
                  LEFT JOIN payments.payment p ON p.id = o.payment_id AND p.order_id = o.id
                 WHERE o.outcome = 'PAID' AND o.state <> 'CANCELLED' AND o.payment_id IS NOT NULL
                   AND (p.state IS NULL OR p.state NOT IN ('CAPTURED', 'PARTLY_REFUNDED', 'REFUNDED'))
                   AND NOT EXISTS (SELECT 1 FROM payments.operation w WHERE w.payment_id = p.id AND w.state = 'WAITING')""");
        BREACHES.put("more was captured than the order says", """
                SELECT o.number FROM orders.shop_order o JOIN payments.payment p ON p.id = o.payment_id
                 WHERE o.outcome = 'PAID' AND p.captured_minor > o.total AND o.version = 1""");
        BREACHES.put("a cancelled order's money is kept", """
                SELECT o.number || ' ' || p.state FROM orders.shop_order o JOIN payments.payment p ON p.id = o.payment_id
                 WHERE o.state = 'CANCELLED'
                   AND (p.captured_minor > p.refunded_minor
                        OR EXISTS (SELECT 1 FROM payments.attempt a WHERE a.payment_id = p.id AND a.state = 'HELD'))""");
        BREACHES.put("money is held for no order", """
                SELECT CAST(p.id AS TEXT) FROM payments.payment p LEFT JOIN orders.shop_order o ON o.id = p.order_id
                 WHERE o.id IS NULL AND p.state IN ('AUTHORISED', 'PARTLY_CAPTURED', 'CAPTURED')""");
        BREACHES.put("units were sold otherwise than the order says", """
                SELECT number || ' ' || sku FROM (
                    SELECT o.number, l.sku, sum(l.quantity) AS ordered, COALESCE((
                               SELECT sum(r.units) FROM inventory.reservation r
                                WHERE r.order_id = o.id AND r.sku = l.sku AND r.state = 'CONFIRMED'), 0) AS sold
                      FROM orders.shop_order o JOIN orders.order_line l ON l.order_id = o.id
                     WHERE o.state = 'PAID' AND NOT EXISTS (SELECT 1 FROM inventory.bundle b WHERE b.bundle = l.sku)
                     GROUP BY o.id, o.number, l.sku) AS s
                 WHERE ordered <> sold""");
        BREACHES.put("units were sold to a cancelled order", """
                SELECT o.number || ' ' || r.sku FROM inventory.reservation r JOIN orders.shop_order o ON o.id = r.order_id
                 WHERE o.outcome IS NOT NULL AND o.outcome <> 'PAID' AND r.state = 'CONFIRMED'""");
        BREACHES.put("units are held for an order that has ended", """
                SELECT CAST(r.order_id AS TEXT) FROM inventory.reservation r
                  LEFT JOIN orders.shop_order o ON o.id = r.order_id
                 WHERE r.state = 'HELD' AND (o.id IS NULL OR o.state <> 'PLACED')""");
        BREACHES.put("a cart was bought twice", """
                SELECT CAST(cart_id AS TEXT) FROM orders.shop_order WHERE outcome = 'PAID'
                 GROUP BY cart_id HAVING count(*) > 1""");
        BREACHES.put("a cart is stuck with an order that fell through", """
                SELECT CAST(c.id AS TEXT) FROM orders.cart c JOIN orders.shop_order o ON o.id = c.order_id
                 WHERE o.outcome IS NOT NULL AND o.outcome <> 'PAID'""");
    }

    private final Transactions transactions;
    private final StockBooks stock;
    private final Books money;
    private final Map<String, Supplier<ProcessorBooks>> processors;

    /** @param processors their own books, by the processor's name */
    Invariants(
            Transactions transactions,
            StockBooks stock,
            Books money,
            Map<String, Supplier<ProcessorBooks>> processors) {
        this.transactions = transactions;
        this.stock = stock;
        this.money = money;
        this.processors = processors;
    }

    /** Waits until nobody is at work any more. @return what still is when the time is over; empty: all has ended */
    Map<String, Long> awaitRest(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Map<String, Long> left = atWork();
            if (left.isEmpty() || System.nanoTime() > deadline) {
                return left;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    private Map<String, Long> atWork() {
        return transactions.read("drill: at work", tx -> {
            Map<String, Long> left = new LinkedHashMap<>();
            AT_WORK.forEach((what, sql) -> {
                long count = tx.query(sql).mapTo(Long.class).one();
                if (count > 0) {
                    left.put(what, count);
                }
            });
            return left;
        });
    }

    /** @return what is broken, in words; empty when all holds */
    List<String> breaches(Acknowledged acknowledged) {
        List<String> found = new ArrayList<>(acknowledged.contradictions());
        compareWithWhatWasTold(found, acknowledged);
        transactions.read("drill: invariants", tx -> {
            BREACHES.forEach((what, sql) -> tx.query(sql).mapTo(String.class).stream()
                    .limit(TOLD_MAX)
                    .forEach(which -> found.add(what + ": " + which)));
            return null;
        });
        compareStock(found);
        found.addAll(money.contradictions());
        found.addAll(new MoneyBooks(transactions).contradictions());
        processors.forEach((name, books) -> {
            PaymentsReconciliation.Report report =
                    new PaymentsReconciliation(money).compare(name, books.get(), Optional.empty());
            report.differences().stream()
                    .limit(TOLD_MAX)
                    .forEach(difference -> found.add("the books of " + name + " differ: " + difference));
        });
        return found;
    }

    private record Known(String state, String outcome) {}

    /** No order that somebody was told of is missing, or is something else than what was told. */
    private void compareWithWhatWasTold(List<String> found, Acknowledged acknowledged) {
        Map<UUID, Known> known = new HashMap<>();
        transactions.read("drill: orders", tx -> {
            tx.query("SELECT id, state, outcome FROM orders.shop_order")
                    .map((rs, ctx) -> known.put(
                            rs.getObject("id", UUID.class), new Known(rs.getString("state"), rs.getString("outcome"))))
                    .list();
            return null;
        });
        Map<UUID, String> keys = new HashMap<>();
        for (Acknowledged.Told told : acknowledged.all()) {
            UUID order = told.answer().order().orElse(null);
            String expected = told.answer().status() == 201 ? "PAID" : "DECLINED";
            Known row = known.get(order);
            if (row == null) {
                found.add("an acknowledged order is missing: " + order + ", told as " + expected);
            } else if (!expected.equals(row.outcome())) {
                found.add("an order is not what was told: " + order + ", told as " + expected + ", is " + row);
            }
            String other = keys.put(order, told.key());
            if (other != null) {
                found.add("two keys had one effect: " + other + " and " + told.key() + " of order " + order);
            }
        }
    }

    /** For each SKU sold + reserved + available = received - written off: by the journal that inventory keeps. */
    private void compareStock(List<String> found) {
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            StockBooks.Page page = stock.compare(next.get(), SKUS_AT_ONCE);
            page.differences().stream()
                    .limit(TOLD_MAX)
                    .forEach(difference -> found.add("the stock's levels and journal differ: " + difference));
            next = page.next();
        }
    }
}
