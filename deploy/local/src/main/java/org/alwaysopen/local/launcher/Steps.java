package org.alwaysopen.local.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is done while the shop comes up, and how long each step takes. Steps may run side by side. Thread-safe. */
final class Steps {
    private final long began = System.nanoTime();
    private final Map<String, Timing> timings = new LinkedHashMap<>();

    private record Timing(long start, long end, String state) {}

    void run(String name, Runnable work) {
        run(name, () -> {
            work.run();
            return null;
        });
    }

    <T> T run(String name, Supplier<T> work) {
        long start = System.nanoTime();
        put(name, new Timing(start, 0, "running"));
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } finally {
            put(name, new Timing(start, System.nanoTime(), done ? "done" : "failed"));
        }
    }

    private synchronized void put(String name, Timing timing) {
        timings.put(name, timing);
    }

    double secondsSinceBegin() {
        return seconds(System.nanoTime() - began);
    }

    synchronized List<Status.Step> list() {
        List<Status.Step> steps = new ArrayList<>();
        timings.forEach((name, timing) -> steps.add(new Status.Step(
                name,
                timing.state(),
                seconds((timing.end() == 0 ? System.nanoTime() : timing.end()) - timing.start()))));
        return steps;
    }

    private static double seconds(long nanos) {
        return Math.round(nanos / 1e8) / 10.0;
    }
}
