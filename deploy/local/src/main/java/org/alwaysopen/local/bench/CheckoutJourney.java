package org.alwaysopen.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.alwaysopen.platform.Json;

/**
 * A guest who buys one unit by the JSON API, from the empty cart to the paid order: seven requests, each waiting for the
 * answer of the one before, each change with a key, as a good client does it. Thread-safe.
 */
final class CheckoutJourney implements Shoppers.Journey {
    static final List<String> STEPS =
            List.of("create cart", "add line", "set contact", "set address", "see options", "choose option", "pay");

    private static final int TIMEOUT_MS = 20_000;
    private static final String ADDRESS = """
            {"name": "Ada Lovelace", "line1": "1 Main Street", "city": "San Jose", "region": "CA",
             "postalCode": "95112", "country": "US"}""";

    static {
        // Java keeps five connections to a server otherwise, and opens a new one for each request of the others.
        System.setProperty("http.maxConnections", "64");
    }

    private final String base;
    private final List<String> skus;

    CheckoutJourney(String base, List<String> skus) {
        this.base = base;
        this.skus = skus;
    }

    @Override
    public long[] go() {
        long[] took = new long[STEPS.size()];
        String sku = skus.get(ThreadLocalRandom.current().nextInt(skus.size()));
        long[] clock = {System.nanoTime()};
        String cart = "/api/v1/carts/" + text(timed(took, 0, clock, "POST", "/api/v1/carts", "{}"), "/id");
        timed(took, 1, clock, "POST", cart + "/lines", "{\"sku\":\"" + sku + "\",\"quantity\":1}");
        timed(took, 2, clock, "PUT", cart + "/contact", "{\"email\":\"ada@example.com\"}");
        timed(took, 3, clock, "PUT", cart + "/shipping-address", ADDRESS);
        String option = text(timed(took, 4, clock, "GET", cart + "/shipping-options", null), "/items/0/id");
        timed(took, 5, clock, "PUT", cart + "/shipping-option", "{\"id\":\"" + option + "\"}");
        timed(took, 6, clock, "POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}");
        return took;
    }

    private byte[] timed(long[] took, int step, long[] clock, String method, String path, String body) {
        byte[] answer = send(base + path, method, body);
        long now = System.nanoTime();
        took[step] = now - clock[0];
        clock[0] = now;
        return answer;
    }

    private static byte[] send(String url, String method, String body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            connection.setRequestProperty("Accept", "application/json");
            if (body != null) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setRequestProperty(
                        "Idempotency-Key", UUID.randomUUID().toString());
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(bytes.length);
                connection.getOutputStream().write(bytes);
            }
            int status = connection.getResponseCode();
            boolean paid = !url.endsWith("/checkout") || status == 201;
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                byte[] answer = in == null ? new byte[0] : in.readAllBytes();
                if (status >= 300 || !paid) {
                    throw new Shoppers.RefusedException(method + " " + url.replaceAll("[0-9a-f-]{36}", "ID") + ": "
                            + status + " " + new String(answer, StandardCharsets.UTF_8));
                }
                return answer;
            }
        } catch (IOException e) {
            throw new Shoppers.RefusedException(method + " " + url.replaceAll("[0-9a-f-]{36}", "ID") + ": " + e);
        }
    }

    private static String text(byte[] json, String pointer) {
        return Json.read(json, JsonNode.class).at(pointer).asText();
    }
}
