package org.alwaysopen.platform;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Another data source's connections, with more time for each statement while they are out, and as they were when given back.
 */
final class PatientDataSource implements DataSource {
    private final DataSource dataSource;
    private final Duration statementTimeout;

    PatientDataSource(DataSource dataSource, Duration statementTimeout) {
        this.dataSource = dataSource;
        this.statementTimeout = statementTimeout;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return patient(dataSource.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return patient(dataSource.getConnection(user, password));
    }

    private Connection patient(Connection connection) throws SQLException {
        int networkTimeoutMs = connection.getNetworkTimeout();
        // The driver's own limit has to be the longer one: a broken connection tells less than a database's refusal.
        connection.setNetworkTimeout(
                Runnable::run, (int) statementTimeout.plusSeconds(30).toMillis());
        execute(
                connection,
                "SET statement_timeout = " + statementTimeout.toMillis(),
                "SET lock_timeout = " + statementTimeout.toMillis(),
                "SET idle_in_transaction_session_timeout = " + statementTimeout.toMillis());
        return (Connection) Proxy.newProxyInstance(
                PatientDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && !connection.isClosed()) {
                        asBefore(connection, networkTimeoutMs);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void asBefore(Connection connection, int networkTimeoutMs) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        // RESET goes back to what the connection was opened with.
        execute(
                connection,
                "RESET statement_timeout",
                "RESET lock_timeout",
                "RESET idle_in_transaction_session_timeout",
                "RESET search_path");
        connection.setNetworkTimeout(Runnable::run, networkTimeoutMs);
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        dataSource.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return dataSource.isWrapperFor(type);
    }
}
