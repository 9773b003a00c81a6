package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alwaysopen.identity.RealmFile;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Region;

/**
 * The regions' Keycloaks, and what they need before they can start: a build, a database with Keycloak's tables in it (made
 * once, and copied, since making them takes longer than all else), and the realm with this shop's secrets.
 *
 * <p>A region's database is made anew when its realm, but for the keys, is no longer the one it was made with. Its sessions are
 * lost then; the shops' own cookies are not. Thread-safe.
 */
final class IdentityProviders {
    /** The realm, below any address of Keycloak. */
    static final String REALM_PATH = "/identity/realms/shop";

    /** Sessions are small; argon2 is what a sign-in waits for. */
    private static final int CONNECTIONS_MAX = 10;
    /** News are wanted, and faults; not that readiness was asked for before it was there. */
    private static final String LOG_LEVELS =
            "info,io.smallrye.health:error,org.keycloak.common.Profile:error,org.infinispan:warn,"
                    + "org.hibernate:warn,com.arjuna:warn,com.zaxxer:warn,org.keycloak.exportimport:warn,"
                    + "org.keycloak.quarkus.runtime.storage.database:warn,org.keycloak.models.workflow:warn,"
                    // A wrong password is no fault: it is counted in the accounts.
                    + "org.keycloak.events:error,"
                    + "org.keycloak.connections.infinispan:warn,org.keycloak.quarkus.runtime.services.BootstrapFilter:error";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ShopFolder folder;
    private final List<Region> regions;
    private final Ports ports;
    private final IdentitySecrets secrets;
    private final KeycloakHome keycloak;
    private final List<Child> making = new CopyOnWriteArrayList<>();

    IdentityProviders(ShopFolder folder, List<Region> regions, Ports ports, IdentitySecrets secrets) {
        this.folder = folder;
        this.regions = regions;
        this.ports = ports;
        this.secrets = secrets;
        this.keycloak = new KeycloakHome(folder);
    }

    /** What the shops are told: how browsers name the realm, and where servers reach each region's. */
    Map<String, String> shopEnvironment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("SHOP_IDENTITY_ISSUER", edge() + REALM_PATH);
        environment.put("SHOP_IDENTITY_CLIENT_SECRET", secrets.realm().clientSecret());
        environment.put(
                "SHOP_IDENTITY_BACKCHANNELS",
                IntStream.range(0, regions.size())
                        .mapToObj(i -> regions.get(i).name() + "=" + server(i) + REALM_PATH)
                        .collect(Collectors.joining(",")));
        return environment;
    }

    /** A region's Keycloak, past the edge. */
    String server(int index) {
        return "http://127.0.0.1:" + ports.identity(index);
    }

    private String edge() {
        return "http://127.0.0.1:" + ports.edge();
    }

    /** @param accounts how the region reaches the shop's store, as {@code SHOP_DB_...} */
    Map<Part, ProcessPlan> plans(int index, Map<String, String> accounts) {
        String region = regions.get(index).name();
        int port = ports.identity(index);
        return Map.of(
                Part.SESSIONS,
                SessionDatabase.plan(folder, region + "-sessions", sessions(index), ports.sessions(index)),
                Part.IDENTITY,
                new ProcessPlan(
                        region + "-identity",
                        keycloak.command(
                                home(index),
                                start(
                                        port,
                                        ports.identityManagement(index),
                                        ports.sessions(index),
                                        List.of("--import-realm"))),
                        accounts,
                        List.of(),
                        port,
                        Optional.of(readiness(ports.identityManagement(index))),
                        Optional.empty()));
    }

    private static URI readiness(int managementPort) {
        return URI.create("http://127.0.0.1:" + managementPort + "/identity/health/ready");
    }

    private List<String> start(int port, int managementPort, int sessionsPort, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "--optimized",
                "--cache=local",
                "--db-url=" + SessionDatabase.url(sessionsPort),
                "--db-username=" + SessionDatabase.USER,
                // It asks for none: it listens on this machine only, and holds no accounts.
                "--db-password=",
                "--db-pool-initial-size=1",
                "--db-pool-max-size=" + CONNECTIONS_MAX,
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--http-management-host=127.0.0.1",
                "--http-management-port=" + managementPort,
                "--hostname=" + edge() + "/identity",
                "--hostname-admin=http://127.0.0.1:" + port + "/identity",
                "--proxy-headers=xforwarded",
                "--proxy-trusted-addresses=127.0.0.1",
                "--log-level=" + LOG_LEVELS));
        arguments.addAll(more);
        return arguments;
    }

    /** What all regions share: the build, and the database that theirs begin as. @param children makes processes */
    synchronized void prepare(Function<ProcessPlan, Child> children) {
        keycloak.build();
        Path complete = template().resolve("complete");
        if (Files.exists(complete)) {
            return;
        }
        SessionDatabase.create(folder, template().resolve("postgres"), ports.sessionsMaking());
        Child database = children.apply(SessionDatabase.plan(
                folder, "identity-making-sessions", template().resolve("postgres"), ports.sessionsMaking()));
        Path home = template().resolve("home");
        keycloak.link(home);
        Child server = children.apply(new ProcessPlan(
                "identity-making",
                keycloak.command(
                        home,
                        start(
                                ports.identityMaking(),
                                ports.identityManagementMaking(),
                                ports.sessionsMaking(),
                                List.of())),
                // Keycloak wants an administrator of its own. Nobody will know the password of this one: operators
                // are accounts of the shop, and the launcher is a client of the realm.
                Map.of("KC_BOOTSTRAP_ADMIN_USERNAME", "nobody", "KC_BOOTSTRAP_ADMIN_PASSWORD", Secrets.hex(32)),
                List.of(),
                ports.identityMaking(),
                Optional.of(readiness(ports.identityManagementMaking())),
                Optional.empty()));
        making.addAll(List.of(server, database));
        database.start();
        database.awaitReady(Supervisor.PROCESS_READY_MAX);
        server.start();
        server.awaitReady(Supervisor.PROCESS_READY_MAX);
        stopMaking();
        write(complete, "");
    }

    /** Ends what {@link #prepare} is using. */
    void stopMaking() {
        making.forEach(Child::stop);
    }

    /** The region's own database and realm, as they should be. Not while its processes run. */
    synchronized void prepareRegion(int index) {
        String realm = RealmFile.forRegion(
                regions.get(index), secrets.realm(), List.of(edge()), "http://127.0.0.1:" + ports.shop(index));
        keycloak.link(home(index));
        ShopFolder.writeOwnerOnly(home(index).resolve("data/import/shop.json"), realm);
        Path mark = place(index).resolve("made-of");
        String madeOf = sha256(keycloak.version() + withoutKeys(realm));
        if (!madeOf.equals(read(mark))) {
            ShopFolder.deleteTree(sessions(index));
            copyTree(template().resolve("postgres"), sessions(index));
            write(mark, madeOf);
            write(keysMark(index), keysNow(index));
        }
    }

    /** Keys change while people are signed in; all else of a realm only with a new version of the shop. */
    private static String withoutKeys(String realm) {
        Map<?, ?> all = Json.read(realm, Map.class);
        ((Map<?, ?>) all.get("components")).remove("org.keycloak.keys.KeyProvider");
        return Json.write(all);
    }

    /** A region that was away while keys were rotated learns of it here. Its Keycloak must run. */
    void bringKeysUpToDate(int index) {
        String now = keysNow(index);
        if (!now.equals(read(keysMark(index)))) {
            admin(index).setKeys(RealmFile.keyProviders(regions.get(index), secrets.realm()));
            write(keysMark(index), now);
        }
    }

    /** New keys for tokens and cookies: known in all these regions before one of them signs with it. */
    synchronized void rotateKeys(List<Integer> running) {
        secrets.keep(secrets.realm().withNextKeys(RANDOM));
        running.forEach(this::bringKeysUpToDate);
        secrets.keep(secrets.realm().nextKeysFirst());
        running.forEach(this::bringKeysUpToDate);
    }

    KeycloakAdmin admin(int index) {
        return new KeycloakAdmin(server(index) + "/identity", secrets.realm().consoleSecret());
    }

    private Path keysMark(int index) {
        return place(index).resolve("keys-of");
    }

    private String keysNow(int index) {
        return sha256(Json.write(RealmFile.keyProviders(regions.get(index), secrets.realm())));
    }

    private Path template() {
        return folder.state().resolve("identity/template-" + keycloak.version());
    }

    private Path place(int index) {
        return folder.state().resolve("identity").resolve(regions.get(index).name());
    }

    private Path home(int index) {
        return place(index).resolve("home");
    }

    private Path sessions(int index) {
        return place(index).resolve("postgres");
    }

    private static void copyTree(Path from, Path to) {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new LauncherException("cannot copy " + from + " to " + to + ": " + e.getMessage(), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new LauncherException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new LauncherException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
