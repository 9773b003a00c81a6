package org.alwaysopen.inventory.merchant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.inventory.journal.Movements;
import org.alwaysopen.inventory.journal.Movements.Entry;
import org.alwaysopen.inventory.reservation.Promises;
import org.alwaysopen.inventory.slot.Part;
import org.alwaysopen.inventory.slot.SlotHolds;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.inventory.slot.Want;
import org.alwaysopen.inventory.warehouse.Warehouses;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** Changes of stock by people and by deliveries. Each keeps what may be sold equal to what is there and not promised. */
public final class MerchantStock implements Stock {
    /** Receipts of one transaction: some 3,500 rows, well inside its time-out. */
    private static final int RECEIPTS_PER_TRANSACTION = 500;

    private final Transactions transactions;
    private final List<Region> regions;
    private final SlotTable allotments;
    private final SlotTable stock;
    private final Warehouses warehouses;

    public MerchantStock(
            Transactions transactions,
            List<Region> regions,
            SlotTable allotments,
            SlotTable stock,
            Warehouses warehouses) {
        this.transactions = transactions;
        this.regions = regions.stream().sorted().toList();
        this.allotments = allotments;
        this.stock = stock;
        this.warehouses = warehouses;
    }

    @Override
    public void define(Tx tx, Warehouse warehouse) {
        warehouses.define(tx, warehouse);
    }

    @Override
    public List<Warehouse> warehouses(Tx tx) {
        return warehouses.find(tx);
    }

    @Override
    public void receive(Tx tx, Sku sku, String warehouse, long units, By by) {
        receive(tx, List.of(new Receipt(sku, warehouse, units)), by);
    }

    /** Many at once, in a few statements. */
    public void receive(Tx tx, List<Receipt> receipts, By by) {
        arrive(tx, receipts, Stock.Kind.RECEIPT, by);
    }

    /** Goods are put on shelves; who was promised some gets them first; the rest can be sold. */
    private void arrive(Tx tx, List<Receipt> receipts, Stock.Kind kind, By by) {
        receipts.forEach(receipt -> checkUnits(receipt.units()));
        receipts.stream().map(Receipt::warehouse).distinct().forEach(code -> warehouses.check(tx, code));
        Set<Sku> skus = new HashSet<>();
        receipts.forEach(receipt -> skus.add(receipt.sku()));
        Bundled.refuseStockOf(tx, skus);
        Items.ensure(tx, skus);
        Set<Sku> owed = new HashSet<>(Items.owed(tx, skus));
        List<Entry> entries = new ArrayList<>();
        List<Part> shelves = new ArrayList<>();
        List<Part> sellable = new ArrayList<>();
        for (Receipt receipt : receipts) {
            Entry arrival = kind == Stock.Kind.RECEIPT
                    ? Entry.receipt(receipt.sku(), receipt.warehouse(), receipt.units())
                    : Entry.correction(receipt.sku(), receipt.warehouse(), receipt.units());
            List<Entry> filled = owed.contains(receipt.sku())
                    ? Promises.fill(tx, receipt.sku(), receipt.warehouse(), receipt.units())
                    : List.of();
            entries.add(arrival);
            entries.addAll(filled);
            long gone = -filled.stream().mapToLong(Entry::onHand).sum();
            long used = -filled.stream().mapToLong(Entry::available).sum();
            shelves.add(new Part(receipt.sku(), receipt.warehouse(), 0, receipt.units() - gone));
            sellable.addAll(spread(receipt.sku(), receipt.units() - used));
        }
        allotments.add(tx, sellable);
        stock.add(tx, shelves);
        Movements.add(tx, entries, by);
    }

    /** The same to each region; what cannot be divided goes to regions that differ by SKU, so that none has less of all. */
    private List<Part> spread(Sku sku, long units) {
        List<Part> parts = new ArrayList<>();
        int first = Math.floorMod(sku.code().hashCode(), regions.size());
        for (int i = 0; i < regions.size(); i++) {
            boolean oneMore = Math.floorMod(i - first, regions.size()) < units % regions.size();
            parts.add(new Part(sku, regions.get(i).name(), 0, units / regions.size() + (oneMore ? 1 : 0)));
        }
        return parts;
    }

    @Override
    public int receiveAll(String reference, Collection<Receipt> receipts, By by) {
        List<Receipt> all = List.copyOf(receipts);
        int received = 0;
        for (int from = 0; from < all.size(); from += RECEIPTS_PER_TRANSACTION) {
            List<Receipt> some = all.subList(from, Math.min(all.size(), from + RECEIPTS_PER_TRANSACTION));
            String part = reference + ':' + from;
            boolean done = transactions.run("inventory: receive", tx -> {
                if (!Imports.begin(tx, part, by, some.size())) {
                    return false;
                }
                receive(tx, some, by);
                return true;
            });
            received += done ? some.size() : 0;
        }
        return received;
    }

    @Override
    public void adjust(Tx tx, Sku sku, String warehouse, long units, By by) {
        if (units > 0) {
            arrive(tx, List.of(new Receipt(sku, warehouse, units)), Stock.Kind.CORRECTION, by);
        } else {
            leave(tx, sku, warehouse, -units);
            Movements.add(tx, List.of(Entry.correction(sku, warehouse, units)), by);
        }
    }

    @Override
    public void writeOff(Tx tx, Sku sku, String warehouse, long units, By by) {
        leave(tx, sku, warehouse, units);
        Movements.add(tx, List.of(Entry.writeOff(sku, warehouse, units)), by);
    }

    /** Units that are nobody's leave a shelf, and can no longer be sold. */
    private void leave(Tx tx, Sku sku, String warehouse, long units) {
        checkUnits(units);
        SlotTable.Sweep sellable =
                allotments.takeAnywhere(tx, regions.get(0).name(), List.of(new Want(sku, units)), false);
        long available = sellable.found().getOrDefault(sku, 0L);
        if (available < units) {
            SlotHolds.of(tx).forgetLearned();
            throw Problem.conflict("units of " + sku + ": expected at most the " + available
                            + " that are promised to nobody, got " + units)
                    .exception();
        }
        takeFrom(tx, sku, warehouse, units);
    }

    public long onHand(Tx tx, Sku sku, String warehouse) {
        return stock.levels(tx, List.of(sku)).getOrDefault(sku, Map.of()).getOrDefault(warehouse, 0L);
    }

    private void takeFrom(Tx tx, Sku sku, String warehouse, long units) {
        warehouses.check(tx, warehouse);
        long here = onHand(tx, sku, warehouse);
        if (here < units) {
            SlotHolds.of(tx).forgetLearned();
            throw Problem.conflict("units of " + sku + ": expected at most the " + here + " in " + warehouse + ", got "
                            + units)
                    .exception();
        }
        stock.takeAnywhere(tx, warehouse, List.of(new Want(sku, units)), false);
    }

    @Override
    public void transfer(Tx tx, Sku sku, String from, String to, long units, By by) {
        checkUnits(units);
        if (from.equals(to)) {
            throw Problem.invalid("to: expected another warehouse than " + from).exception();
        }
        warehouses.check(tx, to);
        takeFrom(tx, sku, from, units);
        stock.add(tx, List.of(new Part(sku, to, 0, units)));
        Movements.add(tx, List.of(Entry.transfer(sku, from, -units), Entry.transfer(sku, to, units)), by);
    }

    @Override
    public long takeBack(Tx tx, UUID orderId, Sku sku, String warehouse, long units, By by) {
        checkUnits(units);
        warehouses.check(tx, warehouse);
        long counted = Promises.markReturned(tx, orderId, sku, units);
        if (counted > 0) {
            stock.add(tx, List.of(new Part(sku, warehouse, 0, counted)));
            allotments.add(tx, spread(sku, counted));
            Movements.add(tx, List.of(Entry.takenBack(orderId, sku, warehouse, counted)), by);
        }
        return counted;
    }

    private static void checkUnits(long units) {
        if (units < 1 || units > UNITS_MAX) {
            throw Problem.invalid("units: expected 1 to " + UNITS_MAX + ", got " + units)
                    .exception();
        }
    }

    @Override
    public void allowBackorders(Tx tx, Sku sku, Backorder backorder) {
        if (backorder.limit() < 0 || backorder.limit() > UNITS_MAX) {
            throw Problem.invalid("limit: expected 0 to " + UNITS_MAX + ", got " + backorder.limit())
                    .exception();
        }
        Items.allowBackorders(tx, sku, backorder);
    }

    @Override
    public void warnBelow(Tx tx, Sku sku, Optional<Long> threshold) {
        if (threshold.filter(units -> units < 0 || units > UNITS_MAX).isPresent()) {
            throw Problem.invalid("threshold: expected 0 to " + UNITS_MAX + ", got " + threshold.get())
                    .exception();
        }
        Items.warnBelow(tx, sku, threshold);
    }

    @Override
    public void defineBundle(Tx tx, Sku bundle, Map<Sku, Integer> components) {
        Bundled.define(tx, bundle, new TreeMap<>(components), allotments);
    }

    @Override
    public Optional<Levels> levels(Tx tx, Sku sku) {
        return levels(tx, Items.find(tx, List.of(sku))).stream().findFirst();
    }

    @Override
    public List<Levels> list(Tx tx, String after, int limit) {
        return levels(tx, Items.after(tx, after, Math.min(limit, Inventory.LINES_MAX)));
    }

    private List<Levels> levels(Tx tx, Map<Sku, Items.Item> items) {
        Map<Sku, Map<String, Long>> onHand = stock.levels(tx, items.keySet());
        Map<Sku, Map<String, Long>> available = allotments.levels(tx, items.keySet());
        Map<Sku, Long> reserved = Promises.held(tx, items.keySet());
        return items.values().stream()
                .map(item -> new Levels(
                        item.sku(),
                        onHand.getOrDefault(item.sku(), Map.of()),
                        available.getOrDefault(item.sku(), Map.of()),
                        reserved.getOrDefault(item.sku(), 0L),
                        item.backordered(),
                        item.backorder(),
                        item.lowStockThreshold()))
                .toList();
    }

    @Override
    public List<Movement> journal(Tx tx, Filter filter, int limit) {
        return Movements.find(tx, filter, limit);
    }
}
