package org.alwaysopen.orders;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;

/**
 * What orders tell others: each change of an order writes one message to the outbox, in the transaction of the change.
 *
 * <p>All of them have the outbox topic {@link #TOPIC}, the order's id as key, and a payload that is one {@link Event} as JSON;
 * its {@code type} says what happened. They are delivered at least once, and may come out of order: {@code version} grows with
 * each change of an order, {@code at} is the database's time of the transaction, UTC. An order whose card was declined tells
 * {@code order.cancelled} too, with {@link Detail#checkout()} set; the shopper was told at the till.
 */
public final class OrderEvents {
    /** The one topic, so that one relay reads all of them, and fans out to mails and webhooks. */
    public static final String TOPIC = "order";

    private OrderEvents() {}

    /** What happened. The names are those of webhooks, and stay. */
    public enum Type {
        /** Placed, and to be paid by bank transfer: nothing leaves before a merchant has seen it come. */
        AWAITING_PAYMENT("order.awaiting-payment"),
        /** The sale stands. */
        PAID("order.paid"),
        /** It comes to nothing; what was charged goes back. Detail: {@code reason}, {@code checkout}, {@code amount}. */
        CANCELLED("order.cancelled"),
        /** What was not shipped is not sent any more. Detail: {@code reason}, {@code lines}, {@code amount}: what is refunded. */
        REST_CANCELLED("order.rest-cancelled"),
        /** Its lines, quantities or address changed. Detail: {@code reason}, {@code amount}: charged, or given back (negative). */
        EDITED("order.edited"),
        PACKED("order.packed"),
        /** A parcel left. Detail: {@code id} of the shipment, {@code carrier}, {@code trackingNumber}, {@code lines}. */
        SHIPPED("order.shipped"),
        /** All of it arrived. */
        DELIVERED("order.delivered"),
        /** Somebody wants to send goods back. Detail: {@code id} of the return, {@code lines}, {@code reason}. */
        RETURN_REQUESTED("order.return-requested"),
        /** A wish to send back was refused. Detail: {@code id} of the return, {@code reason}. */
        RETURN_REFUSED("order.return-refused"),
        /** Goods came back. Detail: {@code id} of the return, {@code lines}, {@code amount}: what is refunded for them. */
        RETURNED("order.returned"),
        /** Other goods are sent for those that came back. Detail: {@code id} of the return, {@code lines}: what is sent. */
        EXCHANGED("order.exchanged"),
        /** The processor has given money back. Detail: {@code id} of the refund, {@code amount}, {@code reason}. */
        REFUNDED("order.refunded"),
        /** It has not, and will not: people have to look. Detail: {@code id} of the refund, {@code amount}, {@code reason}. */
        REFUND_FAILED("order.refund-failed"),
        /** The shopper or the merchant left a note. Detail: {@code reason}: its text. */
        NOTED("order.noted");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** As it is in the payload, such as {@code order.paid}. */
        public String text() {
            return text;
        }
    }

    /**
     * @param type    the {@link Type#text()}
     * @param number  what people call the order
     * @param version of the order, after the change
     * @param state   of the order, after the change
     * @param email   whom mails go to
     * @param total   what the order costs, after the change
     * @param region  where it happened
     * @param actor   who did it: {@code shopper}, {@code checkout}, a merchant's name, or a worker
     * @param at      the database's time; null where the event is not written yet
     */
    public record Event(
            String type,
            UUID orderId,
            String number,
            long version,
            Order.State state,
            String email,
            Money total,
            String region,
            String actor,
            Instant at,
            Detail detail) {

        public Event asOf(long itsVersion, Instant when) {
            return new Event(type, orderId, number, itsVersion, state, email, total, region, actor, when, detail);
        }

        /** @throws org.alwaysopen.platform.ProblemException when the payload is not one of these */
        public static Event read(String payload) {
            return Json.read(payload, Event.class);
        }
    }

    /**
     * What more there is to say, as {@link Type} tells for each kind; null where it says nothing.
     *
     * @param id       of the shipment, the return or the refund
     * @param reason   in words, for people
     * @param checkout how the checkout ended that was undone: {@code DECLINED}, {@code OUT_OF_STOCK} or {@code UNAVAILABLE}
     * @param amount   money that moves with it
     */
    public record Detail(
            UUID id,
            String reason,
            String checkout,
            Money amount,
            String carrier,
            String trackingNumber,
            List<Goods> lines) {
        public static final Detail NONE = new Detail(null, null, null, null, null, null, List.of());

        public static Detail because(String reason) {
            return new Detail(null, reason, null, null, null, null, List.of());
        }

        public Detail about(UUID what) {
            return new Detail(what, reason, checkout, amount, carrier, trackingNumber, lines);
        }

        public Detail at(String endOfCheckout) {
            return new Detail(id, reason, endOfCheckout, amount, carrier, trackingNumber, lines);
        }

        public Detail of(Money money) {
            return new Detail(id, reason, checkout, money, carrier, trackingNumber, lines);
        }

        public Detail of(List<Goods> goods) {
            return new Detail(id, reason, checkout, amount, carrier, trackingNumber, goods);
        }

        public Detail by(String withCarrier, String tracking) {
            return new Detail(id, reason, checkout, amount, withCarrier, tracking, lines);
        }
    }

    /** So many units of something. */
    public record Goods(String sku, String name, int quantity) {}
}
