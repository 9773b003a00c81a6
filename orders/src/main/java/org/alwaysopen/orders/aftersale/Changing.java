package org.alwaysopen.orders.aftersale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.OutOfStockException;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.MerchantOrders.ChargeState;
import org.alwaysopen.orders.MerchantOrders.Command;
import org.alwaysopen.orders.MerchantOrders.Edit;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.MerchantOrders.Receipt;
import org.alwaysopen.orders.MerchantOrders.Received;
import org.alwaysopen.orders.MerchantOrders.RefundKind;
import org.alwaysopen.orders.MerchantOrders.Result;
import org.alwaysopen.orders.MerchantOrders.ReturnState;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.orders.aftersale.AfterSaleRows.Waiting;
import org.alwaysopen.orders.aftersale.Plan.Units;
import org.alwaysopen.orders.pricing.Refunds;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Idempotency.Claim;
import org.alwaysopen.platform.Idempotency.Response;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Changes what an order is made of: edits before it is packed, returns, exchanges.
 *
 * <p>What costs no more than was paid is one transaction. What costs more goes as a checkout does: the first transaction writes
 * down the change, opens a payment of the difference and reserves what is added; then the processor is asked; the second one
 * records what it said, and makes the change, or lets go of what was reserved. In between, the row in {@code order_charge} says
 * all that is needed: the server that began, the client that sends the same key again, or a worker of any region ends it, one of
 * them, by that row's conditional update. The difference's payment belongs to the charge, not to the order: an order's own
 * payment stays the only one that is captured for it.
 */
public final class Changing {
    /** A processor's usual worst; then the same request goes on from what is recorded. */
    private static final Duration LEASE = Duration.ofSeconds(10);
    /** When a worker takes a charge for abandoned. */
    private static final Duration ABANDONED_AFTER = Duration.ofSeconds(12);
    /** How long what is added is set aside. */
    private static final Duration RESERVATION = Duration.ofMinutes(15);
    /** A difference that is not paid by then is not wanted any more; well before the reservation ends. */
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofSeconds(3);
    /** Bounds a round of the worker. */
    private static final int BATCH = 50;
    /** Longer than one charge takes at the worst: two processors that do not answer. */
    private static final Duration WORKER_LEASE = Duration.ofSeconds(45);

    private final Transactions transactions;
    private final Ids ids;
    private final Inventory inventory;
    private final Payments payments;
    private final Dockets dockets;
    private final Plans plans;

    public Changing(
            Transactions transactions, Ids ids, Inventory inventory, Payments payments, Dockets dockets, Plans plans) {
        this.transactions = transactions;
        this.ids = ids;
        this.inventory = inventory;
        this.payments = payments;
        this.dockets = dockets;
        this.plans = plans;
    }

    /** What the first transaction came to: an answer, or a charge to go on with. */
    private record Begun(Response answered, UUID charge) {}

    @FunctionalInterface
    private interface Planning {
        Plan on(Docket docket);
    }

    Response edit(UUID orderId, Edit edit, Command command) {
        String reason = Texts.required("reason", edit.reason(), MerchantOrders.TEXT_LENGTH_MAX);
        if (edit.quantities().isEmpty()
                && edit.additions().isEmpty()
                && edit.address().isEmpty()) {
            throw Problem.invalid("edit: expected lines, additions or an address")
                    .exception();
        }
        Edit checked = new Edit(edit.quantities(), edit.additions(), edit.address(), reason, edit.paymentToken());
        return change("edit", orderId, command, edit.paymentToken(), docket -> {
            docket.expect("changed", Order.State.PAID);
            return plans.edit(docket.tx, docket.order, checked);
        });
    }

    Response receive(UUID orderId, UUID returnId, Receipt receipt, Command command) {
        if (receipt.refund().isPresent() && !receipt.replacements().isEmpty()) {
            throw Problem.invalid("refund: an exchange sets the value of what came back against what is sent;"
                            + " expected either a refund or replacements")
                    .exception();
        }
        return change("receive return", orderId, command, receipt.paymentToken(), docket -> {
            docket.expect("returned", Order.State.PARTLY_SHIPPED, Order.State.SHIPPED, Order.State.DELIVERED);
            String reason = dockets.openReturn(docket, returnId).reason();
            Money value = valueOf(docket, receipt);
            Plan.Receipt kept = new Plan.Receipt(returnId, receipt.warehouse(), receipt.lines(), value.minorUnits());
            return plans.exchange(docket.tx, docket.order, receipt.replacements(), kept, reason);
        });
    }

    /** What was paid for these units, or what the merchant says; never more than what can go back. */
    private Money valueOf(Docket docket, Receipt receipt) {
        Money refundable = dockets.refundable(docket);
        List<Part> parts = parts(docket, receipt.lines());
        if (receipt.refund().isPresent()) {
            Money wanted = receipt.refund().get();
            if (!wanted.currency().equals(refundable.currency())
                    || wanted.isNegative()
                    || wanted.compareTo(refundable) > 0) {
                throw Problem.invalid("refund: expected 0 to " + refundable
                                + ", which was paid and is not given back, got " + wanted)
                        .exception();
            }
            return wanted;
        }
        Order order = docket.order;
        Money zero = Money.zero(order.total().currency());
        Refunds.Paid paid = new Refunds.Paid(
                order.lines().stream()
                        .map(line -> new Refunds.Sold(
                                line.position(),
                                line.quantity(),
                                line.total(),
                                line.discount(),
                                line.tax(),
                                docket.returned(line.position())))
                        .toList(),
                order.shipping(),
                Plans.taxOfShipping(order),
                order.taxIncluded(),
                false,
                new Refunds.Tender(zero, zero),
                new Refunds.Tender(order.total(), zero));
        List<Refunds.Returned> returned = parts.stream()
                .map(part -> new Refunds.Returned(part.position(), part.quantity()))
                .toList();
        Money value = Refunds.of(paid, returned, false).total();
        return value.compareTo(refundable) > 0 ? refundable : value;
    }

    private static List<Part> parts(Docket docket, List<Received> lines) {
        List<Part> parts = new ArrayList<>();
        for (Received line : lines) {
            if (line.restocked() < 0 || line.writtenOff() < 0) {
                throw Problem.invalid("line " + line.position() + ": expected no negative numbers")
                        .exception();
            }
            int units = Math.addExact(line.restocked(), line.writtenOff());
            parts.add(new Part(line.position(), units));
        }
        for (Part part : docket.checked(parts)) {
            int most = docket.shipped(part.position()) - docket.returned(part.position());
            if (part.quantity() > most) {
                throw Problem.conflict("line " + part.position() + ": expected at most the " + most
                                + " units that were shipped and did not come back, got " + part.quantity())
                        .exception();
            }
        }
        return parts;
    }

    private Response change(String name, UUID orderId, Command command, Optional<String> token, Planning planning) {
        UUID chargeId = ids.next();
        Begun begun = begin(() -> transactions.run("order: " + name, tx -> {
            Claim claim = Idempotency.claim(tx, command.once(), chargeId, LEASE);
            if (claim instanceof Claim.Done done) {
                return new Begun(done.response(), null);
            }
            if (claim instanceof Claim.Resumed resumed) {
                return new Begun(null, resumed.subject());
            }
            Docket docket = dockets.open(tx, orderId, command.actor());
            Plan plan = planning.on(docket);
            if (plan.difference() > 0) {
                charge(docket, chargeId, plan, token);
                return new Begun(null, chargeId);
            }
            reserve(docket, plan);
            confirm(docket, plan);
            apply(docket, plan);
            Result result = new Result.Done(dockets.detail(tx, orderId));
            return new Begun(
                    Idempotency.complete(tx, command.once(), command.rendered().apply(result)), null);
        }));
        dockets.observer().committed("order: " + name, orderId);
        return begun.answered() != null
                ? begun.answered()
                : goOn(begun.charge(), (tx, result) -> keep(tx, command, result));
    }

    private static Begun begin(Supplier<Begun> transaction) {
        try {
            return transaction.get();
        } catch (OutOfStockException gone) {
            throw soldOut(gone).exception();
        }
    }

    /** Writes down what is to be paid for, and what for. */
    private void charge(Docket docket, UUID chargeId, Plan plan, Optional<String> token) {
        Money difference = new Money(plan.difference(), docket.order.total().currency());
        String means = token.filter(text -> !text.isBlank())
                .orElseThrow(() -> Problem.of(
                                422,
                                "payment-needed",
                                "The change costs more than was paid",
                                "It costs " + difference + " more than was paid, and the payment of the order cannot be"
                                        + " raised. Send \"paymentToken\" for the difference, or change less")
                        .with("difference", difference)
                        .exception());
        dockets.refuseTooMany("differences", docket.charges.size());
        Money zero = Money.zero(difference.currency());
        long tax = Math.max(
                0, Math.min(plan.difference(), plan.tax() - docket.order.tax().minorUnits()));
        UUID[] payment = new UUID[1];
        Steps.OPEN_PAYMENT.take(
                dockets.observer(),
                docket.id(),
                () -> payment[0] = payments.open(
                        docket.tx,
                        new Payments.Opening(
                                chargeId,
                                dockets.here(),
                                difference,
                                means,
                                new Payments.Parts(new Money(tax, difference.currency()), zero))));
        reserve(docket, plan);
        Steps.WRITE_CHARGE.take(
                dockets.observer(),
                docket.id(),
                () -> dockets.rows()
                        .insertCharge(
                                docket.tx,
                                chargeId,
                                docket.id(),
                                payment[0],
                                difference,
                                plan,
                                docket.actor,
                                ABANDONED_AFTER));
    }

    private void reserve(Docket docket, Plan plan) {
        if (!plan.takes().isEmpty()) {
            Steps.RESERVE.take(
                    dockets.observer(),
                    docket.id(),
                    () -> inventory.reserve(docket.tx, docket.id(), dockets.here(), lines(plan.takes()), RESERVATION));
        }
    }

    private static Problem soldOut(OutOfStockException gone) {
        String what = gone.shortages().stream()
                .map(one -> one.wanted() + " of " + one.sku() + " wanted, " + one.available() + " left")
                .collect(Collectors.joining("; "));
        return Problem.of(409, "out-of-stock", "Not enough is left", what + ". Nothing was changed; take less");
    }

    private void confirm(Docket docket, Plan plan) {
        if (!plan.takes().isEmpty()) {
            Address to = plan.address();
            Steps.CONFIRM.take(
                    dockets.observer(),
                    docket.id(),
                    () -> inventory.confirm(
                            docket.tx,
                            docket.id(),
                            new Inventory.Destination(to.country(), to.region(), to.postalCode())));
        }
    }

    private static List<Inventory.Line> lines(List<Units> units) {
        return units.stream()
                .map(each -> new Inventory.Line(new Sku(each.sku()), each.quantity()))
                .toList();
    }

    /** Makes the change, now that it is paid for. */
    private void apply(Docket docket, Plan plan) {
        if (plan.receipt() != null) {
            takeReturn(docket, plan.receipt());
        }
        if (!plan.puts().isEmpty()) {
            Steps.PUT_BACK.take(
                    dockets.observer(),
                    docket.id(),
                    () -> inventory.unsell(docket.tx, docket.id(), lines(plan.puts()), docket.by("edited")));
        }
        boolean exchanged = plan.receipt() != null && !plan.takes().isEmpty();
        if (plan.receipt() == null || exchanged) {
            Steps.REWRITE.take(
                    dockets.observer(), docket.id(), () -> dockets.changes().rewrite(docket.tx, docket.id(), plan));
        }
        Money difference = new Money(plan.difference(), docket.order.total().currency());
        if (difference.isNegative()) {
            RefundKind kind = plan.receipt() == null ? RefundKind.EDIT : RefundKind.RETURN;
            dockets.refund(docket, kind, difference.negated(), plan.note());
        }
        Steps.WRITE.take(dockets.observer(), docket.id(), () -> tell(docket, plan, difference, exchanged));
    }

    private void takeReturn(Docket docket, Plan.Receipt receipt) {
        Steps.TAKE_RETURN.take(dockets.observer(), docket.id(), () -> {
            List<Part> restocked = new ArrayList<>();
            List<Part> writtenOff = new ArrayList<>();
            for (Received line : receipt.lines()) {
                add(restocked, line.position(), line.restocked());
                add(writtenOff, line.position(), line.writtenOff());
                dockets.changes()
                        .comeBack(docket.tx, docket.id(), line.position(), line.restocked() + line.writtenOff());
            }
            comeBack(docket, restocked, receipt.warehouse(), true);
            comeBack(docket, writtenOff, receipt.warehouse(), false);
        });
        Steps.END_RETURN.take(
                dockets.observer(),
                docket.id(),
                () -> dockets.rows().endReturn(docket.tx, receipt.returnId(), ReturnState.RECEIVED, receipt.lines()));
    }

    private static void add(List<Part> parts, int position, int units) {
        if (units > 0) {
            parts.add(new Part(position, units));
        }
    }

    private void comeBack(Docket docket, List<Part> parts, String warehouse, boolean sellable) {
        if (!parts.isEmpty()) {
            inventory.comeBack(docket.tx, docket.id(), docket.units(parts), warehouse, sellable, docket.by("returned"));
        }
    }

    private static void tell(Docket docket, Plan plan, Money difference, boolean exchanged) {
        Money total = new Money(plan.total(), difference.currency());
        OrderEvents.Detail detail = OrderEvents.Detail.because(plan.note()).of(difference);
        if (plan.receipt() == null) {
            docket.write(docket.state(), OrderEvents.Type.EDITED, detail, "edited", words(plan, difference), total);
            return;
        }
        List<Part> came = plan.receipt().lines().stream()
                .map(line -> new Part(line.position(), line.restocked() + line.writtenOff()))
                .toList();
        OrderEvents.Detail returned = detail.about(plan.receipt().returnId())
                .of(docket.goods(came))
                .of(new Money(plan.receipt().value(), difference.currency()));
        if (exchanged) {
            docket.write(docket.state(), OrderEvents.Type.RETURNED, returned, "returned", plan.note());
            List<OrderEvents.Goods> sent = plan.takes().stream()
                    .map(units -> new OrderEvents.Goods(units.sku(), units.name(), units.quantity()))
                    .toList();
            docket.write(
                    Order.State.PARTLY_SHIPPED,
                    OrderEvents.Type.EXCHANGED,
                    detail.about(plan.receipt().returnId()).of(sent),
                    "exchanged",
                    words(plan, difference),
                    total);
            return;
        }
        boolean all = docket.state() != Order.State.PARTLY_SHIPPED
                && docket.order.lines().stream()
                        .allMatch(line -> line.quantity()
                                == docket.returned(line.position())
                                        + came.stream()
                                                .filter(part -> part.position() == line.position())
                                                .mapToInt(Part::quantity)
                                                .sum());
        docket.write(
                all ? Order.State.RETURNED : docket.state(),
                OrderEvents.Type.RETURNED,
                returned,
                all ? "all returned" : "returned",
                plan.note());
    }

    /** For the timeline, within its limit. */
    private static String words(Plan plan, Money difference) {
        StringBuilder words = new StringBuilder(plan.note());
        if (!plan.takes().isEmpty()) {
            words.append("; more: ").append(Plans.words(plan.takes()));
        }
        if (!plan.puts().isEmpty()) {
            words.append("; less: ").append(Plans.words(plan.puts()));
        }
        if (!difference.isZero()) {
            words.append("; difference ").append(difference);
        }
        return words.substring(0, Math.min(words.length(), MerchantOrders.TEXT_LENGTH_MAX));
    }

    /** What is to become of the answer; a worker has nobody to answer. */
    private interface Answering {
        Response answer(Tx tx, Result result);
    }

    private static Response keep(Tx tx, Command command, Result result) {
        Response response = command.rendered().apply(result);
        if (result instanceof Result.Settling) {
            Idempotency.endLease(tx, command.once());
            return response;
        }
        return Idempotency.complete(tx, command.once(), response);
    }

    /** From the first commit to the end. */
    private Response goOn(UUID chargeId, Answering answering) {
        Waiting waiting = transactions.read("order: charge", tx -> charge(tx, chargeId));
        Payments.Outcome[] outcome = new Payments.Outcome[1];
        if (waiting.state() == ChargeState.PENDING) {
            Steps.AUTHORISE.take(
                    dockets.observer(), waiting.orderId(), () -> outcome[0] = payments.authorise(waiting.paymentId()));
        }
        Response response = transactions.run("order: settle difference", tx -> {
            Docket docket = dockets.reopen(tx, waiting.orderId(), waiting.by());
            Waiting now = charge(tx, chargeId);
            return answering.answer(
                    tx, now.state() == ChargeState.PENDING ? settle(docket, now, outcome[0]) : recorded(tx, now));
        });
        dockets.observer().committed("order: settle difference", waiting.orderId());
        return response;
    }

    private Waiting charge(Tx tx, UUID id) {
        return dockets.rows().charge(tx, id).orElseThrow(() -> new IllegalStateException("charge " + id + " vanished"));
    }

    private Result recorded(Tx tx, Waiting ended) {
        MerchantOrders.Detail detail = dockets.detail(tx, ended.orderId());
        if (ended.state() == ChargeState.PAID) {
            return new Result.Done(detail);
        }
        String reason = detail.charges().stream()
                .filter(charge -> charge.id().equals(ended.id()))
                .findFirst()
                .flatMap(MerchantOrders.Charge::reason)
                .orElse("declined");
        return new Result.Declined(detail, reason);
    }

    private Result settle(Docket docket, Waiting waiting, Payments.Outcome outcome) {
        Payments.Payment[] payment = new Payments.Payment[1];
        Steps.RECORD_PAYMENT.take(
                dockets.observer(),
                docket.id(),
                () -> payment[0] = payments.record(docket.tx, waiting.paymentId(), outcome));
        boolean late = waiting.age().compareTo(GIVE_UP_AFTER) > 0;
        switch (payment[0].state()) {
            case AUTHORISED, PARTLY_CAPTURED, CAPTURED -> {
                if (late) {
                    return fail(docket, waiting, "it was paid too late, and is given back", true);
                }
                confirm(docket, waiting.plan());
                end(docket, waiting, ChargeState.PAID, null);
                apply(docket, waiting.plan());
                return new Result.Done(dockets.detail(docket.tx, docket.id()));
            }
            case CREATED, UNKNOWN -> {
                if (late) {
                    return fail(docket, waiting, "the processor never told whether it holds the money", true);
                }
                dockets.rows().chargeLater(docket.tx, waiting.id(), PAUSE);
                return new Result.Settling(dockets.detail(docket.tx, docket.id()));
            }
            case DECLINED -> {
                return fail(docket, waiting, payment[0].declineReason().orElse("declined"), false);
            }
            default -> {
                boolean holdsNothing =
                        payment[0].state() == Payments.State.FAILED || payment[0].state() == Payments.State.VOIDED;
                return fail(docket, waiting, "the payment is " + payment[0].state(), !holdsNothing);
            }
        }
    }

    private void end(Docket docket, Waiting waiting, ChargeState state, String reason) {
        Steps.END_CHARGE.take(dockets.observer(), docket.id(), () -> {
            if (!dockets.rows().endCharge(docket.tx, waiting.id(), ChargeState.PENDING, state, reason)) {
                throw new IllegalStateException("charge " + waiting.id() + " was settled under the order's lock");
            }
        });
    }

    private Result fail(Docket docket, Waiting waiting, String reason, boolean mayBeHeld) {
        if (mayBeHeld) {
            payments.giveBack(docket.tx, waiting.paymentId(), reason);
        }
        inventory.release(docket.tx, docket.id(), "the difference was not paid: " + reason);
        end(docket, waiting, ChargeState.FAILED, reason);
        String note = "a change was not made, its difference was not paid: " + reason;
        Steps.WRITE.take(
                dockets.observer(),
                docket.id(),
                () -> docket.write(
                        docket.state(),
                        OrderEvents.Type.NOTED,
                        OrderEvents.Detail.because(note),
                        "not changed",
                        reason));
        return new Result.Declined(dockets.detail(docket.tx, docket.id()), reason);
    }

    /** The worker: brings charges to their end that a dead server, or an unclear answer, left behind. @return how many */
    public int runOnce() {
        List<UUID> due =
                transactions.read("order: charges due", tx -> dockets.rows().chargesDue(tx, BATCH));
        int taken = 0;
        for (UUID charge : due) {
            if (transactions.run("order: take charge", tx -> dockets.rows().takeCharge(tx, charge, WORKER_LEASE))) {
                taken++;
                RefundWorker.quietly("charge", charge, () -> goOn(charge, (tx, result) -> null));
            }
        }
        return taken;
    }
}
