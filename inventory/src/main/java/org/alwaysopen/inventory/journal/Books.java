package org.alwaysopen.inventory.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Stock.By;
import org.alwaysopen.inventory.StockBooks;
import org.alwaysopen.inventory.journal.Movements.Entry;
import org.alwaysopen.inventory.slot.Part;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.inventory.slot.Want;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.Query;

/** Reads all tables of the inventory's schema, and writes to them only to set them right. */
public final class Books implements StockBooks {
    private final Transactions transactions;
    private final SlotTable allotments;
    private final SlotTable stock;
    private final Region here;

    public Books(Transactions transactions, SlotTable allotments, SlotTable stock, Region here) {
        this.transactions = transactions;
        this.allotments = allotments;
        this.stock = stock;
        this.here = here;
    }

    /** One number of a SKU, from both sides. */
    private record Line(Sku sku, String what, String place, long level, long journal) {}

    /**
     * Both sides of every number, in one statement, so that sales meanwhile do not look like differences. {@code held} is
     * what is reserved and lies there; it has no column in the journal.
     */
    private static final String LINES = """
            SELECT sku, what, place, CAST(sum(level) AS INT8) AS level, CAST(sum(journal) AS INT8) AS journal FROM (
              SELECT sku, 'available' AS what, '' AS place, available AS level, 0 AS journal
                FROM inventory.allotment WHERE sku > :after AND sku <= :last
              UNION ALL
              SELECT sku, 'on hand', warehouse, on_hand, 0
                FROM inventory.stock_level WHERE sku > :after AND sku <= :last
              UNION ALL
              SELECT sku, 'reserved', '', units, 0
                FROM inventory.reservation WHERE sku > :after AND sku <= :last AND state = 'HELD'
              UNION ALL
              SELECT sku, 'held', '', units, 0
                FROM inventory.reservation WHERE sku > :after AND sku <= :last AND state = 'HELD' AND NOT backordered
              UNION ALL
              SELECT sku, 'sold', '', units - returned, 0
                FROM inventory.reservation WHERE sku > :after AND sku <= :last AND state = 'CONFIRMED'
              UNION ALL
              SELECT sku, 'backordered', '', backordered, 0
                FROM inventory.item WHERE sku > :after AND sku <= :last
              UNION ALL
              SELECT sku, 'available', '', 0, available
                FROM inventory.movement WHERE sku > :after AND sku <= :last
              UNION ALL
              SELECT sku, 'on hand', warehouse, 0, on_hand
                FROM inventory.movement WHERE sku > :after AND sku <= :last AND warehouse IS NOT NULL
              UNION ALL
              SELECT sku, 'reserved', '', 0, reserved
                FROM inventory.movement WHERE sku > :after AND sku <= :last
              UNION ALL
              SELECT sku, 'sold', '', 0, sold
                FROM inventory.movement WHERE sku > :after AND sku <= :last
              UNION ALL
              SELECT sku, 'backordered', '', 0, backordered
                FROM inventory.movement WHERE sku > :after AND sku <= :last) AS lines
             GROUP BY sku, what, place
             ORDER BY sku, what, place""";

    private static final String EXACTLY = LINES.replace("sku > :after AND sku <= :last", "sku = :sku");

    @Override
    public Page compare(String afterSku, int skus) {
        return transactions.read("inventory: compare", tx -> {
            List<String> page = tx.query("SELECT sku FROM inventory.item WHERE sku > :after ORDER BY sku LIMIT :limit")
                    .bind("after", afterSku)
                    .bind("limit", skus)
                    .mapTo(String.class)
                    .list();
            if (page.isEmpty()) {
                return new Page(List.of(), Optional.empty());
            }
            String last = page.get(page.size() - 1);
            List<Line> lines = lines(tx.query(LINES).bind("after", afterSku).bind("last", last));
            return new Page(differences(lines), page.size() < skus ? Optional.empty() : Optional.of(last));
        });
    }

    @Override
    public List<Difference> compare(Sku sku) {
        return transactions.read("inventory: compare", tx -> differences(lines(tx, sku)));
    }

    private static List<Line> lines(Tx tx, Sku sku) {
        return lines(tx.query(EXACTLY).bind("sku", sku.code()));
    }

    private static List<Line> lines(Query query) {
        return query.map((row, context) -> new Line(
                        new Sku(row.getString("sku")),
                        row.getString("what"),
                        row.getString("place"),
                        row.getLong("level"),
                        row.getLong("journal")))
                .list();
    }

    private static List<Difference> differences(List<Line> lines) {
        Map<Sku, Totals> totals = new TreeMap<>();
        List<Difference> differences = new ArrayList<>();
        for (Line line : lines) {
            totals.computeIfAbsent(line.sku(), none -> new Totals()).add(line);
            if (line.level() != line.journal() && !line.what().equals("held")) {
                Optional<String> warehouse = Optional.of(line.place()).filter(place -> !place.isEmpty());
                differences.add(new Difference(line.sku(), line.what(), warehouse, line.level(), line.journal()));
            }
        }
        totals.forEach((sku, total) -> {
            if (!total.levelsAgree()) {
                differences.add(new Difference(
                        sku, "shelves", Optional.empty(), total.onHandLevel(), total.availableLevel + total.held));
            }
        });
        return differences;
    }

    /** All numbers of a SKU, from both sides. */
    private static final class Totals {
        final Map<String, Long> onHandLevels = new TreeMap<>();
        final Map<String, Long> onHandJournal = new TreeMap<>();
        long availableLevel;
        long availableJournal;
        long held;
        long reservedLevel;
        long reservedJournal;
        long soldLevel;
        long soldJournal;
        long backorderedLevel;
        long backorderedJournal;

        void add(Line line) {
            switch (line.what()) {
                case "on hand" -> {
                    onHandLevels.put(line.place(), line.level());
                    onHandJournal.put(line.place(), line.journal());
                }
                case "available" -> {
                    availableLevel = line.level();
                    availableJournal = line.journal();
                }
                case "held" -> held = line.level();
                case "reserved" -> {
                    reservedLevel = line.level();
                    reservedJournal = line.journal();
                }
                case "sold" -> {
                    soldLevel = line.level();
                    soldJournal = line.journal();
                }
                case "backordered" -> {
                    backorderedLevel = line.level();
                    backorderedJournal = line.journal();
                }
                default -> throw new IllegalStateException("unknown line: " + line);
            }
        }

        long onHandLevel() {
            return sum(onHandLevels);
        }

        boolean levelsAgree() {
            return onHandLevel() == availableLevel + held;
        }

        /** What the journal says is possible, and fits what is held for orders. */
        boolean journalAgrees() {
            return onHandJournal.values().stream().allMatch(units -> units >= 0)
                    && sum(onHandJournal) == availableJournal + held
                    && availableJournal >= 0;
        }

        private static long sum(Map<String, Long> units) {
            return units.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    @Override
    public List<Difference> repair(Sku sku, By by) {
        transactions.run("inventory: repair", tx -> {
            List<Line> lines = lines(tx, sku);
            List<Difference> differences = differences(lines);
            Totals totals = new Totals();
            lines.forEach(totals::add);
            boolean rebuild = !totals.levelsAgree() && totals.journalAgrees();
            Map<String, Long> onHand = rebuild ? totals.onHandJournal : totals.onHandLevels;
            long available = Totals.sum(onHand) - totals.held;
            if (!differences.isEmpty() && available >= 0) {
                setLevels(tx, sku, totals, onHand, available);
                Movements.add(tx, corrections(sku, totals, onHand, available), describe(by, differences));
            }
            return null;
        });
        return compare(sku);
    }

    private void setLevels(Tx tx, Sku sku, Totals totals, Map<String, Long> onHand, long available) {
        set(tx, allotments, sku, here.name(), available - totals.availableLevel, false);
        onHand.forEach((warehouse, units) ->
                set(tx, stock, sku, warehouse, units - totals.onHandLevels.getOrDefault(warehouse, 0L), true));
    }

    /** Adds units to a place, or takes them, from there only or from wherever they are. */
    private static void set(Tx tx, SlotTable table, Sku sku, String place, long more, boolean onlyThere) {
        if (more > 0) {
            table.add(tx, List.of(new Part(sku, place, 0, more)));
        } else if (more < 0 && onlyThere) {
            long left = -more;
            for (SlotTable.Slot slot : table.slotsOf(tx, sku)) {
                long units = slot.place().equals(place) ? Math.min(left, slot.units()) : 0;
                if (units > 0) {
                    table.takeExactly(tx, new Part(sku, place, slot.slot(), units));
                    left -= units;
                }
            }
        } else if (more < 0) {
            table.takeAnywhere(tx, place, List.of(new Want(sku, -more)), true);
        }
    }

    /** What the journal lacks; an entry even if it lacks nothing, since the levels were changed. */
    private static List<Entry> corrections(Sku sku, Totals totals, Map<String, Long> onHand, long available) {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(
                sku,
                Stock.Kind.CORRECTION,
                null,
                null,
                0,
                available - totals.availableJournal,
                totals.reservedLevel - totals.reservedJournal,
                totals.soldLevel - totals.soldJournal,
                totals.backorderedLevel - totals.backorderedJournal));
        for (String warehouse : new TreeSet<>(totals.onHandJournal.keySet())) {
            long missing = onHand.getOrDefault(warehouse, 0L) - totals.onHandJournal.get(warehouse);
            if (missing != 0) {
                entries.add(new Entry(sku, Stock.Kind.CORRECTION, warehouse, null, missing, 0, 0, 0, 0));
            }
        }
        return entries;
    }

    private static By describe(By by, List<Difference> differences) {
        StringBuilder reason = new StringBuilder(by.reason());
        for (Difference difference : differences) {
            reason.append("; ")
                    .append(difference.what())
                    .append(difference.warehouse().map(code -> " in " + code).orElse(""))
                    .append(" was ")
                    .append(difference.level())
                    .append(", expected ")
                    .append(difference.expected());
        }
        return new By(by.actor(), reason.substring(0, Math.min(reason.length(), 500)));
    }
}
