package org.alwaysopen.platform;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;

/** What the database's error codes mean for the one who wants to try again (PostgreSQL manual, appendix A). */
final class SqlStates {
    /** 40001 serialization failure, 40P01 deadlock, 55P03 lock not available: rolled back, another try may pass. */
    private static final Set<String> COLLISIONS = Set.of("40001", "40P01", "55P03");
    /**
     * 40003 outcome unknown (CockroachDB; of a statement before the commit it means that there is no commit), 57P01 to 57P03
     * server shutting down or starting, 57014 and 25P03 took too long, 58C00 and 58C01 a range or node of CockroachDB
     * cannot be reached, XXUUU what CockroachDB has no better word for, such as a call to a node that just died.
     */
    private static final Set<String> INTERRUPTED =
            Set.of("40003", "57P01", "57P02", "57P03", "57014", "25P03", "58C00", "58C01", "XXUUU");
    /** Something failed earlier in this transaction, and the work went on: what counts is that. */
    private static final String FAILED_BEFORE = "25P02";

    private SqlStates() {}

    /** The SQLSTATE behind a failure, or an empty string when the database said none. */
    static String of(Throwable failure) {
        SQLException sql = sqlException(failure);
        return sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    }

    /**
     * Of a failure at commit: the database itself said that it rolled back. Everything else there is in doubt, a broken
     * connection above all.
     */
    static boolean certainlyRolledBack(Throwable failure) {
        String state = of(failure);
        // Asked to commit a transaction in which something had failed, PostgreSQL says that it rolled back.
        return COLLISIONS.contains(state) || state.startsWith("23") || failedBefore(failure);
    }

    /** Of a failure before the commit was sent: it cannot have taken effect, and need not happen again. */
    static boolean worthAnotherTry(Throwable failure) {
        String state = of(failure);
        return COLLISIONS.contains(state)
                || INTERRUPTED.contains(state)
                || state.startsWith("08") // no connection
                || state.startsWith("53") // too many connections, no memory, no disk: for now
                || failure instanceof ConnectionException
                || sqlException(failure) instanceof SQLTransientConnectionException
                || sqlException(failure) instanceof SQLNonTransientConnectionException;
    }

    private static boolean failedBefore(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && FAILED_BEFORE.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static SQLException sqlException(Throwable failure) {
        SQLException first = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                first = first == null ? sql : first;
                if (!FAILED_BEFORE.equals(sql.getSQLState())) {
                    return sql; // the driver gives what failed before as the cause
                }
            }
        }
        return first;
    }
}
