package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A payment processor's simulator that is up, from the side that no shop sees: its own books, and the control by which it is
 * told to fail. The control answers, too, while the simulator's port is closed by a fault.
 *
 * @param name    {@code stripe} or {@code adyen}
 * @param journal its books
 */
public record RunningSimulator(String name, URI control, Path journal) {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /**
     * Tells it what to do.
     *
     * @param what such as {@code network} or {@code faults}
     * @throws IllegalStateException when it does not obey
     */
    public void order(String method, String what, String json) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(control.resolve("/_simulator/" + what))
                .timeout(ANSWER_MAX)
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the simulator of " + name + " said " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator of " + name + " does not answer", e);
        }
    }
}
