package org.alwaysopen.local.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What a measurement uses of the machine: processor time of this process and of the database's, when that runs here too,
 * and the flushes of its write-ahead log. What cannot be found out counts as nothing. For one thread.
 */
final class MachineUse implements AutoCloseable {
    /** So far. */
    record Reading(long nanos, long hereNanos, long databaseNanos, long flushes, double busy) {
        Sum minus(Reading before) {
            double seconds = (nanos - before.nanos) / 1e9;
            return new Sum(
                    seconds,
                    (hereNanos - before.hereNanos) / 1e6,
                    (databaseNanos - before.databaseNanos) / 1e6,
                    flushes - before.flushes,
                    busy * seconds);
        }
    }

    /** Of one or more measurements; times in ms, but {@code seconds} and {@code busySeconds}. */
    record Sum(double seconds, double hereMs, double databaseMs, long flushes, double busySeconds) {
        static final Sum NOTHING = new Sum(0, 0, 0, 0, 0);

        Sum plus(Sum other) {
            return new Sum(
                    seconds + other.seconds,
                    hereMs + other.hereMs,
                    databaseMs + other.databaseMs,
                    flushes + other.flushes,
                    busySeconds + other.busySeconds);
        }

        PerUnit per(long units) {
            double count = Math.max(1, units);
            return new PerUnit(
                    hereMs / count, databaseMs / count, flushes / count, seconds == 0 ? 0 : busySeconds / seconds);
        }
    }

    /**
     * For each thing that was done.
     *
     * @param here     processor time of this process, ms
     * @param database processor time of the database, ms
     * @param busy     how busy the machine was, 0 to 1, with everything that runs on it
     */
    record PerUnit(double here, double database, double flushes, double busy) {}

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Connection connection;
    private final Optional<ProcessHandle> database;
    private boolean countsFlushes = true;

    private MachineUse(Connection connection, Optional<ProcessHandle> database) {
        this.connection = connection;
        this.database = database;
    }

    /** Takes a connection for itself. */
    static MachineUse of(DataSource dataSource) {
        try {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(true);
            return new MachineUse(connection, postmaster(connection));
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be asked about itself: " + e.getMessage(), e);
        }
    }

    /** The parent of the process that serves this connection, when both are on this machine. */
    private static Optional<ProcessHandle> postmaster(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT pg_backend_pid()")) {
            found.next();
            return ProcessHandle.of(found.getLong(1))
                    .filter(process -> process.info().command().orElse("").contains("postgres"))
                    .flatMap(ProcessHandle::parent);
        }
    }

    Reading read() {
        return new Reading(
                System.nanoTime(),
                system.getProcessCpuTime(),
                databaseNanos(),
                flushes(),
                Math.max(0, system.getCpuLoad()));
    }

    private long databaseNanos() {
        return (long) (1e6 * database.map(ProcessorTime::withChildrenMs).orElse(0.0));
    }

    private long flushes() {
        if (!countsFlushes) {
            return 0;
        }
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT wal_sync FROM pg_stat_wal")) {
            found.next();
            return found.getLong(1);
        } catch (SQLException notPostgres) {
            countsFlushes = false;
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
