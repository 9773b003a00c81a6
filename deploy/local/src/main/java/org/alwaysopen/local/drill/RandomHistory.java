package org.alwaysopen.local.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One random history: shoppers buy for a while, and meanwhile servers die, processors disappear, answers get lost and the
 * database hangs up. The troubles and what each shopper wants are the seed's; how threads take turns is the machine's.
 */
final class RandomHistory {
    /** The longest answer of a shop in trouble, and a server that comes back on a busy machine. */
    private static final Duration ENDING_MAX = Duration.ofMinutes(3);

    /**
     * @param troubles how many of each kind there were
     * @param failures what the drill itself could not do: the history is then no proof
     */
    record Course(Map<Trouble.Kind, Integer> troubles, List<String> failures) {}

    private final Counter counter;
    private final Troublemaker troublemaker;
    private final List<String> skus;
    private final Acknowledged acknowledged;

    RandomHistory(Counter counter, Troublemaker troublemaker, List<String> skus, Acknowledged acknowledged) {
        this.counter = counter;
        this.troublemaker = troublemaker;
        this.skus = skus;
        this.acknowledged = acknowledged;
    }

    /** Returns when the shoppers have gone, and everything is mended. */
    Course run(long seed, Duration length, int shoppers, List<Trouble> plan) throws Exception {
        Map<Trouble.Kind, Integer> made = new EnumMap<>(Trouble.Kind.class);
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch begin = new CountDownLatch(1);
        long beganNanos = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < shoppers; i++) {
            RandomShopper shopper =
                    new RandomShopper(counter, skus, new Random(seed * 1_000 + i), acknowledged, threads);
            running.add(threads.submit(() -> {
                begin.await();
                while (System.nanoTime() - beganNanos < length.toNanos()) {
                    shopper.visit();
                }
                return null;
            }));
        }
        for (Trouble trouble : plan) {
            running.add(threads.submit(() -> {
                begin.await();
                sleepUntil(beganNanos, trouble.at());
                if (troublemaker.make(trouble)) {
                    synchronized (made) {
                        made.merge(trouble.kind(), 1, Integer::sum);
                    }
                    TimeUnit.MILLISECONDS.sleep(trouble.lasting().toMillis());
                    troublemaker.mend(trouble);
                }
                return null;
            }));
        }
        begin.countDown();
        for (Future<?> one : running) {
            try {
                one.get(length.plus(ENDING_MAX).toMillis(), TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.ExecutionException e) {
                failures.add(String.valueOf(e.getCause()));
            }
        }
        threads.shutdownNow();
        troublemaker.mendAll();
        return new Course(made, List.copyOf(failures));
    }

    private static void sleepUntil(long beganNanos, Duration at) throws InterruptedException {
        long leftNanos = at.toNanos() - (System.nanoTime() - beganNanos);
        if (leftNanos > 0) {
            TimeUnit.NANOSECONDS.sleep(leftNanos);
        }
    }
}
