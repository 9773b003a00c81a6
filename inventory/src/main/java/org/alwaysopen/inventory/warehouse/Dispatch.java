package org.alwaysopen.inventory.warehouse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Inventory.Destination;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.inventory.slot.Part;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.inventory.slot.Want;
import org.alwaysopen.platform.Tx;

/**
 * Chooses the warehouses that ship a sale, and takes the goods from their shelves: the nearest that has all of it; else,
 * line by line, the nearest that has all of the line; a line is split only if no warehouse has it whole. Thread-safe.
 */
public final class Dispatch {
    private final SlotTable stock;
    private final Warehouses warehouses;

    public Dispatch(SlotTable stock, Warehouses warehouses) {
        this.stock = stock;
        this.warehouses = warehouses;
    }

    /**
     * @param wants in lock order
     * @return what was taken from where. A part without a place is not on any shelf: the books are wrong there (see
     *         {@code ./shop reconcile inventory}), and a sale that is paid for is not refused for it
     */
    public List<Part> take(Tx tx, List<Want> wants, Destination destination) {
        if (wants.isEmpty()) {
            return List.of();
        }
        List<Warehouse> nearest = Places.nearestFirst(warehouses.remembered(tx), destination);
        if (nearest.isEmpty()) {
            return nowhere(wants);
        }
        // Nearly always the nearest one has it: without reading what is where, which would collide with every other
        // sale.
        SlotTable.Taking taking = stock.takeFromOneSlot(tx, nearest.get(0).code(), wants, SlotTable.Along.NOTHING);
        if (taking.missing().isEmpty()) {
            return taking.taken();
        }
        stock.putBack(tx, taking.taken());
        return takeByPlan(tx, wants, nearest.stream().map(Warehouse::code).toList());
    }

    private List<Part> takeByPlan(Tx tx, List<Want> wants, List<String> nearest) {
        Map<Sku, Map<String, Long>> levels =
                stock.levels(tx, wants.stream().map(Want::sku).toList());
        Optional<String> all = nearest.stream()
                .filter(warehouse -> wants.stream().allMatch(want -> has(levels, warehouse, want)))
                .findFirst();
        Map<String, List<Want>> plan = wants.stream()
                .collect(Collectors.groupingBy(
                        want -> all.or(() -> nearest.stream()
                                        .filter(warehouse -> has(levels, warehouse, want))
                                        .findFirst())
                                .orElse(nearest.get(0)),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Part> parts = new ArrayList<>();
        plan.forEach((warehouse, some) -> {
            SlotTable.Sweep sweep = stock.takeAnywhere(tx, warehouse, some, true);
            parts.addAll(sweep.taken());
            parts.addAll(nowhere(some.stream()
                    .map(want ->
                            new Want(want.sku(), want.units() - sweep.found().getOrDefault(want.sku(), 0L)))
                    .filter(want -> want.units() > 0)
                    .toList()));
        });
        return parts;
    }

    private static boolean has(Map<Sku, Map<String, Long>> levels, String warehouse, Want want) {
        return levels.getOrDefault(want.sku(), Map.of()).getOrDefault(warehouse, 0L) >= want.units();
    }

    private static List<Part> nowhere(List<Want> wants) {
        return wants.stream()
                .map(want -> new Part(want.sku(), null, 0, want.units()))
                .toList();
    }

    /** Goods come back to shelves; a part's place is a warehouse's code. */
    public void putBack(Tx tx, List<Part> parts) {
        parts.stream().map(Part::place).distinct().forEach(code -> warehouses.check(tx, code));
        stock.add(tx, parts);
    }
}
