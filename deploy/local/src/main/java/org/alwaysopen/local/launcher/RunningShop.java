package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alwaysopen.platform.Json;

/** The shop that is up, for commands that work with it: its status, its database, its secrets, and what can be done to it. */
public final class RunningShop {
    /** Longer than a restore may take. */
    private static final Duration ANSWER_MAX = Supervisor.PROCESS_READY_MAX.multipliedBy(2);

    private final ShopFolder folder;
    private final SupervisorRecord record;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    RunningShop(ShopFolder folder, SupervisorRecord record) {
        this.folder = folder;
        this.record = record;
    }

    /** @throws LauncherException when none is up */
    public static RunningShop find() {
        return find(ShopFolder.ofThisCall())
                .orElseThrow(() -> new LauncherException("the shop is not up; ./shop up --detach opens it"));
    }

    static Optional<RunningShop> find(ShopFolder folder) {
        return SupervisorRecord.running(folder).map(record -> new RunningShop(folder, record));
    }

    public Status status() {
        return Json.read(ask("GET", "/status", Map.of()), Status.class);
    }

    public DatabaseAccess database() {
        return Json.read(ask("GET", "/database", Map.of()), DatabaseAccess.class);
    }

    public Secrets secrets() {
        return Secrets.open(folder);
    }

    public ShopFolder folder() {
        return folder;
    }

    public List<RunningSimulator> simulators() {
        return status().simulators().stream()
                .map(simulator -> {
                    int control =
                            Ports.simulatorControl(URI.create(simulator.url()).getPort());
                    return new RunningSimulator(
                            simulator.name(),
                            URI.create("http://127.0.0.1:" + control),
                            folder.journal(simulator.name()));
                })
                .toList();
    }

    /** The processes that make up the shop, by name: {@code edge} is the one of the launcher, which it runs in. */
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        record.process().process().ifPresent(process -> processes.put("edge", process));
        new ProcessRecords(folder.processes())
                .all()
                .forEach(entry -> entry.process().ifPresent(process -> processes.put(entry.name(), process)));
        return processes;
    }

    /** SIGKILL to all of a region, or to one part. @return what was done, in a sentence */
    public String kill(String region, Optional<String> only) {
        return only.map(part -> command("/kill", Map.of("region", region, "only", part)))
                .orElseGet(() -> command("/kill", Map.of("region", region)));
    }

    /** Returns when it is ready. */
    public String restore(String region) {
        return command("/restore", Map.of("region", region));
    }

    public String drain(String region) {
        return command("/drain", Map.of("region", region));
    }

    /** Returns when all regions that run sign with the new keys. */
    String rotateKeys() {
        return command("/rotate-keys", Map.of());
    }

    public String undrain(String region) {
        return command("/undrain", Map.of("region", region));
    }

    /** Returns when the supervisor has ended, and all that it started. */
    boolean down(Duration within) {
        command("/down", Map.of());
        return record.process()
                .process()
                .map(process -> ProcessRecords.ended(process, within))
                .orElse(true);
    }

    private String command(String path, Map<String, String> parameters) {
        return Json.read(ask("POST", path, parameters), Control.Answer.class).message();
    }

    private String ask(String method, String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + record.controlPort() + path + (query.isEmpty() ? "" : "?" + query)))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + record.token())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new LauncherException(
                        Json.read(response.body(), Control.Answer.class).message());
            }
            return response.body();
        } catch (IOException e) {
            throw new LauncherException(
                    "the launcher (process " + record.process().pid() + ") does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted");
        }
    }
}
