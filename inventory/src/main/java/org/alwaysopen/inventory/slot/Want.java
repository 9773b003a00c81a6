package org.alwaysopen.inventory.slot;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alwaysopen.inventory.Sku;

/** So many units of a SKU are needed. */
public record Want(Sku sku, long units) {
    /** Counted together per SKU, and in lock order. */
    public static List<Want> inLockOrder(Collection<Want> wants) {
        Map<Sku, Long> bySku = new TreeMap<>();
        wants.forEach(want -> bySku.merge(want.sku(), want.units(), Long::sum));
        return bySku.entrySet().stream()
                .map(entry -> new Want(entry.getKey(), entry.getValue()))
                .toList();
    }
}
