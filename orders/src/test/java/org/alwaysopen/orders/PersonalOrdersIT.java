package org.alwaysopen.orders;

import static org.alwaysopen.orders.AfterSaleShop.CARD;
import static org.alwaysopen.orders.AfterSaleShop.as;
import static org.alwaysopen.orders.AfterSaleShop.merchant;
import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.USD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.alwaysopen.orders.MerchantOrders.Edit;
import org.alwaysopen.orders.MerchantOrders.Parcel;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.MerchantOrders.Receipt;
import org.alwaysopen.orders.MerchantOrders.Received;
import org.alwaysopen.orders.PersonalOrders.Person;
import org.alwaysopen.payments.PersonalPayments;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a copy has all of a person, and after an erasure nothing is left of them anywhere, while stock, money and books agree as
 * before. Method: an order with all that can happen after a sale, in which everything that a person said or is contains a word
 * that nothing else does; then a search for these words through every column of every table, also of those that come later.
 */
class PersonalOrdersIT {
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final String MAIL = "Zelda.Quux@Example.com";
    private static final Address HOME =
            new Address("Zelda Quux", "77 Xyzzy Street", "Plugh Floor", "Frobozz", "NY", "10004-7777", "US");
    private static final Address MOVED =
            new Address("Zelda Quux", "78 Xyzzy Street", null, "Frobozz", "NY", "10004-7777", "US");
    /** Each is in something that the person is, or said. */
    private static final List<String> WORDS =
            List.of("zelda", "quux", "xyzzy", "plugh", "frobozz", "10004-7777", "snarfquist", ACCOUNT.toString());
    /** Swept by age: {@code Housekeeping}, after one day and two. */
    private static final Set<String> GO_BY_THEMSELVES =
            Set.of("platform.outbox.payload", "platform.idempotency_key.body");

    private AfterSaleShop shop;
    private OrdersModule server;
    private PersonalOrders personal;

    @BeforeEach
    void open() {
        shop = new AfterSaleShop();
        server = shop.server(AWS);
        personal = new PersonalOrders(shop.shop.database.transactions());
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aCopyHasAllAndAnErasureLeavesTheBooks() {
        UUID order = anOrderWithAHistory(Optional.of(ACCOUNT));
        UUID somebodyElses = shop.order(sold(), 1);
        server.giftCards()
                .issue(
                        new GiftCards.Draft(
                                GiftCards.Kind.STORE_CREDIT,
                                new Money(500, USD),
                                Optional.of(MAIL),
                                Optional.empty(),
                                "for the wait, Snarfquist"),
                        "Grace",
                        Optional.empty());
        shop.settle(GCP);
        shop.checkBooks();
        Person zelda = new Person(Optional.of(ACCOUNT), Optional.of(MAIL));
        Cart open = filled("quux");

        String copy = Json.write(personal.copy(zelda, Optional.of(open.id())));
        assertThat(copy)
                .contains(
                        MAIL,
                        "78 Xyzzy Street",
                        "Frobozz",
                        "please ring twice at Snarfquist",
                        "too small for Snarfquist",
                        "for the wait, Snarfquist",
                        shop.detail(order).order().number())
                .doesNotContain("ada@example.com");
        assertThat(wherePersonIs()).as("the search finds something").hasSizeGreaterThan(8);
        Order before = shop.detail(order).order();

        new PersonalPayments(shop.shop.database.transactions()).forget(personal.ids(zelda));
        personal.forget(zelda, Optional.of(open.id()));
        personal.forget(zelda, Optional.of(open.id())); // the answer to the first time was lost

        assertThat(wherePersonIs()).isSubsetOf(GO_BY_THEMSELVES);
        Order after = shop.detail(order).order();
        assertThat(after.total()).isEqualTo(before.total());
        assertThat(after.lines()).isEqualTo(before.lines());
        assertThat(after.tax()).isEqualTo(before.tax());
        assertThat(after.shippingAddress().country()).isEqualTo("US");
        assertThat(after.shippingAddress().region()).isEqualTo("NY");
        assertThat(PersonalOrders.isForgotten(after.email())).isTrue();
        assertThat(shop.detail(somebodyElses).order().email()).isEqualTo("ada@example.com");
        assertThat(shop.shop.count("SELECT count(*) FROM orders.gift_card WHERE balance = 500 AND note = ''"))
                .as("store credit is money that is owed")
                .isEqualTo(1);
        shop.settle(GCP);
        shop.checkBooks();
    }

    @Test
    void nothingIsForgottenWhileAnOrderIsStillToBeSent() {
        UUID order = place(filled("quux"), Optional.of(ACCOUNT));
        Person zelda = new Person(Optional.of(ACCOUNT), Optional.empty());
        assertThatThrownBy(() -> personal.forget(zelda, Optional.empty()))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().status()).isEqualTo(409);
                    assertThat(refused.problem().detail())
                            .contains(shop.detail(order).order().number());
                });
        assertThat(shop.detail(order).order().email()).isEqualTo(MAIL);
        server.merchant().cancel(order, "moved away", merchant(order, "cancel"));
        personal.forget(zelda, Optional.empty());
        assertThat(PersonalOrders.isForgotten(shop.detail(order).order().email()))
                .isTrue();
    }

    /** Nobody proves at registration that an address is theirs: an account must not erase what somebody ordered as a guest. */
    @Test
    void anAccountReachesOnlyWhatItOrdered() {
        UUID guests = anOrderWithAHistory(Optional.empty());
        personal.forget(new Person(Optional.of(ACCOUNT), Optional.empty()), Optional.empty());
        assertThat(shop.detail(guests).order().email()).isEqualTo(MAIL);
        personal.forget(new Person(Optional.empty(), Optional.of(MAIL)), Optional.empty());
        assertThat(PersonalOrders.isForgotten(shop.detail(guests).order().email()))
                .isTrue();
    }

    private UUID anOrderWithAHistory(Optional<UUID> account) {
        Cart cart = filled("history");
        server.carts().setNote(cart.id(), "please ring twice at Snarfquist", Optional.empty());
        UUID order = place(cart, account);
        MerchantOrders desk = server.merchant();
        desk.note(order, "Zelda called, is Snarfquist's sister", merchant(order, "note"));
        // One more unit, and another address: the difference is paid, and waits with both as JSON meanwhile.
        desk.edit(
                order,
                new Edit(
                        List.of(new Part(1, 3)),
                        List.of(),
                        Optional.of(MOVED),
                        "moved, says Snarfquist",
                        Optional.of(CARD)),
                merchant(order, "edit"));
        shop.settle(AWS);
        desk.pack(order, merchant(order, "pack"));
        desk.ship(order, new Parcel(List.of(), "UPS", "1Z999"), merchant(order, "ship"));
        desk.deliver(order, merchant(order, "deliver"));
        desk.requestReturn(
                order,
                List.of(new Part(1, 1)),
                "too small for Snarfquist",
                as(MerchantOrders.SHOPPER, order, "return"));
        UUID announced = shop.detail(order).returns().get(0).id();
        desk.receiveReturn(
                order,
                announced,
                new Receipt("NJ", List.of(new Received(1, 1, 0)), Optional.empty(), List.of(), Optional.empty()),
                merchant(order, "receive"));
        desk.refund(order, new Money(100, USD), "sorry, Snarfquist", merchant(order, "refund"));
        shop.settle(AWS);
        return order;
    }

    private String sold() {
        String sku = "THING-" + UUID.randomUUID();
        shop.shop.sell(sku, 2500, 20);
        return sku;
    }

    private Cart filled(String name) {
        Cart cart = TestShop.filled(server, sold(), 2);
        server.carts().setContact(cart.id(), MAIL, Optional.empty());
        server.carts().setShippingAddress(cart.id(), HOME, Optional.empty());
        return server.carts().chooseShippingOption(cart.id(), "standard", Optional.empty());
    }

    private UUID place(Cart cart, Optional<UUID> account) {
        Idempotency.Response answer = server.checkout()
                .place(
                        new Checkout.Command(cart.id(), CARD, Optional.empty(), account),
                        TestShop.key(cart.id(), "k"),
                        TestShop.RENDERED);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return UUID.fromString(answer.body().substring(0, 36));
    }

    /** {@code schema.table.column} of all that has one of the words in it, however it is written. */
    private Set<String> wherePersonIs() {
        return shop.shop.database.transactions().read("search", tx -> {
            Set<String> found = new TreeSet<>();
            List<Map<String, Object>> columns = tx.query("""
                            SELECT table_schema, table_name, column_name FROM information_schema.columns
                             WHERE table_schema IN ('platform', 'inventory', 'payments', 'orders')""").mapToMap().list();
            for (Map<String, Object> column : columns) {
                String table = column.get("table_schema") + "." + column.get("table_name");
                String name = String.valueOf(column.get("column_name"));
                boolean here = tx.query("SELECT count(*) FROM " + table
                                        + " WHERE EXISTS (SELECT 1 FROM unnest(CAST(:words AS TEXT[])) AS w (word)"
                                        + " WHERE strpos(lower(CAST(" + name + " AS TEXT)), word) > 0)")
                                .bindArray("words", String.class, WORDS)
                                .mapTo(Integer.class)
                                .one()
                        > 0;
                if (here) {
                    found.add(table + "." + name);
                }
            }
            return found;
        });
    }
}
