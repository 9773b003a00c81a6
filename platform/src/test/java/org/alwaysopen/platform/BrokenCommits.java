package org.alwaysopen.platform;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A data source that does what a test says at each commit, in the place of the commit. */
final class BrokenCommits {
    /** May commit or not, and may throw what a database or a network would. */
    @FunctionalInterface
    interface Commit {
        void commit(Connection connection) throws SQLException;
    }

    private BrokenCommits() {}

    static DataSource of(DataSource dataSource, Commit commit) {
        return (DataSource) Proxy.newProxyInstance(
                BrokenCommits.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = invoke(dataSource, method, arguments);
                    return result instanceof Connection connection ? wrapped(connection, commit) : result;
                });
    }

    private static Connection wrapped(Connection connection, Commit commit) {
        return (Connection) Proxy.newProxyInstance(
                BrokenCommits.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commit.commit(connection);
                        return null;
                    }
                    return invoke(connection, method, arguments);
                });
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
