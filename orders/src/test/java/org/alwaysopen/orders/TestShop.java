package org.alwaysopen.orders;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.StockBooks;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.alwaysopen.platform.test.TestDatabase;

/** A shop in miniature on a real database: real inventory, real orders, a scripted processor, as many regions as wanted. */
final class TestShop implements AutoCloseable {
    static final Region AWS = new Region("aws-us-east-1");
    static final Region GCP = new Region("gcp-us-central1");
    static final Region AZURE = new Region("azure-westus2");
    static final List<Region> REGIONS = List.of(AWS, GCP, AZURE);
    static final Currency USD = Currency.getInstance("USD");
    /** Cents; what a process of its own sells for, because it has offers of its own. */
    static final long KILLED_PRICE = 1990;

    static final Address NEW_YORK =
            new Address("Ada Lovelace", "12 Water Street", null, "New York", "NY", "10004", "US");

    final TestDatabase database = TestDatabase.fresh("platform", "inventory", "payments", "orders", "testpay");
    /** All transactions and readings that succeeded, by their names, in their order. */
    final List<String> done = Collections.synchronizedList(new ArrayList<>());
    /** Tries that the database refused, by the name of their transaction. */
    final Map<String, Integer> collisions = new ConcurrentHashMap<>();

    final Transactions transactions = new Transactions(
            database.dataSource(),
            new Transactions.Observer() {
                @Override
                public void committed(String name, int tries) {
                    done.add(name);
                }

                @Override
                public void retried(String name, String sqlState) {
                    collisions.merge(name, 1, Integer::sum);
                }
            },
            new Random());
    final ScriptedPayments.Processor processor = new ScriptedPayments.Processor();
    final ScriptedOffers offers = new ScriptedOffers();
    private final Stock stock =
            Inventories.create(database.transactions(), AWS, REGIONS).stock();

    /** One of a region, as in a server: its parts share what they know of the slots in use. */
    private final Map<Region, Inventories> inventories = new HashMap<>();

    TestShop() {
        REGIONS.forEach(region -> inventories.put(region, Inventories.create(transactions, region, REGIONS)));
        database.transactions().run("warehouse", tx -> {
            stock.define(tx, new Warehouse("NJ", "New Jersey", "US", "NJ", 40.7, -74.2));
            return null;
        });
    }

    /** A server of this region. */
    OrdersModule server(Region region, CheckoutObserver observer) {
        return server(region, new ScriptedPayments(transactions, processor), observer);
    }

    /** A server with payments of its own, such as the real ones. */
    OrdersModule server(Region region, Payments payments, CheckoutObserver observer) {
        return new OrdersModule(
                transactions, region, offers, inventories.get(region).inventory(), payments, Ids.RANDOM, observer);
    }

    OrdersModule server(Region region) {
        return server(region, CheckoutObserver.NONE);
    }

    /** Puts something up for sale. */
    void sell(String sku, long cents, int units) {
        offers.prices.put(new Sku(sku), cents);
        if (units > 0) {
            database.transactions().run("receive", tx -> {
                stock.receive(tx, new Sku(sku), "NJ", units, new Stock.By("test", "filled"));
                return null;
            });
        }
    }

    /** A cart that lacks nothing but the payment. */
    static Cart filled(OrdersModule server, String sku, int quantity) {
        Cart cart = server.carts().create(USD, Optional.empty());
        server.carts().addLine(cart.id(), sku, quantity, Optional.empty());
        server.carts().setContact(cart.id(), "ada@example.com", Optional.empty());
        server.carts().setShippingAddress(cart.id(), NEW_YORK, Optional.empty());
        return server.carts().chooseShippingOption(cart.id(), "standard", Optional.empty());
    }

    static Idempotency.Request key(UUID cart, String key) {
        return Idempotency.Request.of("checkout", key + " " + cart, cart.toString());
    }

    static Idempotency.Response checkOut(OrdersModule server, UUID cart, String key, String token) {
        return server.checkout().place(new Checkout.Command(cart, token, Optional.empty()), key(cart, key), RENDERED);
    }

    /** The status, and the order's id and state: enough to compare answers by their bytes. */
    static final Function<Checkout.Result, Idempotency.Response> RENDERED = result -> {
        if (result instanceof Checkout.Result.Paid paid) {
            return answer(
                    201,
                    paid.order().id() + " " + paid.order().state() + " "
                            + paid.order().payment().state());
        }
        if (result instanceof Checkout.Result.Settling settling) {
            return answer(202, settling.order().id() + " " + settling.order().state());
        }
        if (result instanceof Checkout.Result.Declined declined) {
            return answer(402, declined.order().id() + " " + declined.reason());
        }
        if (result instanceof Checkout.Result.PaymentUnavailable unavailable) {
            return answer(503, unavailable.order().id().toString());
        }
        return answer(409, result.toString());
    };

    private static Idempotency.Response answer(int status, String body) {
        return new Idempotency.Response(status, "text/plain", body);
    }

    long count(String sql) {
        return database.transactions()
                .read("count", tx -> tx.query(sql).mapTo(Long.class).one());
    }

    /** What the orders told, by the outbox. */
    List<OrderEvents.Event> events() {
        return database
                .transactions()
                .read(
                        "events",
                        tx -> tx.query(
                                        "SELECT CAST(payload AS TEXT) FROM platform.outbox WHERE topic = 'order' ORDER BY created_at")
                                .mapTo(String.class)
                                .list())
                .stream()
                .map(OrderEvents.Event::read)
                .toList();
    }

    /** Where the stock's levels are not what its journal says. */
    List<StockBooks.Difference> stockDifferences(String sku) {
        return inventories.get(AWS).books().compare(new Sku(sku));
    }

    /** Units of a SKU that can be sold now. */
    int available(String sku) {
        return Optional.ofNullable(database.transactions()
                        .read(
                                "stock",
                                tx -> Inventories.create(database.transactions(), AWS, REGIONS)
                                        .inventory()
                                        .availability(tx, List.of(new Sku(sku))))
                        .get(new Sku(sku)))
                .map(a -> a.available())
                .orElse(0);
    }

    /** As the deadline does: the units are for sale again. */
    void endReservation(UUID order) {
        database.transactions().run("reservation ends", tx -> {
            Inventories.create(database.transactions(), AWS, REGIONS)
                    .inventory()
                    .release(tx, order, "not paid in time");
            return null;
        });
    }

    /** Makes every checkout that is under way look abandoned, as time would. */
    void makeAbandoned() {
        database.transactions().run("time passes", tx -> {
            tx.update("UPDATE orders.checkout_under_way SET settle_after = now() - INTERVAL '1 second'")
                    .execute();
            tx.update(
                            "UPDATE platform.idempotency_key SET leased_until = now() - INTERVAL '1 second' WHERE state = 'RUNNING'")
                    .execute();
            return null;
        });
    }

    @Override
    public void close() {
        database.close();
    }

    /** Prices in memory, the same number in every currency. */
    static final class ScriptedOffers implements Offers {
        final Map<Sku, Long> prices = new ConcurrentHashMap<>();

        @Override
        public Map<Sku, Offer> find(Tx tx, Collection<Sku> skus, Currency currency) {
            Map<Sku, Offer> found = new HashMap<>();
            for (Sku sku : skus) {
                Long cents = prices.get(sku);
                if (cents != null) {
                    found.put(sku, new Offer(sku, "A fine " + sku, new Money(cents, currency), 400));
                }
            }
            return found;
        }
    }
}
