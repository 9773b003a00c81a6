package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where things are: the project's folder, and the folder of state and logs, {@code .shop} in it or what {@code SHOP_STATE}
 * says (so that two shops can run side by side).
 */
public record ShopFolder(Path root, Path state) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** As {@code ./shop} was called. */
    public static ShopFolder ofThisCall() {
        Path root =
                Path.of(System.getProperty("shop.root", ".")).toAbsolutePath().normalize();
        String state = System.getenv("SHOP_STATE");
        return new ShopFolder(
                root,
                state == null || state.isBlank()
                        ? root.resolve(".shop")
                        : Path.of(state).toAbsolutePath().normalize());
    }

    public Path logs() {
        return state.resolve("logs");
    }

    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** The books of a processor's simulator. */
    Path journal(String processor) {
        return state.resolve("simulators").resolve(processor + ".journal");
    }

    Path processes() {
        return state.resolve("processes");
    }

    /** Who runs this shop, and how to speak with it. */
    Path supervisor() {
        return state.resolve("supervisor.json");
    }

    Path secrets() {
        return state.resolve("secrets.json");
    }

    /** What a region keeps while it runs; thrown away when it starts. */
    Path region(String name) {
        return state.resolve("regions").resolve(name);
    }

    Path target() {
        return root.resolve("deploy/local/target");
    }

    Path payaraMicro() {
        return present(target().resolve("server/payara-micro.jar"));
    }

    Path postgresDriver() {
        return present(target().resolve("server/postgresql.jar"));
    }

    Path war() {
        return present(root.resolve("storefront-web/target/storefront-web.war"));
    }

    /** Keycloak's home, as its distribution has it. */
    Path keycloak() {
        try (Stream<Path> versions = Files.list(present(target().resolve("keycloak")))) {
            return versions.filter(path -> path.getFileName().toString().startsWith("keycloak-"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(
                            () -> new LauncherException("there is no Keycloak in " + target() + "; run ./shop build"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + target() + ": " + e.getMessage(), e);
        }
    }

    /** Our providers for Keycloak, and the libraries that they need, always in the same order. */
    List<Path> keycloakProviders() {
        Path built = root.resolve("identity/keycloak/target");
        try (Stream<Path> libraries = Files.list(present(built.resolve("providers")))) {
            return Stream.concat(
                            Stream.of(present(built.resolve("keycloak-provider-0.1.0-SNAPSHOT.jar"))),
                            libraries.sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + built + ": " + e.getMessage(), e);
        }
    }

    Path payaraFile(String name) {
        return present(root.resolve("deploy/payara").resolve(name));
    }

    private static Path present(Path file) {
        if (!Files.exists(file)) {
            throw new LauncherException("expected " + file + ", which the build makes; run ./shop build");
        }
        return file;
    }

    /** Writes a file in one step, readable by its owner alone: a reader sees the old or the new, never half. */
    static void writeOwnerOnly(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            FileAttribute<?>[] attributes =
                    file.getFileSystem().supportedFileAttributeViews().contains("posix")
                            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                            : new FileAttribute<?>[0];
            Path half =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".half", attributes);
            Files.writeString(half, text, StandardCharsets.UTF_8);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
