package org.alwaysopen.inventory.slot;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The slots of one SKU in one place, as this server knows them: which are in use by transactions of this server, and what
 * was last seen in them. Knowledge here only says where to look first; the rows in the database decide.
 *
 * <p>The slot that was unused the longest is given first: a row that somebody changed since a transaction's view was
 * taken cannot be updated by that transaction (SQLSTATE 40001), so a slot is best left alone for a while. Thread-safe.
 */
final class SlotPool {
    /** Bounds the rows of a SKU in a place, which a sweep reads. Twice the buyers that a server lets in at once. */
    static final int SLOTS_MAX = 128;

    /** No slot is known to hold enough. */
    static final int NONE = -1;

    private static final long UNKNOWN = Long.MAX_VALUE;

    final String key;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final boolean[] held = new boolean[SLOTS_MAX];
    private final long[] levels = new long[SLOTS_MAX];
    private final long[] changedNanos = new long[SLOTS_MAX];
    private final boolean[] changed = new boolean[SLOTS_MAX];
    private final boolean holding;
    private boolean stilled;
    /** Somebody waits until no slot is in use. */
    private boolean keepingStill;

    private int slots;
    private int waiting;
    /** The most units that somebody who waits wants. */
    private long mostWanted;

    private int busiest;
    private long takenUnits;
    private long usedNanos = System.nanoTime();

    /** @param holding whether transactions of this server keep out of each other's slots */
    SlotPool(String key, boolean holding) {
        this.key = key;
        this.holding = holding;
        Arrays.fill(levels, UNKNOWN);
        resize(1);
    }

    /**
     * Waits, at most so long, for a slot that may hold so many units.
     *
     * @return the slot, now held; or {@link #NONE} when no slot is known to hold enough; or {@code -2 - slot} for a slot
     *         to be tried without holding it, because the wait was too long
     */
    int acquire(long units, long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            mostWanted = waiting == 0 ? units : Math.max(mostWanted, units);
            waiting++;
            usedNanos = System.nanoTime();
            busiest = Math.max(busiest, inUse() + waiting);
            long left = waitNanos;
            while (true) {
                int slot = holding && !stilled ? takeFree(units) : NONE;
                if (slot != NONE) {
                    held[slot] = true;
                    return slot;
                }
                int candidate = anyWith(units);
                if (candidate == NONE) {
                    return NONE;
                }
                if (left <= 0 || !holding) {
                    return -2 - candidate;
                }
                left = freed.awaitNanos(left);
            }
        } finally {
            waiting--;
            if (waiting > 0 && !free.isEmpty()) {
                freed.signal(); // there may be one more, or this one was woken and did not take it
            }
            lock.unlock();
        }
    }

    /**
     * Waits, at most so long, until nobody uses any slot, and keeps everybody out until {@link #reopen}.
     *
     * @return whether it is still
     */
    boolean still(long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = waitNanos;
            while (stilled || inUse() > 0) {
                if (left <= 0) {
                    return false;
                }
                keepingStill = true;
                left = freed.awaitNanos(left);
            }
            stilled = true;
            return true;
        } finally {
            keepingStill = false;
            lock.unlock();
        }
    }

    /** After {@link #still}: all rows may have been changed. */
    void reopen() {
        lock.lock();
        try {
            stilled = false;
            Arrays.fill(changed, true);
            Arrays.fill(changedNanos, System.nanoTime());
            Arrays.fill(levels, UNKNOWN);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int takeFree(long units) {
        for (Iterator<Integer> i = free.iterator(); i.hasNext(); ) {
            int slot = i.next();
            if (levels[slot] >= units) {
                i.remove();
                return slot;
            }
        }
        return NONE;
    }

    private int anyWith(long units) {
        int from = slots == 1 ? 0 : (int) (System.nanoTime() >>> 4 & Integer.MAX_VALUE) % slots;
        for (int i = 0; i < slots; i++) {
            int slot = (from + i) % slots;
            if (levels[slot] >= units) {
                return slot;
            }
        }
        return NONE;
    }

    private int inUse() {
        return slots - free.size();
    }

    /** @param wasChanged the row was, or may have been, updated while it was held */
    void release(int slot, boolean wasChanged) {
        lock.lock();
        try {
            held[slot] = false;
            if (wasChanged) {
                changed[slot] = true;
                changedNanos[slot] = System.nanoTime();
            }
            if (slot < slots) {
                free.addLast(slot);
            }
            // One goes on with it, whoever it is. All would wake up in vain but one, and with many buyers in one row
            // that takes
            // longer than a sale.
            if (waiting > 0 && levels[slot] >= mostWanted && !keepingStill) {
                freed.signal();
            } else {
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether this server changed the slot's row after that moment. */
    boolean changedSince(int slot, long nanos) {
        lock.lock();
        try {
            return changed[slot] && changedNanos[slot] - nanos > 0;
        } finally {
            lock.unlock();
        }
    }

    boolean mayHold(int slot, long units) {
        lock.lock();
        try {
            return slot < slots && levels[slot] >= units;
        } finally {
            lock.unlock();
        }
    }

    /** A row was read: what is in it, and how many slots there are. */
    void learn(int slot, long level, int slotsNow) {
        lock.lock();
        try {
            if (slot < SLOTS_MAX) {
                levels[slot] = level;
            }
            resize(Math.min(slotsNow, SLOTS_MAX));
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void learnAtMost(int slot, long level) {
        lock.lock();
        try {
            levels[slot] = Math.min(levels[slot], level);
        } finally {
            lock.unlock();
        }
    }

    void forget(int slot) {
        lock.lock();
        try {
            levels[slot] = UNKNOWN;
        } finally {
            lock.unlock();
        }
    }

    void forgetAll() {
        lock.lock();
        try {
            Arrays.fill(levels, UNKNOWN);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void resize(int slotsNow) {
        for (int slot = slots; slot < slotsNow; slot++) {
            if (!held[slot]) {
                free.addFirst(slot);
            }
            levels[slot] = UNKNOWN;
        }
        if (slotsNow < slots) {
            free.removeIf(slot -> slot >= slotsNow);
        }
        slots = slotsNow;
    }

    int slots() {
        lock.lock();
        try {
            return slots;
        } finally {
            lock.unlock();
        }
    }

    void took(long units) {
        lock.lock();
        try {
            takenUnits += units;
        } finally {
            lock.unlock();
        }
    }

    /** What happened since this was asked last. */
    Demand drainDemand() {
        lock.lock();
        try {
            Demand demand = new Demand(slots, busiest, takenUnits);
            busiest = inUse() + waiting;
            takenUnits = 0;
            return demand;
        } finally {
            lock.unlock();
        }
    }

    boolean idleFor(long nanos) {
        lock.lock();
        try {
            return inUse() == 0 && waiting == 0 && System.nanoTime() - usedNanos > nanos;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param busiest how many transactions used, or waited for, the slots at the same time, at the most
     * @param units   how many units were taken
     */
    record Demand(int slots, int busiest, long units) {}
}
