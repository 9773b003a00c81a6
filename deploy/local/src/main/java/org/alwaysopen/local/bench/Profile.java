package org.alwaysopen.local.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where a server's processor time goes, by Java's flight recorder, asked for from outside. */
final class Profile {
    private static final int FRAMES_SHOWN = 15;
    /** What a stack is about: the first of these that one of its frames, from the top, belongs to. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("org.postgresql.", "PostgreSQL driver");
        PARTS.put("org.jdbi.", "JDBI");
        PARTS.put("com.fasterxml.jackson.", "Jackson: JSON");
        PARTS.put("org.eclipse.yasson", "Yasson: JSON");
        PARTS.put("com.sun.gjc.", "Payara: connection pool");
        PARTS.put("com.sun.enterprise.resource", "Payara: connection pool");
        PARTS.put("com.stripe.", "Stripe's client");
        PARTS.put("java.net.http.", "Java's HTTP client");
        PARTS.put("jdk.internal.net.http.", "Java's HTTP client");
        PARTS.put("sun.net.www.", "Java's HTTP client");
        PARTS.put("com.hazelcast.", "Hazelcast");
        PARTS.put("org.alwaysopen.", "the shop's own code");
        PARTS.put("org.glassfish.jersey.", "Jersey: REST");
        PARTS.put("org.jboss.weld", "Weld: injection");
        PARTS.put("org.apache.catalina.", "Payara: servlets");
        PARTS.put("org.glassfish.grizzly.", "Grizzly: HTTP");
    }

    private Profile() {}

    /** Begins to record a process of this machine. Empty when it, or this Java, cannot do that. */
    static Optional<Path> begin(ProcessHandle process) {
        try {
            Path file = Files.createTempFile("shop-profile", ".jfr");
            boolean begun = jcmd(
                    process,
                    "JFR.start",
                    "name=bench",
                    "settings=profile",
                    // JDBI writes an event with all of its text for each statement, which the profile then shows as its
                    // work.
                    "+jdbi.statement#enabled=false");
            return begun ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Ends it, and prints where the time went. */
    static void print(ProcessHandle process, Path file, PrintStream out) {
        try {
            if (!jcmd(process, "JFR.stop", "name=bench", "filename=" + file)) {
                out.println("no profile: the server did not give its recording");
                return;
            }
            Map<String, Integer> parts = new HashMap<>();
            Map<String, Integer> frames = new HashMap<>();
            int samples = 0;
            try (RecordingFile recording = new RecordingFile(file)) {
                while (recording.hasMoreEvents()) {
                    RecordedEvent event = recording.readEvent();
                    if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                        samples++;
                        List<RecordedFrame> stack = event.getStackTrace().getFrames();
                        parts.merge(part(stack), 1, Integer::sum);
                        frames.merge(name(stack.get(0)), 1, Integer::sum);
                    }
                }
            }
            out.printf("%nWhere the server's Java time goes (%d samples):%n", samples);
            print(parts, samples, PARTS.size(), out);
            out.println("by method:");
            print(frames, samples, FRAMES_SHOWN, out);
            Files.deleteIfExists(file);
        } catch (IOException e) {
            out.println("no profile: " + e.getMessage());
        }
    }

    private static void print(Map<String, Integer> counts, int samples, int limit, PrintStream out) {
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(limit)
                .forEach(entry -> out.printf(
                        Locale.ROOT, "  %5.1f %%  %s%n", 100.0 * entry.getValue() / samples, entry.getKey()));
    }

    private static String part(List<RecordedFrame> stack) {
        for (RecordedFrame frame : stack) {
            String type = frame.getMethod().getType().getName();
            for (Map.Entry<String, String> part : PARTS.entrySet()) {
                if (type.startsWith(part.getKey())) {
                    return part.getValue();
                }
            }
        }
        return "other";
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static boolean jcmd(ProcessHandle process, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(process.pid())));
        command.addAll(List.of(arguments));
        try {
            Process jcmd = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return jcmd.waitFor(30, TimeUnit.SECONDS) && jcmd.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
