package org.alwaysopen.local.launcher;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.alwaysopen.platform.ShopDatabase;

/** How the shop's SQL store is reached; {@code url} without the session's defaults. */
public record DatabaseAccess(String url, String user, String password) {
    /** For migrations, sample data and checks: a handful of statements at a time. */
    private static final int CONNECTIONS_MAX = 4;

    String completeUrl() {
        return ShopDatabase.withSessionDefaults(url);
    }

    /** A small pool, to be closed by the caller. */
    public HikariDataSource open() {
        return open(CONNECTIONS_MAX);
    }

    /** A pool of at most so many connections, to be closed by the caller. */
    public HikariDataSource open(int connectionsMax) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(completeUrl());
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(1);
        config.setPoolName("launcher");
        return new HikariDataSource(config);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "DatabaseAccess[" + url + ", " + user + "]";
    }
}
