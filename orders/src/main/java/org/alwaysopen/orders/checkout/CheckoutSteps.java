package org.alwaysopen.orders.checkout;

import static org.alwaysopen.orders.checkout.Step.Place.FIRST_TRANSACTION;
import static org.alwaysopen.orders.checkout.Step.Place.REMOTE;
import static org.alwaysopen.orders.checkout.Step.Place.SECOND_TRANSACTION;
import static org.alwaysopen.orders.checkout.Step.notUndone;
import static org.alwaysopen.orders.checkout.Step.undone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Offers;
import org.alwaysopen.orders.Offers.Offer;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.orders.cart.CartOffers;
import org.alwaysopen.orders.cart.CartRows;
import org.alwaysopen.orders.cart.StoredCart;
import org.alwaysopen.orders.cart.StoredCart.StoredLine;
import org.alwaysopen.orders.cart.StoredCarts;
import org.alwaysopen.orders.giftcard.GiftCardRows;
import org.alwaysopen.orders.order.OrderNumbers;
import org.alwaysopen.orders.order.OrderRows;
import org.alwaysopen.orders.order.StoredOrder;
import org.alwaysopen.orders.pricing.Destinations;
import org.alwaysopen.orders.pricing.Refunds;
import org.alwaysopen.orders.pricing.Terms;
import org.alwaysopen.orders.pricing.Totals;
import org.alwaysopen.orders.promotion.Live;
import org.alwaysopen.orders.promotion.PromotionUses;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/**
 * The checkout, as a list that can be read: each step beside its undo. {@link CheckoutProcess} runs it, the crash tests are
 * generated from it.
 */
public final class CheckoutSteps {
    /** Longer than any checkout that is not abandoned, beside waiting for a transfer; then the units can be sold again. */
    static final Duration RESERVATION = Duration.ofMinutes(15);
    /** When a worker takes a checkout for abandoned: with its pause and one call of a processor still under 30 s. */
    static final Duration ABANDONED_AFTER = Duration.ofSeconds(12);

    private final Region here;
    private final Offers offers;
    private final Inventory inventory;
    private final Payments payments;
    private final CartRows carts;
    private final OrderRows orders;
    private final Destinations destinations;
    private final OrderNumbers numbers;
    private final CartOffers cartOffers;
    private final PromotionUses uses;
    private final GiftCardRows giftCards;
    private final List<Step> list;

    public CheckoutSteps(
            Region here,
            Offers offers,
            Inventory inventory,
            Payments payments,
            CartRows carts,
            OrderRows orders,
            Destinations destinations,
            OrderNumbers numbers,
            CartOffers cartOffers,
            PromotionUses uses,
            GiftCardRows giftCards) {
        this.here = here;
        this.offers = offers;
        this.inventory = inventory;
        this.payments = payments;
        this.carts = carts;
        this.orders = orders;
        this.destinations = destinations;
        this.numbers = numbers;
        this.cartOffers = cartOffers;
        this.uses = uses;
        this.giftCards = giftCards;
        this.list = List.of(
                undone("take cart", FIRST_TRANSACTION, this::takeCart, this::reopenCart),
                notUndone("check prices", FIRST_TRANSACTION, this::checkPrices, "it only reads"),
                undone("open payment", FIRST_TRANSACTION, this::openPayment, this::giveBack),
                undone("create order", FIRST_TRANSACTION, this::createOrder, this::cancelOrder),
                undone("use promotions", FIRST_TRANSACTION, this::usePromotions, this::giveUsesBack),
                undone("spend gift cards", FIRST_TRANSACTION, this::spendGiftCards, this::giveGiftCardsBack),
                undone("reserve stock", FIRST_TRANSACTION, this::reserve, this::release),
                notUndone(
                        "authorise payment", REMOTE, this::authorise, "giving the opened payment back voids its hold"),
                notUndone("record payment", SECOND_TRANSACTION, this::record, "what a processor said stays said"),
                notUndone("mark paid", SECOND_TRANSACTION, this::markPaid, "if the last step fails it is rolled back"),
                notUndone("confirm sale", SECOND_TRANSACTION, this::confirm, "the last step"));
    }

    public List<Step> list() {
        return list;
    }

    List<Step> in(Step.Place place) {
        return list.stream().filter(step -> step.place() == place).toList();
    }

    private void takeCart(Sale sale) {
        UUID cartId = sale.command.cartId();
        sale.cart = carts.take(sale.tx(), cartId, sale.orderId())
                .orElseThrow(() -> carts.find(sale.tx(), cartId)
                        .map(StoredCarts::taken)
                        .orElseGet(() -> StoredCarts.noCart(cartId))
                        .exception());
        if (sale.cart.lines().isEmpty()) {
            throw missing("lines: the cart is empty. Add something first");
        }
        if (sale.cart.email() == null) {
            throw missing("email: it is missing. Set the contact first");
        }
        if (sale.cart.address() == null) {
            throw missing("shipping address: it is missing. Set the shipping address first");
        }
        if (sale.cart.shipping() == null) {
            throw missing("shipping option: none is chosen. Choose one of the cart's shipping options first");
        }
    }

    private static RuntimeException missing(String what) {
        return Problem.invalid(what).exception();
    }

    private void reopenCart(Sale sale) {
        carts.reopen(sale.tx(), sale.order.cartId(), sale.orderId());
    }

    /** The order is placed at what was shown, or not at all. */
    private void checkPrices(Sale sale) {
        StoredCart shown = sale.cart;
        Map<Sku, Offer> today = offers.find(sale.tx(), shown.skus(), shown.currencyOf());
        for (StoredLine line : shown.lines()) {
            Offer offer = today.get(new Sku(line.sku()));
            if (offer == null || offer.price().minorUnits() != line.price()) {
                throw new PricesDifferException();
            }
        }
        Terms terms = destinations.find(sale.tx(), shown.address(), shown.currencyOf());
        CartOffers.AtTheTill till = cartOffers.atTheTill(sale.tx(), shown, sale.customers());
        StoredCart now = till.cart().on(terms);
        Totals totals = now.totals();
        boolean agreed = sale.command.shownTotal().map(totals.total()::equals).orElse(true);
        boolean same = totals.equals(shown.totals()) && now.toPay().equals(shown.toPay());
        if (!agreed || now.shipping() == null || !same) {
            throw new PricesDifferException();
        }
        sale.cart = now;
        sale.promotions = till.promotions();
    }

    private void openPayment(Sale sale) {
        Totals totals = sale.cart.totals();
        Money toPay = sale.cart.toPay();
        if (toPay.isZero()) {
            return; // nothing to ask a processor for
        }
        if (sale.command.paymentToken() == null || sale.command.paymentToken().isBlank()) {
            throw missing("paymentToken: expected a processor's token, because " + toPay + " is to be paid");
        }
        sale.paymentId = payments.open(
                sale.tx(),
                new Payments.Opening(
                        sale.orderId(),
                        here,
                        toPay,
                        sale.command.paymentToken(),
                        // Gift cards pay their share of tax and shipping as well.
                        new Payments.Parts(
                                Refunds.proportion(totals.tax(), toPay, totals.total()),
                                Refunds.proportion(totals.shipping(), toPay, totals.total()))));
    }

    private void giveBack(Sale sale) {
        Payments.State state = sale.payment.state();
        boolean holdsNothing = state == Payments.State.DECLINED || state == Payments.State.FAILED;
        if (sale.paymentId != null && !holdsNothing) {
            payments.giveBack(sale.tx(), sale.paymentId, sale.reason);
        }
    }

    /** In the order of their ids, so that two checkouts do not wait for each other. */
    private void usePromotions(Sale sale) {
        sale.order.promotions().stream()
                .sorted(Comparator.comparing(Order.Promotion::id))
                .forEach(used -> {
                    Live promotion = sale.promotions.stream()
                            .filter(live -> live.offered().id().equals(used.id()))
                            .findFirst()
                            .orElseThrow();
                    if (!uses.take(sale.tx(), sale.orderId(), promotion, used.amount(), sale.customers())) {
                        throw new PricesDifferException();
                    }
                });
    }

    private void giveUsesBack(Sale sale) {
        if (!sale.order.promotions().isEmpty()) {
            uses.giveBack(sale.tx(), sale.orderId());
        }
    }

    private void spendGiftCards(Sale sale) {
        GiftCardRows.By by = new GiftCardRows.By(sale.orderId(), here, "shopper");
        sale.order.giftCards().stream()
                .sorted(Comparator.comparing(Order.GiftCard::id))
                .forEach(card -> {
                    if (!giftCards.spend(sale.tx(), card.id(), card.amount(), sale.customers(), by)) {
                        throw new PricesDifferException();
                    }
                });
    }

    private void giveGiftCardsBack(Sale sale) {
        GiftCardRows.By by = new GiftCardRows.By(sale.orderId(), here, "checkout");
        sale.order.giftCards().stream()
                .sorted(Comparator.comparing(Order.GiftCard::id))
                .forEach(card -> giftCards.giveBack(sale.tx(), card.id(), card.amount(), by));
    }

    private void createOrder(Sale sale) {
        StoredCart cart = sale.cart;
        Totals totals = cart.totals();
        List<Order.Line> lines = new ArrayList<>();
        for (StoredLine line : cart.lines()) {
            Totals.OfLine of = totals.lines().get(lines.size());
            lines.add(new Order.Line(
                    lines.size() + 1,
                    new Sku(line.sku()),
                    line.name(),
                    line.quantity(),
                    cart.priceOf(line),
                    of.total(),
                    of.discount(),
                    of.tax()));
        }
        Order order = new Order(
                sale.orderId(),
                numbers.next(),
                Order.State.PLACED,
                lines,
                totals.subtotal(),
                totals.discount(),
                totals.shipping(),
                totals.tax(),
                totals.total(),
                totals.taxIncluded(),
                cart.email(),
                cart.address(),
                cart.shipping(),
                Instant.EPOCH, // until the database has said when
                here,
                cart.id(),
                new Order.Payment(sale.paymentId, Payments.State.CREATED, Optional.empty()),
                StoredCart.taken(cart.discounts()),
                CartOffers.paying(cart).stream()
                        .map(card -> new Order.GiftCard(card.id(), card.lastFour(), card.amount()))
                        .toList(),
                Optional.ofNullable(cart.adjustments().note()));
        Instant placedAt = orders.insert(
                sale.tx(), order, sale.command.account(), ABANDONED_AFTER, entry("shopper", "placed", ""));
        sale.order = StoredOrder.placedAt(order, placedAt);
        if (sale.paymentId != null
                && !payments.patience(sale.command.paymentToken()).isZero()) {
            OrderEvents.Event waits = event(
                            OrderEvents.Type.AWAITING_PAYMENT,
                            order,
                            Order.State.PLACED,
                            "shopper",
                            OrderEvents.Detail.NONE)
                    .asOf(1, placedAt);
            Outbox.append(sale.tx(), OrderEvents.TOPIC, order.id().toString(), Json.write(waits), here);
        }
    }

    private void cancelOrder(Sale sale) {
        OrderEvents.Detail why = OrderEvents.Detail.because(sale.reason).at(sale.ending.name());
        orders.end(
                sale.tx(),
                sale.orderId(),
                sale.ending,
                sale.endingDetail,
                entry("checkout", "cancelled", sale.reason),
                event(OrderEvents.Type.CANCELLED, sale.order, Order.State.CANCELLED, "checkout", why));
    }

    /** A checkout changes its order once: from the first version to the second. */
    private OrderEvents.Event event(
            OrderEvents.Type type, Order order, Order.State state, String actor, OrderEvents.Detail detail) {
        return new OrderEvents.Event(
                type.text(),
                order.id(),
                order.number(),
                2,
                state,
                order.email(),
                order.total(),
                here.name(),
                actor,
                null,
                detail);
    }

    private void reserve(Sale sale) {
        List<Inventory.Line> lines = sale.order.lines().stream()
                .map(line -> new Inventory.Line(line.sku(), line.quantity()))
                .toList();
        inventory.reserve(
                sale.tx(),
                sale.orderId(),
                here,
                lines,
                RESERVATION.plus(payments.patience(sale.command.paymentToken())));
    }

    private void release(Sale sale) {
        inventory.release(sale.tx(), sale.orderId(), sale.reason);
    }

    private void authorise(Sale sale) {
        if (sale.paymentId != null) {
            sale.outcome = payments.authorise(sale.paymentId);
        }
    }

    /** Not a step: what the shopper brought back from the bank, for the next try of "authorise payment". */
    void answered(Tx tx, UUID paymentId, String answer) {
        payments.answered(tx, paymentId, answer);
    }

    private void record(Sale sale) {
        sale.payment = sale.paymentId == null
                ? StoredOrder.nothingToPay(sale.order)
                : payments.record(sale.tx(), sale.paymentId, sale.outcome);
    }

    private void confirm(Sale sale) {
        Address to = sale.order.shippingAddress();
        inventory.confirm(
                sale.tx(), sale.orderId(), new Inventory.Destination(to.country(), to.region(), to.postalCode()));
    }

    private void markPaid(Sale sale) {
        sale.endedByAnother = !orders.end(
                sale.tx(),
                sale.orderId(),
                StoredOrder.Outcome.PAID,
                null,
                entry("shopper", "paid", ""),
                event(OrderEvents.Type.PAID, sale.order, Order.State.PAID, "shopper", OrderEvents.Detail.NONE));
        sale.order = StoredOrder.with(sale.order, Order.State.PAID, sale.payment);
    }

    private OrderRows.Entry entry(String actor, String what, String note) {
        return new OrderRows.Entry(here, actor, what, note);
    }

    /** What the shopper was shown is not what it costs: told by the process, with the difference. */
    static final class PricesDifferException extends RuntimeException {
        PricesDifferException() {
            super("prices differ from those that were shown", null, false, false);
        }
    }
}
