package org.alwaysopen.local.launcher;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The time in which a shop is up, in the process that owns it: a supervisor, its control port, its record. */
final class Session implements AutoCloseable {
    private static final int TOKEN_BYTES = 24;

    private final ShopFolder folder;
    private final Supervisor supervisor;
    private final Control control;
    private final CountDownLatch down = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    private Session(ShopFolder folder, UpOptions options) {
        this.folder = folder;
        this.supervisor = new Supervisor(
                folder, options.database(), options.regionList(), options.ports(), !options.withoutIdentity);
        String token = Secrets.hex(TOKEN_BYTES);
        this.control = new Control(supervisor, options.ports().control(), token, down::countDown);
        new SupervisorRecord(
                        ProcessRecords.Entry.of("supervisor", ProcessHandle.current()),
                        options.ports().control(),
                        token,
                        options.portOffset)
                .write(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop what was started"));
    }

    /** Looks whether a shop can come up here, and says why not; ends what a supervisor that died has left behind. */
    static void check(ShopFolder folder, UpOptions options) {
        RunningShop.find(folder).ifPresent(running -> {
            throw new LauncherException("the shop is up already, at "
                    + running.status().edge() + "; ./shop status shows it, ./shop down ends it");
        });
        List<String> left = new ProcessRecords(folder.processes()).endAll();
        if (!left.isEmpty()) {
            System.out.println("ended what an earlier launcher left behind: " + String.join(", ", left));
        }
        List<String> taken = PortCheck.taken(
                options.ports().needed(options.regionList().size(), options.database(), !options.withoutIdentity));
        if (!taken.isEmpty()) {
            throw new LauncherException(String.join("\n", taken)
                    + "\nNothing was started. End the holder, or move the shop: ./shop up --port-offset 1000");
        }
    }

    static Session begin(ShopFolder folder, UpOptions options) {
        Logs.toFile(folder.log("launcher"));
        return new Session(folder, options);
    }

    Status status() {
        return supervisor.status();
    }

    /** Opens in another thread; the status tells how it goes. */
    void open() {
        Thread thread = new Thread(
                () -> {
                    try {
                        supervisor.open();
                    } catch (RuntimeException e) {
                        // The status carries it, for the one who asked; and so does the log.
                        if (!(e instanceof LauncherException)) {
                            org.slf4j.LoggerFactory.getLogger(Session.class).error("the shop did not come up", e);
                        }
                    }
                },
                "open");
        thread.setDaemon(true);
        thread.start();
    }

    /** Until somebody says {@code ./shop down}. */
    void awaitDown() {
        try {
            down.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean awaitDown(long seconds) {
        try {
            return down.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            supervisor.close();
            control.close();
            SupervisorRecord.delete(folder);
        }
    }
}
