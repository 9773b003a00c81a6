package org.alwaysopen.orders.checkout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.alwaysopen.inventory.OutOfStockException;
import org.alwaysopen.inventory.OutOfStockException.Shortage;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Checkout;
import org.alwaysopen.orders.CheckoutObserver;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.cart.CartRows;
import org.alwaysopen.orders.cart.StoredCart;
import org.alwaysopen.orders.cart.StoredCart.StoredLine;
import org.alwaysopen.orders.cart.StoredCarts;
import org.alwaysopen.orders.customer.Customers;
import org.alwaysopen.orders.order.OrderRows;
import org.alwaysopen.orders.order.StoredOrder;
import org.alwaysopen.orders.order.StoredOrder.Outcome;
import org.alwaysopen.orders.order.StoredOrders;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Idempotency.Claim;
import org.alwaysopen.platform.Idempotency.Response;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Runs the {@link CheckoutSteps}: the first transaction, the remote step, the second transaction; or their undo.
 *
 * <p>After the first commit the order alone says how far it came, so any server can go on from there: the one that began, the
 * one that the client asks again with the same key, or a worker ({@link Recovery}). Whoever ends the order first wins, by a
 * conditional update; the others tell what it recorded.
 */
public final class CheckoutProcess implements Checkout {
    /** How long a request may be at work until the same request takes over from it: a processor's usual worst. */
    static final Duration LEASE = Duration.ofSeconds(10);
    /** Prices that change under three tries in a row are a matter for the merchant. */
    private static final int REFUSALS_MAX = 3;
    /** An unclear payment is asked about so often at first, then less and less. */
    private static final Duration SETTLE_PAUSE_FIRST = Duration.ofSeconds(2);

    /** Before the name of a step whose undo it is. */
    private static final String UNDO = "undo ";

    private static final Duration SETTLE_PAUSE_MAX = Duration.ofMinutes(1);
    /** Who waited for so long has bought elsewhere: the order is cancelled, and what is held, or turns out to be, given back. */
    static final Duration GIVE_UP_AFTER = Duration.ofHours(1);

    private final Transactions transactions;
    private final Ids ids;
    private final CheckoutSteps steps;
    private final StoredCarts storedCarts;
    private final CartRows carts;
    private final OrderRows orders;
    private final StoredOrders storedOrders;
    private final CheckoutObserver observer;

    public CheckoutProcess(
            Transactions transactions,
            Ids ids,
            CheckoutSteps steps,
            StoredCarts storedCarts,
            CartRows carts,
            OrderRows orders,
            StoredOrders storedOrders,
            CheckoutObserver observer) {
        this.transactions = transactions;
        this.ids = ids;
        this.steps = steps;
        this.storedCarts = storedCarts;
        this.carts = carts;
        this.orders = orders;
        this.storedOrders = storedOrders;
        this.observer = observer;
    }

    /** What is to become of the answer: kept with the client's key; a worker has nobody to answer. */
    private interface Answering {
        Response answer(Tx tx, Result result);
    }

    private static final Answering NOBODY = (tx, result) -> null;

    /** What the first transaction came to: an answer that is there already, or an order to go on with. */
    private record Begun(Response answered, UUID resumed, Sale sale) {}

    @Override
    public Response place(Command command, Idempotency.Request request, Function<Result, Response> rendered) {
        Answering client = (tx, result) -> keep(tx, request, result, rendered.apply(result));
        for (int refusals = 0; refusals < REFUSALS_MAX; refusals++) {
            try {
                Begun begun = begin(command, request);
                if (begun.answered() != null) {
                    return begun.answered();
                }
                return begun.sale() == null
                        ? resume(begun.resumed(), client)
                        : goOn(begun.sale().order, Duration.ZERO, client);
            } catch (OutOfStockException gone) {
                Result refusal = new Result.OutOfStock(gone.shortages(), Optional.empty());
                return transactions.run(
                        "checkout: refuse",
                        tx -> answered(tx, command, request).orElseGet(() -> client.answer(tx, refusal)));
            } catch (CheckoutSteps.PricesDifferException differ) {
                Optional<Response> refused = refuseWithDifference(command, request, client);
                if (refused.isPresent()) {
                    return refused.get();
                }
            }
        }
        throw Problem.conflict("prices: they are changing right now. Look at the cart, and try again")
                .exception();
    }

    private Begun begin(Command command, Idempotency.Request request) {
        UUID orderId = ids.next();
        Begun begun = transactions.run("checkout: place", tx -> {
            Claim claim = Idempotency.claim(tx, request, orderId, LEASE);
            if (claim instanceof Claim.Done done) {
                return new Begun(done.response(), null, null);
            }
            if (claim instanceof Claim.Resumed resumed) {
                return new Begun(null, resumed.subject(), null);
            }
            Sale sale = new Sale(orderId).in(tx);
            sale.command = command;
            steps.in(Step.Place.FIRST_TRANSACTION).forEach(step -> forward(step, sale));
            return new Begun(null, null, sale);
        });
        if (begun.sale() != null) {
            observer.committed("place", orderId);
        }
        return begun;
    }

    private void undone(Step step, Step.Action undo, Sale sale) {
        observer.before(UNDO + step.name(), sale.orderId());
        undo.on(sale);
        observer.after(UNDO + step.name(), sale.orderId());
    }

    private void forward(Step step, Sale sale) {
        observer.before(step.name(), sale.orderId());
        step.forward().on(sale);
        observer.after(step.name(), sale.orderId());
    }

    /** The same request came again, after its server had died or had no clear answer: tells its end, or goes on. */
    private Response resume(UUID orderId, Answering client) {
        StoredOrder stored = transactions.read("checkout: resume", tx -> existing(tx, orderId));
        return stored.outcome().isPresent()
                ? transactions.run("checkout: answer", tx -> client.answer(tx, recorded(existing(tx, orderId))))
                : goOn(stored.order(), Duration.ofSeconds(stored.ageSeconds()), client);
    }

    @Override
    public Order shopperReturned(UUID orderId, Optional<String> answer) {
        Order order = storedOrders.get(orderId);
        if (order.state() == Order.State.PLACED) {
            answer.ifPresent(brought -> transactions.run("checkout: shopper returned", tx -> {
                steps.answered(tx, order.payment().id(), brought);
                return null;
            }));
            finish(orderId);
        }
        return storedOrders.get(orderId);
    }

    /** For the worker: brings an order that was left behind to its end, or nearer to it. */
    void finish(UUID orderId) {
        StoredOrder stored = transactions.read("checkout: recover", tx -> existing(tx, orderId));
        if (stored.outcome().isEmpty()) {
            goOn(stored.order(), Duration.ofSeconds(stored.ageSeconds()), NOBODY);
        }
    }

    /** From the first commit to the end. */
    private Response goOn(Order order, Duration age, Answering answering) {
        Sale asked = Sale.of(order);
        steps.in(Step.Place.REMOTE).forEach(step -> forward(step, asked));
        try {
            Response response = transactions.run("checkout: settle", tx -> {
                Sale sale = Sale.of(order).in(tx);
                sale.outcome = asked.outcome;
                return answering.answer(tx, settle(sale, age));
            });
            observer.committed("settle", order.id());
            return response;
        } catch (OutOfStockException gone) {
            Response response = transactions.run("checkout: undo", tx -> {
                Sale sale = Sale.of(order).in(tx);
                sale.payment = storedOrders.payment(tx, order);
                sale.ending = Outcome.OUT_OF_STOCK;
                sale.endingDetail = Json.write(StoredShortage.of(gone.shortages()));
                sale.reason = "sold out before the payment came";
                return answering.answer(tx, undo(sale));
            });
            observer.committed("undo", order.id());
            return response;
        }
    }

    private Result settle(Sale sale, Duration age) {
        for (Step step : steps.in(Step.Place.SECOND_TRANSACTION)) {
            forward(step, sale);
            if (sale.endedByAnother) {
                return recorded(existing(sale.tx(), sale.orderId()));
            }
            Optional<Result> otherwise = unlessHeld(sale, age);
            if (otherwise.isPresent()) {
                return otherwise.get();
            }
        }
        return new Result.Paid(sale.order);
    }

    /** Goes on only with money that is held for us. */
    private Optional<Result> unlessHeld(Sale sale, Duration age) {
        switch (sale.payment.state()) {
            case AUTHORISED, PARTLY_CAPTURED, CAPTURED -> {
                return Optional.empty();
            }
            case CREATED, UNKNOWN -> {
                // A transfer has its own deadline, at the payments.
                if (sale.payment.transfer().isPresent() || age.compareTo(GIVE_UP_AFTER) < 0) {
                    orders.settleLater(sale.tx(), sale.orderId(), pause(age));
                    return Optional.of(
                            new Result.Settling(StoredOrder.with(sale.order, Order.State.PLACED, sale.payment)));
                }
                sale.ending = Outcome.UNAVAILABLE;
                sale.reason = "the processor never told whether it holds the money";
            }
            case DECLINED -> {
                sale.ending = Outcome.DECLINED;
                sale.reason = sale.payment.declineReason().orElse("declined");
            }
            default -> {
                sale.ending = Outcome.UNAVAILABLE;
                sale.reason = "the payment is " + sale.payment.state();
            }
        }
        return Optional.of(undo(sale));
    }

    /** A tenth of the age keeps the number of questions small however long it takes. */
    private static Duration pause(Duration age) {
        Duration wanted = age.dividedBy(10);
        if (wanted.compareTo(SETTLE_PAUSE_FIRST) < 0) {
            return SETTLE_PAUSE_FIRST;
        }
        return wanted.compareTo(SETTLE_PAUSE_MAX) > 0 ? SETTLE_PAUSE_MAX : wanted;
    }

    /**
     * Undoes what the first transaction did, all of it in one transaction, so that the order matters to nothing but locks: rows are
     * locked as the steps lock them, or a sale and an undo would wait for each other. Another server may be ending the same order: the lock on
     * its row lets one of them do it.
     */
    private Result undo(Sale sale) {
        if (orders.lockPlaced(sale.tx(), sale.orderId())) {
            steps.in(Step.Place.FIRST_TRANSACTION)
                    .forEach(step -> step.undo().ifPresent(undo -> undone(step, undo, sale)));
        }
        return recorded(existing(sale.tx(), sale.orderId()));
    }

    /** The result that the records of an ended checkout tell, always the same. */
    private static Result recorded(StoredOrder stored) {
        Order order = stored.order();
        return switch (stored.outcome().orElseThrow()) {
            case PAID -> new Result.Paid(order);
            case DECLINED ->
                new Result.Declined(order, order.payment().declineReason().orElse("declined"));
            case UNAVAILABLE -> new Result.PaymentUnavailable(order);
            case OUT_OF_STOCK -> new Result.OutOfStock(StoredShortage.read(stored.outcomeDetail()), Optional.of(order));
        };
    }

    private StoredOrder existing(Tx tx, UUID orderId) {
        return storedOrders
                .stored(tx, orderId)
                .orElseThrow(() -> new IllegalStateException("order " + orderId + " vanished"));
    }

    /** Keeps an answer that is an end. What is none leaves the key to be tried again: the same request goes on at once. */
    private static Response keep(Tx tx, Idempotency.Request request, Result result, Response response) {
        if (result instanceof Result.Settling) {
            Idempotency.endLease(tx, request);
            return response;
        }
        if (result instanceof Result.PaymentUnavailable unavailable) {
            Idempotency.forget(tx, request, unavailable.order().id());
            return response;
        }
        return Idempotency.complete(tx, request, response);
    }

    /**
     * Claims the key for a refusal: nothing was done, but the answer is kept all the same, so that the same request never
     * becomes an order later. Gives the answer that another server gave meanwhile.
     */
    private static Optional<Response> answered(Tx tx, Command command, Idempotency.Request request) {
        Claim claim = Idempotency.claim(tx, request, command.cartId(), LEASE);
        if (claim instanceof Claim.Resumed) {
            throw Problem.conflict("checkout: another server took this request up at the same time. Send it again")
                    .exception();
        }
        return claim instanceof Claim.Done done ? Optional.of(done.response()) : Optional.empty();
    }

    /** The new prices become the ones that were shown, with the answer that shows them. Empty when they are as before. */
    private Optional<Response> refuseWithDifference(Command command, Idempotency.Request request, Answering client) {
        return transactions.run("checkout: refuse", tx -> {
            Optional<Response> given = answered(tx, command, request);
            if (given.isPresent()) {
                return given;
            }
            StoredCart shown = carts.find(tx, command.cartId())
                    .filter(cart -> cart.orderId() == null)
                    .orElseThrow(() -> Problem.conflict("cart: it was changed at the same time. Try again")
                            .exception());
            StoredCart now = storedCarts
                    .reprice(tx, shown, Customers.of(shown.email(), command.account()))
                    .cart();
            Money shownTotal = command.shownTotal().orElse(shown.totals().total());
            Money total = now.totals().total();
            List<Difference> differences = differences(shown, now);
            if (differences.isEmpty()
                    && total.equals(shownTotal)
                    && now.totals().equals(shown.totals())
                    && now.toPay().equals(shown.toPay())) {
                Idempotency.forget(tx, request, command.cartId());
                return Optional.empty();
            }
            return Optional.of(client.answer(tx, new Result.PriceChanged(shownTotal, total, differences, now.toPay())));
        });
    }

    private static List<Difference> differences(StoredCart shown, StoredCart now) {
        Map<String, Money> prices = new HashMap<>();
        now.lines().forEach(line -> prices.put(line.sku(), now.priceOf(line)));
        List<Difference> differences = new ArrayList<>();
        for (StoredLine line : shown.lines()) {
            Money price = prices.get(line.sku());
            if (!shown.priceOf(line).equals(price)) {
                differences.add(new Difference(new Sku(line.sku()), shown.priceOf(line), Optional.ofNullable(price)));
            }
        }
        return differences;
    }

    /** A shortage as it is kept with the order. */
    private record StoredShortage(String sku, int wanted, int available) {
        static List<StoredShortage> of(List<Shortage> shortages) {
            return shortages.stream()
                    .map(s -> new StoredShortage(s.sku().code(), s.wanted(), s.available()))
                    .toList();
        }

        static List<Shortage> read(String json) {
            return List.of(Json.read(json, StoredShortage[].class)).stream()
                    .map(s -> new Shortage(new Sku(s.sku()), s.wanted(), s.available()))
                    .toList();
        }
    }
}
