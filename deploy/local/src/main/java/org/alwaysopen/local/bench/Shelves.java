package org.alwaysopen.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.alwaysopen.local.launcher.RunningShop;
import org.alwaysopen.platform.Json;

/** Stock for a bench on a whole shop. */
final class Shelves {
    private static final int SKUS = 40;

    /** More than can be sold while it runs. */
    private static final int UNITS = 100_000;

    /** Servers that have just started may be slower than the edge waits, more so three of them on two cores. */
    private static final int TRIES_MAX = 10;

    private Shelves() {}

    /** Receives more of some SKUs than can be sold, as a merchant does. */
    static List<String> stockUp(RunningShop shop) throws InterruptedException {
        List<String> skus = new ArrayList<>();
        for (JsonNode product :
                admin(shop, "GET", "/api/v1/products?limit=100", null).at("/items")) {
            product.at("/variants")
                    .forEach(variant -> skus.add(variant.at("/sku").asText()));
        }
        List<String> some = skus.subList(0, Math.min(SKUS, skus.size()));
        String warehouse = admin(shop, "GET", "/admin/api/v1/inventory/warehouses", null)
                .at("/items/0/code")
                .asText();
        for (String sku : some) {
            admin(shop, "POST", "/admin/api/v1/inventory/receipts", """
                    {"sku": "%s", "warehouse": "%s", "units": %d, "reason": "bench checkout"}""".formatted(sku, warehouse, UNITS));
        }
        return some;
    }

    private static JsonNode admin(RunningShop shop, String method, String path, String body)
            throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(shop.status().edge() + path))
                .header("Authorization", "Bearer " + shop.secrets().get("SHOP_OPERATOR_KEY"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = send(request);
            for (int tries = 1; answer.statusCode() >= 500 && tries < TRIES_MAX; tries++) {
                TimeUnit.SECONDS.sleep(1);
                answer = send(request); // with the same key: it is done once
            }
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return Json.read(answer.body(), JsonNode.class);
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + ": " + e, e);
        }
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
