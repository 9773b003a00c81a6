package org.alwaysopen.local.launcher;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How soon a process that ended by itself is started again: 1 s, 2 s, 4 s..., and not at all after the fifth in ten minutes. */
final class Restarts {
    static final int RESTARTS_MAX = 5;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final Map<String, Deque<Long>> times = new HashMap<>();

    /** Counts a restart. @return how long to wait before it; empty when there were too many */
    synchronized Optional<Duration> next(String name) {
        Deque<Long> lately = times.computeIfAbsent(name, unseen -> new ArrayDeque<>());
        long now = System.nanoTime();
        while (!lately.isEmpty() && now - lately.peekFirst() > WITHIN.toNanos()) {
            lately.removeFirst();
        }
        if (lately.size() >= RESTARTS_MAX) {
            return Optional.empty();
        }
        lately.addLast(now);
        return Optional.of(Duration.ofSeconds(1L << (lately.size() - 1)));
    }
}
