package org.alwaysopen.storefront.stock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.Inventory.Availability;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Transactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was last known of the stock, for a moment, so that a busy page does not ask the database for each visitor.
 * When the database does not answer, what was known is shown for a while longer, and then that it is not known; never
 * "none". Thread-safe.
 */
public final class StockLabels {
    /** A label may be this old before it is asked for again. */
    static final Duration FRESH = Duration.ofSeconds(2);
    /** While the database is away a label may be this old: the till decides anyway. */
    static final Duration USABLE = Duration.ofMinutes(1);
    /** Bounds the memory: about 10 MB. */
    private static final int KEPT_MAX = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(StockLabels.class);

    private record Known(StockLabel label, long atNanos) {}

    /** Answers how many units can be sold; SKUs without stock may be missing. */
    @FunctionalInterface
    public interface Source {
        Map<Sku, Availability> availability(Collection<Sku> skus);
    }

    private final Source source;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Sku, Known> known = new ConcurrentHashMap<>();

    public StockLabels(Transactions transactions, Inventory inventory) {
        this(skus -> transactions.read("show stock", tx -> inventory.availability(tx, skus)), System::nanoTime);
    }

    StockLabels(Source source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** A label for each of these. */
    public Map<Sku, StockLabel> of(Collection<Sku> skus) {
        long now = nanoTime.getAsLong();
        Map<Sku, StockLabel> labels = new HashMap<>();
        List<Sku> stale = new ArrayList<>();
        for (Sku sku : skus) {
            Known last = known.get(sku);
            if (last != null && now - last.atNanos <= USABLE.toNanos()) {
                labels.put(sku, last.label);
            }
            if (last == null || now - last.atNanos > FRESH.toNanos()) {
                stale.add(sku);
            }
        }
        if (!stale.isEmpty()) {
            refresh(stale, labels, now);
        }
        return labels;
    }

    private void refresh(List<Sku> stale, Map<Sku, StockLabel> labels, long now) {
        try {
            Map<Sku, Availability> found = source.availability(stale);
            if (known.size() > KEPT_MAX) {
                known.clear();
            }
            for (Sku sku : stale) {
                Availability units = found.get(sku);
                StockLabel label = StockLabel.of(units == null ? 0 : units.available());
                known.put(sku, new Known(label, now));
                labels.put(sku, label);
            }
        } catch (RuntimeException e) {
            LOG.warn("stock labels: shown from what was known last: {}", e.getMessage());
            stale.forEach(sku -> labels.putIfAbsent(sku, StockLabel.UNKNOWN));
        }
    }
}
