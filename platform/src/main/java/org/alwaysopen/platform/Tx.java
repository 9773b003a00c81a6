package org.alwaysopen.platform;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

/**
 * A running transaction: what a module takes to take part in its caller's work.
 *
 * <p>Only {@link Transactions} makes one, commits it and rolls it back. It lives as long as the work that was given it,
 * on that work's thread: do not keep it, do not hand it to another thread. SQL is of the common subset of PostgreSQL 15
 * and CockroachDB 22.1; parameters are named ({@code :sku}).
 */
public final class Tx {
    private final Handle handle;
    private final Transactions.Run run;
    private final boolean writing;
    private final List<Runnable> afterwards = new ArrayList<>();
    private Witness witness;
    private SQLException hidden;
    private final long beganNanos = System.nanoTime();
    private long viewTakenNanos;
    private boolean viewTaken;

    Tx(Handle handle, Transactions.Run run, boolean writing) {
        this.handle = handle;
        this.run = run;
        this.writing = writing;
        if (writing) {
            handle.setSqlLogger(new SqlLogger() {
                @Override
                public void logException(StatementContext context, SQLException failure) {
                    hidden = hidden == null ? failure : hidden;
                }
            });
        }
    }

    /** A {@code SELECT}, or a writing statement with {@code RETURNING}. */
    public Query query(String sql) {
        viewIsTaken();
        return handle.createQuery(sql);
    }

    public Update update(String sql) {
        viewIsTaken();
        return handle.createUpdate(sql);
    }

    /**
     * A writing statement that begins with {@code WITH}, like {@link #query}. It brings this transaction's witness along when
     * there is none yet, and so saves the statement and the round trip that the witness takes before the commit. For work
     * that may stand alone, without a key that is claimed in the same transaction.
     */
    public Query queryAndWitness(String sql) {
        if (witness != null || !writing) {
            return query(sql);
        }
        return Witness.OfTransaction.along(this, sql);
    }

    /** One statement for many rows, sent together. */
    public PreparedBatch batch(String sql) {
        viewIsTaken();
        return handle.prepareBatch(sql);
    }

    /**
     * Has this done when this try is committed or rolled back, whichever comes, outside of the transaction and before
     * another try begins; the last one added is done first. For what a try holds in memory. It must be quick and not throw.
     */
    public void afterCompletion(Runnable action) {
        afterwards.add(action);
    }

    /**
     * Something in memory that outlives this try: made at the first call, the same for all tries of this run, closed when
     * the run has ended, whichever way.
     */
    public <T extends AutoCloseable> T keptForRun(Class<T> type, Supplier<T> make) {
        return run.kept(type, make);
    }

    /**
     * When this try's view of the database was taken, by {@link System#nanoTime}: at its first statement. What others
     * commit after that it cannot see, and a row that they changed since it can no longer update. Empty before.
     */
    public OptionalLong viewTakenNanos() {
        return viewTaken ? OptionalLong.of(viewTakenNanos) : OptionalLong.empty();
    }

    private void viewIsTaken() {
        refuseWhenTooLong();
        if (!viewTaken) {
            viewTaken = true;
            viewTakenNanos = System.nanoTime();
        }
    }

    /**
     * PostgreSQL 15 and CockroachDB 22.1 bound each statement and each idle time, but not their sum: this does, so that the
     * change feed can rely on {@link Transactions#TRANSACTION_TIMEOUT}.
     */
    void refuseWhenTooLong() {
        if (writing && System.nanoTime() - beganNanos > Transactions.TRANSACTION_TIMEOUT.toNanos()) {
            throw new TooLongException();
        }
    }

    /**
     * When a statement has failed, nothing of the transaction can be committed any more: asked to, the database rolls back,
     * and the driver calls that a success. So work that caught the failure, and went on, fails by it here.
     */
    void refuseWhenFailed() {
        if (hidden != null) {
            throw new FailedBeforeException(hidden);
        }
    }

    static final class FailedBeforeException extends RuntimeException {
        FailedBeforeException(SQLException failure) {
            super("a statement of the transaction failed, and its work went on; nothing was changed", failure);
        }
    }

    static final class TooLongException extends RuntimeException {
        TooLongException() {
            super("the transaction took longer than " + Transactions.TRANSACTION_TIMEOUT + ", and was rolled back");
        }
    }

    void completed() {
        for (int i = afterwards.size() - 1; i >= 0; i--) {
            afterwards.get(i).run();
        }
        afterwards.clear();
    }

    /** The row by which a lost answer to this transaction's commit is resolved; see {@link Transactions}. */
    Optional<Witness> witness() {
        return Optional.ofNullable(witness);
    }

    void witnessedBy(Witness row) {
        this.witness = row;
    }
}
