package org.alwaysopen.storefront.stock;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.catalogue.AvailabilityBoard;
import org.alwaysopen.storefront.catalogue.Product;

/** The labels of the {@link AvailabilityBoard}, in the words that shoppers read. Thread-safe. */
public final class StockLabels {
    private final AvailabilityBoard board;
    private final Clock clock;

    public StockLabels(Transactions transactions, Inventory inventory, Clock clock) {
        this(
                new AvailabilityBoard(
                        skus -> {
                            Map<Sku, Integer> units = new HashMap<>();
                            transactions
                                    .read("show stock", tx -> inventory.availability(tx, skus))
                                    .forEach((sku, found) -> units.put(sku, found.available()));
                            return units;
                        },
                        clock),
                clock);
    }

    StockLabels(AvailabilityBoard board, Clock clock) {
        this.board = board;
        this.clock = clock;
    }

    /** A label for each variant of these. */
    public Map<Sku, StockLabel> of(Collection<Product> products) {
        Map<Sku, StockLabel> labels = new HashMap<>();
        board.labels(products).forEach((sku, label) -> labels.put(sku, StockLabel.of(label, clock)));
        return labels;
    }
}
