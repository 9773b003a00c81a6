package org.alwaysopen.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** Buys by the JSON API, as a program would. */
final class Shopper {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    /** Longer than the database's gap after a lost node. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final String base;

    Shopper(String base) {
        this.base = base;
    }

    record Answer(int status, String servedBy, JsonNode json) {}

    Answer get(String path) {
        return send("GET", path, null);
    }

    /** @param headers names and values in turns */
    Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("X-Served-By").orElse(""),
                    ShopUnderTest.json(response.body()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + base + path + ": no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Answer changes(String method, String path, String body) {
        Answer answer =
                send(method, path, body, "Idempotency-Key", UUID.randomUUID().toString());
        if (answer.status() >= 300) {
            throw new AssertionError(method + " " + path + ": " + answer);
        }
        return answer;
    }

    /** A cart with one unit, ready to be paid for. Returns its path. */
    String fillsACart(String sku) {
        String cart = "/api/v1/carts/"
                + changes("POST", "/api/v1/carts", "{}").json().get("id").asText();
        changes("POST", cart + "/lines", "{\"sku\":\"" + sku + "\",\"quantity\":1}");
        changes("PUT", cart + "/contact", "{\"email\":\"ada@example.com\"}");
        changes("PUT", cart + "/shipping-address", """
                {"name": "Ada Lovelace", "line1": "1 Main Street", "city": "San Jose", "region": "CA",
                 "postalCode": "95112", "country": "US"}""");
        String option = get(cart + "/shipping-options").json().at("/items/0/id").asText();
        changes("PUT", cart + "/shipping-option", "{\"id\":\"" + option + "\"}");
        return cart;
    }

    Answer pays(String cart, String key) {
        return send("POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}", "Idempotency-Key", key);
    }

    /** The price of the first variant, as this base shows it. */
    String price(String slug) {
        return get("/api/v1/products/" + slug)
                .json()
                .at("/variants/0/price/amount")
                .asText();
    }
}
