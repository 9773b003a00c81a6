package org.alwaysopen.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The only way to write to the shop's SQL store.
 *
 * <p>The life of one run: a SERIALIZABLE transaction is opened, the whole work is done in it, and it is committed. When
 * the database says that it collided with another one (SQLSTATE 40001), everything the work did is undone, and the whole
 * work is done again, at most {@link #TRIES_MAX} times within {@link #BUDGET}, after a random pause.
 *
 * <p>An answer that got lost during the commit (SQLSTATE 40003, or a broken connection) is neither a failure nor a
 * success. So every transaction carries a witness: the row of the idempotency key that the work claimed
 * ({@link Idempotency#claim}), or else a row with a random key that is added just before the commit. The witness is
 * looked for on a fresh connection: when it is there, the work is done, and its result is returned; when it is not, it
 * is made impossible that it still appears, and the work is done again.
 *
 * <p>So the work may run several times, and must not do anything that a rollback does not undo: no remote call, no
 * mail, no change of objects outside. It must not start another run: that throws {@link IllegalStateException}.
 *
 * <p>Thread-safe. Works the same on PostgreSQL 15+ and CockroachDB 22.1+ (its documentation calls this "client-side
 * transaction retries").
 */
public final class Transactions {
    /** Ten collisions in a row mean a design that needs slots, not an eleventh try. */
    public static final int TRIES_MAX = 10;
    /** What a shopper will wait for at the most; behind it stands an honest "try again". */
    public static final Duration BUDGET = Duration.ofSeconds(5);
    /** Bounds one try; the change feed's overlap is built on it. Set on every connection by {@link ShopDatabase}. */
    public static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(5);

    /** The first pause is at most this long, and each further one at most twice the one before ("full jitter"). */
    private static final Duration PAUSE_FIRST = Duration.ofMillis(4);

    private static final Duration PAUSE_MAX = Duration.ofMillis(500);

    /** A database that lost a node answers again after 8 to 19 s (measured on CockroachDB 22.1). */
    private static final Duration RESOLUTION_BUDGET = Duration.ofSeconds(25);

    private static final ThreadLocal<String> RUNNING = new ThreadLocal<>();

    private final Jdbi jdbi;
    private final Observer observer;
    private final RandomGenerator random;

    public Transactions(DataSource dataSource, Observer observer, RandomGenerator random) {
        this.jdbi = ShopDatabase.jdbi(dataSource);
        this.observer = observer;
        this.random = random;
    }

    /**
     * Runs the work in one transaction, and returns what it returned once that is committed.
     *
     * @param name what the work does, in a few words; names its metric
     * @throws UnavailableException when the database did not let it through in time: nothing was changed
     * @throws UnknownOutcomeException when the database could not be asked whether the commit took place
     */
    public <T> T run(String name, Work<T> work) {
        return guarded(name, () -> retried(name, work, true));
    }

    /**
     * Runs reading work. Each statement sees what was committed before it; two statements may see different states.
     * Use it to show things. What decides about money or stock is read inside {@link #run}.
     */
    public <T> T read(String name, Work<T> work) {
        return guarded(name, () -> retried(name, work, false));
    }

    private static <T> T guarded(String name, Attempts<T> attempts) {
        if (RUNNING.get() != null) {
            throw new IllegalStateException("transaction: \"" + name + "\" inside \"" + RUNNING.get()
                    + "\": take part in it by its Tx instead");
        }
        RUNNING.set(name);
        try {
            return attempts.run();
        } finally {
            RUNNING.remove();
        }
    }

    private <T> T retried(String name, Work<T> work, boolean writing) {
        try (Run run = new Run()) {
            return retried(name, work, writing, run);
        }
    }

    private <T> T retried(String name, Work<T> work, boolean writing, Run run) {
        long deadlineNanos = System.nanoTime() + BUDGET.toNanos();
        for (int tries = 1; ; tries++) {
            Attempt<T> attempt = new Attempt<>(work, writing, run);
            try {
                T result = attempt.run();
                observer.committed(name, tries);
                return result;
            } catch (RuntimeException failure) {
                if (attempt.commitSent && !SqlStates.certainlyRolledBack(failure)) {
                    observer.ambiguous(name);
                    if (committed(name, attempt.witness)) {
                        return attempt.result;
                    }
                } else if (!(failure instanceof StartAgainException) && !SqlStates.worthAnotherTry(failure)) {
                    throw failure;
                }
                if (tries == TRIES_MAX || System.nanoTime() >= deadlineNanos) {
                    throw new UnavailableException(name, tries, failure);
                }
                observer.retried(name, SqlStates.of(failure));
                if (!(failure instanceof StartAgainException)) {
                    pauseAfter(tries, failure, deadlineNanos);
                }
            }
        }
    }

    /**
     * Asks whether the transaction of this witness took place, and makes sure that the answer stays true: the statement
     * waits for a commit that is still under way (both write the same row), and where there is no row it leaves one, on
     * which a commit that arrives later fails.
     */
    private boolean committed(String name, Tx.Witness witness) {
        long deadlineNanos = System.nanoTime() + RESOLUTION_BUDGET.toNanos();
        for (int tries = 1; ; tries++) {
            try {
                return Idempotency.settle(jdbi, witness);
            } catch (JdbiException failure) {
                if (System.nanoTime() >= deadlineNanos) {
                    throw new UnknownOutcomeException(name, failure);
                }
                pauseAfter(tries, failure, deadlineNanos);
            }
        }
    }

    private void pauseAfter(int tries, RuntimeException failure, long deadlineNanos) {
        long ceilingNanos = Math.min(PAUSE_MAX.toNanos(), PAUSE_FIRST.toNanos() << Math.min(tries - 1, 10));
        long leftNanos = Math.max(1, deadlineNanos - System.nanoTime());
        try {
            TimeUnit.NANOSECONDS.sleep(random.nextLong(Math.min(ceilingNanos, leftNanos)) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", tries, failure);
        }
    }

    /** One try; remembers how far it came, which decides what a failure means. */
    private final class Attempt<T> {
        private final Work<T> work;
        private final boolean writing;
        private final Run run;
        private T result;
        private Tx.Witness witness;
        private boolean commitSent;

        Attempt(Work<T> work, boolean writing, Run run) {
            this.work = work;
            this.writing = writing;
            this.run = run;
        }

        T run() {
            Handle handle = jdbi.open();
            Tx tx = new Tx(handle, run);
            try {
                return runWith(handle, tx);
            } finally {
                try {
                    handle.close();
                } finally {
                    tx.completed();
                }
            }
        }

        private T runWith(Handle handle, Tx tx) {
            if (!writing) {
                return work.run(tx);
            }
            handle.begin();
            try {
                result = work.run(tx);
                witness = tx.witness().orElseGet(() -> Idempotency.leaveWitness(tx));
                commitSent = true;
                handle.commit();
                return result;
            } catch (RuntimeException failure) {
                rollBackQuietly(handle, failure);
                throw failure;
            }
        }

        private void rollBackQuietly(Handle handle, RuntimeException failure) {
            try {
                Connection connection = handle.getConnection();
                if (!connection.isClosed() && !connection.getAutoCommit()) {
                    handle.rollback();
                }
            } catch (SQLException | JdbiException lost) {
                failure.addSuppressed(lost); // a connection that is gone has rolled back, or is settled by the witness
            }
        }
    }

    /** All the tries of one piece of work, and what they keep in memory from one to the next. */
    static final class Run implements AutoCloseable {
        private final Map<Class<?>, AutoCloseable> kept = new LinkedHashMap<>();

        <T extends AutoCloseable> T kept(Class<T> type, Supplier<T> make) {
            return type.cast(kept.computeIfAbsent(type, none -> make.get()));
        }

        @Override
        public void close() {
            for (AutoCloseable thing : kept.values()) {
                try {
                    thing.close();
                } catch (Exception e) {
                    throw new IllegalStateException("what a run keeps must close without a failure: " + thing, e);
                }
            }
        }
    }

    /** Work inside a transaction. May be run several times. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Tx tx);
    }

    @FunctionalInterface
    private interface Attempts<T> {
        T run();
    }

    /** Hears what becomes of transactions, for metrics. Called outside of any transaction; must be quick and thread-safe. */
    public interface Observer {
        Observer NONE = new Observer() {};

        default void committed(String name, int tries) {}

        default void retried(String name, String sqlState) {}

        default void ambiguous(String name) {}
    }

    /**
     * Thrown by work that found out, in memory, that its view of the database is too old to succeed: it is rolled back and
     * tried again at once, with a fresh view. Counts as a try like any other.
     */
    public static final class StartAgainException extends RuntimeException {
        public StartAgainException(String why) {
            super(why, null, false, false);
        }
    }

    /** The database did not let the work through in time. Nothing was changed; trying again later is safe. */
    public static final class UnavailableException extends RuntimeException {
        UnavailableException(String name, int tries, Throwable cause) {
            super("transaction \"" + name + "\" not done after " + tries + " tries", cause);
        }
    }

    /** Whether the work was committed could not be found out in time. Only the same idempotency key may be tried again. */
    public static final class UnknownOutcomeException extends RuntimeException {
        UnknownOutcomeException(String name, Throwable cause) {
            super("transaction \"" + name + "\": the database could not be asked whether it was committed", cause);
        }
    }
}
