package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A process that the supervisor owns.
 *
 * <p>Born {@code STOPPED}. {@code STARTING} once it runs, {@code READY} when it says so. {@code KILLED} by an operator: it
 * stays dead until it is started again. {@code FAILED}: it ended by itself, or never became ready. Thread-safe.
 */
final class Child {
    enum State {
        STOPPED,
        STARTING,
        READY,
        KILLED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration ASK_EVERY = Duration.ofMillis(150);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
    private static final Duration TERM_MAX = Duration.ofSeconds(10);
    private static final Duration KILL_MAX = Duration.ofSeconds(5);
    /** The end of a log that is searched for words of a wrong start. */
    private static final int LOG_BYTES_MAX = 1 << 20;

    private final ProcessPlan plan;
    private final ShopFolder folder;
    private final ProcessRecords records;
    private final HttpClient http;
    private final Consumer<Child> endedByItself;
    private State state = State.STOPPED;
    private Process process;
    private long logStart;
    private String failure = "";
    private boolean retired;

    /** @param endedByItself called when it was ready, and then ended though nobody ended it */
    Child(ProcessPlan plan, ShopFolder folder, ProcessRecords records, HttpClient http, Consumer<Child> endedByItself) {
        this.plan = plan;
        this.folder = folder;
        this.records = records;
        this.http = http;
        this.endedByItself = endedByItself;
    }

    ProcessPlan plan() {
        return plan;
    }

    synchronized State state() {
        return state;
    }

    /** Why it is {@code FAILED}; empty otherwise. */
    synchronized String failure() {
        return failure;
    }

    Path log() {
        return folder.log(plan.name());
    }

    /** Runs it, if it does not run. Does not wait until it is ready. */
    synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        if (retired) {
            throw new LauncherException(plan.name() + " is not started: the shop closes");
        }
        try {
            for (Path fresh : plan.fresh()) {
                ShopFolder.deleteTree(fresh);
                Files.createDirectories(fresh);
            }
            Files.createDirectories(folder.logs());
            logStart = Files.exists(log()) ? Files.size(log()) : 0;
            ProcessBuilder builder = new ProcessBuilder(plan.command())
                    .directory(folder.root().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().putAll(plan.environment());
            process = builder.start();
        } catch (IOException e) {
            state = State.FAILED;
            failure = plan.name() + " cannot be started: " + e.getMessage();
            throw new LauncherException(failure, e);
        }
        records.add(plan.name(), process.toHandle());
        state = State.STARTING;
        failure = "";
        Process started = process;
        started.onExit().thenAccept(this::ended);
    }

    private void ended(Process which) {
        boolean wasReady;
        synchronized (this) {
            if (which != process || (state != State.STARTING && state != State.READY)) {
                return;
            }
            wasReady = state == State.READY;
            fail("ended by itself with code " + which.exitValue());
            records.remove(plan.name());
        }
        if (wasReady) {
            endedByItself.accept(this);
        }
    }

    private synchronized void fail(String why) {
        state = State.FAILED;
        failure = plan.name() + " " + why + "; see " + log();
    }

    /** @throws LauncherException when it did not become ready, with the reason and where its log is */
    void awaitReady(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (state() == State.STARTING) {
            if (isReady()) {
                becomeReady();
                return;
            }
            if (System.nanoTime() > deadline) {
                synchronized (this) {
                    if (state == State.STARTING) {
                        fail("was not ready after " + within.toSeconds() + " s");
                    }
                }
                break;
            }
            pause();
        }
        switch (state()) {
            case FAILED -> throw new LauncherException(failure());
            case KILLED, STOPPED -> throw new LauncherException(plan.name() + " was ended while it started");
            default -> {}
        }
    }

    /** A server that answers may still have been set up wrongly: its boot commands do not stop it when they fail. */
    private void becomeReady() {
        Optional<String> wrong = plan.broken().filter(this::isInLog);
        synchronized (this) {
            if (state != State.STARTING) {
                return;
            }
            if (wrong.isEmpty()) {
                state = State.READY;
                return;
            }
            fail("started with errors (\"" + wrong.get() + "\")");
            process.destroyForcibly();
        }
        throw new LauncherException(failure());
    }

    private boolean isInLog(String words) {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            file.seek(Math.max(logStart, file.length() - LOG_BYTES_MAX));
            byte[] end = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8).contains(words);
        } catch (IOException e) {
            throw new LauncherException("cannot read " + log() + ": " + e.getMessage(), e);
        }
    }

    boolean isReady() {
        return plan.readiness().map(this::saysReady).orElseGet(this::accepts);
    }

    private boolean saysReady(URI readiness) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(readiness)
                                            .timeout(ANSWER_MAX)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.port()), (int) ANSWER_MAX.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** SIGKILL: as when the machine under it is gone. */
    synchronized void kill() {
        state = State.KILLED;
        failure = "";
        if (process != null) {
            process.destroyForcibly();
            ProcessRecords.ended(process.toHandle(), KILL_MAX);
        }
        records.remove(plan.name());
    }

    /** For good: SIGTERM, and SIGKILL for one that does not go. Whoever is about to start it finds that it is too late. */
    void stop() {
        Process stopping;
        synchronized (this) {
            retired = true;
            if (state != State.KILLED) {
                state = State.STOPPED;
            }
            stopping = process;
        }
        if (stopping != null) {
            stopping.destroy();
            if (!ProcessRecords.ended(stopping.toHandle(), TERM_MAX)) {
                stopping.destroyForcibly();
                ProcessRecords.ended(stopping.toHandle(), KILL_MAX);
            }
        }
        records.remove(plan.name());
    }

    private static java.io.File nothing() {
        return new java.io.File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    private static void pause() {
        try {
            Thread.sleep(ASK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted while starting");
        }
    }

    /** All of them at once, since each may take seconds. */
    static void stopAll(List<Child> children) {
        List<Thread> threads = new ArrayList<>();
        for (Child child : children) {
            Thread thread = new Thread(child::stop, "stop " + child.plan().name());
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
