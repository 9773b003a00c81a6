package org.alwaysopen.local.drill;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;

/** The operator's hand on the database, outside of the shop's own pool and rules: PostgreSQL hangs up on who is connected. */
final class ConnectionCuts {
    private ConnectionCuts() {}

    /**
     * Those that are at work first. One cut at a time: two must not cut each other, which would be the drill's failure.
     *
     * @param credentials user and password, as far as the URL does not have them
     */
    static synchronized void cut(String url, Properties credentials, int many) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, credentials);
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT pg_terminate_backend(pid) FROM (
                            SELECT pid FROM pg_stat_activity
                             WHERE backend_type = 'client backend' AND datname = current_database()
                               AND pid <> pg_backend_pid()
                             ORDER BY (state = 'active' OR state LIKE 'idle in%') DESC, random() LIMIT ?) AS victims""")) {
            statement.setInt(1, many);
            statement.executeQuery();
        }
    }
}
