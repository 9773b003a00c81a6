package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.checkOut;
import static org.alwaysopen.orders.TestShop.filled;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.orders.MerchantOrders.Command;
import org.alwaysopen.orders.MerchantOrders.Detail;
import org.alwaysopen.orders.MerchantOrders.Result;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Region;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.awaitility.Awaitility;

/** A {@link TestShop} with real payments: Stripe's own SDK over HTTP to the simulator. And its books after the sale. */
final class AfterSaleShop implements AutoCloseable {
    static final String CARD = "pm_card_visa";
    static final String BAD_CARD = "pm_card_chargeDeclined";

    private static final Duration POLL = Duration.ofMillis(20);

    final TestShop shop = new TestShop();
    final ProcessorSimulator stripe;
    private final Path folder;
    private final Map<Region, PaymentsModule> payments = new HashMap<>();

    AfterSaleShop() {
        try {
            folder = Files.createTempDirectory("after-sale");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(folder.resolve("stripe.jsonl")));
    }

    PaymentsModule payments(Region region) {
        return payments.computeIfAbsent(region, here -> {
            return new PaymentsModule(
                    shop.database.transactions(), here, settings(stripe.url()), Ids.RANDOM, Clock.systemUTC());
        });
    }

    static PaymentsSettings settings(URI stripeUrl) {
        PaymentsSettings.Stripe stripe = new PaymentsSettings.Stripe(
                stripeUrl, SimulatorSettings.TEST_API_KEY, "", PaymentsSettings.Stripe.LIST_PRICE);
        return PaymentsSettings.of(Optional.of(stripe), Optional.empty());
    }

    OrdersModule server(Region region, CheckoutObserver observer) {
        return shop.server(region, payments(region).payments(), observer);
    }

    OrdersModule server(Region region) {
        return server(region, CheckoutObserver.NONE);
    }

    /** A paid order. */
    UUID order(String sku, int quantity) {
        OrdersModule server = server(AWS);
        Cart cart = filled(server, sku, quantity);
        Idempotency.Response answer = checkOut(server, cart.id(), "k " + cart.id(), CARD);
        assertThat(answer.status()).isEqualTo(201);
        return UUID.fromString(answer.body().substring(0, 36));
    }

    /** The status, and what matters of the order: enough to compare answers by their bytes. */
    static final Function<Result, Idempotency.Response> RENDERED = result -> new Idempotency.Response(
            result instanceof Result.Done ? 200 : result instanceof Result.Declined ? 402 : 202,
            "text/plain",
            result.order().order().state() + " " + result.order().version());

    /** @param key once for each order and command */
    static Command as(String actor, UUID order, String key) {
        return new Command(actor, Idempotency.Request.of("test:" + order, key, key), RENDERED);
    }

    static Command merchant(UUID order, String key) {
        return as("Grace", order, key);
    }

    /** One round of all that workers of this server do for orders and payments. */
    void work(OrdersModule server, Region region) {
        PaymentsModule module = payments(region);
        server.jobs().forEach(job -> job.run().run());
        server.refunds(module.merchant()).run().run();
        module.jobs().forEach(job -> job.run().run());
    }

    /** Lets workers work until nothing is left to do; time passes at once. */
    void settle(Region region) {
        OrdersModule server = server(region);
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    timePasses();
                    work(server, region);
                    return shop.count("SELECT count(*) FROM orders.order_refund WHERE due_at IS NOT NULL")
                                    + shop.count("SELECT count(*) FROM orders.order_charge WHERE due_at IS NOT NULL")
                                    + shop.count("SELECT count(*) FROM payments.due_operation")
                                    + shop.count("SELECT count(*) FROM payments.due_attempt")
                                    + shop.count("SELECT count(*) FROM orders.checkout_under_way")
                            == 0;
                });
    }

    /** Every lease is over, and all that waits is due. */
    void timePasses() {
        shop.makeAbandoned();
        shop.database.transactions().run("time passes", tx -> {
            for (String table : List.of("orders.order_refund", "orders.order_charge")) {
                tx.update("UPDATE " + table + " SET due_at = now() - INTERVAL '1 second' WHERE due_at IS NOT NULL")
                        .execute();
            }
            tx.update("UPDATE payments.due_operation SET due_at = now() - INTERVAL '1 second'")
                    .execute();
            tx.update("UPDATE payments.due_attempt SET due_at = now() - INTERVAL '1 second'")
                    .execute();
            return null;
        });
    }

    Detail detail(UUID order) {
        return server(AWS).merchant().get(order);
    }

    /** What must hold after any history, once nothing is left to do. */
    void checkBooks() {
        assertThat(Inventories.create(shop.database.transactions(), AWS, TestShop.REGIONS)
                        .books()
                        .compare("", 500)
                        .differences())
                .as("stock against its journal")
                .isEmpty();
        assertThat(payments(AWS).books().contradictions()).as("payments").isEmpty();
        assertThat(Giving.contradictions(shop))
                .as("stored value and promotions")
                .isEmpty();
        none("units sold against lines", """
                SELECT count(*) FROM (
                    SELECT l.order_id, l.sku, sum(CASE WHEN o.state = 'CANCELLED' THEN 0 ELSE l.quantity - l.returned END) AS units
                      FROM orders.order_line l JOIN orders.shop_order o ON o.id = l.order_id GROUP BY l.order_id, l.sku) w
                  LEFT JOIN (
                    SELECT order_id, sku, sum(units - returned) AS units FROM inventory.reservation
                     WHERE state = 'CONFIRMED' GROUP BY order_id, sku) s ON s.order_id = w.order_id AND s.sku = w.sku
                 WHERE w.units <> COALESCE(s.units, 0)""");
        none("reservations without an end", "SELECT count(*) FROM inventory.reservation WHERE state = 'HELD'");
        none("refunded more than captured", """
                SELECT count(*) FROM payments.payment WHERE refund_requested_minor > captured_minor""");
        none("refunds decided against refunds done", """
                SELECT count(*) FROM payments.payment p
                 WHERE p.state NOT IN ('VOIDED', 'DECLINED', 'FAILED')
                   AND p.refunded_minor <> COALESCE((SELECT sum(r.amount) FROM orders.order_refund r
                                                      WHERE r.payment_id = p.id AND r.state = 'DONE'), 0)""");
        none("the total against the lines", """
                SELECT count(*) FROM orders.shop_order o
                 WHERE o.subtotal <> (SELECT sum(l.price * l.quantity) FROM orders.order_line l WHERE l.order_id = o.id)
                    OR o.discount <> (SELECT sum(l.discount) FROM orders.order_line l WHERE l.order_id = o.id)""");
        none("cancelled, and money kept", """
                SELECT count(*) FROM orders.shop_order o JOIN payments.payment p ON p.id = o.payment_id
                 WHERE o.state = 'CANCELLED' AND p.captured_minor <> p.refunded_minor""");
        none("a change without its line in the timeline", """
                SELECT count(*) FROM orders.shop_order WHERE version <> jsonb_array_length(timeline)""");
        none("a change without its event", """
                SELECT count(*) FROM orders.shop_order o
                 WHERE o.version - 1 <> (SELECT count(*) FROM platform.outbox e
                                          WHERE e.topic = 'order' AND e.key = CAST(o.id AS TEXT))""");
        none("differences without an end", "SELECT count(*) FROM orders.order_charge WHERE state = 'PENDING'");
        none("a difference that was paid for nothing", """
                SELECT count(*) FROM orders.order_charge c JOIN payments.payment p ON p.id = c.payment_id
                 WHERE c.state = 'FAILED' AND p.captured_minor <> p.refunded_minor""");
    }

    private void none(String what, String sql) {
        assertThat(shop.count(sql)).as(what).isZero();
    }

    @Override
    public void close() {
        payments.values().forEach(PaymentsModule::close);
        stripe.close();
        shop.close();
    }
}
