package org.alwaysopen.inventory.reservation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.journal.Movements;
import org.alwaysopen.inventory.journal.Movements.Entry;
import org.alwaysopen.inventory.slot.Part;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.inventory.slot.Want;
import org.alwaysopen.inventory.warehouse.Dispatch;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Tx;

/**
 * Units that were sold come back: before they left the house, or after. The order's reservation counts them, so that none comes
 * back twice: two servers that take the same unit back update the same row, and the second one finds too few.
 */
final class ComingBack {
    private final SlotTable allotments;
    private final Dispatch dispatch;

    ComingBack(SlotTable allotments, Dispatch dispatch) {
        this.allotments = allotments;
        this.dispatch = dispatch;
    }

    void unsell(Tx tx, UUID orderId, List<Line> lines, Stock.By by) {
        List<Want> wants = single(tx, lines);
        Map<Sku, List<Part>> gone = new HashMap<>();
        Movements.gone(tx, orderId, skus(wants))
                .forEach(part -> gone.computeIfAbsent(part.sku(), none -> new ArrayList<>())
                        .add(part));
        List<Entry> entries = new ArrayList<>();
        List<Part> shelves = new ArrayList<>();
        List<Part> sellable = new ArrayList<>();
        for (Want want : wants) {
            long promised = Promises.unsell(tx, orderId, want.sku(), want.units());
            if (promised > 0) {
                entries.add(Entry.promiseUnsold(orderId, want.sku(), promised));
            }
            long left = want.units() - promised;
            if (left == 0) {
                continue;
            }
            sellable.add(returned(tx, orderId, want.sku(), left));
            for (Part part : gone.getOrDefault(want.sku(), List.of())) {
                long units = Math.min(left, part.units());
                if (units > 0) {
                    left -= units;
                    shelves.add(new Part(want.sku(), part.place(), 0, units));
                    entries.add(Entry.takenBack(orderId, want.sku(), part.place(), units));
                }
            }
            if (left > 0) {
                entries.add(Entry.unsoldFromNowhere(orderId, want.sku(), left));
            }
        }
        write(tx, sellable, shelves, entries, by);
    }

    void comeBack(Tx tx, UUID orderId, List<Line> lines, String warehouse, boolean canBeSold, Stock.By by) {
        List<Entry> entries = new ArrayList<>();
        List<Part> shelves = new ArrayList<>();
        List<Part> sellable = new ArrayList<>();
        for (Want want : single(tx, lines)) {
            Part back = returned(tx, orderId, want.sku(), want.units());
            entries.add(Entry.takenBack(orderId, want.sku(), warehouse, want.units()));
            if (canBeSold) {
                sellable.add(back);
            } else {
                entries.add(Entry.writeOff(want.sku(), warehouse, want.units()));
            }
            shelves.add(new Part(want.sku(), warehouse, 0, canBeSold ? want.units() : 0));
        }
        write(tx, sellable, shelves, entries, by);
    }

    private void write(Tx tx, List<Part> sellable, List<Part> shelves, List<Entry> entries, Stock.By by) {
        allotments.add(tx, sellable);
        dispatch.putBack(tx, shelves);
        Movements.add(tx, entries, by);
    }

    /** Counts them as returned. @return where they can be sold again */
    private static Part returned(Tx tx, UUID orderId, Sku sku, long units) {
        long counted = Promises.markReturned(tx, orderId, sku, units);
        if (counted < units) {
            throw Problem.conflict("units of " + sku + ": expected at most the " + counted
                            + " that were sold with this order, are here, and did not come back before, got " + units)
                    .exception();
        }
        return new Part(sku, Promises.regionOf(tx, orderId, sku), 0, units);
    }

    /** Read anew, not remembered: what a bundle is made of decides how much comes back. */
    private static List<Want> single(Tx tx, Collection<Line> lines) {
        Map<Sku, Map<Sku, Integer>> madeOf =
                Bundles.find(tx, lines.stream().map(Line::sku).toList());
        Map<Sku, Long> units = new TreeMap<>();
        for (Line line : lines) {
            madeOf.getOrDefault(line.sku(), Map.of(line.sku(), 1))
                    .forEach((sku, each) -> units.merge(sku, (long) each * line.quantity(), Long::sum));
        }
        return Want.inLockOrder(units.entrySet().stream()
                .map(entry -> new Want(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static List<Sku> skus(List<Want> wants) {
        return wants.stream().map(Want::sku).toList();
    }
}
