package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alwaysopen.platform.Region;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CockroachDB with a node per region: {@code ./shop up --db cockroach}.
 *
 * <p>The nodes find each other by {@code --join}; a cluster that is new is made one by {@code init}. Then the database is told to
 * outlive a region: by multi-region DDL, or, where that needs a licence that is not there, by zone configurations, which every
 * build accepts.
 */
final class CockroachCluster {
    private static final Logger LOG = LoggerFactory.getLogger(CockroachCluster.class);
    private static final String NAME = "shop";
    private static final Duration INIT_MAX = Duration.ofSeconds(60);
    private static final Duration TRY_EVERY = Duration.ofMillis(300);
    /** Surviving the loss of a region takes a majority without it. */
    private static final int REGIONS_TO_SURVIVE = 3;

    private static final String NODE_MEMORY = "256MiB";

    private final ShopFolder folder;
    private final String program;
    private final List<Region> regions;
    private final Ports ports;
    private volatile String survival;

    CockroachCluster(ShopFolder folder, String program, List<Region> regions, Ports ports) {
        this.folder = folder;
        this.program = program;
        this.regions = regions;
        this.ports = ports;
    }

    /** What the data outlive; null until it is set. */
    String survival() {
        return survival;
    }

    ProcessPlan plan(int index) {
        Region region = regions.get(index);
        String address = address(index);
        return new ProcessPlan(
                region.name() + "-database",
                List.of(
                        program,
                        "start",
                        "--insecure",
                        "--store=" + folder.state().resolve("cockroach").resolve(region.name()),
                        "--locality=cloud=" + region.cloud() + ",region=" + region.name(),
                        "--listen-addr=" + address,
                        "--advertise-addr=" + address,
                        "--http-addr=127.0.0.1:" + ports.cockroachConsole(index),
                        "--join=" + addresses(0),
                        "--cache=" + NODE_MEMORY,
                        "--max-sql-memory=" + NODE_MEMORY),
                // No reports to its maker from a machine that only tries things.
                Map.of("COCKROACH_SKIP_ENABLING_DIAGNOSTIC_REPORTING", "true"),
                List.of(),
                ports.cockroach(index),
                Optional.of(
                        java.net.URI.create("http://127.0.0.1:" + ports.cockroachConsole(index) + "/health?ready=1")),
                Optional.empty());
    }

    /** A region asks its own node first, and another one when that is gone. */
    DatabaseAccess access(int index) {
        return new DatabaseAccess(
                "jdbc:postgresql://" + addresses(index) + "/" + NAME
                        + "?targetServerType=any&loadBalanceHosts=false&hostRecheckSeconds=2",
                "root",
                "");
    }

    private String address(int index) {
        return "127.0.0.1:" + ports.cockroach(index);
    }

    /** All nodes, beginning with this one. */
    private String addresses(int first) {
        return IntStream.range(0, regions.size())
                .mapToObj(i -> address((first + i) % regions.size()))
                .collect(Collectors.joining(","));
    }

    /** Makes the nodes one cluster. The first node may not listen yet, and a cluster that was made before stays as it is. */
    void init() {
        long deadline = System.nanoTime() + INIT_MAX.toNanos();
        while (true) {
            String answer = run(List.of(program, "init", "--insecure", "--host=" + address(0)));
            if (answer.contains("successfully initialized") || answer.contains("already been initialized")) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new LauncherException("cockroach init did not succeed within " + INIT_MAX.toSeconds()
                        + " s; it said: " + answer.strip());
            }
            sleep();
        }
    }

    private String run(List<String> command) {
        try {
            Path output = Files.createTempFile(folder.state(), "cockroach", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(INIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return Files.readString(output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new LauncherException(
                    "cannot run " + program + ": " + e.getMessage() + "; --cockroach says where it is", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted while starting the database");
        }
    }

    /** The shop's database, and what it outlives. */
    void prepare() {
        String url = "jdbc:postgresql://" + addresses(0) + "/defaultdb?user=root&connectTimeout=5";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + NAME);
            survival = survive(statement);
            LOG.info("{}", survival);
        } catch (SQLException e) {
            throw new LauncherException("the database cannot be prepared: " + e.getMessage(), e);
        }
    }

    private String survive(Statement statement) throws SQLException {
        if (regions.size() < REGIONS_TO_SURVIVE) {
            return "the data do not outlive a region: that takes three of them, and here are " + regions.size();
        }
        try {
            for (String sql : multiRegion(regions)) {
                statement.execute(sql);
            }
            return "the data outlive a region, by SURVIVE REGION FAILURE";
        } catch (SQLException e) {
            LOG.info("multi-region DDL is refused here ({}): zone configurations instead", firstLine(e));
        }
        for (String sql : zones(regions)) {
            statement.execute(sql);
        }
        return "the data outlive a region, by zone configurations: multi-region DDL is refused by this build";
    }

    /** Safe to run again. */
    static List<String> multiRegion(List<Region> regions) {
        List<String> statements = new ArrayList<>();
        statements.add("ALTER DATABASE " + NAME + " SET PRIMARY REGION \"" + regions.get(0) + "\"");
        regions.stream()
                .skip(1)
                .forEach(region ->
                        statements.add("ALTER DATABASE " + NAME + " ADD REGION IF NOT EXISTS \"" + region + "\""));
        statements.add("ALTER DATABASE " + NAME + " SURVIVE REGION FAILURE");
        return statements;
    }

    /** One replica in each region, so that two of three remain; also of what the cluster itself needs to go on. */
    static List<String> zones(List<Region> regions) {
        String everywhere = regions.stream()
                .map(region -> "\"+region=" + region + "\": 1")
                .collect(Collectors.joining(", ", "{", "}"));
        String replicas =
                "CONFIGURE ZONE USING num_replicas = " + regions.size() + ", constraints = '" + everywhere + "'";
        List<String> statements = new ArrayList<>();
        // If the multi-region DDL was refused half-way, the zones belong to it, and we take them back.
        statements.add("SET override_multi_region_zone_config = true");
        for (String place :
                List.of("RANGE default", "RANGE meta", "RANGE liveness", "RANGE system", "DATABASE system")) {
            statements.add("ALTER " + place + " " + replicas);
        }
        statements.add("ALTER DATABASE " + NAME + " " + replicas + ", lease_preferences = '[[+region=" + regions.get(0)
                + "]]'");
        return statements;
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void sleep() {
        try {
            Thread.sleep(TRY_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted while starting the database");
        }
    }
}
