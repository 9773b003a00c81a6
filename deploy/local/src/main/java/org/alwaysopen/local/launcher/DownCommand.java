package org.alwaysopen.local.launcher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./shop down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops everything that ./shop up started, and nothing else.")
final class DownCommand implements Callable<Integer> {
    private static final Duration DOWN_MAX = Duration.ofSeconds(60);

    @Override
    public Integer call() {
        ShopFolder folder = ShopFolder.ofThisCall();
        Optional<RunningShop> shop = RunningShop.find(folder);
        boolean closed = shop.map(running -> running.down(DOWN_MAX)).orElse(false);
        if (!closed) {
            SupervisorRecord.running(folder)
                    .flatMap(record -> record.process().process())
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
        // What a supervisor that was killed has left; usually nothing.
        List<String> left = new ProcessRecords(folder.processes()).endAll();
        SupervisorRecord.delete(folder);
        if (closed) {
            System.out.println("closed");
        } else if (left.isEmpty()) {
            System.out.println("the shop was not up");
        } else {
            System.out.println("the launcher was gone; ended what it had started: " + String.join(", ", left));
        }
        return 0;
    }
}
