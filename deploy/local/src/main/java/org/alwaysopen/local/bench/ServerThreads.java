package org.alwaysopen.local.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Processor time of a Java server by what its threads are for, as it tells itself. A server whose compilers are still at work is not
 * warmed up, and what is measured of it is not what it can do.
 */
final class ServerThreads {
    private static final Pattern THREAD = Pattern.compile("^\"([^\"]*)\".* cpu=([0-9.]+)ms ", Pattern.MULTILINE);

    private ServerThreads() {}

    /** So far, in ms; empty when it cannot be asked. */
    static Map<String, Double> cpuMs(ProcessHandle server) {
        Map<String, Double> ms = new LinkedHashMap<>();
        Matcher thread = THREAD.matcher(threads(server));
        while (thread.find()) {
            ms.merge(kind(thread.group(1)), Double.parseDouble(thread.group(2)), Double::sum);
        }
        return ms;
    }

    private static String kind(String name) {
        if (name.startsWith("C1 ") || name.startsWith("C2 ")) {
            return "compilers";
        }
        if (name.startsWith("http-")) {
            return "requests";
        }
        if (name.startsWith("worker ") || name.startsWith("payments-worker")) {
            return "workers";
        }
        return name.startsWith("hz.") ? "Hazelcast" : "other";
    }

    private static String threads(ProcessHandle server) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(List.of(jcmd.toString(), String.valueOf(server.pid()), "Thread.print"))
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException none) {
            return ""; // a Java without tools
        }
    }
}
