package org.alwaysopen.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.alwaysopen.platform.Json;

/**
 * A guest who buys one unit by the JSON API, from the empty cart to the paid order: three requests, each waiting for the
 * answer of the one before, each with a key, as a good client does it. Thread-safe.
 */
final class CheckoutJourney implements Shoppers.Journey {
    static final List<String> STEPS = List.of("fill cart", "set details", "pay");

    private static final String DETAILS = """
            {"email": "ada@example.com", "shippingOption": {"id": "cheapest"},
             "shippingAddress": {"name": "Ada Lovelace", "line1": "1 Main Street", "city": "San Jose", "region": "CA",
                                 "postalCode": "95112", "country": "US"}}""";

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
        String filled = "{\"lines\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}";
        String cart = "/api/v1/carts/" + text(timed(took, 0, clock, "POST", "/api/v1/carts", filled), "/id");
        timed(took, 1, clock, "PATCH", cart, DETAILS);
        timed(took, 2, clock, "POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}");
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
            Requests.Answer answer =
                    Requests.send(method, url, body, UUID.randomUUID().toString());
            boolean paid = !url.endsWith("/checkout") || answer.status() == 201;
            if (answer.status() >= 300 || !paid) {
                throw refused(method, url, answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        } catch (IOException e) {
            throw refused(method, url, e.toString());
        }
    }

    private static Shoppers.RefusedException refused(String method, String url, String why) {
        return new Shoppers.RefusedException(method + " " + url.replaceAll("[0-9a-f-]{36}", "ID") + ": " + why);
    }

    private static String text(byte[] json, String pointer) {
        return Json.read(json, JsonNode.class).at(pointer).asText();
    }
}
