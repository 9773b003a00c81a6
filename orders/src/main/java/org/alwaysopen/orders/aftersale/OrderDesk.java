package org.alwaysopen.orders.aftersale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.orders.order.OrderLists;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Idempotency.Claim;
import org.alwaysopen.platform.Idempotency.Response;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** The merchants' desk: each command is one transaction under the order's lock. What has to be paid first is {@link Changing}'s. */
public final class OrderDesk implements MerchantOrders {
    /** A command is one transaction: what is still running after this is dead. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final Ids ids;
    private final Inventory inventory;
    private final Dockets dockets;
    private final Changing changing;
    private final OrderLists lists;

    public OrderDesk(
            Transactions transactions,
            Ids ids,
            Inventory inventory,
            Dockets dockets,
            Changing changing,
            OrderLists lists) {
        this.transactions = transactions;
        this.ids = ids;
        this.inventory = inventory;
        this.dockets = dockets;
        this.changing = changing;
        this.lists = lists;
    }

    /** The names of the steps of all commands. */
    public static List<String> steps() {
        return Steps.names();
    }

    @Override
    public Detail get(UUID orderId) {
        return transactions.read("order: detail", tx -> dockets.detail(tx, orderId));
    }

    @FunctionalInterface
    private interface Work {
        void on(Docket docket);
    }

    private Response command(String name, UUID orderId, Command command, Work work) {
        Response response = transactions.run("order: " + name, tx -> {
            Claim claim = Idempotency.claim(tx, command.once(), orderId, LEASE);
            if (claim instanceof Claim.Done done) {
                return done.response();
            }
            work.on(dockets.open(tx, orderId, command.actor()));
            return complete(tx, orderId, command);
        });
        dockets.observer().committed("order: " + name, orderId);
        return response;
    }

    private Response complete(Tx tx, UUID orderId, Command command) {
        Result result = new Result.Done(dockets.detail(tx, orderId));
        return Idempotency.complete(tx, command.once(), command.rendered().apply(result));
    }

    @Override
    public Response pack(UUID orderId, Command command) {
        return command("pack", orderId, command, this::pack);
    }

    private void pack(Docket docket) {
        docket.expect("packed", Order.State.PAID);
        write(docket, Order.State.PACKED, OrderEvents.Type.PACKED, OrderEvents.Detail.NONE, "packed", "");
    }

    @Override
    public Response unpack(UUID orderId, Command command) {
        return command("unpack", orderId, command, docket -> {
            docket.expect("opened again", Order.State.PACKED);
            OrderEvents.Detail why = OrderEvents.Detail.because("opened again");
            write(docket, Order.State.PAID, OrderEvents.Type.EDITED, why, "opened again", "");
        });
    }

    @Override
    public Response ship(UUID orderId, Parcel parcel, Command command) {
        String carrier = Texts.required("carrier", parcel.carrier(), NAME_LENGTH_MAX);
        String tracking = Texts.required("trackingNumber", parcel.trackingNumber(), NAME_LENGTH_MAX);
        return command("ship", orderId, command, docket -> ship(docket, parcel.lines(), carrier, tracking));
    }

    private void ship(Docket docket, List<Part> wanted, String carrier, String tracking) {
        docket.expect("shipped", Order.State.PACKED, Order.State.PARTLY_SHIPPED);
        switch (docket.order.payment().state()) {
            case VOIDED, FAILED, DECLINED ->
                throw Problem.conflict("order " + docket.order.number() + ": its payment is "
                                + docket.order.payment().state() + " meanwhile. Do not ship it; cancel it")
                        .exception();
            default -> {
                // held or taken: the goods may leave
            }
        }
        List<Part> left = dockets.toShip(docket);
        List<Part> parts = wanted.isEmpty() ? left : docket.checked(wanted);
        for (Part part : parts) {
            int most = docket.line(part.position()).quantity() - docket.shipped(part.position());
            if (part.quantity() > most) {
                throw Problem.conflict("line " + part.position() + ": expected at most the " + most
                                + " units that are left to ship, got " + part.quantity())
                        .exception();
            }
        }
        dockets.refuseTooMany(
                "shipments", dockets.rows().shipments(docket.tx, docket.id()).size());
        int before = left.stream().mapToInt(Part::quantity).sum();
        int now = parts.stream().mapToInt(Part::quantity).sum();
        UUID shipment = ids.next();
        Steps.SHIP_LINES.take(dockets.observer(), docket.id(), () -> {
            dockets.rows().insertShipment(docket.tx, shipment, docket.id(), carrier, tracking, parts);
            parts.forEach(part -> dockets.changes().ship(docket.tx, docket.id(), part.position(), part.quantity()));
        });
        OrderEvents.Detail detail =
                OrderEvents.Detail.NONE.about(shipment).by(carrier, tracking).of(docket.goods(parts));
        write(
                docket,
                now == before ? Order.State.SHIPPED : Order.State.PARTLY_SHIPPED,
                OrderEvents.Type.SHIPPED,
                detail,
                now == before ? "shipped" : "partly shipped",
                carrier + " " + tracking);
    }

    @Override
    public Response deliver(UUID orderId, Command command) {
        return command("deliver", orderId, command, docket -> {
            docket.expect("delivered", Order.State.SHIPPED);
            write(docket, Order.State.DELIVERED, OrderEvents.Type.DELIVERED, OrderEvents.Detail.NONE, "delivered", "");
        });
    }

    @Override
    public Response cancel(UUID orderId, String why, Command command) {
        String reason = Texts.required("reason", why, TEXT_LENGTH_MAX);
        return command("cancel", orderId, command, docket -> cancel(docket, reason));
    }

    private void cancel(Docket docket, String reason) {
        if (docket.actor.equals(SHOPPER)) {
            docket.expect("cancelled by yourself", Order.State.PAID);
        }
        docket.expect("cancelled", Order.State.PAID, Order.State.PACKED);
        List<Part> all = docket.order.lines().stream()
                .map(line -> new Part(line.position(), line.quantity()))
                .toList();
        Steps.PUT_BACK.take(
                dockets.observer(),
                docket.id(),
                () -> inventory.unsell(docket.tx, docket.id(), docket.units(all), docket.by("cancelled")));
        Money back = dockets.giveAllBack(docket, reason);
        write(
                docket,
                Order.State.CANCELLED,
                OrderEvents.Type.CANCELLED,
                OrderEvents.Detail.because(reason).of(back),
                "cancelled",
                reason);
    }

    @Override
    public Response cancelRest(UUID orderId, String why, Command command) {
        String reason = Texts.required("reason", why, TEXT_LENGTH_MAX);
        return command("cancel rest", orderId, command, docket -> cancelRest(docket, reason));
    }

    private void cancelRest(Docket docket, String reason) {
        docket.expect("cancelled in part", Order.State.PARTLY_SHIPPED);
        List<Part> left = dockets.toShip(docket);
        Plan plan = Plans.shippedOnly(docket.order, docket.progress, reason);
        Steps.PUT_BACK.take(
                dockets.observer(),
                docket.id(),
                () -> inventory.unsell(
                        docket.tx, docket.id(), docket.units(left), docket.by("rest cancelled: " + reason)));
        Steps.REWRITE.take(
                dockets.observer(), docket.id(), () -> dockets.changes().rewrite(docket.tx, docket.id(), plan));
        Money worth = new Money(-plan.difference(), docket.order.total().currency());
        Money refundable = dockets.refundable(docket); // less, where a goodwill gave some of it back before
        Money back = worth.compareTo(refundable) > 0 ? refundable : worth;
        if (!back.isZero()) {
            dockets.refund(docket, RefundKind.EDIT, back, reason);
        }
        boolean allCameBack = docket.progress.values().stream().allMatch(units -> units.shipped() == units.returned());
        Steps.WRITE.take(
                dockets.observer(),
                docket.id(),
                () -> docket.write(
                        allCameBack ? Order.State.RETURNED : Order.State.SHIPPED,
                        OrderEvents.Type.REST_CANCELLED,
                        OrderEvents.Detail.because(reason)
                                .of(docket.goods(left))
                                .of(back),
                        "rest cancelled",
                        reason,
                        new Money(plan.total(), back.currency())));
    }

    @Override
    public Response requestReturn(UUID orderId, List<Part> lines, String why, Command command) {
        String reason = Texts.required("reason", why, TEXT_LENGTH_MAX);
        return command("request return", orderId, command, docket -> {
            docket.expect("returned", Order.State.PARTLY_SHIPPED, Order.State.SHIPPED, Order.State.DELIVERED);
            List<Return> earlier = dockets.rows().returns(docket.tx, docket.id());
            dockets.refuseTooMany("returns", earlier.size());
            List<Part> parts = docket.checked(lines);
            parts.forEach(part -> refuseMoreThanIsThere(docket, earlier, part));
            UUID id = ids.next();
            dockets.rows().insertReturn(docket.tx, id, docket.id(), parts, reason, docket.actor);
            write(
                    docket,
                    docket.state(),
                    OrderEvents.Type.RETURN_REQUESTED,
                    OrderEvents.Detail.because(reason).about(id).of(docket.goods(parts)),
                    "return requested",
                    reason);
        });
    }

    private static void refuseMoreThanIsThere(Docket docket, List<Return> earlier, Part part) {
        int announced = earlier.stream()
                .filter(each -> each.state() == ReturnState.REQUESTED)
                .flatMap(each -> each.lines().stream())
                .filter(each -> each.position() == part.position())
                .mapToInt(Part::quantity)
                .sum();
        int most = docket.shipped(part.position()) - docket.returned(part.position()) - announced;
        if (part.quantity() > most) {
            throw Problem.conflict("line " + part.position() + ": expected at most the " + most
                            + " units that were shipped and are not sent back already, got " + part.quantity())
                    .exception();
        }
    }

    @Override
    public Response refuseReturn(UUID orderId, UUID returnId, String why, Command command) {
        String reason = Texts.required("reason", why, TEXT_LENGTH_MAX);
        return command("refuse return", orderId, command, docket -> {
            dockets.openReturn(docket, returnId);
            Steps.END_RETURN.take(
                    dockets.observer(),
                    docket.id(),
                    () -> dockets.rows().endReturn(docket.tx, returnId, ReturnState.REFUSED, null));
            write(
                    docket,
                    docket.state(),
                    OrderEvents.Type.RETURN_REFUSED,
                    OrderEvents.Detail.because(reason).about(returnId),
                    "return refused",
                    reason);
        });
    }

    @Override
    public Response receiveReturn(UUID orderId, UUID returnId, Receipt receipt, Command command) {
        return changing.receive(orderId, returnId, receipt, command);
    }

    @Override
    public Response edit(UUID orderId, Edit edit, Command command) {
        return changing.edit(orderId, edit, command);
    }

    @Override
    public Response refund(UUID orderId, Money amount, String why, Command command) {
        String reason = Texts.required("reason", why, TEXT_LENGTH_MAX);
        return command("refund", orderId, command, docket -> {
            if (docket.state() == Order.State.PLACED || docket.state() == Order.State.CANCELLED) {
                throw Problem.conflict("order " + docket.order.number() + ": it is " + docket.state()
                                + ", so nothing of it can be refunded")
                        .exception();
            }
            if (amount.minorUnits() <= 0) {
                throw Problem.invalid("amount: expected more than zero, got " + amount)
                        .exception();
            }
            dockets.refund(docket, RefundKind.GOODWILL, amount, reason);
            write(
                    docket,
                    docket.state(),
                    OrderEvents.Type.NOTED,
                    OrderEvents.Detail.because("refund of " + amount + ": " + reason)
                            .of(amount),
                    "refund of " + amount,
                    reason);
        });
    }

    @Override
    public Response note(UUID orderId, String words, Command command) {
        String text = Texts.required("text", words, TEXT_LENGTH_MAX);
        return command(
                "note",
                orderId,
                command,
                docket -> write(
                        docket,
                        docket.state(),
                        OrderEvents.Type.NOTED,
                        OrderEvents.Detail.because(text),
                        "note",
                        text));
    }

    private void write(
            Docket docket, Order.State to, OrderEvents.Type type, OrderEvents.Detail detail, String what, String note) {
        Steps.WRITE.take(dockets.observer(), docket.id(), () -> docket.write(to, type, detail, what, note));
    }

    @Override
    public Orders.Page search(Query query, Optional<String> cursor, int limit) {
        return lists.search(query, cursor, limit);
    }

    @Override
    public void exportCsv(Query query, Appendable out) throws IOException {
        lists.exportCsv(query, out);
    }

    @Override
    public List<Fulfilled> fulfil(List<Fulfilment> parcels, String actor, String key) {
        if (parcels.isEmpty() || parcels.size() > FULFILMENTS_MAX) {
            throw Problem.invalid("parcels: expected 1 to " + FULFILMENTS_MAX + ", got " + parcels.size())
                    .exception();
        }
        Idempotency.Request.of("fulfil", key); // refuses a key that is none, before anything is done
        List<Fulfilled> results = new ArrayList<>();
        for (Fulfilment parcel : parcels) {
            Optional<UUID> order = lists.idOf(parcel.order());
            Optional<String> problem = order.map(id -> fulfil(id, parcel, actor, key))
                    .orElse(Optional.of("order: there is none with this id or number"));
            results.add(new Fulfilled(parcel.order(), order, problem));
        }
        return results;
    }

    /** @return why not; empty when it is shipped */
    private Optional<String> fulfil(UUID order, Fulfilment parcel, String actor, String key) {
        try {
            String carrier = Texts.required("carrier", parcel.carrier(), NAME_LENGTH_MAX);
            String tracking = Texts.required("trackingNumber", parcel.trackingNumber(), NAME_LENGTH_MAX);
            Idempotency.Request once = Idempotency.Request.of("fulfil:" + order, key, carrier, tracking);
            Command command = new Command(actor, once, done -> new Response(200, "text/plain", "shipped"));
            command("fulfil", order, command, docket -> {
                if (docket.state() == Order.State.PAID) {
                    pack(docket);
                }
                ship(docket, List.of(), carrier, tracking);
            });
            return Optional.empty();
        } catch (ProblemException refused) {
            return Optional.of(refused.problem().detail());
        }
    }
}
