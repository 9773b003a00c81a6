package org.alwaysopen.inventory.reservation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.OutOfStockException;
import org.alwaysopen.inventory.OutOfStockException.Shortage;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.journal.Movements;
import org.alwaysopen.inventory.journal.Movements.Entry;
import org.alwaysopen.inventory.reservation.Reservations.Piece;
import org.alwaysopen.inventory.slot.Part;
import org.alwaysopen.inventory.slot.SlotHolds;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.inventory.slot.Want;
import org.alwaysopen.inventory.warehouse.Dispatch;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Reserves, confirms and releases.
 *
 * <p>A cart of k lines costs one statement, which takes each line's units from one slot of the buyer's region and writes the
 * reservation and its journal; and two more, for all SKUs together, when a slot had not enough.
 */
public final class Reserving implements Inventory {
    private static final Stock.By ORDERED = new Stock.By("shop", "ordered");
    private static final Stock.By PAID = new Stock.By("shop", "paid");
    private static final Stock.By PAID_LATE = new Stock.By("shop", "paid after the reservation had ended");

    private final SlotTable allotments;
    private final Dispatch dispatch;
    private final Bundles bundles;
    private final ComingBack comingBack;

    public Reserving(SlotTable allotments, Dispatch dispatch, Bundles bundles) {
        this.allotments = allotments;
        this.dispatch = dispatch;
        this.bundles = bundles;
        this.comingBack = new ComingBack(allotments, dispatch);
    }

    @Override
    public void reserve(Tx tx, UUID orderId, Region region, List<Line> lines, Duration deadline) {
        checkLines(lines);
        hold(tx, orderId, region, lines, deadline, ORDERED);
    }

    private void hold(Tx tx, UUID orderId, Region region, List<Line> lines, Duration deadline, Stock.By by) {
        SlotTable.Taking taking = allotments.takeFromOneSlot(
                tx, region.name(), bundles.expand(tx, lines), Reservations.ofTaken(orderId, deadline, by));
        if (!taking.missing().isEmpty()) {
            Reservations.insert(tx, orderId, takeMissing(tx, region, lines, taking.missing()), deadline, by);
        }
    }

    private static void checkLines(List<Line> lines) {
        if (lines.isEmpty() || lines.size() > LINES_MAX) {
            throw Problem.invalid("lines: expected 1 to " + LINES_MAX + ", got " + lines.size())
                    .exception();
        }
        for (Line line : lines) {
            if (line.quantity() < 1 || line.quantity() > QUANTITY_MAX) {
                throw Problem.invalid("quantity of " + line.sku() + ": expected 1 to " + QUANTITY_MAX + ", got "
                                + line.quantity())
                        .exception();
            }
        }
    }

    private static Piece taken(Part part) {
        return new Piece(part.sku(), part.place(), part.slot(), part.units(), false);
    }

    /** One slot had not enough: looks in all slots of all regions, and then for permission to promise what is not there. */
    private List<Piece> takeMissing(Tx tx, Region region, List<Line> lines, List<Want> missing) {
        List<Want> wants = Want.inLockOrder(missing);
        SlotTable.Sweep sweep = allotments.takeAnywhere(tx, region.name(), wants, false);
        List<Piece> pieces =
                new ArrayList<>(sweep.taken().stream().map(Reserving::taken).toList());
        List<Want> stillMissing = wants.stream()
                .filter(want -> sweep.found().getOrDefault(want.sku(), 0L) < want.units())
                .toList();
        if (stillMissing.isEmpty()) {
            return pieces;
        }
        List<Sku> without = stillMissing.stream()
                .map(Want::sku)
                .filter(sku -> !sweep.found().containsKey(sku))
                .toList();
        if (!without.isEmpty() && bundles.learn(tx, without)) {
            throw new Transactions.StartAgainException("a SKU turned out to be a bundle: " + without);
        }
        pieces.addAll(promise(tx, region, lines, stillMissing, sweep.found()));
        return pieces;
    }

    private List<Piece> promise(Tx tx, Region region, List<Line> lines, List<Want> missing, Map<Sku, Long> found) {
        List<Piece> pieces = new ArrayList<>();
        List<Want> there = new ArrayList<>();
        Map<Sku, Long> refused = new HashMap<>();
        for (Want want : missing) {
            long available = found.getOrDefault(want.sku(), 0L);
            long promised = want.units() - available;
            if (!Promises.make(tx, want.sku(), promised)) {
                refused.put(want.sku(), available);
                continue;
            }
            pieces.add(new Piece(want.sku(), region.name(), 0, promised, true));
            if (available > 0) {
                there.add(new Want(want.sku(), available));
            }
        }
        if (!refused.isEmpty()) {
            SlotHolds.of(tx).forgetLearned();
            throw new OutOfStockException(shortages(lines, refused));
        }
        if (!there.isEmpty()) {
            allotments.takeAnywhere(tx, region.name(), there, true).taken().forEach(part -> pieces.add(taken(part)));
        }
        return pieces;
    }

    /** In the words of the cart: a bundle is short when one of its components is. */
    private List<Shortage> shortages(List<Line> lines, Map<Sku, Long> available) {
        Map<Sku, Integer> wanted = new TreeMap<>();
        lines.forEach(line -> wanted.merge(line.sku(), line.quantity(), Integer::sum));
        List<Shortage> shortages = new ArrayList<>();
        wanted.forEach((sku, quantity) -> {
            Map<Sku, Integer> components = bundles.componentsOf(sku);
            if (components.isEmpty() && available.containsKey(sku)) {
                shortages.add(new Shortage(sku, quantity, Math.toIntExact(available.get(sku))));
            }
            components.entrySet().stream()
                    .filter(component -> available.containsKey(component.getKey()))
                    .mapToLong(component -> available.get(component.getKey()) / component.getValue())
                    .min()
                    .ifPresent(left -> shortages.add(new Shortage(sku, quantity, Math.toIntExact(left))));
        });
        return shortages;
    }

    @Override
    public void confirm(Tx tx, UUID orderId, Destination destination) {
        List<Piece> sold = Reservations.end(tx, orderId, "CONFIRMED");
        if (sold.isEmpty()) {
            if (!reserveAgain(tx, orderId)) {
                return;
            }
            sold = Reservations.end(tx, orderId, "CONFIRMED");
        }
        List<Entry> entries = new ArrayList<>();
        List<Want> toShip = new ArrayList<>();
        for (Piece piece : sold) {
            if (piece.backordered()) {
                entries.add(Entry.saleOfPromise(orderId, piece.sku(), piece.units()));
            } else {
                toShip.add(new Want(piece.sku(), piece.units()));
            }
        }
        dispatch.take(tx, Want.inLockOrder(toShip), destination)
                .forEach(part -> entries.add(
                        part.place() == null
                                ? Entry.saleOfPromise(orderId, part.sku(), part.units())
                                : Entry.sale(orderId, part.sku(), part.place(), part.units())));
        Movements.add(tx, entries, PAID);
    }

    /** @return whether it is held again; not when it was confirmed before */
    private boolean reserveAgain(Tx tx, UUID orderId) {
        List<Reservations.Row> rows = Reservations.find(tx, orderId);
        if (rows.isEmpty()) {
            throw new IllegalStateException("confirm: order " + orderId + " has no reservation; reserve first");
        }
        if (rows.stream().anyMatch(row -> row.state().equals("CONFIRMED"))) {
            return false;
        }
        // An order that was late before has older rows; the last ones made say what it is about.
        var last = rows.stream().map(Reservations.Row::createdAt).max(Comparator.naturalOrder());
        List<Piece> pieces = rows.stream()
                .filter(row -> row.createdAt().equals(last.orElseThrow()))
                .map(Reservations.Row::piece)
                .toList();
        Map<Sku, Integer> units = new TreeMap<>();
        pieces.forEach(piece -> units.merge(piece.sku(), Math.toIntExact(piece.units()), Integer::sum));
        List<Line> lines = units.entrySet().stream()
                .map(entry -> new Line(entry.getKey(), entry.getValue()))
                .toList();
        hold(tx, orderId, new Region(pieces.get(0).region()), lines, Duration.ZERO, PAID_LATE);
        return true;
    }

    @Override
    public void release(Tx tx, UUID orderId, String reason) {
        giveBack(tx, orderId, Reservations.end(tx, orderId, "RELEASED"), reason);
    }

    @Override
    public void unsell(Tx tx, UUID orderId, List<Line> lines, Stock.By by) {
        comingBack.unsell(tx, orderId, lines, by);
    }

    @Override
    public void comeBack(Tx tx, UUID orderId, List<Line> lines, String warehouse, boolean sellable, Stock.By by) {
        comingBack.comeBack(tx, orderId, lines, warehouse, sellable, by);
    }

    private void giveBack(Tx tx, UUID orderId, List<Piece> pieces, String reason) {
        if (pieces.isEmpty()) {
            return;
        }
        List<Entry> entries = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        Map<Sku, Long> promises = new TreeMap<>();
        for (Piece piece : pieces) {
            if (piece.backordered()) {
                promises.merge(piece.sku(), piece.units(), Long::sum);
                entries.add(Entry.releaseOfPromise(orderId, piece.sku(), piece.units()));
            } else {
                parts.add(new Part(piece.sku(), piece.region(), piece.slot(), piece.units()));
                entries.add(Entry.release(orderId, piece.sku(), piece.units()));
            }
        }
        allotments.putBackBeside(tx, parts);
        promises.forEach((sku, units) -> Promises.end(tx, sku, units));
        Movements.add(tx, entries, new Stock.By("shop", reason));
    }

    /** For the expiry worker: releases it if it is still held, and late. @return whether it was */
    public boolean releaseIfDue(Tx tx, UUID orderId) {
        boolean due = Reservations.isDue(tx, orderId);
        if (due) {
            release(tx, orderId, "not paid in time");
        }
        Reservations.forgetDeadlines(tx, List.of(orderId));
        return due;
    }

    /** Orders whose time is over. @param ended those of them for which nothing is held any more */
    public record Late(List<UUID> held, List<UUID> ended) {}

    public Late late(Tx tx, int limit) {
        Map<Boolean, List<UUID>> byHeld = Reservations.late(tx, limit).stream()
                .collect(Collectors.partitioningBy(
                        Reservations.Late::held, Collectors.mapping(Reservations.Late::orderId, Collectors.toList())));
        return new Late(byHeld.get(true), byHeld.get(false));
    }

    /** An order that has ended holds nothing ever again but within a transaction that confirms it. */
    public void forgetDeadlines(Tx tx, List<UUID> ended) {
        Reservations.forgetDeadlines(tx, ended);
    }

    @Override
    public Map<Sku, Availability> availability(Tx tx, Collection<Sku> skus) {
        Set<Sku> wanted = new HashSet<>(skus);
        if (wanted.isEmpty()) {
            return Map.of();
        }
        Map<Sku, Map<Sku, Integer>> madeOf = Bundles.find(tx, wanted);
        Set<Sku> single = new HashSet<>(wanted);
        madeOf.values().forEach(components -> single.addAll(components.keySet()));
        Map<Sku, Long> available = allotments.levels(tx, single).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()));
        Map<Sku, Long> left = new HashMap<>();
        for (Sku sku : wanted) {
            Map<Sku, Integer> components = madeOf.getOrDefault(sku, Map.of(sku, 1));
            components.entrySet().stream()
                    .filter(component -> madeOf.containsKey(sku) || available.containsKey(sku))
                    .mapToLong(component -> available.getOrDefault(component.getKey(), 0L) / component.getValue())
                    .min()
                    .ifPresent(units -> left.put(sku, units));
        }
        return withPromises(tx, wanted, left);
    }

    private static Map<Sku, Availability> withPromises(Tx tx, Set<Sku> wanted, Map<Sku, Long> left) {
        List<Sku> none =
                wanted.stream().filter(sku -> left.getOrDefault(sku, 0L) == 0).toList();
        Map<Sku, Stock.Backorder> promises = none.isEmpty() ? Map.of() : Promises.open(tx, none);
        Map<Sku, Availability> result = new HashMap<>();
        for (Sku sku : wanted) {
            if (left.containsKey(sku) || promises.containsKey(sku)) {
                int units = (int) Math.min(left.getOrDefault(sku, 0L), Integer.MAX_VALUE);
                result.put(sku, new Availability(sku, units, Optional.ofNullable(promises.get(sku))));
            }
        }
        return result;
    }
}
