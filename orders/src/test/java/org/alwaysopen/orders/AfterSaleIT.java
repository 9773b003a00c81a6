package org.alwaysopen.orders;

import static org.alwaysopen.orders.AfterSaleShop.BAD_CARD;
import static org.alwaysopen.orders.AfterSaleShop.CARD;
import static org.alwaysopen.orders.AfterSaleShop.merchant;
import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.USD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.MerchantOrders.Addition;
import org.alwaysopen.orders.MerchantOrders.Command;
import org.alwaysopen.orders.MerchantOrders.Detail;
import org.alwaysopen.orders.MerchantOrders.Edit;
import org.alwaysopen.orders.MerchantOrders.Parcel;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.MerchantOrders.Receipt;
import org.alwaysopen.orders.MerchantOrders.Received;
import org.alwaysopen.orders.MerchantOrders.RefundState;
import org.alwaysopen.orders.Order.State;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.simulator.http.HttpFront;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: after the sale only what is allowed happens, once, and stock, money and books agree after every history. */
class AfterSaleIT {
    private static AfterSaleShop shop;
    private static MerchantOrders aws;
    private static MerchantOrders gcp;
    private static int things;

    @BeforeAll
    static void open() {
        shop = new AfterSaleShop();
        aws = shop.server(AWS).merchant();
        gcp = shop.server(GCP).merchant();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    /** Whatever a test did, also what it left half-done for the workers, comes to an end at which the books agree. */
    @AfterEach
    void booksAgree() {
        shop.settle(GCP);
        shop.checkBooks();
    }

    private static String somethingNew(long cents, int units) {
        String sku = "THING-" + ++things;
        shop.shop.sell(sku, cents, units);
        return sku;
    }

    private static Money usd(long cents) {
        return new Money(cents, USD);
    }

    private static Parcel all() {
        return new Parcel(List.of(), "UPS", "1Z999");
    }

    private static Parcel parcel(int position, int quantity) {
        return new Parcel(List.of(new Part(position, quantity)), "UPS", "1Z999");
    }

    private static Edit quantity(int position, int quantity, String token) {
        return new Edit(
                List.of(new Part(position, quantity)),
                List.of(),
                Optional.empty(),
                "the shopper called",
                Optional.ofNullable(token));
    }

    private static Receipt back(int position, int restocked, int writtenOff) {
        return new Receipt(
                "NJ",
                List.of(new Received(position, restocked, writtenOff)),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** An order with returned goods announced: id of the latest return. */
    private static UUID announce(UUID order, int position, int units) {
        aws.requestReturn(order, List.of(new Part(position, units)), "too small", key(order));
        List<MerchantOrders.Return> returns = shop.detail(order).returns();
        return returns.get(returns.size() - 1).id();
    }

    private static Command key(UUID order) {
        return merchant(order, UUID.randomUUID().toString());
    }

    // ---- each allowed and each illegal move ----

    @FunctionalInterface
    private interface Deed {
        Idempotency.Response on(MerchantOrders orders, UUID order, Command command);
    }

    private static final Map<String, Deed> DEEDS = new LinkedHashMap<>();
    /** What each command is allowed in, and what it makes of the order; written down again here, on purpose. */
    private static final Map<String, Map<State, State>> ALLOWED = new LinkedHashMap<>();

    static {
        DEEDS.put("pack", MerchantOrders::pack);
        DEEDS.put("unpack", MerchantOrders::unpack);
        DEEDS.put("ship a part", (orders, order, command) -> orders.ship(order, parcel(1, 1), command));
        DEEDS.put("ship all", (orders, order, command) -> orders.ship(order, all(), command));
        DEEDS.put("deliver", MerchantOrders::deliver);
        DEEDS.put("cancel", (orders, order, command) -> orders.cancel(order, "not wanted", command));
        DEEDS.put("cancel the rest", (orders, order, command) -> orders.cancelRest(order, "sold out", command));
        DEEDS.put("edit", (orders, order, command) -> orders.edit(order, quantity(1, 2, null), command));
        DEEDS.put(
                "announce a return",
                (orders, order, command) -> orders.requestReturn(order, List.of(new Part(1, 1)), "broken", command));
        DEEDS.put("refund", (orders, order, command) -> orders.refund(order, usd(100), "sorry", command));
        ALLOWED.put("pack", Map.of(State.PAID, State.PACKED));
        ALLOWED.put("unpack", Map.of(State.PACKED, State.PAID));
        ALLOWED.put(
                "ship a part", Map.of(State.PACKED, State.PARTLY_SHIPPED, State.PARTLY_SHIPPED, State.PARTLY_SHIPPED));
        ALLOWED.put("ship all", Map.of(State.PACKED, State.SHIPPED, State.PARTLY_SHIPPED, State.SHIPPED));
        ALLOWED.put("deliver", Map.of(State.SHIPPED, State.DELIVERED));
        ALLOWED.put("cancel", Map.of(State.PAID, State.CANCELLED, State.PACKED, State.CANCELLED));
        ALLOWED.put("cancel the rest", Map.of(State.PARTLY_SHIPPED, State.SHIPPED));
        ALLOWED.put("edit", Map.of(State.PAID, State.PAID));
        ALLOWED.put(
                "announce a return",
                Map.of(
                        State.PARTLY_SHIPPED, State.PARTLY_SHIPPED,
                        State.SHIPPED, State.SHIPPED,
                        State.DELIVERED, State.DELIVERED));
        ALLOWED.put("refund", Map.of());
    }

    @TestFactory
    Stream<DynamicTest> eachCommandInEachState() {
        String sku = somethingNew(1500, 500);
        List<DynamicTest> tests = new ArrayList<>();
        Set<State> states = EnumSet.allOf(State.class);
        states.remove(State.PLACED); // between the two commits of a checkout: CheckoutIT
        for (State state : states) {
            DEEDS.forEach((name, deed) ->
                    tests.add(DynamicTest.dynamicTest(name + " when " + state, () -> tryOut(sku, state, name, deed))));
        }
        return tests.stream();
    }

    private static void tryOut(String sku, State state, String name, Deed deed) {
        UUID order = orderIn(sku, state);
        Detail before = shop.detail(order);
        assertThat(before.order().state()).isEqualTo(state);
        State expected = ALLOWED.get(name).get(state);
        if (name.equals("refund") && state != State.CANCELLED && state != State.RETURNED) {
            expected = state;
        }
        if (expected == null) {
            assertThatThrownBy(() -> deed.on(gcp, order, key(order)))
                    .isInstanceOfSatisfying(ProblemException.class, refused -> {
                        assertThat(refused.problem().status()).isIn(409, 422);
                        assertThat(refused.problem().detail()).isNotBlank();
                    });
            assertThat(shop.detail(order)).usingRecursiveComparison().isEqualTo(before);
        } else {
            deed.on(gcp, order, key(order));
            Detail after = shop.detail(order);
            assertThat(after.order().state()).isEqualTo(expected);
            assertThat(after.version()).isGreaterThan(before.version());
            assertThat(after.timeline()).hasSize((int) after.version());
            assertThat(after.timeline().get(after.timeline().size() - 1))
                    .returns("Grace", MerchantOrders.Moment::actor)
                    .returns(GCP.name(), MerchantOrders.Moment::region);
        }
    }

    /** Of three units. */
    private static UUID orderIn(String sku, State state) {
        UUID order = shop.order(sku, 3);
        switch (state) {
            case PACKED -> aws.pack(order, key(order));
            case CANCELLED -> aws.cancel(order, "not wanted", key(order));
            case PARTLY_SHIPPED -> {
                aws.pack(order, key(order));
                aws.ship(order, parcel(1, 1), key(order));
            }
            case SHIPPED, DELIVERED, RETURNED -> {
                aws.pack(order, key(order));
                aws.ship(order, all(), key(order));
                if (state != State.SHIPPED) {
                    aws.deliver(order, key(order));
                }
                if (state == State.RETURNED) {
                    UUID announced = announce(order, 1, 3);
                    Receipt whole = new Receipt(
                            "NJ",
                            List.of(new Received(1, 3, 0)),
                            Optional.of(shop.detail(order).refundable()),
                            List.of(),
                            Optional.empty());
                    aws.receiveReturn(order, announced, whole, key(order));
                }
            }
            default -> {
                // as it is
            }
        }
        return order;
    }

    // ---- money and stock of each command ----

    @Test
    void aCancelledOrderGivesBackStockAndMoney() {
        String sku = somethingNew(2500, 10);
        UUID order = shop.order(sku, 4);
        shop.settle(AWS); // captured

        aws.cancel(order, "ordered by mistake", key(order));

        assertThat(shop.shop.available(sku)).isEqualTo(10);
        shop.settle(AWS);
        Detail detail = shop.detail(order);
        assertThat(detail.refundable().isZero()).isTrue();
        assertThat(detail.refunded()).isEqualTo(detail.paid());
        assertThat(detail.refunds()).singleElement().returns(RefundState.DONE, MerchantOrders.Refund::state);
        assertThat(events(order)).contains("order.cancelled", "order.refunded");
    }

    @Test
    void aHoldThatWasNeverCapturedIsReleasedWithTheOrder() {
        String sku = somethingNew(2500, 10);
        UUID order = shop.order(sku, 1);

        aws.cancel(order, "ordered by mistake", key(order));
        shop.settle(AWS);

        assertThat(shop.detail(order).refunds())
                .singleElement()
                .returns(RefundState.RELEASED, MerchantOrders.Refund::state);
        assertThat(shop.shop.count(
                        "SELECT count(*) FROM payments.payment WHERE order_id = '" + order + "' AND state = 'VOIDED'"))
                .isOne();
    }

    /**
     * One of three is sent, the others are not: what was sent keeps a third of what was paid for the line, of its discount and its
     * tax, and the rest goes back, to the means of payment in their proportion. What was sent can still come back for its share.
     */
    @Test
    void theRestOfAPartlyShippedOrderGoesBackToTheCent() {
        String sku = somethingNew(1999, 10);
        String other = somethingNew(701, 10);
        OrdersModule server = shop.server(AWS);
        Promotions.Promotion promotion = Giving.code(server, "REST", Promotions.Terms.percentage(333_333), 5);
        Cart cart = TestShop.filled(server, sku, 3);
        server.carts().addLine(cart.id(), other, 2, Optional.empty());
        server.carts().addPromotionCode(cart.id(), "REST", Optional.empty());
        GiftCards.Issued card = Giving.card(server, 2000);
        Giving.pay(server, cart, card);
        UUID order = buy(server, cart);
        shop.settle(AWS);
        Order before = shop.detail(order).order();
        aws.pack(order, key(order));
        aws.ship(order, parcel(1, 1), key(order));

        aws.cancelRest(order, "the last ones were broken", key(order));

        Detail after = shop.detail(order);
        assertThat(after.order().state()).isEqualTo(State.SHIPPED);
        assertThat(after.order().lines()).singleElement().returns(1, Order.Line::quantity);
        assertThat(after.refunded())
                .isEqualTo(before.total().minus(after.order().total()));
        Order.Line was = before.lines().get(0);
        Order.Line kept = after.order().lines().get(0);
        assertThat(kept.total().minus(kept.discount()))
                .isEqualTo(was.total().minus(was.discount()).timesFraction(1, 3));
        assertThat(kept.tax()).isEqualTo(was.tax().timesFraction(1, 3));
        assertThat(after.order().shipping()).isEqualTo(before.shipping());
        assertThat(shop.shop.available(sku)).isEqualTo(9);
        assertThat(shop.shop.available(other)).isEqualTo(10);
        assertThat(server.promotions().get(promotion.id()).left())
                .as("something was sent: the use stays used")
                .contains(4L);
        assertThat(events(order)).contains("order.rest-cancelled");
        shop.settle(AWS);
        assertThat(shop.detail(order).refunds())
                .hasSize(2)
                .extracting(MerchantOrders.Refund::state)
                .containsOnly(RefundState.DONE);

        aws.receiveReturn(order, announce(order, 1, 1), back(1, 1, 0), key(order));
        Detail all = shop.detail(order);
        assertThat(all.order().state()).isEqualTo(State.RETURNED);
        assertThat(all.refundable())
                .as("only the shipping is not given back")
                .isEqualTo(before.shipping().plus(taxOfShipping(before)));
    }

    private static Money taxOfShipping(Order order) {
        return order.lines().stream().map(Order.Line::tax).reduce(order.tax(), Money::minus);
    }

    private static UUID buy(OrdersModule server, Cart cart) {
        return UUID.fromString(
                TestShop.checkOut(server, cart.id(), "k", CARD).body().substring(0, 36));
    }

    @Test
    void whatWasSentAndCameBackIsAllOfAnOrderWhoseRestIsCancelled() {
        String sku = somethingNew(1500, 10);
        UUID order = orderIn(sku, State.PARTLY_SHIPPED);
        aws.receiveReturn(order, announce(order, 1, 1), back(1, 0, 1), key(order));

        aws.cancelRest(order, "no more of them", key(order));

        assertThat(shop.detail(order).order().state()).isEqualTo(State.RETURNED);
        assertThat(shop.shop.available(sku)).isEqualTo(9);
    }

    /** A goodwill of nearly all was given before: what is left goes back, and never more. */
    @Test
    void theRestGivesBackNoMoreThanIsLeft() {
        String sku = somethingNew(1500, 10);
        UUID order = orderIn(sku, State.PARTLY_SHIPPED);
        shop.settle(AWS);
        Money paid = shop.detail(order).paid();
        aws.refund(order, paid.minus(usd(100)), "sorry", key(order));

        aws.cancelRest(order, "no more of them", key(order));

        assertThat(shop.detail(order).refunded()).isEqualTo(paid);
    }

    /** The whole order came to nothing before anything was sent: others may use what it used, and never more often than it may be. */
    @Test
    void aCancelledOrderGivesBackItsPromotionHoweverManyWantItsLastUse() throws Exception {
        String sku = somethingNew(2000, 200);
        OrdersModule server = shop.server(AWS);
        Promotions.Promotion last = Giving.make(
                server,
                Optional.of("LAST-USES"),
                Promotions.Terms.percentage(100_000),
                Optional.of(2L),
                Optional.of(2));
        for (int round = 0; round < 4; round++) {
            List<UUID> holders = List.of(buyWith(server, sku, round + "a"), buyWith(server, sku, round + "b"));
            List<Cart> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(TestShop.filled(server, sku, 1));
            }
            String buyer = "buyer-" + round + "@example.com";
            atOnce(8, i -> {
                        MerchantOrders desk = i % 2 == 0 ? aws : gcp;
                        UUID holder = holders.get(i / 4);
                        if (i % 4 < 2) {
                            return desk.cancel(holder, "never mind", key(holder));
                        }
                        Cart cart = waiting.get(i % 4 - 2 + i / 4 * 2);
                        OrdersModule here = shop.server(i % 2 == 0 ? AWS : GCP);
                        here.carts().setContact(cart.id(), buyer, Optional.empty());
                        here.carts().addPromotionCode(cart.id(), "LAST-USES", Optional.empty());
                        return TestShop.checkOut(here, cart.id(), "k", CARD);
                    })
                    .forEach(AfterSaleIT::result);
            holders.forEach(
                    holder -> assertThat(shop.detail(holder).order().state()).isEqualTo(State.CANCELLED));
            long using = shop.shop.count(
                    "SELECT count(*) FROM orders.promotion_use WHERE promotion_id = '" + last.id() + "'");
            assertThat(using).isLessThanOrEqualTo(2);
            assertThat(server.promotions().get(last.id()).left()).contains(2 - using);
            assertThat(Giving.contradictions(shop.shop)).isEmpty();
            for (UUID order : usersOf(last.id())) {
                aws.cancel(order, "on to the next round", key(order));
            }
            assertThat(server.promotions().get(last.id()).left()).contains(2L);
        }
    }

    private static UUID buyWith(OrdersModule server, String sku, String who) {
        Cart cart = TestShop.filled(server, sku, 1);
        server.carts().setContact(cart.id(), "holder-" + who + "@example.com", Optional.empty());
        server.carts().addPromotionCode(cart.id(), "LAST-USES", Optional.empty());
        return buy(server, cart);
    }

    private static List<UUID> usersOf(UUID promotion) {
        return shop.shop
                .database
                .transactions()
                .read(
                        "users",
                        tx -> tx.query("SELECT order_id FROM orders.promotion_use WHERE promotion_id = :id")
                                .bind("id", promotion)
                                .mapTo(UUID.class)
                                .list());
    }

    /** A gift card paid nearly all, and the order is made small: the card pays less of it, and nothing is left to pay below zero. */
    @Test
    void aGiftCardPaysNoMoreThanASmallerOrderCosts() {
        String sku = somethingNew(2000, 10);
        OrdersModule server = shop.server(AWS);
        Cart cart = TestShop.filled(server, sku, 3);
        GiftCards.Issued card = Giving.card(server, 6000);
        Giving.pay(server, cart, card);
        UUID order = buy(server, cart);
        shop.settle(AWS);

        aws.edit(order, quantity(1, 1, null), key(order));

        Order smaller = shop.detail(order).order();
        assertThat(smaller.toPay()).isBetween(usd(0), smaller.total());
        Money cardPays = smaller.giftCards().get(0).amount();
        assertThat(cardPays.plus(smaller.toPay())).isEqualTo(smaller.total());
        assertThat(Giving.balance(server, card)).isEqualTo(6000 - cardPays.minorUnits());
        shop.settle(AWS);
        assertThat(shop.shop.count("SELECT captured_minor - refunded_minor FROM payments.payment WHERE order_id = '"
                        + order + "'"))
                .as("what the card of plastic pays, too")
                .isEqualTo(smaller.toPay().minorUnits());

        aws.edit(order, quantity(1, 2, CARD), key(order));
        assertThat(shop.detail(order).order().toPay())
                .isEqualTo(shop.detail(order).order().total().minus(cardPays));
        aws.cancel(order, "never mind", key(order));
        assertThat(Giving.balance(server, card)).isEqualTo(6000);
    }

    @Test
    void aShopperMayCancelUntilItIsPacked() {
        String sku = somethingNew(2500, 10);
        UUID open = shop.order(sku, 1);
        UUID packed = shop.order(sku, 1);
        aws.pack(packed, key(packed));

        aws.cancel(open, "changed my mind", AfterSaleShop.as(MerchantOrders.SHOPPER, open, "c"));
        assertThatThrownBy(() ->
                        aws.cancel(packed, "changed my mind", AfterSaleShop.as(MerchantOrders.SHOPPER, packed, "c")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("PACKED");
        assertThat(shop.detail(open).order().state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aSmallerOrderGivesTheDifferenceBack() {
        String sku = somethingNew(2000, 10);
        UUID order = shop.order(sku, 4);
        Money before = shop.detail(order).order().total();

        aws.edit(order, quantity(1, 1, null), key(order));

        Detail after = shop.detail(order);
        assertThat(after.order().lines()).singleElement().returns(1, Order.Line::quantity);
        assertThat(after.refunded()).isEqualTo(before.minus(after.order().total()));
        assertThat(shop.shop.available(sku)).isEqualTo(9);
        shop.settle(AWS);
        assertThat(shop.detail(order).refunds())
                .singleElement()
                .returns(RefundState.DONE, MerchantOrders.Refund::state);
    }

    @Test
    void aBiggerOrderIsPaidForOrStaysAsItIs() {
        String sku = somethingNew(2000, 10);
        String other = somethingNew(700, 10);
        UUID order = shop.order(sku, 1);
        Detail before = shop.detail(order);

        assertThatThrownBy(() -> aws.edit(order, quantity(1, 3, null), key(order)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().type()).isEqualTo("payment-needed"));
        Idempotency.Response declined = aws.edit(order, quantity(1, 3, BAD_CARD), key(order));
        assertThat(declined.status()).isEqualTo(402);
        assertThat(shop.detail(order).order()).isEqualTo(before.order());
        assertThat(shop.shop.available(sku)).isEqualTo(9);

        Edit more = new Edit(
                List.of(new Part(1, 3)),
                List.of(new Addition(new Sku(other), 2)),
                Optional.empty(),
                "one for each",
                Optional.of(CARD));
        Idempotency.Response paid = aws.edit(order, more, key(order));

        assertThat(paid.status()).isEqualTo(200);
        Detail after = shop.detail(order);
        assertThat(after.order().lines()).extracting(Order.Line::quantity).containsExactly(3, 2);
        assertThat(after.paid()).isEqualTo(after.order().total());
        assertThat(shop.shop.available(sku)).isEqualTo(7);
        assertThat(shop.shop.available(other)).isEqualTo(8);

        shop.settle(AWS);
        aws.cancel(order, "all of it", key(order));
        shop.settle(AWS);
        assertThat(shop.detail(order).refunded()).isEqualTo(after.paid());
        assertThat(shop.shop.available(other)).isEqualTo(10);
    }

    @Test
    void whatIsNotThereIsNotAdded() {
        String sku = somethingNew(2000, 2);
        UUID order = shop.order(sku, 1);
        Detail before = shop.detail(order);

        assertThatThrownBy(() -> aws.edit(order, quantity(1, 5, CARD), key(order)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().type()).isEqualTo("out-of-stock"));
        assertThat(shop.detail(order)).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void aReturnIsRestockedOrWrittenOffAndRefundedByItsShare() {
        String sku = somethingNew(1999, 10);
        UUID order = orderIn(sku, State.DELIVERED);
        UUID announced = announce(order, 1, 3);

        aws.receiveReturn(order, announced, back(1, 1, 1), key(order));

        Detail after = shop.detail(order);
        assertThat(shop.shop.available(sku)).isEqualTo(8);
        assertThat(after.order().state()).isEqualTo(State.DELIVERED);
        assertThat(after.lines()).singleElement().returns(2, MerchantOrders.Progress::returned);
        Order.Line line = after.order().lines().get(0);
        Money worth = line.total().plus(line.tax()).timesFraction(2, 3);
        assertThat(after.refunded()).isEqualTo(worth);
        UUID rest = announce(order, 1, 1);
        aws.receiveReturn(order, rest, back(1, 1, 0), key(order));
        Detail all = shop.detail(order);
        assertThat(all.order().state()).isEqualTo(State.RETURNED);
        assertThat(all.refunded()).isEqualTo(line.total().plus(line.tax()));
    }

    @Test
    void anExchangeSendsOtherGoodsForTheDifference() {
        String sku = somethingNew(2000, 10);
        String dear = somethingNew(3500, 10);
        String same = somethingNew(2000, 10);
        UUID order = orderIn(sku, State.DELIVERED);
        UUID first = announce(order, 1, 1);
        Receipt dearer = new Receipt(
                "NJ",
                List.of(new Received(1, 1, 0)),
                Optional.empty(),
                List.of(new Addition(new Sku(dear), 1)),
                Optional.of(CARD));

        assertThat(aws.receiveReturn(order, first, dearer, key(order)).status()).isEqualTo(200);

        Detail after = shop.detail(order);
        assertThat(after.order().state()).isEqualTo(State.PARTLY_SHIPPED);
        assertThat(after.charges())
                .singleElement()
                .satisfies(charge -> assertThat(charge.amount()).isGreaterThanOrEqualTo(usd(1500)));
        assertThat(after.refunds()).isEmpty();
        assertThat(shop.shop.available(dear)).isEqualTo(9);
        aws.ship(order, all(), key(order));
        UUID second = announce(order, 1, 1);
        Receipt equal = new Receipt(
                "NJ",
                List.of(new Received(1, 0, 1)),
                Optional.empty(),
                List.of(new Addition(new Sku(same), 1)),
                Optional.empty());
        aws.receiveReturn(order, second, equal, key(order));
        Detail even = shop.detail(order);
        assertThat(even.charges()).hasSize(1);
        assertThat(even.refunds()).isEmpty();
        assertThat(even.lines()).hasSize(3);
        assertThat(events(order)).contains("order.exchanged");
    }

    @Test
    void neverMoreIsRefundedThanWasPaid() throws Exception {
        String sku = somethingNew(1000, 10);
        UUID order = shop.order(sku, 2);
        shop.settle(AWS);
        Money paid = shop.detail(order).paid();
        Money half = paid.timesFraction(45, 100);

        List<Future<Object>> all =
                atOnce(6, i -> (i % 2 == 0 ? aws : gcp).refund(order, half, "sorry " + i, key(order)));

        assertThat(all.stream().filter(each -> result(each) instanceof Idempotency.Response))
                .hasSize(2);
        shop.settle(AWS);
        assertThat(shop.detail(order).refunded()).isEqualTo(half.times(2));
        assertThatThrownBy(() -> aws.refund(order, half, "again", key(order)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("at most");
    }

    /** Gift cards and the card paid together: each gets back its share, and all of it in the end. */
    @Test
    void giftCardsGetBackTheirShare() {
        String sku = somethingNew(2000, 10);
        OrdersModule server = shop.server(AWS);
        GiftCards.Issued gift = server.giftCards()
                .issue(
                        new GiftCards.Draft(
                                GiftCards.Kind.GIFT_CARD, usd(3000), Optional.empty(), Optional.empty(), "a present"),
                        "Grace",
                        Optional.empty());
        Cart cart = TestShop.filled(server, sku, 3);
        server.carts().addGiftCard(cart.id(), gift.code().orElseThrow(), Optional.empty());
        UUID order = UUID.fromString(
                TestShop.checkOut(server, cart.id(), "k", CARD).body().substring(0, 36));
        shop.settle(AWS);
        Money total = shop.detail(order).order().total();

        aws.refund(order, total.timesFraction(1, 2), "sorry", key(order));
        Money half = server.giftCards().get(gift.card().id()).card().balance();
        aws.cancel(order, "never mind", key(order));
        shop.settle(AWS);

        assertThat(half).isBetween(usd(1499), usd(1501));
        assertThat(server.giftCards().get(gift.card().id()).card().balance()).isEqualTo(usd(3000));
        Detail after = shop.detail(order);
        assertThat(after.refunded()).isEqualTo(total);
        assertThat(after.refunds()).extracting(MerchantOrders.Refund::state).containsOnly(RefundState.DONE);
    }

    /** The processor's answer to the refund is lost: it is neither done nor undone until the processor has said so. */
    @Test
    void aRefundWithoutAnAnswerIsNotDoneTwice() {
        String sku = somethingNew(1000, 10);
        UUID order = shop.order(sku, 2);
        shop.settle(AWS);
        aws.refund(order, usd(500), "sorry", key(order));
        shop.stripe.network(HttpFront.Network.REFUSED);
        shop.work(shop.server(AWS), AWS);
        assertThat(shop.detail(order).refunds())
                .singleElement()
                .returns(RefundState.ASKED, MerchantOrders.Refund::state);
        shop.stripe.network(HttpFront.Network.UP);
        shop.settle(GCP);

        assertThat(shop.detail(order).refunds())
                .singleElement()
                .returns(RefundState.DONE, MerchantOrders.Refund::state);
        assertThat(shop.shop.count("SELECT refunded_minor FROM payments.payment WHERE order_id = '" + order + "'"))
                .isEqualTo(500);
    }

    // ---- twice, and two at once ----

    @TestFactory
    Stream<DynamicTest> theSameCommandInTwoRegionsAtOnceHappensOnce() {
        String sku = somethingNew(1500, 500);
        Map<String, State> begin = Map.of(
                "pack", State.PAID,
                "ship all", State.PACKED,
                "ship a part", State.PARTLY_SHIPPED,
                "deliver", State.SHIPPED,
                "cancel", State.PACKED,
                "cancel the rest", State.PARTLY_SHIPPED,
                "edit", State.PAID,
                "announce a return", State.DELIVERED,
                "refund", State.DELIVERED);
        return begin.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    UUID order = orderIn(sku, entry.getValue());
                    long before = shop.detail(order).version();
                    Deed deed = DEEDS.get(entry.getKey());

                    List<Future<Object>> both =
                            atOnce(2, i -> deed.on(i == 0 ? aws : gcp, order, merchant(order, "the one")));

                    Object later = deed.on(gcp, order, merchant(order, "the one"));
                    assertThat(both).allSatisfy(each -> assertThat(result(each)).isEqualTo(later));
                    assertThat(shop.detail(order).version()).isEqualTo(before + 1);
                }));
    }

    @TestFactory
    Stream<DynamicTest> twoMerchantsAtOnceHaveOneEffect() {
        String sku = somethingNew(1500, 500);
        Map<String, State> begin = Map.of(
                "pack", State.PAID,
                "ship all", State.PACKED,
                "deliver", State.SHIPPED,
                "cancel", State.PACKED,
                "cancel the rest", State.PARTLY_SHIPPED);
        return begin.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    UUID order = orderIn(sku, entry.getValue());
                    Deed deed = DEEDS.get(entry.getKey());

                    List<Future<Object>> both = atOnce(2, i -> deed.on(i == 0 ? aws : gcp, order, key(order)));

                    assertThat(both.stream().map(AfterSaleIT::result).filter(Idempotency.Response.class::isInstance))
                            .hasSize(1);
                    assertThat(both.stream().map(AfterSaleIT::result).filter(ProblemException.class::isInstance))
                            .hasSize(1);
                }));
    }

    @Test
    void cancellingAndShippingAtOnceIsOneOfBoth() throws Exception {
        String sku = somethingNew(1500, 50);
        UUID order = orderIn(sku, State.PACKED);

        atOnce(2, i -> i == 0 ? aws.ship(order, all(), key(order)) : gcp.cancel(order, "late", key(order)));

        Detail after = shop.detail(order);
        boolean shipped = after.order().state() == State.SHIPPED;
        assertThat(after.order().state()).isIn(State.SHIPPED, State.CANCELLED);
        assertThat(after.shipments()).hasSize(shipped ? 1 : 0);
        assertThat(after.refunds()).hasSize(shipped ? 0 : 1);
        assertThat(shop.shop.available(sku)).isEqualTo(shipped ? 47 : 50);
    }

    @Test
    void anotherRequestWithAUsedKeyIsRefused() {
        UUID order = shop.order(somethingNew(1000, 5), 2);
        Idempotency.Request one = Idempotency.Request.of("test:" + order, "k", "a");
        Idempotency.Request other = Idempotency.Request.of("test:" + order, "k", "b");
        aws.pack(order, new Command("Grace", one, AfterSaleShop.RENDERED));

        assertThatThrownBy(() -> aws.unpack(order, new Command("Grace", other, AfterSaleShop.RENDERED)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(422));
    }

    // ---- random histories ----

    /** Any commands in any order by two merchants: what is refused changes nothing, and the books agree at the end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomHistories(long fixed) throws Exception {
        long seed = Long.getLong("seed", fixed);
        System.out.println("after-sale history, -Dseed=" + seed);
        String sku = somethingNew(1234, 200);
        String other = somethingNew(987, 200);
        List<UUID> orders = new ArrayList<>();
        OrdersModule server = shop.server(AWS);
        Random amounts = new Random(seed);
        for (int i = 0; i < 4; i++) { // gift cards that pay a part of it, or nearly all
            orders.add(buy(server, Giving.withEverything(server, sku, 3, 100 + amounts.nextInt(3600))));
        }
        atOnce(3, merchantNumber -> {
                    Random random = new Random(seed * 31 + merchantNumber);
                    for (int step = 0; step < 25; step++) {
                        UUID order = orders.get(random.nextInt(orders.size()));
                        try {
                            something(random, merchantNumber == 0 ? aws : gcp, order, other);
                        } catch (ProblemException refused) {
                            assertThat(refused.problem().status()).isIn(409, 422);
                        }
                    }
                    return null;
                })
                .forEach(AfterSaleIT::result);
        shop.settle(AWS);
        for (UUID order : orders) {
            Detail detail = shop.detail(order);
            assertThat(detail.refunded()).isLessThanOrEqualTo(detail.paid());
            assertThat(detail.lines())
                    .allSatisfy(line -> assertThat(line.left()).isNotNegative());
            assertThat(detail.order().toPay()).as(order.toString()).isGreaterThanOrEqualTo(usd(0));
        }
    }

    private static void something(Random random, MerchantOrders desk, UUID order, String other) {
        Command command = key(order);
        int units = 1 + random.nextInt(2);
        switch (random.nextInt(13)) {
            case 0, 1 -> desk.pack(order, command);
            case 2 -> desk.ship(order, parcel(1, units), command);
            case 3 -> desk.ship(order, all(), command);
            case 4 -> desk.deliver(order, command);
            case 5 ->
                desk.edit(order, quantity(1, 1 + random.nextInt(5), random.nextInt(3) == 0 ? BAD_CARD : CARD), command);
            case 6 ->
                desk.edit(
                        order,
                        new Edit(
                                List.of(),
                                List.of(new Addition(new Sku(other), units)),
                                Optional.empty(),
                                "more",
                                Optional.of(CARD)),
                        command);
            case 7 -> desk.refund(order, usd(1 + random.nextInt(2000)), "sorry", command);
            case 8 -> desk.requestReturn(order, List.of(new Part(1, units)), "broken", command);
            case 9 -> desk.cancelRest(order, "no more of them", command);
            case 10, 11 -> {
                for (MerchantOrders.Return each : desk.get(order).returns()) {
                    Receipt receipt = new Receipt(
                            "NJ",
                            List.of(new Received(1, units - 1, 1)),
                            Optional.empty(),
                            random.nextBoolean() ? List.of(new Addition(new Sku(other), 1)) : List.of(),
                            Optional.of(CARD));
                    desk.receiveReturn(order, each.id(), receipt, key(order));
                }
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    desk.cancel(order, "never mind", command);
                } else {
                    desk.note(order, "called again", command);
                }
            }
        }
    }

    // ---- lists ----

    @Test
    void manyAreFulfilledAndWhatDoesNotFitIsTold() {
        String sku = somethingNew(1500, 50);
        UUID paid = shop.order(sku, 1);
        UUID packed = orderIn(sku, State.PACKED);
        UUID cancelled = orderIn(sku, State.CANCELLED);
        String number = shop.detail(packed).order().number();
        List<MerchantOrders.Fulfilment> parcels = List.of(
                new MerchantOrders.Fulfilment(paid.toString(), "UPS", "1Z1"),
                new MerchantOrders.Fulfilment(number.toLowerCase(java.util.Locale.ROOT), "UPS", "1Z2"),
                new MerchantOrders.Fulfilment(cancelled.toString(), "UPS", "1Z3"),
                new MerchantOrders.Fulfilment("AO-NONE", "UPS", "1Z4"));

        List<MerchantOrders.Fulfilled> told = aws.fulfil(parcels, "Grace", "bulk-1");

        assertThat(told).extracting(each -> each.problem().isEmpty()).containsExactly(true, true, false, false);
        assertThat(shop.detail(paid).order().state()).isEqualTo(State.SHIPPED);
        assertThat(shop.detail(packed).shipments())
                .singleElement()
                .satisfies(parcel -> assertThat(parcel.trackingNumber()).isEqualTo("1Z2"));
        assertThat(gcp.fulfil(parcels, "Grace", "bulk-1")).isEqualTo(told);
        assertThat(shop.detail(paid).shipments()).hasSize(1);
    }

    @Test
    void ordersAreFoundByWhatPeopleKnowOfThem() {
        String sku = somethingNew(1500, 50);
        List<UUID> mine = List.of(shop.order(sku, 1), shop.order(sku, 2), orderIn(sku, State.PACKED));
        MerchantOrders.Query bySku = new MerchantOrders.Query(
                Optional.empty(),
                Optional.of("ada@example.com"),
                Optional.of(new Sku(sku)),
                Optional.empty(),
                Optional.of(AWS),
                Optional.of(java.time.Instant.now().minusSeconds(3600)),
                Optional.of(java.time.Instant.now().plusSeconds(3600)));

        Orders.Page first = aws.search(bySku, Optional.empty(), 2);
        Orders.Page rest = aws.search(bySku, first.next(), 2);

        assertThat(Stream.concat(first.items().stream(), rest.items().stream()).map(Orders.Summary::id))
                .containsExactlyInAnyOrderElementsOf(mine);
        assertThat(rest.next()).isEmpty();
        MerchantOrders.Query byState = new MerchantOrders.Query(
                Optional.of(shop.detail(mine.get(2)).order().number()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(State.PACKED),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(aws.search(byState, Optional.empty(), 10).items()).hasSize(1);
        assertThatThrownBy(() -> aws.search(bySku, Optional.of("!"), 2)).isInstanceOf(ProblemException.class);
    }

    @Test
    void theExportHoldsNoFormulas() throws Exception {
        String sku = somethingNew(1500, 50);
        UUID order = shop.order(sku, 1);
        Address evil =
                new Address("=HYPERLINK(\"http://evil\")", "1, Main \"Street\"", null, "Albany", "NY", "12207", "US");
        aws.edit(order, new Edit(List.of(), List.of(), Optional.of(evil), "moved", Optional.empty()), key(order));
        StringBuilder out = new StringBuilder();
        MerchantOrders.Query one = new MerchantOrders.Query(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Sku(sku)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        aws.exportCsv(one, out);

        String[] lines = out.toString().split("\r\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).startsWith("number,placed_at,state");
        assertThat(lines[1]).contains("\"'=HYPERLINK(\"\"http://evil\"\")\"").contains(order.toString());
    }

    // ---- at once ----

    @FunctionalInterface
    private interface Numbered {
        Object run(int number);
    }

    private static List<Future<Object>> atOnce(int many, Numbered work) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(many);
        try {
            List<java.util.concurrent.Callable<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int number = i;
                tasks.add(() -> work.run(number));
            }
            return pool.invokeAll(tasks);
        } finally {
            pool.shutdown();
        }
    }

    /** What came of it; a refusal is a result, anything else is a failure. */
    private static Object result(Future<Object> future) {
        try {
            return future.get();
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof ProblemException refused) {
                return refused;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> events(UUID order) {
        return shop.shop.events().stream()
                .filter(event -> event.orderId().equals(order))
                .map(OrderEvents.Event::type)
                .toList();
    }
}
