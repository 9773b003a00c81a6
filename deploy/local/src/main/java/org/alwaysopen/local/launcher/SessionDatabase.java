package org.alwaysopen.local.launcher;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The small PostgreSQL in which one region's Keycloak keeps its sessions. It belongs to its region, and dies with it.
 *
 * <p>The program is the one that plays the shop's store; here it is a process of the region, and not of the launcher.
 */
final class SessionDatabase {
    static final String NAME = "keycloak";
    static final String USER = "postgres";
    /** Keycloak's pool, and a person with psql. */
    private static final int CONNECTIONS_MAX = 20;

    private SessionDatabase() {}

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    /** An empty cluster with an empty database; also unpacks the program, if it is not there yet. */
    static void create(ShopFolder folder, Path data, int port) {
        ShopFolder.deleteTree(data);
        try {
            Files.createDirectories(data);
            ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(
                    folder.log("identity-sessions").toFile());
            try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                            .setPort(port)
                            .setDataDirectory(data)
                            .setOverrideWorkingDirectory(programs(folder).toFile())
                            .setCleanDataDirectory(false)
                            .setRegisterShutdownHook(false)
                            .setOutputRedirector(log)
                            .setErrorRedirector(log)
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            .start();
                    var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + NAME);
            }
            linkProgram(folder);
            // Zonky's own mark, which would keep a copy from being taken for a cluster of ours.
            Files.deleteIfExists(data.resolve("epg-lock"));
        } catch (IOException | java.sql.SQLException e) {
            throw new LauncherException("the database of Keycloak's sessions cannot be made: " + e.getMessage(), e);
        }
    }

    static ProcessPlan plan(ShopFolder folder, String name, Path data, int port) {
        List<String> command = new ArrayList<>(asNobody());
        command.add(program(folder).resolve("bin/postgres").toString());
        command.addAll(List.of("-D", data.toString(), "-p", String.valueOf(port), "-h", "127.0.0.1", "-k", ""));
        for (String setting : List.of(
                "max_connections=" + CONNECTIONS_MAX,
                "shared_buffers=16MB",
                "max_wal_size=128MB",
                // A crash may cost the last sessions, as Keycloak's own caches would; never the database.
                "synchronous_commit=off",
                "jit=off",
                "log_min_messages=fatal",
                "log_min_error_statement=panic")) {
            command.addAll(List.of("-c", setting));
        }
        return new ProcessPlan(name, command, Map.of(), List.of(), port, Optional.empty(), Optional.empty());
    }

    /** PostgreSQL does not run as root; in a user namespace of its own it does not know that it does. */
    private static List<String> asNobody() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
    }

    private static Path programs(ShopFolder folder) {
        return folder.state().resolve("postgres/program");
    }

    /** A name for what {@link #create} unpacked, which can be used before that is there. */
    private static Path program(ShopFolder folder) {
        return folder.state().resolve("identity/postgres-program");
    }

    private static void linkProgram(ShopFolder folder) throws IOException {
        try (Stream<Path> versions = Files.list(programs(folder))) {
            Path newest = versions.filter(version -> Files.isExecutable(version.resolve("bin/postgres")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new LauncherException("there is no PostgreSQL in " + programs(folder)));
            Files.deleteIfExists(program(folder));
            Files.createSymbolicLink(program(folder), newest);
        }
    }
}
