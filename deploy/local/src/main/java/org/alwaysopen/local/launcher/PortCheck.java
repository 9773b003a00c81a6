package org.alwaysopen.local.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks whether ports are free before anything is started, and who holds those that are not. */
final class PortCheck {
    private static final Pattern SS_HOLDER = Pattern.compile("users:\\(\\(\"([^\"]+)\",pid=(\\d+)");
    private static final int TOOL_SECONDS_MAX = 3;

    private PortCheck() {}

    /** @return a line for each port that is taken; empty when all are free */
    static List<String> taken(Map<Integer, String> needed) {
        List<String> taken = new ArrayList<>();
        needed.forEach((port, purpose) -> {
            if (!isFree(port)) {
                taken.add("port " + port + ", for " + purpose + ", is held by "
                        + holder(port).orElse("another program"));
            }
        });
        return taken;
    }

    /** Bound, not asked: a port that nobody answers on may be held all the same. */
    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections that lately ended on it do not hold it.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> holder(int port) {
        Optional<String> seen = firstLine(List.of("ss", "-Hltnp", "sport = :" + port))
                .map(SS_HOLDER::matcher)
                .filter(Matcher::find)
                .map(found -> described(found.group(1), Long.parseLong(found.group(2))));
        if (seen.isPresent()) {
            return seen;
        }
        return firstLine(List.of("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN"))
                .filter(pid -> pid.matches("\\d{1,10}"))
                .map(pid -> described("", Long.parseLong(pid)));
    }

    private static String described(String name, long pid) {
        String command = ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().commandLine())
                .map(line -> line.length() > 100 ? line.substring(0, 100) + "..." : line)
                .orElse(name);
        return "process " + pid + " (" + command + ")";
    }

    /** Of a tool that may be missing. */
    private static Optional<String> firstLine(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = reader.readLine();
                return process.waitFor(TOOL_SECONDS_MAX, TimeUnit.SECONDS)
                        ? Optional.ofNullable(line)
                        : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
