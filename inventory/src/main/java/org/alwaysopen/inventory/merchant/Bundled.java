package org.alwaysopen.inventory.merchant;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Tx;

/** Keeps {@code inventory.bundle}: a bundle has no stock of its own, and no bundle is part of another. Stateless. */
final class Bundled {
    /** A gift box, not a warehouse. */
    private static final int COMPONENTS_MAX = 20;

    private Bundled() {}

    static void refuseStockOf(Tx tx, Collection<Sku> skus) {
        List<String> bundles = tx.query(
                        "SELECT DISTINCT bundle FROM inventory.bundle WHERE bundle = ANY (CAST(:skus AS TEXT[]))")
                .bind("skus", SlotTable.arrayOf(skus))
                .mapTo(String.class)
                .list();
        if (!bundles.isEmpty()) {
            throw Problem.conflict("sku: expected single goods, got the bundles " + bundles
                            + ". Receive what they are made of")
                    .exception();
        }
    }

    static void define(Tx tx, Sku bundle, SortedMap<Sku, Integer> components, SlotTable allotments) {
        if (components.size() > COMPONENTS_MAX || components.values().stream().anyMatch(n -> n < 1 || n > 200)) {
            throw Problem.invalid("components: expected at most " + COMPONENTS_MAX + " SKUs with 1 to 200 units each")
                    .exception();
        }
        if (components.containsKey(bundle)) {
            throw Problem.invalid("components: a bundle cannot be part of itself")
                    .exception();
        }
        if (!components.isEmpty()) {
            Set<Sku> all = new HashSet<>(components.keySet());
            refuseStockOf(tx, all);
            Map<Sku, Map<String, Long>> stock = allotments.levels(tx, List.of(bundle));
            if (!stock.isEmpty()) {
                throw Problem.conflict("bundle: " + bundle + " has stock of its own; expected a SKU that never had")
                        .exception();
            }
        }
        tx.update("DELETE FROM inventory.bundle WHERE bundle = :bundle")
                .bind("bundle", bundle.code())
                .execute();
        components.forEach((sku, quantity) -> tx.update(
                        "INSERT INTO inventory.bundle (bundle, component, quantity) VALUES (:bundle, :component, :quantity)")
                .bind("bundle", bundle.code())
                .bind("component", sku.code())
                .bind("quantity", quantity)
                .execute());
    }
}
