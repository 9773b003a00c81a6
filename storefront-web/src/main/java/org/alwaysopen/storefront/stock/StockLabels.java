package org.alwaysopen.storefront.stock;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.catalogue.AvailabilityBoard;
import org.alwaysopen.storefront.catalogue.Product;

/** The labels of the {@link AvailabilityBoard}, in the words that shoppers read. Thread-safe. */
public final class StockLabels {
    private final AvailabilityBoard board;
    private final Clock clock;
    /** What is promised of SKUs that were sold out when the board read them. As few as a merchant allows it for. */
    private final Map<Sku, Stock.Backorder> promises = new ConcurrentHashMap<>();

    public StockLabels(Transactions transactions, Inventory inventory, Clock clock) {
        this.board = new AvailabilityBoard(skus -> read(transactions, inventory, skus), clock);
        this.clock = clock;
    }

    private Map<Sku, Integer> read(Transactions transactions, Inventory inventory, Collection<Sku> skus) {
        Map<Sku, Integer> units = new HashMap<>();
        Map<Sku, Inventory.Availability> found =
                transactions.read("show stock", tx -> inventory.availability(tx, skus));
        for (Sku sku : skus) {
            Inventory.Availability availability = found.get(sku);
            Optional<Stock.Backorder> promise = availability == null ? Optional.empty() : availability.promise();
            promise.ifPresentOrElse(made -> promises.put(sku, made), () -> promises.remove(sku));
            if (availability != null) {
                units.put(sku, availability.available());
            }
        }
        return units;
    }

    /** A label for each variant of these. */
    public Map<Sku, StockLabel> of(Collection<Product> products) {
        Map<Sku, StockLabel> labels = new HashMap<>();
        board.labels(products)
                .forEach((sku, label) ->
                        labels.put(sku, StockLabel.of(label, Optional.ofNullable(promises.get(sku)), clock)));
        return labels;
    }
}
