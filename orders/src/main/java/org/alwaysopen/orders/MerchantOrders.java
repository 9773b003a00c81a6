package org.alwaysopen.orders;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;

/**
 * What happens to an order after its sale: packed, shipped in parts, delivered, cancelled, returned, exchanged, edited,
 * refunded, noted.
 *
 * <p>Each command is one transaction under the lock of the order's row, happens once for its key, adds a line to the order's
 * timeline and writes one {@linkplain OrderEvents event}. Stock moves in the same transaction. Money never does: a refund is
 * written down there, and asked for by a worker; only a change that costs more than was paid asks a processor, between two
 * transactions, as a checkout does. What a crash leaves is finished by the workers of any region.
 *
 * <p>What does not fit is refused by a {@link org.alwaysopen.platform.ProblemException}, and nothing is changed: 404 no such
 * order, 409 it does not fit the order's state or the stock, 422 a value that is not allowed. Thread-safe.
 */
public interface MerchantOrders {
    int PAGE_MAX = Orders.PAGE_MAX;
    /** Bounds one request; more parcels are sent in parts. */
    int FULFILMENTS_MAX = 200;

    int TEXT_LENGTH_MAX = 500;
    int NAME_LENGTH_MAX = 100;
    /**
     * Bounds an order's row: people are refused more, and of a longer history have lost sight. What workers have to say of refunds
     * comes on top, which are bounded themselves.
     */
    int TIMELINE_MAX = 200;
    /** Of each kind, for one order: parcels, returns, refunds. */
    int RECORDS_MAX = 100;

    /** The shopper as an actor: more is refused to them than to a merchant. */
    String SHOPPER = "shopper";

    /**
     * Who commands, with the key that makes it happen once.
     *
     * @param actor    {@link #SHOPPER}, or a merchant's name; told in the timeline
     * @param rendered makes the answer that is kept with the key, inside the transaction: a pure function of the result
     */
    record Command(String actor, Idempotency.Request once, Function<Result, Idempotency.Response> rendered) {}

    /** How a command ended. */
    sealed interface Result {
        Detail order();

        /** Done: 200. */
        record Done(Detail order) implements Result {}

        /** The difference was declined, and nothing was changed: 402. @param reason the processor's own word */
        record Declined(Detail order, String reason) implements Result {}

        /** The processor did not say yes or no yet: 202. Not an end; the same key goes on. */
        record Settling(Detail order) implements Result {}
    }

    /** So many units of a line. */
    record Part(int position, int quantity) {}

    /** @param lines what is in it; empty: all that is left */
    record Parcel(List<Part> lines, String carrier, String trackingNumber) {
        public Parcel {
            lines = lines == null ? List.of() : List.copyOf(lines);
        }
    }

    /** Something to be added, at today's price. */
    record Addition(Sku sku, int quantity) {}

    /**
     * A change of an order that is not packed yet.
     *
     * @param quantities   what lines shall become; 0 takes a line out
     * @param address      where it shall go instead
     * @param paymentToken for the difference, where there is one; never a card number
     */
    record Edit(
            List<Part> quantities,
            List<Addition> additions,
            Optional<Address> address,
            String reason,
            Optional<String> paymentToken) {}

    /** What came back of a line: can be sold again, or cannot. */
    record Received(int position, int restocked, int writtenOff) {}

    /**
     * A return as it came.
     *
     * @param warehouse    where it lies now
     * @param refund       what the shopper gets for it; empty: what was paid for these units
     * @param replacements what is sent instead, at today's price, the value of the returned goods is set against it; empty: none
     * @param paymentToken for what the replacements cost more
     */
    record Receipt(
            String warehouse,
            List<Received> lines,
            Optional<Money> refund,
            List<Addition> replacements,
            Optional<String> paymentToken) {}

    record Shipment(UUID id, String carrier, String trackingNumber, List<Part> lines, Instant at) {}

    enum ReturnState {
        REQUESTED,
        RECEIVED,
        REFUSED
    }

    record Return(
            UUID id,
            ReturnState state,
            List<Part> lines,
            List<Received> received,
            String reason,
            String requestedBy,
            Instant requestedAt) {}

    enum RefundKind {
        CANCEL,
        EDIT,
        RETURN,
        GOODWILL
    }

    enum RefundState {
        /** Decided; a worker will ask the payments. */
        WANTED,
        /** Asked; the processor has not confirmed it. */
        ASKED,
        DONE,
        /** Nothing had been charged; the hold was given back. */
        RELEASED,
        /** It was not done, and will not be: its sum can be refunded anew. */
        FAILED
    }

    record Refund(
            UUID id,
            RefundKind kind,
            RefundState state,
            Money amount,
            String reason,
            String requestedBy,
            Optional<String> lastError,
            Instant at) {}

    enum ChargeState {
        PENDING,
        PAID,
        FAILED
    }

    /** A difference that was charged, or was to be. */
    record Charge(UUID id, UUID paymentId, ChargeState state, Money amount, Optional<String> reason, Instant at) {}

    /** Where a line stands. @param left to be shipped */
    record Progress(int position, int shipped, int returned, int left) {}

    /** One line of the timeline: who did what, when, in which region. */
    record Moment(Instant at, String region, String actor, String what, String detail) {}

    /**
     * All that is known of an order.
     *
     * @param paid       what its payments are worth: the first one, and differences that were charged
     * @param refunded   what was decided to go back, done or not
     * @param refundable what can still go back
     */
    record Detail(
            Order order,
            long version,
            Optional<UUID> account,
            List<Progress> lines,
            List<Shipment> shipments,
            List<Return> returns,
            List<Refund> refunds,
            List<Charge> charges,
            Money paid,
            Money refunded,
            Money refundable,
            List<Moment> timeline) {}

    /** @throws org.alwaysopen.platform.ProblemException 404 when there is none */
    Detail get(UUID orderId);

    Idempotency.Response pack(UUID orderId, Command command);

    /** A packed order is opened again, such as for a change. */
    Idempotency.Response unpack(UUID orderId, Command command);

    Idempotency.Response ship(UUID orderId, Parcel parcel, Command command);

    Idempotency.Response deliver(UUID orderId, Command command);

    /** Before anything is shipped: its units can be sold again, its money goes back. A shopper may until it is packed. */
    Idempotency.Response cancel(UUID orderId, String reason, Command command);

    /** What is left of a partly shipped order is not sent any more: its units can be sold again, its share of the money goes back. */
    Idempotency.Response cancelRest(UUID orderId, String reason, Command command);

    Idempotency.Response requestReturn(UUID orderId, List<Part> lines, String reason, Command command);

    Idempotency.Response refuseReturn(UUID orderId, UUID returnId, String reason, Command command);

    Idempotency.Response receiveReturn(UUID orderId, UUID returnId, Receipt receipt, Command command);

    Idempotency.Response edit(UUID orderId, Edit edit, Command command);

    /** Goodwill: any amount, up to what was paid and is not given back. */
    Idempotency.Response refund(UUID orderId, Money amount, String reason, Command command);

    Idempotency.Response note(UUID orderId, String text, Command command);

    /** Which orders; each part that is given narrows it. */
    record Query(
            Optional<String> number,
            Optional<String> email,
            Optional<Sku> sku,
            Optional<Order.State> state,
            Optional<Region> region,
            Optional<Instant> from,
            Optional<Instant> until) {
        public static final Query ALL = new Query(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The newest first. A page may hold fewer than {@code limit}, and even none, and still have a next one: what is rare is looked
     * for in some thousands of orders at a time.
     *
     * @param limit 1 to {@link #PAGE_MAX}
     */
    Orders.Page search(Query query, Optional<String> cursor, int limit);

    /** Writes all orders that fit, the newest first, page by page: the whole is never in memory. RFC 4180. */
    void exportCsv(Query query, Appendable out) throws IOException;

    /** @param order its id or its number */
    record Fulfilment(String order, String carrier, String trackingNumber) {}

    /** @param problem why it was not shipped; empty when it was */
    record Fulfilled(String order, Optional<UUID> orderId, Optional<String> problem) {}

    /**
     * Packs and ships what is left of each of these orders, each in a transaction of its own and once for the key: the same
     * request again goes on where it stopped, and tells the same.
     *
     * @param key the request's; each order's command gets a key made from it
     */
    List<Fulfilled> fulfil(List<Fulfilment> parcels, String actor, String key);
}
