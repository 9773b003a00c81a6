package org.alwaysopen.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    /** What a shopper will wait for: no further try begins after it, and behind it stands an honest "try again". */
    public static final Duration BUDGET = Duration.ofSeconds(5);
    /**
     * Bounds one try: no statement of it begins later than this, and none takes longer ({@link ShopDatabase} sets that on every
     * connection). The change feed's overlap is built on it.
     */
    public static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(5);

    /** The first pause is at most this long, and each further one at most twice the one before ("full jitter"). */
    private static final Duration PAUSE_FIRST = Duration.ofMillis(4);

    private static final Duration PAUSE_MAX = Duration.ofMillis(500);

    /** A database that lost a node answers again after 8 to 19 s (measured on CockroachDB 22.1). */
    private static final Duration RESOLUTION_BUDGET = Duration.ofSeconds(25);

    /** How the two databases say that there is no time-out. */
    private static final Set<String> NO_TIMEOUT = Set.of("0", "0s", "00:00:00");

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final ThreadLocal<String> RUNNING = new ThreadLocal<>();

    private final Jdbi jdbi;
    private final Observer observer;
    private final RandomGenerator random;
    private volatile boolean sessionChecked;

    /** @param random decides the pauses between tries */
    public Transactions(DataSource dataSource, Observer observer, RandomGenerator random) {
        this.jdbi = ShopDatabase.jdbi(dataSource);
        this.observer = observer;
        this.random = random;
    }

    /**
     * Runs the work in one transaction, and returns what it returned once that is committed.
     *
     * @param name what the work does, in a few words; names its metric
     * @throws UnavailableException when the database did not let it through in time, or the thread was interrupted: nothing
     *                              was changed
     * @throws UnknownOutcomeException when the database could not be asked whether the commit took place
     */
    public <T> T run(String name, Work<T> work) {
        return guarded(name, () -> retried(name, work, true));
    }

    /**
     * Runs a writing statement that may be done twice: one that finds the second time that nothing is left to do, as {@code
     * INSERT ... ON CONFLICT DO NOTHING} does. It is committed by itself, in one round trip and without a witness: when its answer
     * is lost it is simply done again, even while the first try may still be on its way. So what it returns must not depend on who
     * of the two did it. Several statements would be as many transactions.
     *
     * @param name what the work does, in a few words; names its metric
     * @throws UnavailableException when the database did not answer in time; it may have been done
     */
    public <T> T runRepeatable(String name, Work<T> work) {
        return guarded(name, () -> retried(name, work, false));
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
        long begunNanos = System.nanoTime();
        Ending ending = Ending.REFUSED;
        try (Run run = new Run()) {
            T result = retried(name, work, writing, run);
            ending = Ending.COMMITTED;
            return result;
        } catch (UnavailableException | UnknownOutcomeException e) {
            ending = e instanceof UnavailableException ? Ending.UNAVAILABLE : Ending.UNKNOWN;
            throw e;
        } finally {
            Ending reached = ending;
            tell(() -> observer.ended(name, reached, Duration.ofNanos(System.nanoTime() - begunNanos)));
        }
    }

    private <T> T retried(String name, Work<T> work, boolean writing, Run run) {
        long begunNanos = System.nanoTime();
        for (int tries = 1; ; tries++) {
            Attempt<T> attempt = new Attempt<>(work, writing, run);
            RuntimeException failure = attempt.run();
            if (failure == null || (attempt.inDoubt(failure) && settledAsCommitted(name, attempt.witness))) {
                int triesNeeded = tries;
                tell(() -> observer.committed(name, triesNeeded));
                return attempt.result;
            }
            if (!attempt.inDoubt(failure) && !worthAnotherTry(failure)) {
                throw failure;
            }
            if (tries == TRIES_MAX || System.nanoTime() - begunNanos >= BUDGET.toNanos()) {
                throw new UnavailableException(name, tries, failure);
            }
            tell(() -> observer.retried(name, SqlStates.of(failure)));
            if (!(failure instanceof StartAgainException) && interruptedInPauseAfter(tries)) {
                throw new UnavailableException(name, tries, failure);
            }
        }
    }

    private static boolean worthAnotherTry(RuntimeException failure) {
        return failure instanceof StartAgainException
                || failure instanceof Tx.TooLongException
                || SqlStates.worthAnotherTry(failure);
    }

    /**
     * Asks whether the transaction of this witness took place, on a fresh connection, and makes sure that the answer stays
     * true. Goes on asking while the database does not answer.
     */
    private boolean settledAsCommitted(String name, Witness witness) {
        tell(() -> observer.ambiguous(name));
        long begunNanos = System.nanoTime();
        for (int tries = 1; ; tries++) {
            try {
                return jdbi.withHandle(witness::settle);
            } catch (JdbiException failure) {
                if (System.nanoTime() - begunNanos >= RESOLUTION_BUDGET.toNanos() || interruptedInPauseAfter(tries)) {
                    throw new UnknownOutcomeException(name, failure);
                }
            }
        }
    }

    private boolean interruptedInPauseAfter(int tries) {
        long ceilingNanos = Math.min(PAUSE_MAX.toNanos(), PAUSE_FIRST.toNanos() << Math.min(tries - 1, 10));
        long pauseNanos;
        synchronized (random) { // few generators are thread-safe, and a pause is not the place to hurry
            pauseNanos = random.nextLong(ceilingNanos) + 1;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(pauseNanos);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What the observer does wrong must not make a committed transaction look like a failed one. */
    private static void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.warn("an observer of transactions failed: {}", e.toString());
        }
    }

    /** One try; remembers how far it came, which decides what a failure means. */
    private final class Attempt<T> {
        private final Work<T> work;
        private final boolean writing;
        private final Run run;
        private T result;
        private Witness witness;
        private boolean commitSent;

        Attempt(Work<T> work, boolean writing, Run run) {
            this.work = work;
            this.writing = writing;
            this.run = run;
        }

        /** Whether nobody but the database knows what became of it. */
        boolean inDoubt(RuntimeException failure) {
            return commitSent && !SqlStates.certainlyRolledBack(failure);
        }

        /** Returns why it failed, or null when it is done. */
        RuntimeException run() {
            Handle handle;
            try {
                handle = jdbi.open();
            } catch (RuntimeException failure) {
                return failure;
            }
            Tx tx = new Tx(handle, run, writing);
            try {
                runWith(handle, tx);
                return null;
            } catch (RuntimeException failure) {
                return failure;
            } finally {
                closeQuietly(handle);
                tx.completed();
            }
        }

        private void runWith(Handle handle, Tx tx) {
            if (!writing) {
                result = work.run(tx);
                return;
            }
            handle.begin();
            try {
                checkSession(handle);
                result = work.run(tx);
                tx.refuseWhenFailed();
                witness = tx.witness().orElseGet(() -> Witness.OfTransaction.leave(tx));
                tx.refuseWhenTooLong();
                commitSent = true;
                handle.commit();
            } catch (RuntimeException | Error failure) {
                rollBackQuietly(handle, failure);
                throw failure;
            }
        }

        private void rollBackQuietly(Handle handle, Throwable failure) {
            try {
                Connection connection = handle.getConnection();
                if (!connection.isClosed() && !connection.getAutoCommit()) {
                    handle.rollback();
                }
            } catch (SQLException | JdbiException lost) {
                failure.addSuppressed(lost); // a connection that is gone has rolled back, or is settled by the witness
            }
        }

        /** What counts is what happened before: a committed transaction stays one when its connection cannot be given back. */
        private void closeQuietly(Handle handle) {
            try {
                handle.close();
            } catch (JdbiException e) {
                LOG.debug("a connection could not be given back: {}", e.toString());
            }
        }
    }

    /**
     * Once per data source, in its first transaction: without SERIALIZABLE nothing of ours is right, and without time-outs
     * the change feed may miss a transaction. Asking each time would cost a round trip.
     */
    private void checkSession(Handle handle) {
        if (sessionChecked) {
            return;
        }
        String isolation = setting(handle, "transaction_isolation");
        String timeout = setting(handle, "statement_timeout");
        if (!"serializable".equalsIgnoreCase(isolation) || NO_TIMEOUT.contains(timeout)) {
            throw new IllegalStateException(
                    "database: expected connections with transaction_isolation serializable and a statement_timeout, found "
                            + isolation + " and " + timeout
                            + ". Make the JDBC URL with ShopDatabase.withSessionDefaults");
        }
        sessionChecked = true;
    }

    private static String setting(Handle handle, String name) {
        return handle.createQuery("SHOW " + name).mapTo(String.class).one();
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

        /**
         * The last word about one run, or one reading.
         *
         * @param took from the call to its end, all tries and pauses in it
         */
        default void ended(String name, Ending ending, Duration took) {}
    }

    /** What became of a run. */
    public enum Ending {
        COMMITTED,
        /** The work itself said no, by an exception; nothing was changed. */
        REFUSED,
        /** An {@link UnavailableException}. */
        UNAVAILABLE,
        /** An {@link UnknownOutcomeException}. */
        UNKNOWN
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
