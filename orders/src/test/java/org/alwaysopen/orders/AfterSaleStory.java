package org.alwaysopen.orders;

import static org.alwaysopen.orders.AfterSaleShop.CARD;
import static org.alwaysopen.orders.AfterSaleShop.merchant;
import static org.alwaysopen.orders.TestShop.AZURE;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.MerchantOrders.Addition;
import org.alwaysopen.orders.MerchantOrders.Command;
import org.alwaysopen.orders.MerchantOrders.Detail;
import org.alwaysopen.orders.MerchantOrders.Edit;
import org.alwaysopen.orders.MerchantOrders.Fulfilment;
import org.alwaysopen.orders.MerchantOrders.Parcel;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.MerchantOrders.Progress;
import org.alwaysopen.orders.MerchantOrders.Receipt;
import org.alwaysopen.orders.MerchantOrders.Received;
import org.alwaysopen.orders.MerchantOrders.RefundState;
import org.alwaysopen.orders.MerchantOrders.ReturnState;
import org.alwaysopen.platform.Money;

/**
 * One order and what happens to it after the sale. The first try of each command is that of a server that may die of it; then a
 * worker of another region goes on, or at once the merchant's own second try in a third one. All stories together hold every
 * command; each ends alike, whoever died.
 */
final class AfterSaleStory {
    /** What becomes of an order of three units. Short ones: each is told once for each moment in it. */
    enum Plot {
        CHANGED_AND_CANCELLED(Deed.MAKE_DEARER, Deed.MAKE_CHEAPER, Deed.NOTE, Deed.CANCEL),
        NEVER_SENT_WHOLE(Deed.PACK, Deed.SHIP_ONE, Deed.CANCEL_REST),
        EXCHANGED(
                Deed.FULFIL,
                Deed.DELIVER,
                Deed.ANNOUNCE_RETURN,
                Deed.REFUSE_RETURN,
                Deed.ANNOUNCE_RETURN,
                Deed.EXCHANGE),
        RETURNED(Deed.FULFIL, Deed.ANNOUNCE_RETURN, Deed.TAKE_RETURN, Deed.REFUND);

        private final List<Deed> deeds;

        Plot(Deed... deeds) {
            this.deeds = List.of(deeds);
        }
    }

    static final long PRICE = 2000;
    static final long PRICE_OF_OTHER = 3500;
    private static final int UNITS = 10;

    private static final AtomicInteger STORIES = new AtomicInteger();

    /** @param announced the return it is about, or null. @param other what is sent in an exchange */
    record Call(UUID order, UUID announced, String key, String other) {
        Command command() {
            return merchant(order, key);
        }
    }

    @FunctionalInterface
    private interface Work {
        void on(MerchantOrders desk, Call call);
    }

    /** Everything that merchants command; by its name a process of its own can be told to do it. */
    enum Deed {
        MAKE_DEARER((desk, call) -> desk.edit(call.order, quantity(4), call.command())),
        MAKE_CHEAPER((desk, call) -> desk.edit(call.order, quantity(2), call.command())),
        NOTE((desk, call) -> desk.note(call.order, "gift wrap", call.command())),
        PACK((desk, call) -> desk.pack(call.order, call.command())),
        SHIP_ONE((desk, call) -> desk.ship(call.order, parcel(1), call.command())),
        DELIVER((desk, call) -> desk.deliver(call.order, call.command())),
        ANNOUNCE_RETURN(
                (desk, call) -> desk.requestReturn(call.order, List.of(new Part(1, 1)), "too small", call.command())),
        REFUSE_RETURN((desk, call) -> desk.refuseReturn(call.order, call.announced, "it was worn", call.command())),
        EXCHANGE((desk, call) -> desk.receiveReturn(call.order, call.announced, exchange(call.other), call.command())),
        TAKE_RETURN((desk, call) -> desk.receiveReturn(call.order, call.announced, broken(), call.command())),
        REFUND((desk, call) -> desk.refund(call.order, new Money(300, TestShop.USD), "sorry", call.command())),
        CANCEL((desk, call) -> desk.cancel(call.order, "not wanted", call.command())),
        CANCEL_REST((desk, call) -> desk.cancelRest(call.order, "no more of them", call.command())),
        FULFIL((desk, call) -> assertThat(
                        desk.fulfil(List.of(new Fulfilment(call.order.toString(), "UPS", "1Z9")), "Grace", call.key))
                .allMatch(each -> each.problem().isEmpty()));

        private final Work work;

        Deed(Work work) {
            this.work = work;
        }

        void by(MerchantOrders desk, Call call) {
            work.on(desk, call);
        }
    }

    /** Whoever tries first. */
    interface FirstServer {
        /** @throws Crashes.Dead when it died of it */
        void does(Deed deed, Call call);

        /** One round of its workers. @throws Crashes.Dead when it died of it */
        void works();
    }

    /** A moment of a story, such as {@code CANCEL: before put units back}. @param moment without the deed */
    record Place(Plot plot, String deed, String moment) {
        @Override
        public String toString() {
            return plot + ", " + deed + ": " + moment;
        }
    }

    /** Every moment that has to be in some story: generated from the steps, so that a new one cannot be forgotten. */
    static List<String> moments(List<String> steps) {
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
                "order: cancel rest",
                "order: fulfil",
                "payments: refund",
                "refunds: later",
                "refunds: end")) {
            moments.add("committed " + transaction);
        }
        return moments;
    }

    private final AfterSaleShop shop;
    private final FirstServer first;
    private final MerchantOrders elsewhere;
    private final boolean workerGoesOn;
    private final String sku;
    private int commands;

    /** @param workerGoesOn a worker in GCP, before the merchant in AZURE tries again */
    AfterSaleStory(AfterSaleShop shop, FirstServer first, String sku, boolean workerGoesOn) {
        this.shop = shop;
        this.first = first;
        this.elsewhere = shop.server(AZURE).merchant();
        this.workerGoesOn = workerGoesOn;
        this.sku = sku;
    }

    static String newSku() {
        return "STORY-" + STORIES.incrementAndGet();
    }

    static String other(String sku) {
        return sku + "-DEAR";
    }

    /** What everybody sees at the end. */
    record End(
            Order.State state,
            Money total,
            Money paid,
            Money refunded,
            List<Integer> quantities,
            List<Progress> lines,
            int shipments,
            List<ReturnState> returns,
            List<String> charges,
            List<String> refunds,
            int available,
            int availableOfOther) {}

    End tell(Plot plot) {
        shop.shop.sell(sku, PRICE, UNITS);
        shop.shop.sell(other(sku), PRICE_OF_OTHER, UNITS);
        UUID order = shop.order(sku, 3);
        shop.settle(GCP); // captured
        plot.deeds.forEach(deed -> twice(order, deed));
        work();
        shop.checkBooks();
        Detail detail = shop.detail(order);
        return new End(
                detail.order().state(),
                detail.order().total(),
                detail.paid(),
                detail.refunded(),
                detail.order().lines().stream().map(Order.Line::quantity).toList(),
                detail.lines(),
                detail.shipments().size(),
                detail.returns().stream().map(MerchantOrders.Return::state).toList(),
                detail.charges().stream()
                        .map(charge -> charge.state() + " " + charge.amount())
                        .toList(),
                detail.refunds().stream()
                        .map(AfterSaleStory::told)
                        .sorted() // two of one transaction have one time
                        .toList(),
                shop.shop.available(sku),
                shop.shop.available(other(sku)));
    }

    /** Whether it was captured already when it went back depends on who worked when, and is all the same to the shopper. */
    private static String told(MerchantOrders.Refund refund) {
        boolean back = refund.state() == RefundState.DONE || refund.state() == RefundState.RELEASED;
        return refund.kind() + " " + (back ? "is back" : refund.state()) + " " + refund.amount();
    }

    private void twice(UUID order, Deed deed) {
        Call call = new Call(order, latestReturn(order), "command " + ++commands, other(sku));
        try {
            first.does(deed, call);
        } catch (Crashes.Dead died) {
            shop.timePasses();
            if (workerGoesOn) {
                shop.work(shop.server(GCP), GCP);
            }
        }
        deed.by(elsewhere, call);
    }

    private UUID latestReturn(UUID order) {
        List<MerchantOrders.Return> all = shop.detail(order).returns();
        return all.isEmpty() ? null : all.get(all.size() - 1).id();
    }

    private void work() {
        for (int round = 0; round < 3; round++) {
            shop.timePasses();
            try {
                first.works();
            } catch (Crashes.Dead died) {
                shop.timePasses();
            }
        }
        shop.settle(GCP);
    }

    private static Edit quantity(int units) {
        return new Edit(List.of(new Part(1, units)), List.of(), Optional.empty(), "called", Optional.of(CARD));
    }

    private static Parcel parcel(int units) {
        return new Parcel(List.of(new Part(1, units)), "UPS", "1Z" + units);
    }

    private static Receipt exchange(String other) {
        return new Receipt(
                "NJ",
                List.of(new Received(1, 1, 0)),
                Optional.empty(),
                List.of(new Addition(new Sku(other), 1)),
                Optional.of(CARD));
    }

    private static Receipt broken() {
        return new Receipt("NJ", List.of(new Received(1, 0, 1)), Optional.empty(), List.of(), Optional.empty());
    }
}
