package org.alwaysopen.local.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.alwaysopen.platform.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor's ear: a few commands over HTTP, on the loopback address, for those who hold the token.
 *
 * <p>{@code GET /status}, {@code GET /database}; {@code POST /kill}, {@code /restore}, {@code /drain}, {@code /undrain}, {@code
 * /rotate-keys}, {@code /down} with {@code ?region=...&only=...}. 200 with the answer, 409 with a sentence that says why not.
 */
final class Control implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    /** A restore takes a minute, and meanwhile others ask for the status. */
    private static final int THREADS = 8;

    /** @param message for the person at the terminal */
    record Answer(String message) {}

    private final HttpServer server;
    private final ExecutorService threads;
    private final Supervisor supervisor;
    private final String token;
    private final Runnable down;

    Control(Supervisor supervisor, int port, String token, Runnable down) {
        this.supervisor = supervisor;
        this.token = token;
        this.down = down;
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "control");
            thread.setDaemon(true);
            return thread;
        });
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new LauncherException("the control port " + port + " cannot be listened on: " + e.getMessage(), e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isAllowed(exchange)) {
                answer(exchange, 401, new Answer("the token of .shop/supervisor.json is needed"));
                return;
            }
            try {
                String command = exchange.getRequestMethod() + " "
                        + exchange.getRequestURI().getPath();
                answer(exchange, 200, run(command, parameters(exchange)));
            } catch (LauncherException e) {
                answer(exchange, 409, new Answer(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.error("a command failed", e);
                answer(exchange, 500, new Answer(String.valueOf(e.getMessage())));
            }
        }
    }

    private Object run(String command, Map<String, String> parameters) {
        String region = parameters.getOrDefault("region", "");
        return switch (command) {
            case "GET /status" -> supervisor.status();
            case "GET /database" -> supervisor.database();
            case "POST /kill" ->
                new Answer(supervisor.kill(
                        region, Optional.ofNullable(parameters.get("only")).map(Part::parse)));
            case "POST /restore" -> new Answer(supervisor.restore(region));
            case "POST /drain" -> new Answer(supervisor.drain(region, true));
            case "POST /rotate-keys" -> new Answer(supervisor.rotateKeys());
            case "POST /undrain" -> new Answer(supervisor.drain(region, false));
            case "POST /down" -> {
                down.run();
                yield new Answer("closing");
            }
            default -> throw new LauncherException("there is no " + command + " here");
        };
    }

    private boolean isAllowed(HttpExchange exchange) {
        String given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> parameters(HttpExchange exchange) {
        Map<String, String> parameters = new HashMap<>();
        String query = exchange.getRequestURI().getQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return parameters;
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] json = Json.write(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
