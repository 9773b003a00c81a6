package org.alwaysopen.inventory;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Tx;

/**
 * What merchants do with stock. Each change is written to the journal, with who did it and why, in the caller's
 * transaction. Quantities are whole units, 1 to {@link #UNITS_MAX}. Thread-safe.
 *
 * <p>What cannot be done is told by a {@link org.alwaysopen.platform.ProblemException} 409 or 422, in a sentence.
 */
public interface Stock {
    /** Far above any shop's shelf, far below what a sum of them could overflow. */
    long UNITS_MAX = 1_000_000_000;

    /** @param actor who: a person, a program, or {@code shop} */
    record By(String actor, String reason) {}

    /** Units that arrive at a warehouse. */
    record Receipt(Sku sku, String warehouse, long units) {}

    /** Makes a warehouse, or changes the one of this code. */
    void define(Tx tx, Warehouse warehouse);

    List<Warehouse> warehouses(Tx tx);

    /** Units arrive: they fill what was promised first, the rest can be sold, in all regions alike. */
    void receive(Tx tx, Sku sku, String warehouse, long units, By by);

    /**
     * Receives much, in transactions of its own of a few hundred receipts each, each once.
     *
     * @param reference names this delivery: the same one again does nothing that was done before
     * @return how many receipts were new
     */
    int receiveAll(String reference, Collection<Receipt> receipts, By by);

    /** After counting: so many units more or less are there than the books say. */
    void adjust(Tx tx, Sku sku, String warehouse, long units, By by);

    void transfer(Tx tx, Sku sku, String from, String to, long units, By by);

    /** Units that are lost or broken. Only such as are not promised to anybody. */
    void writeOff(Tx tx, Sku sku, String warehouse, long units, By by);

    /**
     * Units that a customer sent back, and that can be sold again.
     *
     * @return how many were counted: no more than were sold with the order and did not come back before
     */
    long takeBack(Tx tx, UUID orderId, Sku sku, String warehouse, long units, By by);

    /**
     * How a SKU is sold when none is left.
     *
     * @param limit       how many units may be promised that are not there; 0: none
     * @param shipsInDays for {@code BACKORDER}: how long it takes
     * @param shipsOn     for {@code PREORDER}: when it comes out
     */
    record Backorder(Kind kind, long limit, Integer shipsInDays, LocalDate shipsOn) {
        /** Sold out for now, or not out yet. */
        public enum Kind {
            BACKORDER,
            PREORDER
        }

        public static final Backorder NONE = new Backorder(Kind.BACKORDER, 0, null, null);
    }

    void allowBackorders(Tx tx, Sku sku, Backorder backorder);

    /** Tells the merchant (outbox topic {@link #LOW_STOCK}) when so few or fewer can be sold; empty: never. */
    void warnBelow(Tx tx, Sku sku, Optional<Long> threshold);

    /** Outbox topic; the key is the SKU, the payload {@code {"sku", "available", "threshold"}}. */
    String LOW_STOCK = "inventory.low-stock";

    /** What a bundle is made of; no components: it is no bundle any more. It must not have stock of its own. */
    void defineBundle(Tx tx, Sku bundle, Map<Sku, Integer> components);

    /**
     * What is known of a SKU.
     *
     * @param onHand    per warehouse
     * @param available per region
     */
    record Levels(
            Sku sku,
            Map<String, Long> onHand,
            Map<String, Long> available,
            long reserved,
            long backordered,
            Backorder backorder,
            Optional<Long> lowStockThreshold) {}

    Optional<Levels> levels(Tx tx, Sku sku);

    /** In the order of SKUs, those after the given one (empty: from the beginning). */
    List<Levels> list(Tx tx, String after, int limit);

    /** What happened to units. */
    enum Kind {
        RECEIPT,
        RESERVATION,
        RELEASE,
        SALE,
        /** Sold before it was there, and now shipped. */
        SHIPMENT,
        RETURN,
        TRANSFER,
        WRITE_OFF,
        CORRECTION,
        BACKORDER_FILLED
    }

    /** One entry of the journal. The numbers are changes, signed. */
    record Movement(
            UUID id,
            Instant at,
            Sku sku,
            Kind kind,
            Optional<String> warehouse,
            Optional<UUID> orderId,
            long onHand,
            long available,
            long reserved,
            long sold,
            long backordered,
            By by) {}

    /** Which entries: each part that is given narrows it. {@code before}: only those that come after this one in the list. */
    record Filter(
            Optional<Sku> sku,
            Optional<Kind> kind,
            Optional<String> warehouse,
            Optional<UUID> orderId,
            Optional<Instant> from,
            Optional<Instant> until,
            Optional<Position> before) {
        public static final Filter ALL = new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        public static Filter of(Sku sku) {
            return new Filter(
                    Optional.of(sku),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** A place in the journal, for the next page. */
    record Position(Instant at, UUID id) {}

    /** The newest first. */
    List<Movement> journal(Tx tx, Filter filter, int limit);
}
