package org.alwaysopen.inventory.reservation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.inventory.slot.Want;
import org.alwaysopen.platform.Tx;

/**
 * What bundles are made of. Remembered for a few seconds, since it says what is sold, not whether there is any. A SKU is
 * not known as a bundle at first: it has no units of its own, so the first buyer finds none, and then it is looked up.
 * Thread-safe.
 */
public final class Bundles {
    /** A changed bundle is sold as it was for so long at the most. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int REMEMBERED_MAX = 10_000;

    private record Known(Map<Sku, Integer> components, long untilNanos) {}

    private final Map<Sku, Known> known = new ConcurrentHashMap<>();

    /** The single SKUs of these lines. What is in two lines, or in a line and a bundle, counts together. */
    List<Want> expand(Tx tx, Collection<Line> lines) {
        List<Sku> stale = lines.stream()
                .map(Line::sku)
                .distinct()
                .filter(sku -> {
                    Known bundle = known.get(sku);
                    return bundle != null && bundle.untilNanos() - System.nanoTime() < 0;
                })
                .toList();
        if (!stale.isEmpty()) {
            learn(tx, stale);
        }
        List<Want> wants = new ArrayList<>();
        for (Line line : lines) {
            Map<Sku, Integer> components = componentsOf(line.sku());
            if (components.isEmpty()) {
                wants.add(new Want(line.sku(), line.quantity()));
            }
            components.forEach((sku, quantity) -> wants.add(new Want(sku, (long) quantity * line.quantity())));
        }
        return Want.inLockOrder(wants);
    }

    /** Empty when it is not known as a bundle. */
    Map<Sku, Integer> componentsOf(Sku sku) {
        Known bundle = known.get(sku);
        return bundle == null ? Map.of() : bundle.components();
    }

    /** Looks these up. @return whether any of them is a bundle, and was not known as one */
    boolean learn(Tx tx, Collection<Sku> skus) {
        Map<Sku, Map<Sku, Integer>> found = find(tx, skus);
        boolean news = false;
        for (Sku sku : skus) {
            Map<Sku, Integer> components = found.get(sku);
            if (components == null) {
                known.remove(sku);
            } else if (known.size() < REMEMBERED_MAX) {
                long until = System.nanoTime() + REMEMBERED.toNanos();
                news |= known.put(sku, new Known(components, until)) == null;
            }
        }
        return news;
    }

    static Map<Sku, Map<Sku, Integer>> find(Tx tx, Collection<Sku> skus) {
        Map<Sku, Map<Sku, Integer>> found = new HashMap<>();
        tx.query("""
                        SELECT bundle, component, quantity FROM inventory.bundle
                         WHERE bundle = ANY (CAST(:skus AS TEXT[]))""")
                .bind("skus", SlotTable.arrayOf(skus))
                .map((row, context) -> found.computeIfAbsent(new Sku(row.getString("bundle")), none -> new TreeMap<>())
                        .put(new Sku(row.getString("component")), row.getInt("quantity")))
                .list();
        return found;
    }
}
