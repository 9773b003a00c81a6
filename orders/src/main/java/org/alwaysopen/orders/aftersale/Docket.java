package org.alwaysopen.orders.aftersale;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.MerchantOrders.Charge;
import org.alwaysopen.orders.MerchantOrders.ChargeState;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/**
 * An order on the desk: locked, with all that is needed to decide about it. Lives as long as one try of its transaction.
 */
final class Docket {
    final Tx tx;
    final Order order;
    final String actor;
    /** What was shipped and came back, by position. */
    final Map<Integer, OrderChanges.Moved> progress;

    final List<Charge> charges;
    final List<RefundRows.Row> refunds;
    final int timelineLength;
    private final Region here;
    private final OrderChanges changes;
    private Order.State state;
    private long version;

    Docket(
            Tx tx,
            Order order,
            OrderChanges.Head head,
            String actor,
            Region here,
            OrderChanges changes,
            List<Charge> charges,
            List<RefundRows.Row> refunds) {
        this.tx = tx;
        this.order = order;
        this.actor = actor;
        this.here = here;
        this.changes = changes;
        this.charges = charges;
        this.refunds = refunds;
        this.progress = changes.progress(tx, order.id());
        this.state = order.state();
        this.version = head.version();
        this.timelineLength = head.timelineLength();
    }

    UUID id() {
        return order.id();
    }

    Order.State state() {
        return state;
    }

    Stock.By by(String reason) {
        return new Stock.By(actor, reason);
    }

    /** @param what the command in words, for the sentence: {@code packed} */
    void expect(String what, Order.State... states) {
        for (Order.State expected : states) {
            if (state == expected) {
                return;
            }
        }
        throw Problem.conflict("order " + order.number() + ": expected " + String.join(" or ", names(states))
                        + " to be " + what + ", and it is " + state)
                .with("state", state.name())
                .exception();
    }

    private static List<String> names(Order.State... states) {
        return List.of(states).stream().map(Enum::name).toList();
    }

    /** Moves the order (or leaves it where it is), adds to its timeline, and tells it. */
    void write(
            Order.State to, OrderEvents.Type type, OrderEvents.Detail detail, String what, String note, Money total) {
        OrderEvents.Event event = new OrderEvents.Event(
                type.text(),
                order.id(),
                order.number(),
                version + 1,
                to,
                order.email(),
                total,
                here.name(),
                actor,
                null,
                detail);
        if (!changes.write(tx, state, event, what, note, here)) {
            throw new IllegalStateException("order " + order.number() + " was changed under its lock");
        }
        version++;
        state = to;
    }

    void write(Order.State to, OrderEvents.Type type, OrderEvents.Detail detail, String what, String note) {
        write(to, type, detail, what, note, order.total());
    }

    Order.Line line(int position) {
        return order.lines().stream()
                .filter(line -> line.position() == position)
                .findFirst()
                .orElseThrow(() -> Problem.invalid("line: the order has none at position " + position)
                        .exception());
    }

    int shipped(int position) {
        return progress.get(position).shipped();
    }

    int returned(int position) {
        return progress.get(position).returned();
    }

    /** Each line at most once, and each with one unit or more. */
    List<Part> checked(List<Part> parts) {
        Map<Integer, Part> seen = new LinkedHashMap<>();
        for (Part part : parts) {
            line(part.position());
            if (part.quantity() < 1) {
                throw Problem.invalid("quantity: expected 1 or more, got " + part.quantity())
                        .exception();
            }
            if (seen.put(part.position(), part) != null) {
                throw Problem.invalid("line " + part.position() + ": expected it once, got it twice")
                        .exception();
            }
        }
        if (seen.isEmpty()) {
            throw Problem.invalid("lines: expected one or more").exception();
        }
        return List.copyOf(seen.values());
    }

    List<OrderEvents.Goods> goods(List<Part> parts) {
        return parts.stream()
                .map(part -> {
                    Order.Line line = line(part.position());
                    return new OrderEvents.Goods(line.sku().code(), line.name(), part.quantity());
                })
                .toList();
    }

    List<Inventory.Line> units(List<Part> parts) {
        return parts.stream()
                .map(part -> new Inventory.Line(line(part.position()).sku(), part.quantity()))
                .toList();
    }

    /** A payment of this order, or (null) its gift cards, and what of it can still go back. */
    record Purse(UUID payment, Money amount, Money left) {
        boolean isGiftCards() {
            return payment == null;
        }
    }

    /**
     * What paid for this order, the latest first: differences that were charged, the payment of the checkout, gift cards.
     *
     * @param firstPayment what the payment of the checkout is worth; zero where there is none
     */
    List<Purse> purses(Money firstPayment) {
        List<Purse> purses = new ArrayList<>();
        for (Charge charge : charges) {
            if (charge.state() == ChargeState.PAID) {
                purses.add(0, purse(charge.paymentId(), charge.amount()));
            }
        }
        if (order.payment().id() != null) {
            purses.add(purse(order.payment().id(), firstPayment));
        }
        Money cards = Money.zero(order.total().currency());
        for (Order.GiftCard card : order.giftCards()) {
            cards = cards.plus(card.amount());
        }
        for (RefundRows.Row row : refunds) { // an edit took it out of the order's own words
            if (row.paymentId() == null && row.refund().kind() == MerchantOrders.RefundKind.EDIT) {
                cards = cards.plus(row.refund().amount());
            }
        }
        if (!cards.isZero()) {
            purses.add(purse(null, cards));
        }
        return purses;
    }

    private Purse purse(UUID payment, Money amount) {
        Money left = amount;
        for (RefundRows.Row row : refunds) {
            if (Objects.equals(row.paymentId(), payment) && row.counts()) {
                left = left.minus(row.refund().amount());
            }
        }
        return new Purse(payment, amount, left);
    }
}
