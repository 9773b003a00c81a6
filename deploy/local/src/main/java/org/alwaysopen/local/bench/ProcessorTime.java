package org.alwaysopen.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

/** Processor time of a process on this machine. */
final class ProcessorTime {
    /** The unit of /proc, on every Linux that Java runs on ({@code getconf CLK_TCK}). */
    private static final double TICK_MS = 10;

    private ProcessorTime() {}

    /**
     * So far, in ms, with that of its children: those that live, and (on Linux, see {@code man 5 proc}) those that have ended. A
     * database's sessions come and go, and what they used would go with them.
     */
    static double withChildrenMs(ProcessHandle process) {
        return process.children().mapToDouble(ProcessorTime::ms).sum() + ms(process) + endedChildrenMs(process);
    }

    /** Of the process alone, so far, in ms. */
    static double ms(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e6;
    }

    private static double endedChildrenMs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            // "pid (command) state ...": a command may have blanks. Then cutime and cstime are the fields 16 and 17.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return TICK_MS
                    * IntStream.of(13, 14)
                            .mapToLong(field -> Long.parseLong(fields[field]))
                            .sum();
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
