package org.alwaysopen.inventory.slot;

import java.util.Comparator;
import org.alwaysopen.inventory.Sku;

/** Units in one slot: taken from it, or to be put into it. */
public record Part(Sku sku, String place, int slot, long units) {
    /**
     * The order in which rows are locked, by everybody: two carts with the same SKUs in opposite orders would wait for
     * each other. {@link SlotTable} keeps it.
     */
    static final Comparator<Part> LOCK_ORDER =
            Comparator.comparing(Part::sku).thenComparing(Part::place).thenComparing(Part::slot);
}
