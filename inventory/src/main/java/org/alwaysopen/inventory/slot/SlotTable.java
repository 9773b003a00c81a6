package org.alwaysopen.inventory.slot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A table of units by SKU, place and slot: {@code inventory.allotment} (what may be sold, by region) or
 * {@code inventory.stock_level} (what lies there, by warehouse). All that changes such a row stands here, and changes it
 * by a conditional update, in {@link Part#LOCK_ORDER}.
 */
public final class SlotTable {
    private static final String TOLD_OF_TAKEN = "\nSELECT sku, slot, slots, level FROM taken";
    private static final Map<Integer, String> ROWS = new ConcurrentHashMap<>();

    private final String table;
    private final String place;
    private final String units;
    private final SlotPools pools;
    private final String takeRows;
    private final String takenRows;

    private SlotTable(String table, String place, String units, SlotPools pools) {
        this.table = table;
        this.place = place;
        this.units = units;
        this.pools = pools;
        this.takeRows = """
                WITH taken AS (
                  UPDATE %1$s a SET %2$s = a.%2$s - v.units
                    FROM (VALUES\s""".formatted(table, units);
        this.takenRows = """
                ) AS v (sku, place, slot, units)
                   WHERE a.sku = v.sku AND a.%1$s = v.place AND a.slot = v.slot AND a.%2$s >= v.units
                  RETURNING a.sku, a.%1$s AS place, a.slot, a.slots, a.%2$s AS level, v.units)""".formatted(place, units);
    }

    public static SlotTable allotments(SlotPools pools) {
        return new SlotTable("inventory.allotment", "region", "available", pools);
    }

    public static SlotTable stockLevels(SlotPools pools) {
        return new SlotTable("inventory.stock_level", "warehouse", "on_hand", pools);
    }

    public SlotPools pools() {
        return pools;
    }

    /** What was taken, and of what there was not enough in one slot. */
    public record Taking(List<Part> taken, List<Want> missing) {}

    /**
     * What the statement that takes units does with them at once, so that it costs no statement of its own.
     *
     * @param parts  further parts of its {@code WITH}; they read {@code taken (sku, place, slot, units)}
     * @param values of their parameters
     */
    public record Along(String parts, Map<String, Object> values) {
        public static final Along NOTHING = new Along("", Map.of());
    }

    /**
     * Takes each want from one slot of this place, in one statement; each is taken whole or not at all. Two buyers of
     * the last unit: the row is the judge, one of them updates no row.
     *
     * @param wants in lock order, each SKU once
     * @param along is done with what was taken, and only with that
     */
    public Taking takeFromOneSlot(Tx tx, String from, List<Want> wants, Along along) {
        SlotHolds holds = SlotHolds.of(tx);
        List<Part> tries = new ArrayList<>();
        List<Want> missing = new ArrayList<>();
        for (Want want : wants) {
            int slot = holds.hold(pools.of(want.sku(), from), want.units());
            if (slot == SlotPool.NONE) {
                missing.add(want);
            } else {
                tries.add(new Part(want.sku(), from, slot, want.units()));
            }
        }
        holds.holdPlanned();
        holds.startAgainIfStale(tx);
        Map<Sku, Part> taken = tries.isEmpty() ? Map.of() : takeParts(tx, holds, tries, along);
        for (Part tried : tries) {
            if (!taken.containsKey(tried.sku())) {
                pools.of(tried.sku(), from).learnAtMost(tried.slot(), tried.units() - 1);
                missing.add(new Want(tried.sku(), tried.units()));
            }
        }
        return new Taking(List.copyOf(taken.values()), missing);
    }

    private Map<Sku, Part> takeParts(Tx tx, SlotHolds holds, List<Part> tries, Along along) {
        Map<Sku, Part> tried = tries.stream().collect(Collectors.toMap(Part::sku, part -> part));
        Map<Sku, Part> taken = new TreeMap<>();
        String sql = takeRows + rows(tries.size()) + takenRows + along.parts() + TOLD_OF_TAKEN;
        bind(tx.queryAndWitness(sql), tries)
                .bindMap(along.values())
                .map((row, context) -> {
                    Part part = tried.get(new Sku(row.getString("sku")));
                    SlotPool pool = pools.of(part.sku(), part.place());
                    holds.changes(pool, part.slot());
                    pool.learn(row.getInt("slot"), row.getLong("level"), row.getInt("slots"));
                    pool.took(part.units());
                    pools.touched(part.sku());
                    return part;
                })
                .forEach(part -> taken.put(part.sku(), part));
        return taken;
    }

    /** A few hundred texts at the most: a cart's lines are bounded, and so are slots. */
    private static String rows(int count) {
        return ROWS.computeIfAbsent(
                count,
                rows -> IntStream.range(0, rows)
                        .mapToObj(i ->
                                "(CAST(:k%1$d AS TEXT), CAST(:p%1$d AS TEXT), CAST(:s%1$d AS INT4), CAST(:u%1$d AS INT8))"
                                        .formatted(i))
                        .collect(Collectors.joining(", ")));
    }

    private static <S extends SqlStatement<S>> S bind(S statement, List<Part> parts) {
        int i = 0;
        for (Part part : parts) {
            statement
                    .bind("k" + i, part.sku().code())
                    .bind("p" + i, part.place())
                    .bind("s" + i, part.slot())
                    .bind("u" + i, part.units());
            i++;
        }
        return statement;
    }

    /**
     * What a sweep found.
     *
     * @param found per SKU, what there was in all places together
     */
    public record Sweep(List<Part> taken, Map<Sku, Long> found) {}

    private record Swept(Sku sku, String place, int slot, int slots, long level, long taken) {}

    /**
     * Takes what is needed from all slots of all places, from the first place first, fullest slots first, in one
     * statement. Reads all rows of these SKUs: for when one slot was not enough.
     *
     * @param first  the place to empty first
     * @param partly take what there is of a SKU of which there is not enough; otherwise nothing of it is taken
     */
    public Sweep takeAnywhere(Tx tx, String first, List<Want> wants, boolean partly) {
        SlotHolds holds = SlotHolds.of(tx);
        holds.holdSweeps(wants.stream().map(want -> pools.sweepOf(want.sku())).toList());
        holds.startAgainIfStale(tx);
        List<Part> taken = new ArrayList<>();
        Map<Sku, Long> found = new HashMap<>();
        for (Swept row : sweep(tx, first, wants, partly)) {
            found.merge(row.sku(), row.level(), Long::sum);
            SlotPool pool = pools.of(row.sku(), row.place());
            if (row.taken() > 0) {
                taken.add(new Part(row.sku(), row.place(), row.slot(), row.taken()));
                holds.changes(pool, row.slot());
                holds.changes(pools.sweepOf(row.sku()), 0);
                // Asked for here, wherever it lay: a place that has nothing left would else never fetch any.
                pools.of(row.sku(), first).took(row.taken());
                pools.touched(row.sku());
            }
            pool.learn(row.slot(), row.level() - row.taken(), row.slots());
        }
        taken.sort(Part.LOCK_ORDER);
        return new Sweep(taken, found);
    }

    private List<Swept> sweep(Tx tx, String first, List<Want> wants, boolean partly) {
        String values = IntStream.range(0, wants.size())
                .mapToObj(i -> "(CAST(:o%1$d AS INT8), CAST(:k%1$d AS TEXT), CAST(:u%1$d AS INT8))".formatted(i))
                .collect(Collectors.joining(", "));
        var query = tx.query("""
                WITH ranked AS (
                  SELECT w.ord, w.units, a.sku, a.%2$s AS place, a.slot, a.slots, a.%3$s AS level,
                         CAST(sum(a.%3$s) OVER (PARTITION BY a.sku) AS INT8) AS total,
                         CAST(sum(a.%3$s) OVER (PARTITION BY a.sku
                             ORDER BY CASE WHEN a.%2$s = :first THEN 0 ELSE 1 END, a.%3$s DESC, a.%2$s, a.slot
                             ROWS UNBOUNDED PRECEDING) AS INT8) - a.%3$s AS ahead
                    FROM (VALUES %4$s) AS w (ord, sku, units)
                    JOIN %1$s a ON a.sku = w.sku),
                taken AS (
                  SELECT ord, sku, place, slot, LEAST(level, units - ahead) AS units
                    FROM ranked
                   WHERE level > 0 AND ahead < units AND (total >= units OR :partly)
                   ORDER BY ord, place, slot),
                updated AS (
                  UPDATE %1$s a SET %3$s = a.%3$s - t.units
                    FROM taken t
                   WHERE a.sku = t.sku AND a.%2$s = t.place AND a.slot = t.slot AND a.%3$s >= t.units
                  RETURNING a.sku, a.%2$s AS place, a.slot, t.units)
                SELECT r.sku, r.place, r.slot, r.slots, r.level, COALESCE(u.units, 0) AS taken
                  FROM ranked r
                  LEFT JOIN updated u ON u.sku = r.sku AND u.place = r.place AND u.slot = r.slot
                """.formatted(table, place, units, values));
        for (int i = 0; i < wants.size(); i++) {
            query.bind("o" + i, (long) i)
                    .bind("k" + i, wants.get(i).sku().code())
                    .bind("u" + i, wants.get(i).units());
        }
        return query.bind("first", first)
                .bind("partly", partly)
                .map((row, context) -> new Swept(
                        new Sku(row.getString("sku")),
                        row.getString("place"),
                        row.getInt("slot"),
                        row.getInt("slots"),
                        row.getLong("level"),
                        row.getLong("taken")))
                .list();
    }

    /** Puts units into rows that are there, in one statement. */
    public void putBack(Tx tx, Collection<Part> parts) {
        if (parts.isEmpty()) {
            return;
        }
        SlotHolds holds = SlotHolds.of(tx);
        List<Part> ordered = merged(parts);
        for (Part part : ordered) {
            SlotPool pool = pools.of(part.sku(), part.place());
            holds.changes(pool, part.slot());
            pool.forget(part.slot());
        }
        Map<Part, Part> missing = new TreeMap<>(Part.LOCK_ORDER);
        ordered.forEach(part -> missing.put(part, part));
        bind(tx.query("""
                        UPDATE %1$s a SET %3$s = a.%3$s + v.units
                          FROM (VALUES %4$s) AS v (sku, place, slot, units)
                         WHERE a.sku = v.sku AND a.%2$s = v.place AND a.slot = v.slot
                        RETURNING a.sku, a.%2$s AS place, a.slot""".formatted(table, place, units, rows(ordered.size()))), ordered)
                .map((row, context) ->
                        new Part(new Sku(row.getString("sku")), row.getString("place"), row.getInt("slot"), 0))
                .forEach(missing::remove);
        // Rows are not deleted; if an operator did, the units must not be lost.
        add(tx, missing.values());
    }

    /**
     * Puts units back as near as possible to where they came from: into a slot of the same place that this server does
     * not use just now.
     */
    public void putBackBeside(Tx tx, Collection<Part> parts) {
        SlotHolds holds = SlotHolds.of(tx);
        List<Part> beside = merged(parts).stream()
                .collect(Collectors.toMap(
                        part -> part.sku().code() + ' ' + part.place(),
                        part -> part,
                        (one, other) -> new Part(one.sku(), one.place(), one.slot(), one.units() + other.units()),
                        TreeMap::new))
                .values()
                .stream()
                .map(part -> {
                    int slot = holds.hold(pools.of(part.sku(), part.place()), 0);
                    return slot == SlotPool.NONE ? part : new Part(part.sku(), part.place(), slot, part.units());
                })
                .toList();
        holds.startAgainIfStale(tx);
        putBack(tx, beside);
    }

    /** Puts units into rows, which are made where they are missing. One statement for many rows, of one text. */
    public void add(Tx tx, Collection<Part> parts) {
        List<Part> ordered = merged(parts);
        if (ordered.isEmpty()) {
            return;
        }
        tx.update("""
                        INSERT INTO %1$s AS a (sku, %2$s, slot, %3$s)
                        SELECT split_part(part, '|', 1), split_part(part, '|', 2),
                               CAST(split_part(part, '|', 3) AS INT4), CAST(split_part(part, '|', 4) AS INT8)
                          FROM unnest(CAST(:parts AS TEXT[])) AS parts (part)
                        ON CONFLICT (sku, %2$s, slot) DO UPDATE SET %3$s = a.%3$s + EXCLUDED.%3$s""".formatted(table, place, units))
                .bind(
                        "parts",
                        SqlArrays.of(ordered.stream()
                                .map(part -> String.join(
                                        "|",
                                        part.sku().code(),
                                        part.place(),
                                        String.valueOf(part.slot()),
                                        String.valueOf(part.units())))))
                .execute();
        ordered.forEach(part -> pools.forget(part.sku(), part.place()));
    }

    private static List<Part> merged(Collection<Part> parts) {
        Map<Part, Long> sums = new TreeMap<>(Part.LOCK_ORDER);
        parts.forEach(part -> sums.merge(part, part.units(), Long::sum));
        return sums.entrySet().stream()
                .map(entry -> new Part(
                        entry.getKey().sku(),
                        entry.getKey().place(),
                        entry.getKey().slot(),
                        entry.getValue()))
                .toList();
    }

    /** One row of a SKU. */
    public record Slot(String place, int slot, int slots, long units) {}

    /** All rows of a SKU, in lock order. */
    public List<Slot> slotsOf(Tx tx, Sku sku) {
        return tx.query("""
                        SELECT %2$s AS place, slot, slots, %3$s AS level FROM %1$s
                         WHERE sku = :sku ORDER BY %2$s, slot""".formatted(table, place, units))
                .bind("sku", sku.code())
                .map((row, context) ->
                        new Slot(row.getString("place"), row.getInt("slot"), row.getInt("slots"), row.getLong("level")))
                .list();
    }

    /**
     * Keeps the other transactions of this server out of a SKU's slots in a place, until this one has ended. To be called
     * before the transaction's first statement.
     *
     * @return false when they are too busy; nothing is kept then
     */
    public boolean still(Tx tx, Sku sku, String at) {
        return SlotHolds.of(tx).still(pools.of(sku, at));
    }

    /**
     * Divides what is in a place anew over so many slots, and adds to it.
     *
     * @param seen  the rows of this place, as this transaction read them
     * @param added units that were taken elsewhere in this transaction, from {@link #takeExactly}
     */
    public void divide(Tx tx, Sku sku, String at, List<Slot> seen, int slots, long added) {
        long total = seen.stream().mapToLong(Slot::units).sum() + added;
        List<Part> parts = new ArrayList<>();
        int rows = Math.max(
                slots, seen.stream().mapToInt(slot -> slot.slot() + 1).max().orElse(0));
        for (int slot = 0; slot < rows; slot++) {
            long share = slot < slots ? total / slots + (slot < total % slots ? 1 : 0) : 0;
            parts.add(new Part(sku, at, slot, share));
        }
        bind(tx.update("""
                        INSERT INTO %1$s AS a (sku, %2$s, slot, slots, %3$s)
                        SELECT v.sku, v.place, v.slot, :slots, v.units FROM (VALUES %4$s) AS v (sku, place, slot, units)
                        ON CONFLICT (sku, %2$s, slot) DO UPDATE SET slots = EXCLUDED.slots, %3$s = EXCLUDED.%3$s""".formatted(table, place, units, rows(parts.size()))), parts)
                .bind("slots", slots)
                .execute();
        SlotPool pool = pools.of(sku, at);
        parts.forEach(part -> pool.learn(part.slot(), part.units(), slots));
    }

    /** Takes units from one row that was read in this transaction. */
    public void takeExactly(Tx tx, Part part) {
        tx.update("UPDATE %1$s SET %3$s = %3$s - :units WHERE sku = :sku AND %2$s = :place AND slot = :slot"
                        .formatted(table, place, units))
                .bind("units", part.units())
                .bind("sku", part.sku().code())
                .bind("place", part.place())
                .bind("slot", part.slot())
                .execute();
    }

    /** What there is, per SKU and place. SKUs without rows are missing. */
    public Map<Sku, Map<String, Long>> levels(Tx tx, Collection<Sku> skus) {
        Map<Sku, Map<String, Long>> levels = new TreeMap<>();
        if (skus.isEmpty()) {
            return levels;
        }
        tx.query("""
                        SELECT sku, %2$s AS place, CAST(sum(%3$s) AS INT8) AS level
                          FROM %1$s WHERE sku = ANY (CAST(:skus AS TEXT[]))
                         GROUP BY sku, %2$s""".formatted(table, place, units))
                .bind("skus", arrayOf(skus))
                .map((row, context) -> {
                    levels.computeIfAbsent(new Sku(row.getString("sku")), none -> new TreeMap<>())
                            .put(row.getString("place"), row.getLong("level"));
                    return 0;
                })
                .list();
        return levels;
    }

    /** An SQL array of SKUs. */
    public static String arrayOf(Collection<Sku> skus) {
        return SqlArrays.of(skus.stream().map(Sku::code));
    }
}
