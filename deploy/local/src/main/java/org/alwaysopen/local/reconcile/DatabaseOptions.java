package org.alwaysopen.local.reconcile;

import com.zaxxer.hikari.HikariDataSource;
import org.alwaysopen.local.launcher.DatabaseAccess;
import org.alwaysopen.local.launcher.RunningShop;
import picocli.CommandLine.Option;

/** Whose books are compared: those of the shop that is up, or of any database. */
final class DatabaseOptions {
    @Option(names = "--db", description = "JDBC URL of a database; without it, that of the shop that is up.")
    private String jdbcUrl;

    @Option(names = "--db-user", defaultValue = "postgres", description = "For --db (default: ${DEFAULT-VALUE}).")
    private String user;

    @Option(names = "--db-password", defaultValue = "", description = "For --db.")
    private String password;

    /** The caller closes it. */
    HikariDataSource open() {
        DatabaseAccess access =
                jdbcUrl == null ? RunningShop.find().database() : new DatabaseAccess(jdbcUrl, user, password);
        return access.open();
    }
}
