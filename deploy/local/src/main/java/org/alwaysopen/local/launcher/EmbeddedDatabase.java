package org.alwaysopen.local.launcher;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A PostgreSQL 15 of our own, unpacked from a jar. Its data stay under {@code .shop/postgres} from one {@code up} to the next.
 *
 * <p>It plays the cluster that all regions share, so it is not killed with a region.
 */
final class EmbeddedDatabase {
    private static final String NAME = "shop";
    /** The library that starts it is made for tests, and turns some of these off. */
    private static final String NOT_DURABLE = "SELECT 1 FROM pg_settings"
            + " WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting <> 'on'";

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private final ShopFolder folder;
    private final ProcessRecords records;
    private final int port;
    private final String password;
    private EmbeddedPostgres postgres;
    private boolean retired;

    EmbeddedDatabase(ShopFolder folder, ProcessRecords records, int port, String password) {
        this.folder = folder;
        this.records = records;
        this.port = port;
        this.password = password;
    }

    DatabaseAccess access() {
        return new DatabaseAccess("jdbc:postgresql://127.0.0.1:" + port + "/" + NAME, NAME, password);
    }

    /** Runs it, and waits until it takes connections. A stop meanwhile waits, too: half a start cannot be ended. */
    synchronized void start() {
        if (retired) {
            throw new LauncherException("the database is not started: the shop closes");
        }
        Path data = folder.state().resolve("postgres/data");
        Path complete = folder.state().resolve("postgres/complete");
        try {
            Files.createDirectories(folder.logs());
            if (!Files.exists(complete)) {
                // A first start that was cut short leaves a cluster that never starts again.
                ShopFolder.deleteTree(data);
            }
            Files.createDirectories(data);
            postgres = run(data);
            records.add("database", process(data));
            createDatabase();
            Files.writeString(complete, "");
        } catch (IOException | SQLException e) {
            throw new LauncherException(
                    "the database did not start: " + e.getMessage() + "; see " + folder.log("database"), e);
        }
    }

    private EmbeddedPostgres run(Path data) throws IOException {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.log("database").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setOverrideWorkingDirectory(
                        folder.state().resolve("postgres/program").toFile())
                .setCleanDataDirectory(false)
                // Ended by the supervisor, after those that use it.
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_MAX)
                .setOutputRedirector(log)
                .setErrorRedirector(log);
        PostgresSettings.SETTINGS.forEach(builder::setServerConfig);
        return builder.start();
    }

    private static ProcessHandle process(Path data) throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new IOException("its process " + pid + " has ended"));
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (exists(statement, NOT_DURABLE)) {
                throw new LauncherException(
                        "the database would forget what it acknowledged in a power cut: expected fsync,"
                                + " synchronous_commit and full_page_writes to be on");
            }
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")) {
                statement.execute("CREATE ROLE " + NAME + " LOGIN");
            }
            // Hexadecimal digits, made by ourselves: nothing to escape.
            statement.execute("ALTER ROLE " + NAME + " PASSWORD '" + password + "'");
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next();
        }
    }

    /** For good. */
    synchronized void stop() {
        retired = true;
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new LauncherException("the database did not stop: " + e.getMessage(), e);
            }
            records.remove("database");
        }
    }
}
