package org.alwaysopen.local.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Buys by the JSON API, as a program would: by the edge, or at one server. Thread-safe. */
public final class EdgeCounter implements Counter {
    /** Longer than the database's gap after a lost node, and a processor that does not answer. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private static final String ADDRESS = """
            {"name": "Ada Lovelace", "line1": "12 Water Street", "city": "New York", "region": "NY",
             "postalCode": "10004", "country": "US"}""";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final String base;

    public EdgeCounter(String base) {
        this.base = base;
    }

    @Override
    public Optional<UUID> fill(String sku, int units) {
        Answer created = changes("POST", "/api/v1/carts", "{}");
        if (created.status() != 201) {
            return Optional.empty();
        }
        UUID cart = created.order().orElseThrow();
        String path = "/api/v1/carts/" + cart;
        boolean filled =
                isDone(changes("POST", path + "/lines", "{\"sku\":\"" + sku + "\",\"quantity\":" + units + "}"))
                        && isDone(changes("PUT", path + "/contact", "{\"email\":\"ada@example.com\"}"))
                        && isDone(changes("PUT", path + "/shipping-address", ADDRESS))
                        && isDone(changes("PUT", path + "/shipping-option", "{\"id\":\"standard\"}"));
        return filled ? Optional.of(cart) : Optional.empty();
    }

    private static boolean isDone(Answer answer) {
        return answer.status() / 100 == 2;
    }

    private Answer changes(String method, String path, String body) {
        return send(method, path, body, UUID.randomUUID().toString());
    }

    @Override
    public Answer pay(UUID cart, String key, String token) {
        return send("POST", "/api/v1/carts/" + cart + "/checkout", "{\"paymentToken\":\"" + token + "\"}", key);
    }

    private Answer send(String method, String path, String body, String key) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), idIn(response.body()), response.body());
        } catch (IOException e) {
            return Answer.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.NONE;
        }
    }

    /** Of an order or a cart, or of the order that a problem is about. */
    static Optional<UUID> idIn(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            for (String member : List.of("id", "orderId")) {
                if (json.path(member).isTextual()) {
                    return Optional.of(UUID.fromString(json.path(member).asText()));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // an answer of the edge itself, in words
        }
        return Optional.empty();
    }
}
