package org.alwaysopen.local.drill;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;

/** The operator's hand on the database, outside of the shop's own pool and rules: PostgreSQL hangs up on who is connected. */
final class ConnectionCuts {
    /** Two cuts at the same time must not cut each other: that would be the drill's failure. */
    private static final String OPERATOR = "drill";

    private ConnectionCuts() {}

    /**
     * Those that are at work first.
     *
     * @param credentials user and password, as far as the URL does not have them
     */
    static void cut(String url, Properties credentials, int many) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(credentials);
        properties.setProperty("ApplicationName", OPERATOR);
        try (Connection connection = DriverManager.getConnection(url, properties);
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT pg_terminate_backend(pid) FROM (
                            SELECT pid FROM pg_stat_activity
                             WHERE backend_type = 'client backend' AND datname = current_database()
                               AND application_name <> ?
                             ORDER BY (state = 'active' OR state LIKE 'idle in%') DESC, random() LIMIT ?) AS victims""")) {
            statement.setString(1, OPERATOR);
            statement.setInt(2, many);
            statement.executeQuery();
        }
    }
}
