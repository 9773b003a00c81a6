package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.alwaysopen.platform.Json;

/**
 * The processes that this shop started, one file each, so that exactly these can be ended by whoever comes later.
 *
 * <p>A number alone is no name: the system gives the number of a dead process to another. So the moment of its start is kept
 * with it, and a process with the number but another start is left alone.
 */
final class ProcessRecords {
    /** The system tells starts to a hundredth of a second, and the JVM reads it from the clock of the boot. */
    private static final Duration START_TOLERANCE = Duration.ofMillis(50);

    private static final Duration TERM_MAX = Duration.ofSeconds(10);
    private static final Duration KILL_MAX = Duration.ofSeconds(5);

    /** @param startedMs milliseconds since 1970 */
    record Entry(String name, long pid, long startedMs) {
        static Entry of(String name, ProcessHandle process) {
            return new Entry(
                    name,
                    process.pid(),
                    process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
        }

        /** The process, if it is still the same and alive. */
        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(handle -> {
                long started =
                        handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
                return Math.abs(started - startedMs) <= START_TOLERANCE.toMillis();
            });
        }
    }

    private final Path folder;

    ProcessRecords(Path folder) {
        this.folder = folder;
    }

    void add(String name, ProcessHandle process) {
        ShopFolder.writeOwnerOnly(file(name), Json.write(Entry.of(name, process)));
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file(name) + ": " + e.getMessage(), e);
        }
    }

    List<Entry> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                entries.add(Json.read(Files.readString(file), Entry.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
        }
        return entries;
    }

    /** Ends all that are still there: asks them all, waits, and kills those that stay. @return the names of those that lived */
    List<String> endAll() {
        List<Entry> entries = all();
        List<String> ended = new ArrayList<>();
        for (Entry entry : entries) {
            entry.process().ifPresent(process -> {
                ended.add(entry.name());
                process.destroy();
            });
        }
        Instant deadline = Instant.now().plus(TERM_MAX);
        for (Entry entry : entries) {
            entry.process().ifPresent(process -> {
                if (!ended(process, Duration.between(Instant.now(), deadline))) {
                    process.destroyForcibly();
                    ended(process, KILL_MAX);
                }
            });
            remove(entry.name());
        }
        return ended;
    }

    static boolean ended(ProcessHandle process, Duration within) {
        try {
            process.onExit().get(Math.max(0, within.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".json");
    }
}
