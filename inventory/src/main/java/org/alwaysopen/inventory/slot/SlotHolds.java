package org.alwaysopen.inventory.slot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * The slots that one transaction keeps to itself within this server, until it is committed or rolled back.
 *
 * <p>Waiting for a slot makes the transaction's view too old for the slot's row: the one that had it changed it. So a
 * transaction that waited starts again, at once and keeping what it holds; then nobody of this server is in its way.
 * Holding is a courtesy among the threads of a server, bounded in time: nothing depends on it but speed.
 *
 * <p>Used by one thread: the transaction's.
 */
public final class SlotHolds implements AutoCloseable {
    /** A buyer rather collides in the database than waits longer than this for others of its server. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(1);
    /** Longer than a transaction takes when nothing is wrong; buyers wait meanwhile. */
    private static final Duration STILL_WAIT_MAX = Duration.ofMillis(500);
    /** Once for the slots, once for a sweep that turned out to be needed; more would eat up the run's tries. */
    private static final int STARTS_AGAIN_MAX = 4;

    private static final class Hold {
        final int slot;
        boolean changed;

        Hold(int slot) {
            this.slot = slot;
        }
    }

    private final Map<SlotPool, Hold> holds = new LinkedHashMap<>();
    /** Changed by a try that did not come to anything: what was learned of them is not true. */
    private final List<Runnable> toForget = new ArrayList<>();

    private final List<SlotPool> stilled = new ArrayList<>();
    /** To be held from the beginning of the next try, before any row is changed. */
    private final Set<SlotPool> planned = new LinkedHashSet<>();

    private Tx current;
    /** Rows were changed: who waits now for another thread of this server might have it wait for these rows. */
    private boolean changedRows;

    private boolean startingAgain;
    private int startsAgain;

    private SlotHolds() {}

    /** Those of this transaction's run. */
    public static SlotHolds of(Tx tx) {
        SlotHolds holds = tx.keptForRun(SlotHolds.class, SlotHolds::new);
        holds.beginTry(tx);
        return holds;
    }

    private void beginTry(Tx tx) {
        if (tx == current) {
            return;
        }
        toForget.forEach(Runnable::run);
        toForget.clear();
        current = tx;
        startingAgain = false;
        changedRows = false;
        tx.afterCompletion(this::tryEnded);
    }

    private void tryEnded() {
        if (!startingAgain) {
            releaseAll();
        }
    }

    /** Holds a slot that may hold so many units. @return the slot, or {@link SlotPool#NONE} when none is known */
    int hold(SlotPool pool, long units) {
        Hold already = holds.get(pool);
        if (already != null) {
            if (pool.mayHold(already.slot, units)) {
                return already.slot;
            }
            holds.remove(pool);
            pool.release(already.slot, already.changed);
        }
        try {
            int slot = pool.acquire(units, mayWaitFor(pool) ? WAIT_MAX.toNanos() : 0);
            if (slot >= 0) {
                holds.put(pool, new Hold(slot));
            }
            return slot < SlotPool.NONE ? -2 - slot : slot;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SlotPool.NONE;
        }
    }

    /** Two that wait for each other: who waits must hold only what comes before, slots by key, and then sweeps. */
    private boolean mayWaitFor(SlotPool pool) {
        return !changedRows && holds.keySet().stream().allMatch(held -> before(held, pool));
    }

    private static boolean before(SlotPool one, SlotPool other) {
        boolean oneSweeps = SlotPools.isSweep(one);
        return oneSweeps == SlotPools.isSweep(other) ? one.key.compareTo(other.key) < 0 : !oneSweeps;
    }

    /**
     * Keeps everybody of this server out of all slots of this pool until the transaction has ended. To be asked for before
     * the transaction's first statement.
     */
    boolean still(SlotPool pool) {
        try {
            if (!pool.still(STILL_WAIT_MAX.toNanos())) {
                return false;
            }
            stilled.add(pool);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Makes this transaction the only one of this server that sweeps these SKUs. When that takes a wait, and rows were
     * changed already, the transaction starts again, so that it waits without them.
     */
    void holdSweeps(List<SlotPool> sweeps) {
        boolean wait = false;
        for (SlotPool sweep : sweeps) {
            hold(sweep, 1);
            if (!holds.containsKey(sweep) && changedRows) {
                planned.add(sweep);
                wait = true;
            }
        }
        if (wait && startsAgain < STARTS_AGAIN_MAX) {
            startAgain("to wait for another sweep");
        }
    }

    /** Holds what was found to be needed in an earlier try. */
    void holdPlanned() {
        planned.forEach(sweep -> hold(sweep, 1));
        planned.clear();
    }

    /** Starts the transaction again when a row that it holds was changed after its view was taken. */
    void startAgainIfStale(Tx tx) {
        OptionalLong view = tx.viewTakenNanos();
        if (view.isEmpty() || startsAgain >= STARTS_AGAIN_MAX) {
            return;
        }
        for (Map.Entry<SlotPool, Hold> hold : holds.entrySet()) {
            if (hold.getKey().changedSince(hold.getValue().slot, view.getAsLong())) {
                startAgain("waited for a slot of " + hold.getKey().key);
            }
        }
    }

    private void startAgain(String why) {
        startsAgain++;
        startingAgain = true;
        throw new Transactions.StartAgainException(why);
    }

    /** The slot's row was changed by this transaction. */
    void changes(SlotPool pool, int slot) {
        changedRows = true;
        Hold hold = holds.get(pool);
        if (hold != null && hold.slot == slot) {
            hold.changed = true;
        }
        if (!SlotPools.isSweep(pool)) {
            toForget.add(() -> pool.forget(slot));
        }
    }

    /** The transaction is about to fail: what it learned from its own updates is not true. */
    public void forgetLearned() {
        toForget.forEach(Runnable::run);
        toForget.clear();
    }

    private void releaseAll() {
        holds.forEach((pool, hold) -> pool.release(hold.slot, hold.changed));
        holds.clear();
        stilled.forEach(SlotPool::reopen);
        stilled.clear();
    }

    @Override
    public void close() {
        releaseAll();
    }
}
