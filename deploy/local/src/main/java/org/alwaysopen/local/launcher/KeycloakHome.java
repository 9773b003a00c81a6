package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keycloak as Maven unpacked it, with our providers in it: built once ("augmented", in Quarkus' words), so that each server
 * starts in seconds; built anew only when the providers or the options have changed. All regions run from this one home, each
 * with a folder for its own data.
 */
final class KeycloakHome {
    /** What is fixed at build time; the rest each server is told when it starts. */
    private static final List<String> BUILD_OPTIONS = List.of(
            "--db=postgres",
            "--health-enabled=true",
            "--http-relative-path=/identity",
            "--spi-brute-force-protector--provider=alwaysopen-accounts");

    /** As {@code kc.sh} has them; and three on two cores start sooner with a simple compiler and a simple collector. */
    private static final List<String> JVM = List.of(
            "-Xms64m",
            "-Xmx400m",
            "-XX:MaxMetaspaceSize=256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dfile.encoding=UTF-8",
            "-Duser.language=en",
            "-Duser.country=US",
            "-Djava.net.preferIPv4Stack=true",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                    + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dpicocli.disable.closures=true");

    /** 20 to 40 s on two cores; more when they do other things as well. */
    private static final long BUILD_SECONDS_MAX = 300;

    private static final List<String> SHARED = List.of("lib", "conf", "providers", "themes", "version.txt");

    private final ShopFolder folder;

    KeycloakHome(ShopFolder folder) {
        this.folder = folder;
    }

    private Path home() {
        return folder.keycloak();
    }

    String version() {
        try {
            return Files.readString(home().resolve("version.txt")).replaceAll("[^0-9.]", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read Keycloak's version: " + e.getMessage(), e);
        }
    }

    /** What is built, in one word: what was built of something else is built anew. */
    private String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(home().resolve("version.txt")));
            digest.update(String.join(" ", BUILD_OPTIONS).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (Path jar : folder.keycloakProviders()) {
                digest.update(Files.readAllBytes(jar));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read Keycloak's files: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Builds it, if what is there was built of something else. */
    void build() {
        Path mark = home().resolve("built-of");
        String fingerprint = fingerprint();
        try {
            if (Files.exists(mark) && Files.readString(mark).equals(fingerprint)) {
                return;
            }
            Files.deleteIfExists(mark);
            copyProviders();
            List<String> arguments = new ArrayList<>(List.of("build"));
            arguments.addAll(BUILD_OPTIONS);
            run(command(home(), arguments));
            Files.writeString(mark, fingerprint);
        } catch (IOException e) {
            throw new LauncherException("Keycloak cannot be built: " + e.getMessage(), e);
        }
    }

    private void copyProviders() throws IOException {
        Path providers = home().resolve("providers");
        ShopFolder.deleteTree(providers);
        Files.createDirectories(providers);
        for (Path jar : folder.keycloakProviders()) {
            Files.copy(jar, providers.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private void run(List<String> command) throws IOException {
        Path log = folder.log("identity-build");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(BUILD_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new LauncherException("Keycloak's build failed; see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("Keycloak's build was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    /** A home with data of its own; the rest are links to the one that was built. */
    void link(Path own) {
        try {
            Files.createDirectories(own.resolve("data/import"));
            for (String name : SHARED) {
                Path link = own.resolve(name);
                Path shared = home().resolve(name);
                if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)
                        || !Files.readSymbolicLink(link).equals(shared)) {
                    Files.deleteIfExists(link);
                    Files.createSymbolicLink(link, shared);
                }
            }
        } catch (IOException e) {
            throw new LauncherException("cannot make " + own + ": " + e.getMessage(), e);
        }
    }

    /** The server itself, and not {@code kc.sh} around it: a SIGKILL must meet the one that it is meant for. */
    List<String> command(Path own, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(PayaraPlan.java()));
        command.addAll(JVM);
        command.add("-Dkc.home.dir=" + own);
        command.add("-Djboss.server.config.dir=" + own.resolve("conf"));
        command.addAll(List.of("-cp", own.resolve("lib/quarkus-run.jar").toString()));
        command.add("io.quarkus.bootstrap.runner.QuarkusEntryPoint");
        command.addAll(arguments);
        return command;
    }
}
