package org.alwaysopen.orders.promotion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.alwaysopen.platform.Tx;

/**
 * Which slot of a promotion a checkout should take its use from: one that no other checkout of this server holds, the longest
 * unused first, so that it has rested for as long as a transaction lasts (docs/adr/0011). A courtesy: whatever it says, the
 * database decides, and with several servers some still meet. Thread-safe.
 */
final class SlotRota {
    /** Of more promotions than these it remembers nothing, and begins anew. */
    private static final int PROMOTIONS_MAX = 1_000;

    private final Map<UUID, Deque<Integer>> free = new ConcurrentHashMap<>();
    private final Random random;

    SlotRota(Random random) {
        this.random = random;
    }

    /** A slot of 0 to {@code slots - 1}, until the transaction has ended. */
    int next(Tx tx, UUID promotion, int slots) {
        if (free.size() >= PROMOTIONS_MAX) {
            free.clear();
        }
        Deque<Integer> rested = free.computeIfAbsent(promotion, id -> shuffled(slots));
        Integer slot;
        synchronized (rested) {
            slot = rested.pollFirst();
        }
        if (slot == null) {
            return random.nextInt(slots);
        }
        int held = slot;
        tx.afterCompletion(() -> {
            synchronized (rested) {
                rested.addLast(held);
            }
        });
        return held;
    }

    /** Each server in an order of its own. */
    private Deque<Integer> shuffled(int slots) {
        List<Integer> all = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            all.add(slot);
        }
        Collections.shuffle(all, random);
        return new ArrayDeque<>(all);
    }
}
