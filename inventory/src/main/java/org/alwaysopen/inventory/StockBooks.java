package org.alwaysopen.inventory;

import java.util.List;
import java.util.Optional;

/**
 * Compares the levels of stock with the journal, and sets them right.
 *
 * <p>A SKU's levels (what lies in the warehouses, what can be sold, held, was sold, is promised) are the sums of its
 * movements. They differ when somebody changed rows by hand, or when there is a defect. Then the side that is consistent
 * in itself is believed (what lies there is what can be sold and what is held): the levels are rebuilt from the journal, or
 * the journal gets a correction. Either way a {@code CORRECTION} tells what was done. Thread-safe; never call it inside a
 * transaction. May run while the shop sells: each comparison is one statement, so it sees one moment.
 */
public interface StockBooks {
    /**
     * One number that is not what it should be.
     *
     * @param what      {@code on hand}, {@code available}, {@code reserved}, {@code sold}, {@code backordered}: against the
     *                  journal; {@code shelves}: what lies there against what can be sold and what is held
     * @param warehouse for {@code on hand}
     * @param level     what the rows say
     * @param expected  what the journal says, or, for {@code shelves}, what can be sold and what is held
     */
    record Difference(Sku sku, String what, Optional<String> warehouse, long level, long expected) {}

    /** All differences of the SKUs after this one (empty: from the beginning), at most those of so many SKUs. */
    Page compare(String afterSku, int skus);

    /** @param next where to go on; empty at the end */
    record Page(List<Difference> differences, Optional<String> next) {}

    /** The differences of one SKU. */
    List<Difference> compare(Sku sku);

    /**
     * Sets a SKU right.
     *
     * @return what is still different: empty, unless more is held than lies there, which only a merchant can decide
     */
    List<Difference> repair(Sku sku, Stock.By by);
}
