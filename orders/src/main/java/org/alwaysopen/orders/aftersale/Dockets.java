package org.alwaysopen.orders.aftersale;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.CheckoutObserver;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.MerchantOrders.Charge;
import org.alwaysopen.orders.MerchantOrders.ChargeState;
import org.alwaysopen.orders.MerchantOrders.Detail;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.MerchantOrders.Progress;
import org.alwaysopen.orders.MerchantOrders.RefundKind;
import org.alwaysopen.orders.MerchantOrders.Return;
import org.alwaysopen.orders.MerchantOrders.ReturnState;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.orders.giftcard.GiftCardRows;
import org.alwaysopen.orders.order.StoredOrder;
import org.alwaysopen.orders.order.StoredOrders;
import org.alwaysopen.orders.pricing.Refunds;
import org.alwaysopen.orders.promotion.PromotionUses;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/** Takes orders onto the desk, and knows what concerns all commands: what was paid, what goes back, what is shown. */
public final class Dockets {
    private final Region here;
    private final Ids ids;
    private final Payments payments;
    private final GiftCardRows giftCards;
    private final PromotionUses promotions;
    private final StoredOrders orders;
    private final CheckoutObserver observer;
    private final OrderChanges changes = new OrderChanges();
    private final AfterSaleRows rows = new AfterSaleRows();
    private final RefundRows refunds = new RefundRows();

    public Dockets(
            Region here,
            Ids ids,
            Payments payments,
            GiftCardRows giftCards,
            PromotionUses promotions,
            StoredOrders orders,
            CheckoutObserver observer) {
        this.giftCards = giftCards;
        this.promotions = promotions;
        this.here = here;
        this.ids = ids;
        this.payments = payments;
        this.orders = orders;
        this.observer = observer;
    }

    CheckoutObserver observer() {
        return observer;
    }

    OrderChanges changes() {
        return changes;
    }

    AfterSaleRows rows() {
        return rows;
    }

    RefundRows refunds() {
        return refunds;
    }

    Region here() {
        return here;
    }

    /** Locks an order for a command. */
    Docket open(Tx tx, UUID orderId, String actor) {
        Docket docket = reopen(tx, orderId, actor);
        if (docket.timelineLength >= MerchantOrders.TIMELINE_MAX) {
            throw Problem.conflict("order " + docket.order.number() + ": its history has " + docket.timelineLength
                            + " entries, and no room for more. Settle the rest in the payments")
                    .exception();
        }
        if (docket.charges.stream().anyMatch(charge -> charge.state() == ChargeState.PENDING)) {
            throw Problem.conflict("order " + docket.order.number()
                            + ": a difference is being paid right now. Try again in some seconds")
                    .with("retryAfterSeconds", 5)
                    .exception();
        }
        return docket;
    }

    /** Locks an order for who goes on with what was begun: that is never refused. */
    Docket reopen(Tx tx, UUID orderId, String actor) {
        OrderChanges.Head head = changes.lock(tx, orderId).orElseThrow(() -> none(orderId));
        StoredOrder stored = orders.stored(tx, orderId).orElseThrow(() -> none(orderId));
        return new Docket(
                tx, stored.order(), head, actor, here, changes, rows.charges(tx, orderId), refunds.of(tx, orderId));
    }

    static ProblemException none(UUID orderId) {
        return Problem.notFound("order: there is none with id " + orderId).exception();
    }

    void refuseTooMany(String what, int there) {
        if (there >= MerchantOrders.RECORDS_MAX) {
            throw Problem.conflict(what + ": an order has at most " + MerchantOrders.RECORDS_MAX + " of them")
                    .exception();
        }
    }

    List<Part> toShip(Docket docket) {
        List<Part> left = new ArrayList<>();
        for (Order.Line line : docket.order.lines()) {
            int units = line.quantity() - docket.shipped(line.position());
            if (units > 0) {
                left.add(new Part(line.position(), units));
            }
        }
        return left;
    }

    Return openReturn(Docket docket, UUID returnId) {
        Return found = rows.returns(docket.tx, docket.id()).stream()
                .filter(each -> each.id().equals(returnId))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("return: this order has none with id " + returnId)
                        .exception());
        if (found.state() != ReturnState.REQUESTED) {
            throw Problem.conflict("return: it is " + found.state() + " already")
                    .exception();
        }
        return found;
    }

    private List<Docket.Purse> purses(Docket docket) {
        UUID first = docket.order.payment().id();
        Money zero = Money.zero(docket.order.total().currency());
        return docket.purses(
                first == null
                        ? zero
                        : payments.find(docket.tx, first)
                                .map(Payments.Payment::amount)
                                .orElse(zero));
    }

    Money refundable(Docket docket) {
        return left(docket, purses(docket));
    }

    /**
     * Decides that so much goes back: to gift cards and payments in the proportion in which they paid, of the payments the
     * latest first. Gift cards have it at once; for the payments the worker asks.
     */
    void refund(Docket docket, RefundKind kind, Money amount, String reason) {
        List<Docket.Purse> purses = purses(docket);
        Money most = left(docket, purses);
        if (!amount.currency().equals(most.currency()) || amount.compareTo(most) > 0) {
            throw Problem.invalid("amount: expected at most " + most + ", which was paid and is not given back, got "
                            + amount)
                    .exception();
        }
        refuseTooMany("refunds", docket.refunds.size());
        Refunds.Split split = Refunds.split(tenders(docket.order, purses), amount);
        Steps.DECIDE_REFUND.take(observer, docket.id(), () -> {
            Money left = split.toProcessor();
            for (Docket.Purse purse : purses) {
                Money wanted = purse.isGiftCards() ? split.toGiftCards() : left;
                Money part = purse.left().compareTo(wanted) < 0 ? purse.left() : wanted;
                left = purse.isGiftCards() ? left : left.minus(part);
                decide(docket, purse, kind, part, reason);
            }
        });
    }

    private void decide(Docket docket, Docket.Purse purse, RefundKind kind, Money part, String reason) {
        if (part.isZero()) {
            return;
        }
        UUID id = ids.next();
        refunds.insert(docket.tx, id, docket.id(), purse.payment(), kind, part, reason, docket.actor);
        if (purse.isGiftCards()) {
            Map<UUID, Money> given =
                    giftCards.refund(docket.tx, id, part, new GiftCardRows.By(docket.id(), here, docket.actor));
            if (kind == RefundKind.EDIT) { // the order costs less: its cards pay less of it
                changes.payLess(docket.tx, docket.order, given);
            }
            docket.write(
                    docket.state(),
                    OrderEvents.Type.REFUNDED,
                    OrderEvents.Detail.because(reason).about(id).of(part),
                    "refunded " + part + " to gift cards",
                    reason);
        }
    }

    /** What paid for it, as the calculator of refunds wants to know it. */
    private static Refunds.Paid tenders(Order order, List<Docket.Purse> purses) {
        Money zero = Money.zero(order.total().currency());
        Refunds.Tender cards = new Refunds.Tender(zero, zero);
        Refunds.Tender processor = cards;
        for (Docket.Purse purse : purses) {
            Refunds.Tender before = purse.isGiftCards() ? cards : processor;
            Refunds.Tender sum = new Refunds.Tender(
                    before.paid().plus(purse.amount()),
                    before.refunded().plus(purse.amount().minus(purse.left())));
            cards = purse.isGiftCards() ? sum : cards;
            processor = purse.isGiftCards() ? processor : sum;
        }
        return new Refunds.Paid(List.of(), zero, zero, false, true, cards, processor);
    }

    private static Money left(Docket docket, List<Docket.Purse> purses) {
        Money left = Money.zero(docket.order.total().currency());
        for (Docket.Purse purse : purses) {
            left = left.plus(purse.left());
        }
        return left;
    }

    /** All of its money goes back: holds are voided, what was taken is refunded, gift cards have it at once. @return all of it */
    Money giveAllBack(Docket docket, String reason) {
        List<Docket.Purse> purses = purses(docket);
        Steps.GIVE_BACK.take(observer, docket.id(), () -> {
            for (Docket.Purse purse : purses) {
                if (!purse.isGiftCards()) {
                    payments.giveBack(docket.tx, purse.payment(), "cancelled");
                }
                decide(docket, purse, RefundKind.CANCEL, purse.left(), reason);
            }
            promotions.giveBack(docket.tx, docket.id());
        });
        return left(docket, purses);
    }

    /** All that is known of an order, as this transaction sees it. */
    Detail detail(Tx tx, UUID orderId) {
        StoredOrder stored = orders.stored(tx, orderId).orElseThrow(() -> none(orderId));
        Order order = stored.order();
        OrderChanges.Head head = changes.head(tx, orderId).orElseThrow(() -> none(orderId));
        List<Charge> charges = rows.charges(tx, orderId);
        Docket docket = new Docket(tx, order, head, "", here, changes, charges, refunds.of(tx, orderId));
        Money paid = Money.zero(order.total().currency());
        Money left = paid;
        boolean everPaid = stored.outcome().equals(Optional.of(StoredOrder.Outcome.PAID));
        for (Docket.Purse purse : everPaid ? purses(docket) : List.<Docket.Purse>of()) {
            paid = paid.plus(purse.amount());
            left = left.plus(purse.left());
        }
        return new Detail(
                order,
                head.version(),
                head.account(),
                progress(order, docket.progress),
                rows.shipments(tx, orderId),
                rows.returns(tx, orderId),
                docket.refunds.stream().map(RefundRows.Row::refund).toList(),
                charges,
                paid,
                paid.minus(left),
                left,
                changes.timeline(tx, orderId));
    }

    private static List<Progress> progress(Order order, Map<Integer, OrderChanges.Moved> moved) {
        return order.lines().stream()
                .map(line -> {
                    OrderChanges.Moved units = moved.get(line.position());
                    return new Progress(
                            line.position(), units.shipped(), units.returned(), line.quantity() - units.shipped());
                })
                .toList();
    }
}
