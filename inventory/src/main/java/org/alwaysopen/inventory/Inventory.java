package org.alwaysopen.inventory;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/**
 * The stock of the shop: what may be sold, what is promised to an order, what left.
 *
 * <p>The life of a unit: received into a warehouse; sellable in an allotment; {@linkplain #reserve reserved} for an order
 * until a deadline; then {@linkplain #confirm sold}, or {@linkplain #release released} and sellable again. Every method
 * takes part in the caller's transaction, and decides by conditional updates, never by a read and never by a cache.
 * Quantities are whole units. Thread-safe.
 */
public interface Inventory {
    /** Bounds the locks that one checkout takes, so that it ends well inside the transaction time-out under load. */
    int LINES_MAX = 200;
    /** The most units of one SKU in one line. */
    int QUANTITY_MAX = 200;

    /** So many units of a SKU. */
    record Line(Sku sku, int quantity) {}

    /**
     * Sets units aside for an order, all of them or none.
     *
     * @param region   the buyer's region, whose allotments are taken first
     * @param deadline how long the reservation holds, on the database's clock
     * @throws OutOfStockException when there is not enough of some SKU anywhere; the caller's transaction is to be rolled
     *                             back
     */
    void reserve(Tx tx, UUID orderId, Region region, List<Line> lines, Duration deadline);

    /**
     * The order is paid for: its units are sold, and leave from the warehouses chosen here. Doing it again changes nothing.
     * Reservations that were released meanwhile (the deadline) are taken anew.
     *
     * @throws OutOfStockException when they could not be taken anew: the payment must be given back
     */
    void confirm(Tx tx, UUID orderId, Destination destination);

    /** The order comes to nothing: its units are sellable again. Doing it again, or after a confirmation, changes nothing. */
    void release(Tx tx, UUID orderId, String reason);

    /**
     * Units that were sold with an order and have not left the house are not wanted any more: they go back to the shelves
     * they came from and can be sold again; what was only promised is not promised any more. Bundles are taken apart.
     *
     * @throws org.alwaysopen.platform.ProblemException 409 when so many were not sold with this order, or came back before
     */
    void unsell(Tx tx, UUID orderId, List<Line> lines, Stock.By by);

    /**
     * Units that were sold with an order and sent came back to a warehouse: they can be sold again, or they cannot and are
     * written off. Bundles are taken apart.
     *
     * @throws org.alwaysopen.platform.ProblemException 409 when so many were not sold with this order, or came back before;
     *                                                  422 when there is no such warehouse
     */
    void comeBack(Tx tx, UUID orderId, List<Line> lines, String warehouse, boolean sellable, Stock.By by);

    /** What can be sold now, in all regions together; SKUs without stock are missing. For showing, from the database. */
    Map<Sku, Availability> availability(Tx tx, Collection<Sku> skus);

    /** Where the goods go, as far as it matters for choosing a warehouse. */
    record Destination(String country, String region, String postalCode) {}

    /**
     * @param available units that can be sold now, in all regions together
     * @param promise   what a buyer is promised when there are none; empty when nothing is
     */
    record Availability(Sku sku, int available, Optional<Stock.Backorder> promise) {
        public Availability(Sku sku, int available) {
            this(sku, available, Optional.empty());
        }
    }
}
