package org.alwaysopen.orders;

import static org.alwaysopen.orders.AfterSaleShop.CARD;
import static org.alwaysopen.orders.AfterSaleShop.merchant;
import static org.alwaysopen.orders.TestShop.AWS;
import static org.alwaysopen.orders.TestShop.AZURE;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.MerchantOrders.Addition;
import org.alwaysopen.orders.MerchantOrders.Detail;
import org.alwaysopen.orders.MerchantOrders.Edit;
import org.alwaysopen.orders.MerchantOrders.Parcel;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.MerchantOrders.Receipt;
import org.alwaysopen.orders.MerchantOrders.Received;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Transactions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: a server may die at any moment of any command after the sale. Method: the table of moments is generated from the list of
 * steps; one story goes through all commands; at each moment in turn the server of one region dies, a worker of a second one or
 * (in turns) the merchant's own second try in a third goes on, and the story goes to its end. Then the order is what it is when nothing dies.
 */
class AfterSaleCrashIT {
    private static final Set<String> DIED = new HashSet<>();
    private static AfterSaleShop shop;
    private static List<String> steps;
    private static int stories;

    @BeforeAll
    static void open() {
        shop = new AfterSaleShop();
        steps = shop.server(AWS).afterSaleSteps();
    }

    /** Guards the table itself: a moment at which nothing died proves nothing. */
    @AfterAll
    static void everyMomentWasReached() {
        shop.close();
        assertThat(DIED).containsAll(moments());
    }

    private static List<String> moments() {
        List<String> moments = new ArrayList<>();
        for (String step : steps) {
            moments.add("before " + step);
            moments.add("after " + step);
        }
        for (String transaction : List.of(
                "order: edit",
                "order: settle difference",
                "order: pack",
                "order: ship",
                "order: deliver",
                "order: request return",
                "order: receive return",
                "order: refuse return",
                "order: refund",
                "order: note",
                "order: cancel",
                "order: fulfil",
                "payments: refund",
                "refunds: later",
                "refunds: end")) {
            moments.add("committed " + transaction);
        }
        return moments;
    }

    @TestFactory
    Stream<DynamicTest> diesAtEachMomentAndAnotherRegionGoesOn() {
        AtomicInteger number = new AtomicInteger();
        return moments().stream().map(moment -> {
            boolean workerFirst = number.getAndIncrement() % 2 == 0;
            return DynamicTest.dynamicTest(moment, () -> dieOnce(moment, workerFirst));
        });
    }

    private static void dieOnce(String moment, boolean workerFirst) {
        AtomicBoolean dead = new AtomicBoolean();
        new Story(Crashes.at(moment, dead), workerFirst).tell();
        assertThat(dead).as("came to the moment").isTrue();
        DIED.add(moment);
    }

    /** Each transaction is tried again after each of its steps, as the database demands it on a collision. */
    @Test
    void eachStepRunsTwice() {
        Set<String> again = new HashSet<>(steps);
        again.removeAll(Set.of("authorise difference", "ask for refund")); // remote: repeated by the crashes
        new Story(
                        new CheckoutObserver() {
                            @Override
                            public void after(String step, UUID orderId) {
                                if (again.remove(step)) {
                                    throw new Transactions.StartAgainException("as on a collision");
                                }
                            }
                        },
                        false)
                .tell();
        assertThat(again).isEmpty();
    }

    @FunctionalInterface
    private interface Deed {
        void by(MerchantOrders desk, String key);
    }

    /** Two orders through all that can happen to them. The first try of each command is in AWS, where the server may die. */
    private static final class Story {
        private final OrdersModule dying;
        private final OrdersModule elsewhere = shop.server(AZURE);
        private final boolean workerFirst;
        private final String sku = "CRASH-" + ++stories;
        private final String other = sku + "-DEAR";
        private UUID order;
        private int commands;

        Story(CheckoutObserver observer, boolean workerFirst) {
            this.dying = shop.server(AWS, observer);
            this.workerFirst = workerFirst;
        }

        private void twice(Deed deed) {
            String key = "command " + ++commands;
            try {
                deed.by(dying.merchant(), key);
            } catch (Crashes.Dead died) {
                shop.timePasses();
                if (workerFirst) {
                    shop.work(shop.server(GCP), GCP);
                }
            }
            deed.by(elsewhere.merchant(), key);
        }

        private void work() {
            for (int i = 0; i < 3; i++) {
                shop.timePasses();
                try {
                    dying.jobs().forEach(job -> job.run().run());
                    dying.refunds(shop.payments(AWS).merchant()).run().run();
                } catch (Crashes.Dead died) {
                    shop.timePasses();
                }
                shop.payments(AWS).jobs().forEach(job -> job.run().run());
            }
            shop.settle(GCP);
        }

        void tell() {
            shop.shop.sell(sku, 2000, 10);
            shop.shop.sell(other, 3500, 10);
            order = shop.order(sku, 2);
            shop.settle(GCP); // captured
            twice((desk, key) -> desk.edit(order, quantity(4), merchant(order, key)));
            twice((desk, key) -> desk.edit(order, quantity(3), merchant(order, key)));
            twice((desk, key) -> desk.note(order, "gift wrap", merchant(order, key)));
            twice((desk, key) -> desk.pack(order, merchant(order, key)));
            twice((desk, key) -> desk.ship(order, parcel(1), merchant(order, key)));
            twice((desk, key) -> desk.ship(order, parcel(2), merchant(order, key)));
            twice((desk, key) -> desk.deliver(order, merchant(order, key)));
            returns();
            twice((desk, key) -> desk.refund(order, new Money(300, TestShop.USD), "sorry", merchant(order, key)));
            UUID cancelled = shop.order(sku, 1);
            twice((desk, key) -> desk.cancel(cancelled, "not wanted", merchant(cancelled, key)));
            UUID bulk = shop.order(sku, 1);
            twice((desk, key) -> assertThat(desk.fulfil(
                            List.of(new MerchantOrders.Fulfilment(bulk.toString(), "UPS", "1Z9")), "Grace", key))
                    .allMatch(each -> each.problem().isEmpty()));
            work();
            end(cancelled, bulk);
        }

        private void returns() {
            twice((desk, key) -> desk.requestReturn(order, List.of(new Part(1, 1)), "too small", merchant(order, key)));
            UUID first = latestReturn();
            twice((desk, key) -> desk.refuseReturn(order, first, "it was worn", merchant(order, key)));
            twice((desk, key) -> desk.requestReturn(order, List.of(new Part(1, 1)), "too small", merchant(order, key)));
            UUID second = latestReturn();
            Receipt exchange = new Receipt(
                    "NJ",
                    List.of(new Received(1, 1, 0)),
                    Optional.empty(),
                    List.of(new Addition(new Sku(other), 1)),
                    Optional.of(CARD));
            twice((desk, key) -> desk.receiveReturn(order, second, exchange, merchant(order, key)));
            twice((desk, key) -> desk.requestReturn(order, List.of(new Part(1, 1)), "broken", merchant(order, key)));
            UUID third = latestReturn();
            Receipt broken =
                    new Receipt("NJ", List.of(new Received(1, 0, 1)), Optional.empty(), List.of(), Optional.empty());
            twice((desk, key) -> desk.receiveReturn(order, third, broken, merchant(order, key)));
        }

        private UUID latestReturn() {
            List<MerchantOrders.Return> all = shop.detail(order).returns();
            return all.get(all.size() - 1).id();
        }

        private static Edit quantity(int units) {
            return new Edit(List.of(new Part(1, units)), List.of(), Optional.empty(), "called", Optional.of(CARD));
        }

        private static Parcel parcel(int units) {
            return new Parcel(List.of(new Part(1, units)), "UPS", "1Z" + units);
        }

        /** As it is when nothing dies: once each. */
        private void end(UUID cancelled, UUID bulk) {
            Detail detail = shop.detail(order);
            assertThat(detail.order().state()).isEqualTo(Order.State.PARTLY_SHIPPED);
            assertThat(detail.order().lines()).extracting(Order.Line::quantity).containsExactly(3, 1);
            assertThat(detail.lines())
                    .extracting(MerchantOrders.Progress::returned)
                    .containsExactly(2, 0);
            assertThat(detail.shipments()).hasSize(2);
            assertThat(detail.returns()).hasSize(3);
            assertThat(detail.charges())
                    .extracting(MerchantOrders.Charge::state)
                    .containsOnly(MerchantOrders.ChargeState.PAID)
                    .hasSize(2);
            assertThat(detail.refunds())
                    .extracting(MerchantOrders.Refund::state)
                    .containsOnly(MerchantOrders.RefundState.DONE);
            assertThat(shop.detail(cancelled).order().state()).isEqualTo(Order.State.CANCELLED);
            assertThat(shop.detail(bulk).shipments()).hasSize(1);
            // 10, less 3 of the order of which 1 came back to the shelf, less 1 of the bulk order
            assertThat(shop.shop.available(sku)).isEqualTo(7);
            assertThat(shop.shop.available(other)).isEqualTo(9);
            shop.checkBooks();
        }
    }
}
