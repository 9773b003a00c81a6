package org.alwaysopen.inventory.slot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.alwaysopen.inventory.Sku;

/** What this server knows of slots that were used lately. Nothing here that could not be forgotten. Thread-safe. */
public final class SlotPools {
    /** About 4 KiB each. A server with more SKUs in use than this does without holding for the rest. */
    private static final int POOLS_MAX = 10_000;

    private static final Duration IDLE = Duration.ofMinutes(2);
    /** Sorts after every place. */
    private static final String SWEEP = "~sweep";

    private final boolean holding;
    private final Map<String, SlotPool> pools = new ConcurrentHashMap<>();
    private final Map<String, String[]> names = new ConcurrentHashMap<>();
    private final Set<Sku> touched = ConcurrentHashMap.newKeySet();

    /** @param holding whether transactions of this server keep out of each other's slots; if not, they meet in the database */
    public SlotPools(boolean holding) {
        this.holding = holding;
    }

    SlotPool of(Sku sku, String place) {
        String key = sku.code() + ' ' + place;
        SlotPool pool = pools.get(key);
        if (pool != null) {
            return pool;
        }
        if (pools.size() >= POOLS_MAX) {
            return new SlotPool(key, holding); // shared with nobody: the rows alone decide
        }
        names.put(key, new String[] {sku.code(), place});
        return pools.computeIfAbsent(key, none -> new SlotPool(key, holding));
    }

    /** One transaction at a time looks through all rows of a SKU; a second one would only find them changed. */
    SlotPool sweepOf(Sku sku) {
        return of(sku, SWEEP);
    }

    static boolean isSweep(SlotPool pool) {
        return pool.key.endsWith(SWEEP);
    }

    /** Forgets what was seen of a SKU, because stock came in. */
    void forget(Sku sku, String place) {
        SlotPool pool = pools.get(sku.code() + ' ' + place);
        if (pool != null) {
            pool.forgetAll();
        }
    }

    /** Units of this SKU were taken. */
    void touched(Sku sku) {
        if (touched.size() < POOLS_MAX) {
            touched.add(sku);
        }
    }

    /** Some of the SKUs of which units were taken since they were last told here. */
    public List<Sku> drainTouched(int limit) {
        List<Sku> some = touched.stream().limit(limit).toList();
        some.forEach(touched::remove);
        return some;
    }

    /** What was asked of each pool since the last call; pools that were not used for a while are let go. */
    public List<Usage> drainUsage() {
        List<Usage> usage = new ArrayList<>();
        pools.forEach((key, pool) -> {
            if (pool.idleFor(IDLE.toNanos())) {
                pools.remove(key, pool);
                names.remove(key);
                return;
            }
            String[] name = names.get(key);
            SlotPool.Demand demand = pool.drainDemand();
            if (name != null && !name[1].equals(SWEEP) && (demand.units() > 0 || demand.busiest() > 1)) {
                usage.add(new Usage(new Sku(name[0]), name[1], demand.slots(), demand.busiest(), demand.units()));
            }
        });
        return usage;
    }

    /**
     * @param busiest how many transactions of this server used the SKU at the same time, at the most
     * @param units   how many units they took
     */
    public record Usage(Sku sku, String place, int slots, int busiest, long units) {}
}
