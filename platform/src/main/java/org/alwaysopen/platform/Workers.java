package org.alwaysopen.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The periodic work of one server: relays, the change feed, recovery, housekeeping.
 *
 * <p>Each named work has a thread of its own, so that a slow one holds up no other, and never overlaps with itself: the pause
 * is counted from its end. A failure is logged in one line, once while it lasts, and the work goes on. {@link #close} lets a
 * running round end, for a bounded time. Thread-safe.
 */
public final class Workers implements AutoCloseable {
    /** Each is a thread: more of them than this is a mistake in the wiring. */
    static final int WORKERS_MAX = 40;
    /** How long {@link #close} waits for running rounds, all together, before it interrupts them, and again after that. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    /** Rounds of one go: what is there still is for another region, or for after the pause. */
    private static final int ROUNDS_MAX = 50;
    /** A failure that lasts is said again after this long. */
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final ThreadFactory threads;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> running = new ArrayList<>();

    /** Daemon threads, named for their work. */
    public Workers() {
        this(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param threads where threads come from, such as a server's managed ones */
    public Workers(ThreadFactory threads) {
        this.threads = threads;
    }

    /**
     * Work that takes only so much at a time, done again at once while it took all it may: with one batch for each pause a
     * region that sells quickly would never have done what is due.
     *
     * @param full  how much a round takes at most
     * @param round returns how much it took
     */
    public static Runnable whileFull(int full, IntSupplier round) {
        return () -> {
            int rounds = 0;
            while (round.getAsInt() >= full && ++rounds < ROUNDS_MAX) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        };
    }

    /** Does this work again and again, from about one pause from now on, until {@link #close}. */
    public synchronized void every(Duration pause, String name, Runnable work) {
        if (closing.getCount() == 0) {
            throw new IllegalStateException("worker \"" + name + "\": this server's workers are closed");
        }
        if (running.size() == WORKERS_MAX) {
            throw new IllegalStateException("worker \"" + name + "\": there are " + WORKERS_MAX + " already");
        }
        Thread thread = threads.newThread(() -> loop(pause, name, work));
        thread.setName("worker " + name);
        running.add(thread);
        thread.start();
    }

    private void loop(Duration pause, String name, Runnable work) {
        Failures failures = new Failures(name);
        try {
            while (!closing.await(jittered(pause), TimeUnit.NANOSECONDS)) {
                try {
                    work.run();
                    failures.over();
                } catch (Throwable e) { // whatever it is, the next round may pass
                    failures.add(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The servers of all regions were started at once: without this they would also query at once, for ever. */
    private static long jittered(Duration pause) {
        long nanos = pause.toNanos();
        return nanos - nanos / 10 + ThreadLocalRandom.current().nextLong(Math.max(1, nanos / 5));
    }

    /** Ends all work. Returns when it has ended, or after a bounded wait. */
    @Override
    public void close() {
        List<Thread> threadsToEnd;
        synchronized (this) {
            closing.countDown();
            threadsToEnd = List.copyOf(running);
            running.clear();
        }
        try {
            join(threadsToEnd);
            threadsToEnd.forEach(Thread::interrupt);
            join(threadsToEnd);
        } catch (InterruptedException e) {
            threadsToEnd.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        for (Thread thread : threads) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (thread != Thread.currentThread() && leftMs > 0) {
                thread.join(leftMs);
            }
        }
    }

    /** Says a failure when it begins, now and then while it lasts, and when it is over. */
    private static final class Failures {
        private final String name;
        private int inARow;
        private long saidNanos;

        Failures(String name) {
            this.name = name;
        }

        void add(Throwable failure) {
            inARow++;
            if (inARow == 1 || System.nanoTime() - saidNanos > REMINDER.toNanos()) {
                saidNanos = System.nanoTime();
                LOG.warn("{} failed ({} in a row), and goes on: {}", name, inARow, failure.toString());
            }
        }

        void over() {
            if (inARow > 0) {
                LOG.info("{} works again after {} failures", name, inARow);
                inARow = 0;
            }
        }
    }
}
