package org.alwaysopen.storefront;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.alwaysopen.platform.Json;

/** Speaks to the server under test as a program does. */
public final class ShopClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    public ShopClient(URL base) {
        this.base = "http://" + base.getAuthority();
    }

    public record Answer(int status, HttpResponse<String> response) {
        public String body() {
            return response.body();
        }

        public JsonNode json() {
            return Json.read(response.body(), JsonNode.class);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "application/json");
    }

    public Answer get(String path) {
        return send(request(path));
    }

    /** @param headers names and values in turns */
    public Answer json(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.method(method, BodyPublishers.ofString(body)));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A cart with one unit of a SKU, ready to be paid for. Returns its id. */
    public String cartReadyToPay(String sku) {
        String filled = "{\"lines\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}";
        String cart = "/api/v1/carts/"
                + json("POST", "/api/v1/carts", filled).json().get("id").asText();
        json("PATCH", cart, """
                {"email": "ada@example.com", "shippingOption": {"id": "cheapest"},
                 "shippingAddress": {"name": "Ada", "line1": "1 Main St", "city": "San Jose", "region": "CA",
                                     "postalCode": "95112", "country": "US"}}""");
        return cart;
    }
}
