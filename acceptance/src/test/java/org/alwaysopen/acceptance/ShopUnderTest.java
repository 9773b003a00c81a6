package org.alwaysopen.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The shop on this machine, started by its launcher as a person starts it: once for all tests of a run, on ports that
 * are free, with a state folder of its own, and stopped when the run ends, whatever happened.
 */
final class ShopUnderTest {
    /** Two cores, three servers, three Keycloaks that are built and whose tables are made in a first run: many times of that. */
    private static final Duration UP_MAX = Duration.ofMinutes(20);

    /** So long that the launcher is the one that says what is wrong. */
    private static final Duration COMMAND_MAX = Duration.ofMinutes(10);

    private static final int OFFSET_MIN = 10_000;
    /** All ports stay below 32768: from there on Linux takes those of outgoing connections, and took one that was free before. */
    private static final int OFFSET_MAX = 24_000;

    private static final int OFFSET_TRIES = 50;
    /** The launcher's ports, those that must be free before it is asked. */
    private static final List<Integer> PORTS = List.of(
            8080, 8099, 8101, 8102, 8103, 8201, 8202, 8203, 8209, 8211, 8212, 8213, 8219, 5441, 5442, 5443, 5449, 8301,
            8302, 8321, 8322, 5433);

    /** For all that the launcher starts: here servers start often, and never get as warm as a slow compiler is good for. */
    private static final String QUICK_TO_START = "-XX:TieredStopAtLevel=1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static ShopUnderTest running;
    private static Throwable couldNotStart;

    private final Path root;
    private final Path state;
    private final int offset;
    private String said = "";
    /** As it was when all were ready: for what does not change as long as it is up, such as addresses. */
    private JsonNode opened;

    private ShopUnderTest(Path root, Path state, int offset) {
        this.root = root;
        this.state = state;
        this.offset = offset;
    }

    /**
     * The running shop, with all that it has; the first caller waits until it is up. It is tried once: what did not come up
     * for one class does not come up for the next.
     */
    static synchronized ShopUnderTest get() {
        if (couldNotStart != null) {
            throw new AssertionError("the shop did not come up before", couldNotStart);
        }
        if (running == null) {
            try {
                ShopUnderTest shop = prepared();
                shop.up();
                running = shop;
            } catch (RuntimeException | AssertionError e) {
                couldNotStart = e;
                throw e;
            }
        }
        return running;
    }

    private static ShopUnderTest prepared() {
        Path root =
                Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();
        ShopUnderTest shop = new ShopUnderTest(root, root.resolve("acceptance/target/shop"), freeOffset());
        shop.markAsBuilt();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shop.command(COMMAND_MAX, "down")));
        return shop;
    }

    private void up() {
        said = command(UP_MAX, "up", "--detach", "--port-offset", String.valueOf(offset))
                .strip();
        System.out.println(said);
        opened = status();
    }

    String edge() {
        return "http://127.0.0.1:" + (8080 + offset);
    }

    /** Everything that the shop keeps: logs, data, journals. */
    Path state() {
        return state;
    }

    JsonNode status() {
        return json(command(COMMAND_MAX, "status", "--json"));
    }

    /** The address of one region's server, past the edge. */
    String region(String name) {
        return named("regions", name).get("shop").asText();
    }

    /** A region's Keycloak, past the edge: where the edge lets nobody look. */
    String identity(String name) {
        return named("regions", name).get("identity").asText();
    }

    /** The address of a simulated payment processor. */
    String simulator(String name) {
        return named("simulators", name).get("url").asText();
    }

    private JsonNode named(String what, String name) {
        return named(opened, what, name);
    }

    private static JsonNode named(JsonNode status, String what, String name) {
        for (JsonNode one : status.get(what)) {
            if (one.get("name").asText().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no " + name + " in " + what);
    }

    /** The realm's client {@code console}, as which operators' commands speak with a Keycloak. */
    String consoleSecret() {
        try {
            return json(Files.readString(state.resolve("identity.json")))
                    .at("/realm/consoleSecret")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shop's store, as no client sees it. */
    Connection database() throws SQLException {
        try {
            String password = json(Files.readString(state.resolve("secrets.json")))
                    .get("SHOP_DB_PASSWORD")
                    .asText();
            return DriverManager.getConnection(opened.at("/database/url").asText(), "shop", password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The store loses all its connections, and takes no new ones meanwhile; then it recovers, as after a crash. */
    void withoutDatabase(Runnable meanwhile) {
        try {
            ProcessHandle database = ProcessHandle.of(json(Files.readString(state.resolve("processes/database.json")))
                            .get("pid")
                            .asLong())
                    .orElseThrow();
            signal("-STOP", database);
            try {
                database.children().forEach(ProcessHandle::destroyForcibly);
                meanwhile.run();
            } finally {
                signal("-CONT", database);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void signal(String signal, ProcessHandle process) throws IOException, InterruptedException {
        int ended = new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (ended != 0) {
            throw new AssertionError("kill " + signal + " ended with " + ended);
        }
    }

    /** What a process has said so far. */
    String log(String process) {
        try {
            return Files.readString(state.resolve("logs/" + process + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill(String region) {
        command(COMMAND_MAX, "kill", region);
    }

    /** The state of one region: what its shop is, and the edge sees. */
    String stateOf(String region) {
        return named(status(), "regions", region).get("state").asText();
    }

    /** @param part such as {@code identity} */
    void killOnly(String region, String part) {
        command(COMMAND_MAX, "kill", region, "--only", part);
    }

    /** The state of one part of a region. */
    String part(String region, String part) {
        return named(status(), "regions", region).at("/parts/" + part).asText();
    }

    String rotateKeys() {
        return command(COMMAND_MAX, "rotate-keys").strip();
    }

    /** Told once in a shop's life; kept here for the runs after the first. */
    String firstPassword(String mail) {
        Path kept = state.resolve("first-passwords");
        try {
            if (said.contains(mail)) {
                Files.writeString(kept, said);
            }
            return Files.readString(kept)
                    .lines()
                    .filter(line -> line.strip().startsWith(mail))
                    .map(line -> line.strip().substring(mail.length()).strip())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no password of " + mail + " in " + kept));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void restore(String region) {
        command(COMMAND_MAX, "restore", region);
    }

    String operatorKey() {
        try {
            return json(Files.readString(state.resolve("secrets.json")))
                    .get("SHOP_OPERATOR_KEY")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("expected JSON, got " + text, e);
        }
    }

    /** How a command ended. */
    record Said(int exit, String text) {}

    /** Runs {@code ./shop ...}, however it ends. */
    Said says(String... arguments) {
        return run(COMMAND_MAX, arguments);
    }

    /** Runs {@code ./shop ...}; an exit that is not 0 fails the test with what it said. */
    private String command(Duration max, String... arguments) {
        Said said = run(max, arguments);
        if (said.exit() != 0) {
            try {
                throw new AssertionError(List.of(arguments) + " ended with " + said.exit() + ": " + said.text()
                        + Files.readString(state.resolve("commands.err")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return said.text();
    }

    private Said run(Duration max, String... arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("shop").toString()));
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(state);
            File out = Files.createTempFile(state, "command", ".out").toFile();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectOutput(out)
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            state.resolve("commands.err").toFile()));
            builder.environment()
                    .putAll(Map.of(
                            "SHOP_STATE", state.toString(), "NO_COLOR", "1", "JDK_JAVA_OPTIONS", QUICK_TO_START));
            Process process = builder.start();
            boolean ended = process.waitFor(max.toSeconds(), TimeUnit.SECONDS);
            String said = Files.readString(out.toPath());
            if (!ended) {
                process.destroy();
                throw new AssertionError(command + " did not end in " + max + ": " + said);
            }
            return new Said(process.exitValue(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Maven has just built what the launcher would build again: tell it when. Sources that are newer still count. */
    private void markAsBuilt() {
        Path mark = root.resolve("deploy/local/target/.shop-built");
        try {
            FileTime jar = Files.getLastModifiedTime(root.resolve("deploy/local/target/local-0.1.0-SNAPSHOT.jar"));
            FileTime war = Files.getLastModifiedTime(root.resolve("storefront-web/target/storefront-web.war"));
            FileTime older = jar.compareTo(war) < 0 ? jar : war;
            if (Files.notExists(mark) || Files.getLastModifiedTime(mark).compareTo(older) < 0) {
                Files.writeString(mark, "");
                Files.setLastModifiedTime(mark, older);
            }
        } catch (IOException notBuilt) {
            System.out.println("not built yet, the launcher builds: " + notBuilt.getMessage());
        }
    }

    private static int freeOffset() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(OFFSET_MIN, OFFSET_MAX))
                .limit(OFFSET_TRIES)
                .filter(offset -> PORTS.stream().allMatch(port -> isFree(port + offset)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no free ports in " + OFFSET_TRIES + " tries"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
