package org.alwaysopen.local.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What became of each payment or checkout while a processor was gone, by the time it began. Thread-safe. */
final class OutageLog {
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();

    private record Sample(long beganMs, long tookMs, boolean success) {}

    /** @param beganMs since the load's start */
    void add(long beganMs, long tookMs, boolean success) {
        samples.add(new Sample(beganMs, tookMs, success));
    }

    long size() {
        return samples.size();
    }

    long failed() {
        return samples.stream().filter(sample -> !sample.success()).count();
    }

    /** The share that succeeded of those that began from then on; 0 when there were none. */
    double shareFrom(long ms) {
        List<Sample> after =
                samples.stream().filter(sample -> sample.beganMs() >= ms).toList();
        return after.isEmpty()
                ? 0
                : (double) after.stream().filter(Sample::success).count() / after.size();
    }

    /** A line for each second of the three parts: before, during, after. */
    void print(PrintStream out, String processor, String outage, long outageMs, int seconds) {
        out.println("second   in all  failed  p50 ms  p99 ms");
        for (int second = 0; second < 3 * seconds; second++) {
            long at = second;
            List<Sample> of = samples.stream()
                    .filter(sample -> sample.beganMs() / 1000 == at)
                    .toList();
            String event = outageMs / 1000 == at
                    ? "  " + processor + " " + outage
                    : outageMs / 1000 + seconds == at ? "  " + processor + " is back" : "";
            out.printf(
                    Locale.ROOT,
                    "%6d  %7d  %6d  %6d  %6d%s%n",
                    second,
                    of.size(),
                    of.stream().filter(sample -> !sample.success()).count(),
                    percentile(of, 50),
                    percentile(of, 99),
                    event);
        }
    }

    private static long percentile(List<Sample> samples, int percent) {
        if (samples.isEmpty()) {
            return 0;
        }
        List<Long> sorted = samples.stream().map(Sample::tookMs).sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
}
