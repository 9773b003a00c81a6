package org.alwaysopen.inventory.upkeep;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.slot.Part;
import org.alwaysopen.inventory.slot.SlotPools.Usage;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.inventory.slot.SlotTable.Slot;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * Puts units where they are sold: gives a SKU as many slots as its buyers need, gathers them when little is left, and
 * fetches units from regions that sell less. Each server does so for what it sold itself since the last call. Thread-safe.
 */
public final class Rebalancer {
    /** The most slots of a SKU in a place: the transactions that use it at the same time, with room to leave a slot alone. */
    private static final int SLOTS_MAX = 128;
    /** Slots for each transaction at the same time: one in use, one that rests, so that its last change is long past. */
    private static final int SLOTS_PER_BUYER = 2;
    /** With fewer units in a slot most buyers of several would have to look in a second one. */
    private static final int UNITS_PER_SLOT_MIN = 4;
    /** Fetches units when what is left would be sold within this time at the present rate. */
    private static final Duration HORIZON = Duration.ofSeconds(30);
    /** What a region keeps for its own next buyers, as a part of an even share. */
    private static final int RESERVE_DIVISOR = 10;
    /** A SKU is not moved about more often than this, by any server. */
    private static final Duration REST = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final SlotTable allotments;
    private final SlotTable stock;
    private final Region here;
    private final String holder;
    private long lastNanos = System.nanoTime();

    /** @param holder names this server, for the lease on a SKU */
    public Rebalancer(Transactions transactions, SlotTable allotments, SlotTable stock, Region here, String holder) {
        this.transactions = transactions;
        this.allotments = allotments;
        this.stock = stock;
        this.here = here;
        this.holder = holder;
    }

    /** @return how many SKUs were changed; at most {@code limit} are looked at, the busiest first */
    public synchronized int rebalance(int limit) {
        long now = System.nanoTime();
        double seconds = Math.max(0.001, (now - lastNanos) / 1e9);
        lastNanos = now;
        Comparator<Usage> busiestFirst = Comparator.comparingInt(Usage::busiest)
                .thenComparingLong(Usage::units)
                .reversed();
        int changed = 0;
        for (Usage usage : allotments.pools().drainUsage().stream()
                .filter(usage -> usage.place().equals(here.name()))
                .sorted(busiestFirst)
                .limit(limit)
                .toList()) {
            long soon = (long) (usage.units() / seconds * HORIZON.toSeconds());
            changed += rebalance(allotments, usage, soon) ? 1 : 0;
        }
        for (Usage usage : stock.pools().drainUsage().stream()
                .sorted(busiestFirst)
                .limit(limit)
                .toList()) {
            changed += rebalance(stock, usage, 0) ? 1 : 0;
        }
        return changed;
    }

    /** What is to be done with a SKU in a place. */
    private record Plan(List<Slot> slots, int slotsWanted, Optional<Part> fetch) {
        boolean isNothing(String place) {
            List<Slot> mine = in(place);
            int slotsNow = mine.isEmpty() ? 0 : mine.get(0).slots();
            boolean gather = slotsWanted * 4 <= slotsNow;
            return fetch.isEmpty() && !(slotsWanted > slotsNow) && !gather && isEven(mine);
        }

        List<Slot> in(String place) {
            return slots.stream().filter(slot -> slot.place().equals(place)).toList();
        }

        /** Whether no slot runs dry long before the others. */
        private static boolean isEven(List<Slot> slots) {
            int inUse = slots.isEmpty() ? 0 : slots.get(0).slots();
            var levels = slots.stream()
                    .filter(slot -> slot.slot() < inUse)
                    .mapToLong(Slot::units)
                    .summaryStatistics();
            long outside = slots.stream()
                    .filter(slot -> slot.slot() >= inUse)
                    .mapToLong(Slot::units)
                    .sum();
            return outside == 0
                    && (inUse < 2 || levels.getMax() <= UNITS_PER_SLOT_MIN || levels.getMin() * 4 >= levels.getMax());
        }
    }

    private Plan plan(Tx tx, SlotTable table, Usage usage, long soon) {
        List<Slot> slots = table.slotsOf(tx, usage.sku());
        long mine = slots.stream()
                .filter(slot -> slot.place().equals(usage.place()))
                .mapToLong(Slot::units)
                .sum();
        Optional<Part> fetch = mine < soon ? fetch(slots, usage, mine) : Optional.empty();
        long units = mine + fetch.map(Part::units).orElse(0L);
        int byBuyers = usage.busiest() <= 1
                ? 1
                : Integer.highestOneBit(Math.min(SLOTS_MAX, usage.busiest() * SLOTS_PER_BUYER) * 2 - 1);
        int wanted = (int) Math.max(1, Math.min(Math.min(SLOTS_MAX, byBuyers), units / UNITS_PER_SLOT_MIN));
        return new Plan(slots, wanted, fetch);
    }

    /** From the fullest slot of the region that has most: half of what it has more, but not its reserve. */
    private static Optional<Part> fetch(List<Slot> slots, Usage usage, long mine) {
        Map<String, Long> others = slots.stream()
                .filter(slot -> !slot.place().equals(usage.place()))
                .collect(Collectors.groupingBy(Slot::place, TreeMap::new, Collectors.summingLong(Slot::units)));
        long total = mine + others.values().stream().mapToLong(Long::longValue).sum();
        long reserve = total / ((others.size() + 1L) * RESERVE_DIVISOR) + 1;
        return others.entrySet().stream().max(Map.Entry.comparingByValue()).flatMap(donor -> {
            long spare = Math.min((donor.getValue() - mine) / 2, donor.getValue() - reserve);
            Slot fullest = slots.stream()
                    .filter(slot -> slot.place().equals(donor.getKey()))
                    .max(Comparator.comparingLong(Slot::units))
                    .orElseThrow();
            long units = Math.min(spare, fullest.units());
            return units <= 0
                    ? Optional.empty()
                    : Optional.of(new Part(usage.sku(), fullest.place(), fullest.slot(), units));
        });
    }

    private boolean rebalance(SlotTable table, Usage usage, long soon) {
        Plan look = transactions.read("inventory: look at slots", tx -> plan(tx, table, usage, soon));
        if (look.slots().isEmpty() || look.isNothing(usage.place())) {
            return false;
        }
        try {
            return transactions.run("inventory: rebalance", tx -> apply(tx, table, usage, soon));
        } catch (Transactions.UnavailableException busy) {
            return false; // nothing was changed; the next call tries again
        }
    }

    private boolean apply(Tx tx, SlotTable table, Usage usage, long soon) {
        if (!table.still(tx, usage.sku(), usage.place()) || !lease(tx, usage.sku())) {
            return false;
        }
        Plan plan = plan(tx, table, usage, soon);
        if (plan.slots().isEmpty() || plan.isNothing(usage.place())) {
            return false;
        }
        plan.fetch().ifPresent(part -> table.takeExactly(tx, part));
        table.divide(
                tx,
                usage.sku(),
                usage.place(),
                plan.in(usage.place()),
                plan.slotsWanted(),
                plan.fetch().map(Part::units).orElse(0L));
        return true;
    }

    /** Two servers with the same SKU: the row is the judge, one of them leaves it alone. */
    private boolean lease(Tx tx, Sku sku) {
        return tx.update("""
                        UPDATE inventory.item
                           SET rebalancer = :holder, rebalancer_until = now() + :restMs * INTERVAL '1 millisecond'
                         WHERE sku = :sku AND rebalancer_until <= now()""")
                        .bind("holder", holder)
                        .bind("restMs", REST.toMillis())
                        .bind("sku", sku.code())
                        .execute()
                == 1;
    }
}
