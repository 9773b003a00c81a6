package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alwaysopen.local.edge.Edge;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.ShopDatabase;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns what runs: the database, the simulators, each region's processes, and the edge.
 *
 * <p>A process that ends by itself is started again, as a cloud would do ({@link Restarts}). One that an operator killed stays
 * dead until it is restored. Thread-safe.
 */
final class Supervisor implements AutoCloseable {
    static final List<String> SCHEMAS =
            List.of("platform", "inventory", "payments", "orders", "catalogue", "identity", "merchant");

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    /**
     * A server that starts on its own machine takes 10 to 20 s; on two cores with a load of 30, more than 240 s were seen. One that
     * ends is noticed at once; this is for one that hangs.
     */
    static final Duration PROCESS_READY_MAX = Duration.ofSeconds(480);

    private static final Duration EDGE_SEES_MAX = Duration.ofSeconds(5);

    private final ShopFolder folder;
    private final DatabaseChoice choice;
    private final List<Region> regions;
    private final Ports ports;
    private final Secrets secrets;
    private final ProcessRecords records;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private final Steps steps = new Steps();
    private final Restarts restarts = new Restarts();
    private final EmbeddedDatabase embedded;
    private final IdentitySecrets identitySecrets;
    private final Optional<IdentityProviders> identity;
    private final CockroachCluster cockroach;
    private final Map<Region, Map<Part, Child>> stamps = new LinkedHashMap<>();
    private final Map<String, Child> simulators = new LinkedHashMap<>();
    private final Edge edge;
    private volatile String state = "starting";
    private volatile String failure = "";
    private volatile String databaseState = "starting";
    private volatile Double secondsToFirstRegion;
    private volatile Double secondsToAllRegions;

    Supervisor(ShopFolder folder, DatabaseChoice choice, List<Region> regions, Ports ports, boolean withIdentity) {
        this.folder = folder;
        this.choice = choice;
        this.regions = regions;
        this.ports = ports;
        this.secrets = Secrets.open(folder);
        this.records = new ProcessRecords(folder.processes());
        this.embedded = new EmbeddedDatabase(folder, records, ports.postgres(), secrets.get("SHOP_DB_PASSWORD"));
        this.cockroach = new CockroachCluster(folder, choice.cockroachPath(), regions, ports);
        this.identitySecrets = IdentitySecrets.open(folder);
        this.identity = withIdentity
                ? Optional.of(new IdentityProviders(folder, regions, ports, identitySecrets))
                : Optional.empty();
        List<Edge.Site> sites = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            sites.add(
                    withIdentity
                            ? new Edge.Site(
                                    regions.get(i), ports.shop(i), ports.identity(i), ports.identityManagement(i))
                            : new Edge.Site(regions.get(i), ports.shop(i)));
            Map<Part, Child> parts = new EnumMap<>(Part.class);
            plans(i).forEach((part, plan) -> parts.put(part, child(plan)));
            stamps.put(regions.get(i), parts);
        }
        for (String processor : List.of("stripe", "adyen")) {
            simulators.put(processor, child(SimulatorPlan.of(processor, folder, ports, secrets.environment())));
        }
        this.edge = new Edge(sites);
    }

    /** What a region is made of. */
    private Map<Part, ProcessPlan> plans(int index) {
        Map<Part, ProcessPlan> plans = new EnumMap<>(Part.class);
        if (choice.kind() == DatabaseChoice.Kind.COCKROACH) {
            plans.put(Part.DATABASE, cockroach.plan(index));
        }
        Region region = regions.get(index);
        plans.put(Part.SHOP, PayaraPlan.of(folder, region, ports, index, environment(index)));
        identity.ifPresent(providers -> plans.putAll(providers.plans(index, accountsEnvironment(index))));
        return plans;
    }

    private Child child(ProcessPlan plan) {
        return new Child(plan, folder, records, http, this::endedByItself);
    }

    /** What a region's server is told about itself. */
    private Map<String, String> environment(int index) {
        Map<String, String> environment = new TreeMap<>(secrets.environment());
        environment.putAll(accountsEnvironment(index));
        environment.put(
                "SHOP_COOKIE_KEYS_FILE", identitySecrets.cookieKeysFile().toString());
        identity.ifPresent(providers -> environment.putAll(providers.shopEnvironment()));
        environment.put("SHOP_REGIONS", regions.stream().map(Region::name).collect(Collectors.joining(",")));
        environment.put("SHOP_PUBLIC_URL", edgeUrl());
        environment.put("SHOP_STRIPE_URL", "http://127.0.0.1:" + ports.stripe());
        environment.put("SHOP_ADYEN_URL", "http://127.0.0.1:" + ports.adyen());
        environment.put("SHOP_ADYEN_MERCHANT", SimulatorPlan.ADYEN_MERCHANT);
        environment.put("SHOP_TRANSFER_ACCOUNT", "Always Open Ltd, IBAN GB00 TEST 0000 0000, Test Bank");
        environment.put("SHOP_MAIL_FOLDER", folder.state().resolve("mail").toString());
        environment.put("SHOP_MAIL_OPERATOR", "operator@alwaysopen.example");
        environment.put("SHOP_WEBHOOKS_LOCAL", "true");
        return environment;
    }

    /** What a region's shop and its Keycloak both need, to see the same people. */
    private Map<String, String> accountsEnvironment(int index) {
        DatabaseAccess database = access(index);
        return Map.of(
                "SHOP_REGION", regions.get(index).name(),
                "SHOP_DB_URL", database.completeUrl(),
                "SHOP_DB_USER", database.user(),
                "SHOP_DB_PASSWORD", database.password(),
                "SHOP_MAIL_HASH_KEY", identitySecrets.mailHashKey());
    }

    /** The database as a region reaches it. */
    private DatabaseAccess access(int index) {
        return switch (choice.kind()) {
            case EMBEDDED -> embedded.access();
            case COCKROACH -> cockroach.access(index);
            case EXISTING -> existing(index);
        };
    }

    /** User and password may stand in the URL; elsewhere they are what such clusters begin with. */
    private DatabaseAccess existing(int index) {
        return new DatabaseAccess(
                DatabaseUrls.fromHost(choice.jdbcUrl(), index),
                parameter("user").orElse("root"),
                parameter("password").orElse(""));
    }

    private Optional<String> parameter(String name) {
        int question = choice.jdbcUrl().indexOf('?');
        return question < 0
                ? Optional.empty()
                : Stream.of(choice.jdbcUrl().substring(question + 1).split("&"))
                        .filter(pair -> pair.startsWith(name + "="))
                        .map(pair -> pair.substring(name.length() + 1))
                        .findFirst();
    }

    DatabaseAccess database() {
        return access(0);
    }

    Ports ports() {
        return ports;
    }

    String edgeUrl() {
        return "http://127.0.0.1:" + ports.edge();
    }

    /** Brings everything up, and returns when every region is ready. @throws LauncherException with the reason */
    void open() {
        try {
            keepPreviousLogs();
            edge.open(ports.edge());
            CompletableFuture<Void> processors = run("payment processors", this::startSimulators);
            steps.run("database", this::startDatabase);
            steps.run("schema", this::migrate);
            CompletableFuture<Void> seeded = run("sample shop", this::seed);
            // The first alone, with both cores: the shop is open when it is. The others then, side by side.
            startRegion(regions.get(0));
            secondsToFirstRegion = steps.secondsSinceBegin();
            state = "open";
            List<CompletableFuture<Void>> others = regions.stream()
                    .skip(1)
                    .map(region -> CompletableFuture.runAsync(() -> startRegion(region), threads))
                    .toList();
            List<CompletableFuture<Void>> identities = startIdentities();
            others.forEach(Supervisor::await);
            identities.forEach(Supervisor::await);
            await(seeded);
            await(processors);
            secondsToAllRegions = steps.secondsSinceBegin();
            state = "ready";
        } catch (RuntimeException e) {
            if (!state.equals("stopping")) {
                failure = e.getMessage();
                state = "failed";
                LOG.error("the shop did not come up: {}", e.getMessage());
            }
            throw e;
        }
    }

    private CompletableFuture<Void> run(String step, Runnable work) {
        return CompletableFuture.runAsync(() -> steps.run(step, work), threads);
    }

    private static void await(CompletableFuture<Void> work) {
        try {
            work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The run before this one can still be read, in {@code .shop/logs/previous}. */
    private void keepPreviousLogs() {
        Path previous = folder.logs().resolve("previous");
        ShopFolder.deleteTree(previous);
        try {
            Files.createDirectories(previous);
            try (Stream<Path> logs = Files.list(folder.logs())) {
                // The launcher's own is being written to already.
                for (Path log : logs.filter(path -> path.toString().endsWith(".log")
                                && !path.getFileName().toString().equals("launcher.log"))
                        .toList()) {
                    Files.move(log, previous.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new LauncherException("cannot put the previous logs away: " + e.getMessage(), e);
        }
    }

    private void startDatabase() {
        switch (choice.kind()) {
            case EMBEDDED -> embedded.start();
            case COCKROACH -> {
                List<Child> nodes = stamps.values().stream()
                        .map(parts -> parts.get(Part.DATABASE))
                        .toList();
                nodes.forEach(Child::start);
                cockroach.init();
                nodes.forEach(node -> node.awaitReady(PROCESS_READY_MAX));
                cockroach.prepare();
            }
            case EXISTING -> LOG.info("the database is {}", DatabaseUrls.withoutSecrets(choice.jdbcUrl()));
        }
        databaseState = "ready";
    }

    private void migrate() {
        try (var pool = database().open()) {
            ShopDatabase.migrate(pool, SCHEMAS);
        } catch (FlywayException e) {
            // Most of all: data of a version whose migrations were others.
            String why = e.getMessage()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .limit(3)
                    .collect(Collectors.joining(" "));
            throw new LauncherException(
                    "the database's schema cannot be brought up to date: " + why + hintAtFreshData(), e);
        }
    }

    private String hintAtFreshData() {
        return choice.kind() == DatabaseChoice.Kind.EXISTING ? "" : " -- ./shop up --fresh begins with an empty one";
    }

    private void seed() {
        try (var pool = database().open()) {
            Samples.seed(pool, regions);
        }
    }

    /** A processor that is down keeps no region from opening: that is the shop's own business. */
    private void startSimulators() {
        simulators.values().forEach(Child::start);
        for (Child simulator : simulators.values()) {
            try {
                simulator.awaitReady(PROCESS_READY_MAX);
            } catch (LauncherException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
    }

    private void startRegion(Region region) {
        steps.run(region.name(), () -> {
            Child shop = stamps.get(region).get(Part.SHOP);
            shop.start();
            shop.awaitReady(PROCESS_READY_MAX);
            awaitEdge(region);
        });
    }

    /** After the first shop: who cannot sign in yet can buy as a guest. */
    private List<CompletableFuture<Void>> startIdentities() {
        if (identity.isEmpty()) {
            return List.of();
        }
        CompletableFuture<Void> prepared =
                run("identity providers", () -> identity.get().prepare(this::child));
        return regions.stream()
                .map(region -> prepared.thenRunAsync(
                        () -> steps.run("identity of " + region.name(), () -> startIdentity(region)), threads))
                .toList();
    }

    /** Keycloak does not come up without its database. Does nothing to what runs. */
    private void startIdentity(Region region) {
        Map<Part, Child> parts = stamps.get(region);
        if (parts.get(Part.SESSIONS).state() != Child.State.READY) {
            identity.orElseThrow().prepareRegion(regions.indexOf(region));
        }
        for (Part part : List.of(Part.SESSIONS, Part.IDENTITY)) {
            parts.get(part).start();
            parts.get(part).awaitReady(PROCESS_READY_MAX);
        }
        identity.orElseThrow().bringKeysUpToDate(regions.indexOf(region));
        awaitEdge(() -> edge.standings().get(region).identityReady());
    }

    /** The edge asks once a second; a region is open when shoppers are sent there. */
    private void awaitEdge(Region region) {
        awaitEdge(() -> edge.standings().get(region).shopReady());
    }

    private void awaitEdge(java.util.function.BooleanSupplier seen) {
        long deadline = System.nanoTime() + EDGE_SEES_MAX.toNanos();
        while (!seen.getAsBoolean() && System.nanoTime() < deadline) {
            sleep(Duration.ofMillis(50));
        }
    }

    private void endedByItself(Child child) {
        if (state.equals("stopping")) {
            return;
        }
        LOG.warn("{}", child.failure());
        restarts.next(child.plan().name())
                .ifPresentOrElse(
                        pause -> threads.execute(() -> restart(child, pause)),
                        () -> LOG.error(
                                "{} ends again and again, and is left alone",
                                child.plan().name()));
    }

    private void restart(Child child, Duration pause) {
        sleep(pause);
        if (child.state() != Child.State.FAILED || state.equals("stopping")) {
            return;
        }
        LOG.info("{} is started again", child.plan().name());
        try {
            child.start();
            child.awaitReady(PROCESS_READY_MAX);
        } catch (LauncherException e) {
            LOG.error("{}", e.getMessage());
        }
    }

    /** SIGKILL to a region, or to one part of it. */
    String kill(String regionName, Optional<Part> only) {
        Map<Part, Child> parts = parts(regionName, only);
        // The shop dies with its region, at once; nobody is asked to finish.
        parts.values().forEach(Child::kill);
        LOG.info("killed {} of {}", words(parts), regionName);
        return "killed " + words(parts) + " of " + regionName;
    }

    /** Starts again what is not running of a region, and waits until it is ready. */
    String restore(String regionName) {
        long began = System.nanoTime();
        Map<Part, Child> parts = parts(regionName, Optional.empty());
        List<Part> others =
                parts.keySet().stream().filter(part -> !part.isOfIdentity()).toList();
        others.forEach(part -> parts.get(part).start());
        if (identity.isPresent()) {
            startIdentity(new Region(regionName));
        }
        others.forEach(part -> parts.get(part).awaitReady(PROCESS_READY_MAX));
        edge.drain(new Region(regionName), false);
        awaitEdge(new Region(regionName));
        LOG.info("restored {}", regionName);
        return String.format(
                java.util.Locale.ROOT, "%s is ready after %.1f s", regionName, (System.nanoTime() - began) / 1e9);
    }

    String drain(String regionName, boolean draining) {
        parts(regionName, Optional.empty());
        edge.drain(new Region(regionName), draining);
        return regionName + (draining ? " gets no new requests" : " gets requests again");
    }

    /** New keys in every region that runs; the others get them when they start. */
    String rotateKeys() {
        IdentityProviders providers = identity.orElseThrow(() ->
                new LauncherException("the shop is up without identity providers, so there are no keys to rotate"));
        identitySecrets.nextCookieKey(java.time.Instant.now());
        List<Region> running = regions.stream()
                .filter(region -> stamps.get(region).get(Part.IDENTITY).state() == Child.State.READY)
                .toList();
        providers.rotateKeys(running.stream().map(regions::indexOf).toList());
        LOG.info("rotated the keys in {}", running);
        return "new keys sign in "
                + running.stream().map(Region::name).collect(Collectors.joining(", "))
                + "; the old ones are good for what they signed";
    }

    private Map<Part, Child> parts(String regionName, Optional<Part> only) {
        Map<Part, Child> parts = regions.stream()
                .filter(region -> region.name().equals(regionName))
                .findFirst()
                .map(stamps::get)
                .orElseThrow(() -> new LauncherException("REGION: expected one of "
                        + regions.stream().map(Region::name).collect(Collectors.joining(", ")) + ", got "
                        + regionName));
        if (only.isEmpty()) {
            return parts;
        }
        Child child = parts.get(only.get());
        if (child == null) {
            throw new LauncherException(
                    only.get() == Part.DATABASE
                            ? "the regions share one " + choice.word()
                                    + " database here; a node per region comes with ./shop up --db cockroach"
                            : regionName + " has no " + only.get().word());
        }
        return Map.of(only.get(), child);
    }

    private static String words(Map<Part, Child> parts) {
        return parts.keySet().stream().map(Part::word).collect(Collectors.joining(", "));
    }

    Status status() {
        Map<Region, Edge.Standing> standings = edge.standings();
        List<Status.RegionStatus> regionStatus = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            Region region = regions.get(i);
            Map<Part, Child> parts = stamps.get(region);
            Map<String, String> partStates = new LinkedHashMap<>();
            parts.forEach(
                    (part, child) -> partStates.put(part.word(), child.state().word()));
            regionStatus.add(new Status.RegionStatus(
                    region.name(),
                    region.cloud(),
                    regionState(parts.get(Part.SHOP), standings.get(region)),
                    "http://127.0.0.1:" + ports.shop(i),
                    identity.isPresent() ? "http://127.0.0.1:" + ports.identity(i) + "/identity" : null,
                    partStates,
                    parts.values().stream()
                            .map(Child::failure)
                            .filter(why -> !why.isEmpty())
                            .findFirst()
                            .orElse("")));
        }
        List<Status.SimulatorStatus> simulatorStatus = new ArrayList<>();
        simulators.forEach((name, child) -> simulatorStatus.add(new Status.SimulatorStatus(
                name, "http://127.0.0.1:" + child.plan().port(), child.state().word())));
        return new Status(
                edgeUrl(),
                state,
                new Status.DatabaseStatus(
                        choice.word(),
                        DatabaseUrls.withoutSecrets(database().url()),
                        databaseState,
                        cockroach.survival()),
                regionStatus,
                simulatorStatus,
                secondsToFirstRegion,
                secondsToAllRegions,
                steps.list(),
                failure);
    }

    private static String regionState(Child shop, Edge.Standing standing) {
        if (shop.state() != Child.State.READY) {
            return shop.state().word();
        }
        if (standing.draining()) {
            return "draining";
        }
        return standing.shopReady() ? "ready" : "unready";
    }

    /** Ends everything, those who use the database before the database. */
    @Override
    public void close() {
        state = "stopping";
        edge.close();
        identity.ifPresent(IdentityProviders::stopMaking);
        List<Child> shops = new ArrayList<>(simulators.values());
        stamps.values()
                .forEach(parts -> parts.forEach((part, child) -> {
                    if (part != Part.DATABASE) {
                        shops.add(child);
                    }
                }));
        Child.stopAll(shops);
        Child.stopAll(stamps.values().stream()
                .flatMap(parts -> Stream.ofNullable(parts.get(Part.DATABASE)))
                .toList());
        embedded.stop();
        threads.shutdownNow();
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
