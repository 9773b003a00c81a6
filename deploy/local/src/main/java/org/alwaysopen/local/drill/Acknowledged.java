package org.alwaysopen.local.drill;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.alwaysopen.local.drill.Counter.Answer;

/** What shoppers were told, in their own books: by these the shop is judged. Thread-safe. */
final class Acknowledged {
    /** One request and its final answer. */
    record Told(UUID cart, String key, String token, Answer answer) {}

    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicLong> statuses = new ConcurrentSkipListMap<>();
    private final Collection<String> contradictions = new ConcurrentLinkedQueue<>();

    /** Notes an answer. One that differs from what the same request was told before is a breach. */
    void note(UUID cart, String key, String token, Answer answer) {
        statuses.computeIfAbsent(answer.status(), status -> new AtomicLong()).incrementAndGet();
        if (answer.status() == 500) {
            contradictions.add("answered 500: " + answer.body());
        }
        if (!answer.isFinal()) {
            return;
        }
        Told before = told.putIfAbsent(cart + " " + key, new Told(cart, key, token, answer));
        if (before != null && !before.answer().equals(answer)) {
            contradictions.add(
                    "key " + key + " of cart " + cart + " was told " + before.answer() + ", and then " + answer);
        }
    }

    List<Told> all() {
        return List.copyOf(told.values());
    }

    List<String> contradictions() {
        return new ArrayList<>(contradictions);
    }

    /** How often each status was answered; 0: no answer came. */
    Map<Integer, Long> statuses() {
        Map<Integer, Long> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(status, count.get()));
        return counts;
    }
}
