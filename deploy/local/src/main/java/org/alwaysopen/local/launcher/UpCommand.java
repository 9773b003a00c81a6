package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.platform.Region;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./shop up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Starts the database, the payment processors, the regions and the edge. Without --detach it stays, and"
                        + " Ctrl-C ends everything.")
final class UpCommand implements Callable<Integer> {
    private static final Duration SUPERVISOR_MAX = Duration.ofSeconds(20);
    private static final Duration DOWN_MAX = Duration.ofSeconds(60);

    @Mixin
    UpOptions options;

    @Option(names = "--detach", description = "Return when every region is ready; ./shop down ends it.")
    boolean detach;

    @Option(names = "--fresh", description = "Forget the data of earlier times first.")
    boolean fresh;

    @Override
    public Integer call() {
        ShopFolder folder = ShopFolder.ofThisCall();
        Session.check(folder, options);
        if (fresh) {
            Stream.concat(
                            Stream.of("postgres/data", "postgres/complete", "cockroach", "simulators"),
                            Regions.ALL.stream().map(region -> "identity/" + region.name()))
                    .forEach(data -> ShopFolder.deleteTree(folder.state().resolve(data)));
        }
        return detach ? inBackground(folder) : inForeground(folder);
    }

    private int inForeground(ShopFolder folder) {
        try (Session session = Session.begin(folder, options)) {
            session.open();
            Status status = Terminal.follow(session::status);
            if (!judge(folder, status)) {
                return 1;
            }
            System.out.println("Ctrl-C ends it.");
            session.awaitDown();
            return 0;
        }
    }

    private int inBackground(ShopFolder folder) {
        Process supervisor = startSupervisor(folder);
        RunningShop shop = awaitSupervisor(folder, supervisor);
        // What this process logs itself; the supervisor has its own.
        Logs.toFile(folder.log("up"));
        Status status = Terminal.follow(shop::status);
        if (judge(folder, status)) {
            return 0;
        }
        shop.down(DOWN_MAX);
        return 1;
    }

    private static boolean judge(ShopFolder folder, Status status) {
        if (status.state().equals("ready")) {
            Terminal.sayReady(status);
            try {
                makeFirstUsers(status);
            } catch (LauncherException e) {
                System.err.println(
                        Terminal.red("there is no first merchant and operator yet, because " + e.getMessage()));
            }
            return true;
        }
        System.err.println(Terminal.red("the shop did not come up: " + status.failure()));
        System.err.println("logs: " + folder.logs());
        return false;
    }

    /** Told here and nowhere else, so that a password is in no log and in no status. */
    private static void makeFirstUsers(Status status) {
        Status.RegionStatus region = status.regions().get(0);
        if (region.identity() == null) {
            return;
        }
        RunningShop shop = RunningShop.find();
        IdentitySecrets secrets = IdentitySecrets.open(shop.folder());
        KeycloakAdmin keycloak =
                new KeycloakAdmin(region.identity(), secrets.realm().consoleSecret());
        try (var pool = shop.database().open()) {
            Accounts accounts = FirstUsers.accounts(pool, secrets, new Region(region.name()));
            List<String> made = new FirstUsers(accounts, keycloak).make();
            if (!made.isEmpty()) {
                System.out.println("Written nowhere, and told only now:");
                made.forEach(line -> System.out.println("  " + line));
            }
        }
    }

    /** In a session of its own where the system can do that, so that a closed terminal does not take it along. */
    private Process startSupervisor(ShopFolder folder) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(List.of(
                PayaraPlan.java(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-Dshop.root=" + folder.root(),
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                "supervise"));
        command.addAll(options.arguments());
        Path log = folder.log("launcher");
        try {
            Files.createDirectories(folder.logs());
            Files.deleteIfExists(log);
            return new ProcessBuilder(command)
                    .directory(folder.root().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new LauncherException("the supervisor cannot be started: " + e.getMessage(), e);
        }
    }

    private RunningShop awaitSupervisor(ShopFolder folder, Process supervisor) {
        long deadline = System.nanoTime() + SUPERVISOR_MAX.toNanos();
        while (System.nanoTime() < deadline && supervisor.isAlive()) {
            Optional<RunningShop> shop = RunningShop.find(folder);
            if (shop.isPresent()) {
                return shop.get();
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        supervisor.destroy();
        throw new LauncherException("the supervisor did not start; see " + folder.log("launcher"));
    }
}
