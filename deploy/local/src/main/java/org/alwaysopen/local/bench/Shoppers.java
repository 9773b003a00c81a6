package org.alwaysopen.local.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

/**
 * Shoppers who do the same again and again, each waiting for the answer of what it asked before. Thread-safe.
 *
 * @param many at the same time
 */
record Shoppers(int many) {
    /** What a shopper does. Thread-safe. */
    @FunctionalInterface
    interface Journey {
        /**
         * Once.
         *
         * @return how long each step took, ns
         * @throws RefusedException when it did not come to its end
         */
        long[] go();
    }

    /** An answer that a shopper does not want. */
    static final class RefusedException extends RuntimeException {
        RefusedException(String message) {
            super(message, null, false, false);
        }
    }

    /** What all of them did together. */
    static final class Run {
        private final List<long[]> journeys = new ArrayList<>();
        private double seconds;
        private int refused;
        private String firstRefusal;

        int done() {
            return journeys.size();
        }

        double seconds() {
            return seconds;
        }

        double perSecond() {
            return journeys.size() / seconds;
        }

        int refused() {
            return refused;
        }

        /** Null when there is none. */
        String firstRefusal() {
            return firstRefusal;
        }

        /** In ms; 0 when nobody came to the end. */
        double meanMs() {
            return whole().average().orElse(0) / 1e6;
        }

        double percentileMs(double share) {
            return percentileMs(whole(), share);
        }

        double percentileMs(int step, double share) {
            return percentileMs(journeys.stream().mapToLong(took -> took[step]), share);
        }

        private LongStream whole() {
            return journeys.stream().mapToLong(took -> Arrays.stream(took).sum());
        }

        private static double percentileMs(LongStream nanos, double share) {
            long[] sorted = nanos.sorted().toArray();
            return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
        }
    }

    /** Returns when the last of them has ended the journey that the time was over in. */
    Run go(Journey journey, int seconds) throws InterruptedException {
        Run run = new Run();
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        CountDownLatch done = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            Thread shopper = new Thread(() -> {
                try {
                    goUntil(end, journey, run);
                } finally {
                    done.countDown();
                }
            });
            shopper.setDaemon(true);
            shopper.start();
        }
        done.await();
        run.seconds = (System.nanoTime() - begin) / 1e9;
        return run;
    }

    private static void goUntil(long end, Journey journey, Run run) {
        List<long[]> gone = new ArrayList<>();
        int refused = 0;
        String why = null;
        while (System.nanoTime() < end) {
            try {
                gone.add(journey.go());
            } catch (RefusedException e) {
                refused++;
                why = e.getMessage();
            }
        }
        synchronized (run) {
            run.journeys.addAll(gone);
            run.refused += refused;
            run.firstRefusal = run.firstRefusal == null ? why : run.firstRefusal;
        }
    }
}
