package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.AZURE;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.filled;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.MerchantOrders.Query;
import org.alwaysopen.orders.order.OrderLists;
import org.alwaysopen.platform.Region;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Goal: merchants find the orders that they ask for and no others, and take them all with them without the server holding them all. */
class OrderListsIT {
    private static TestShop shop;
    private static MerchantOrders desk;
    /** Ada's in AWS, Grace's in GCP, and one of Ada's that was declined, in AZURE. */
    private static UUID adas;

    private static UUID graces;
    private static UUID declined;

    @BeforeAll
    static void open() {
        shop = new TestShop();
        desk = shop.server(AWS).merchant();
        shop.sell("MUG", 2000, 10);
        shop.sell("CUP", 1000, 10);
        adas = order(AWS, "MUG", "ada@example.com", ScriptedPayments.APPROVED);
        graces = order(GCP, "CUP", "Grace.Hopper@example.com", ScriptedPayments.APPROVED);
        declined = order(AZURE, "MUG", "ada@example.com", ScriptedPayments.DECLINED);
        placedAt(adas, "2026-01-10T00:00:00Z");
        placedAt(graces, "2026-01-20T00:00:00Z");
        placedAt(declined, "2026-01-30T00:00:00Z");
    }

    @AfterEach
    void forgetCopies() {
        shop.database.execute(
                "DELETE FROM orders.order_line WHERE name = 'Copy'",
                "DELETE FROM orders.shop_order WHERE number LIKE 'COPY-%' OR number LIKE 'OTHER-%'");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static UUID order(Region region, String sku, String email, String card) {
        OrdersModule server = shop.server(region);
        Cart cart = filled(server, sku, 1);
        server.carts().setContact(cart.id(), email, Optional.empty());
        TestShop.checkOut(server, cart.id(), "k", card);
        return shop.database
                .transactions()
                .read(
                        "order",
                        tx -> tx.query("SELECT id FROM orders.shop_order WHERE cart_id = :cart")
                                .bind("cart", cart.id())
                                .mapTo(UUID.class)
                                .one());
    }

    private static void placedAt(UUID order, String when) {
        shop.database
                .transactions()
                .run(
                        "test: placed",
                        tx -> tx.update(
                                        "UPDATE orders.shop_order SET placed_at = CAST(:at AS TIMESTAMPTZ) WHERE id = :id")
                                .bind("at", when)
                                .bind("id", order)
                                .execute());
    }

    private record Case(String name, Query query, List<UUID> found) {}

    private static Query query(
            String number, String email, String sku, Order.State state, Region region, String from, String until) {
        return new Query(
                Optional.ofNullable(number),
                Optional.ofNullable(email),
                Optional.ofNullable(sku).map(Sku::new),
                Optional.ofNullable(state),
                Optional.ofNullable(region),
                Optional.ofNullable(from).map(Instant::parse),
                Optional.ofNullable(until).map(Instant::parse));
    }

    private static Query mail(String email) {
        return query(null, email, null, null, null, null, null);
    }

    private static Query sku(String sku) {
        return query(null, null, sku, null, null, null, null);
    }

    private static Query state(Order.State state) {
        return query(null, null, null, state, null, null, null);
    }

    private static Query region(String region) {
        return query(null, null, null, null, new Region(region), null, null);
    }

    private static Query between(String from, String until) {
        return query(null, null, null, null, null, from, until);
    }

    /** Each filter alone, with what it finds and with what it does not; the export takes the same orders. */
    @TestFactory
    Stream<DynamicTest> eachFilter() {
        String number = desk.get(adas).order().number();
        Query byNumber = query(number, null, null, null, null, null, null);
        Query small = query(" " + number.toLowerCase(Locale.ROOT), null, null, null, null, null, null);
        return Stream.of(
                        new Case("everything, the newest first", Query.ALL, List.of(declined, graces, adas)),
                        new Case("number", byNumber, List.of(adas)),
                        new Case("number, as people type it", small, List.of(adas)),
                        new Case("another number", query("AO-0", null, null, null, null, null, null), List.of()),
                        new Case("mail", mail("ada@example.com"), List.of(declined, adas)),
                        new Case("mail, as people type it", mail(" Ada@Example.com "), List.of(declined, adas)),
                        new Case("mail, as it was typed then", mail("Grace.Hopper@example.com"), List.of(graces)),
                        new Case("another mail", mail("eve@example.com"), List.of()),
                        new Case("a part of a mail", mail("example.com"), List.of()),
                        new Case("SKU", sku("MUG"), List.of(declined, adas)),
                        new Case("another SKU", sku("POT"), List.of()),
                        new Case("state", state(Order.State.PAID), List.of(graces, adas)),
                        new Case("another state", state(Order.State.SHIPPED), List.of()),
                        new Case("cancelled", state(Order.State.CANCELLED), List.of(declined)),
                        new Case("region", region(GCP.name()), List.of(graces)),
                        new Case("another region", region("somewhere-else"), List.of()),
                        new Case("from, inclusive", between("2026-01-20T00:00:00Z", null), List.of(declined, graces)),
                        new Case("until, exclusive", between(null, "2026-01-20T00:00:00Z"), List.of(adas)),
                        new Case(
                                "from and until",
                                between("2026-01-15T00:00:00Z", "2026-01-25T00:00:00Z"),
                                List.of(graces)),
                        new Case(
                                "all at once",
                                query(
                                        number,
                                        "ada@example.com",
                                        "MUG",
                                        Order.State.PAID,
                                        AWS,
                                        "2026-01-01T00:00:00Z",
                                        "2026-02-01T00:00:00Z"),
                                List.of(adas)),
                        new Case(
                                "one that does not fit", query(number, null, "CUP", null, null, null, null), List.of()))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    assertThat(desk.search(each.query(), Optional.empty(), 10).items())
                            .extracting(Orders.Summary::id)
                            .containsExactlyElementsOf(each.found());
                    assertThat(exported(each.query())).containsExactlyElementsOf(each.found());
                }));
    }

    private static List<UUID> exported(Query query) throws Exception {
        StringBuilder out = new StringBuilder();
        desk.exportCsv(query, out);
        return Stream.of(out.toString().split("\r\n"))
                .skip(1)
                .map(line -> UUID.fromString(line.substring(line.lastIndexOf(',') + 1)))
                .toList();
    }

    /** A shop of millions may not make one statement look through all of them for something rare. */
    @Test
    void whatIsRareIsLookedForOneStretchAfterTheOther() throws Exception {
        copies("OTHER", 350);
        OrderLists lists = new OrderLists(shop.database.transactions(), 100);
        Query rare = state(Order.State.CANCELLED);
        Orders.Page first = lists.search(rare, Optional.empty(), 10);

        assertThat(first.next()).as("there is more to look through").isPresent();
        assertThat(walked(cursor -> lists.search(rare, cursor, 10))).containsExactly(declined);
        assertThat(walked(cursor -> lists.search(sku("OTHER"), cursor, 7)))
                .hasSize(350)
                .doesNotHaveDuplicates();
        assertThat(lists.search(mail("ada@example.com"), Optional.empty(), 10).next())
                .as("an index finds these")
                .isEmpty();
        StringBuilder out = new StringBuilder();
        lists.exportCsv(rare, out);
        assertThat(out.toString().split("\r\n")).hasSize(2);
    }

    private static List<UUID> walked(Function<Optional<String>, Orders.Page> list) {
        List<UUID> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Orders.Page page = list.apply(cursor);
            page.items().forEach(order -> found.add(order.id()));
            cursor = page.next();
        } while (cursor.isPresent());
        return found;
    }

    /** A page at a time, and each order once, although the borders of the pages have the same time. */
    @Test
    void aLongExportIsWrittenWhileItIsRead() throws Exception {
        copies("COPY", 1200);
        Query copies = sku("COPY");
        List<Integer> pagesReadAtFirstLine = new ArrayList<>();
        StringBuilder out = new StringBuilder();
        shop.done.clear();
        desk.exportCsv(copies, new Appendable() {
            @Override
            public Appendable append(CharSequence text) {
                if (out.indexOf("COPY") >= 0 && pagesReadAtFirstLine.isEmpty()) {
                    pagesReadAtFirstLine.add(pagesRead());
                }
                out.append(text);
                return this;
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) {
                return append(text.subSequence(start, end));
            }

            @Override
            public Appendable append(char one) {
                return append(String.valueOf(one));
            }
        });

        assertThat(pagesRead()).isEqualTo(3);
        assertThat(pagesReadAtFirstLine).as("written before the rest was read").containsExactly(1);
        String[] lines = out.toString().split("\r\n");
        Set<String> ids = new HashSet<>();
        for (int i = 1; i < lines.length; i++) {
            ids.add(lines[i].substring(lines[i].lastIndexOf(',') + 1));
        }
        assertThat(lines).hasSize(1 + 1200);
        assertThat(ids).hasSize(1200);
    }

    private static int pagesRead() {
        return (int) shop.done.stream().filter("orders: export"::equals).count();
    }

    /** As if so many had been sold: what is exported is the rows. */
    private static void copies(String sku, int many) {
        shop.database.transactions().run("test: copies", tx -> {
            tx.update("""
                            INSERT INTO orders.shop_order
                                   (id, number, state, region, cart_id, currency, subtotal, discount, shipping, tax, total,
                                    tax_included, email, address, shipping_option, placed_at, outcome, timeline)
                            SELECT gen_random_uuid(), :sku || '-' || CAST(n AS TEXT), state, region, cart_id, currency, subtotal,
                                   discount, shipping, tax, total, tax_included, :sku || '@example.com', address, shipping_option,
                                   placed_at - CAST(n / 100 AS INT8) * INTERVAL '1 day', outcome, timeline
                              FROM orders.shop_order, generate_series(1, CAST(:many AS INT8)) AS g(n)
                             WHERE id = :order""")
                    .bind("sku", sku)
                    .bind("many", many)
                    .bind("order", adas)
                    .execute();
            tx.update("""
                            INSERT INTO orders.order_line (order_id, position, sku, name, quantity, price, discount, tax)
                            SELECT id, 1, :sku, 'Copy', 1, 100, 0, 0 FROM orders.shop_order WHERE email = :sku || '@example.com'""").bind("sku", sku).execute();
            return null;
        });
    }

    @Test
    void pagesAreNeitherRepeatedNorSkipped() {
        assertThat(walked(cursor -> desk.search(mail("ada@example.com"), cursor, 1)))
                .containsExactly(declined, adas);
    }
}
