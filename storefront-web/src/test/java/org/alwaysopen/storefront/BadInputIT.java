package org.alwaysopen.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever is sent, the answer is a problem document with a clear sentence and a 4xx, it shows nothing of our inside,
 * and the cart is as it was. Method: one cart ready to be paid for, every kind of bad request, then the cart again.
 */
class BadInputIT extends AtTheServer {
    private static final String SKU = "MUG-CAMP-FOREST-350ML";
    private static final String NOBODY = "/api/v1/carts/" + UUID.randomUUID();
    private static final int TOO_LARGE = 65 * 1024;

    private record Bad(String method, String path, String body, int status, String words) {}

    /** @param cart the path of a cart that must not change */
    private static Stream<Bad> badRequests(String cart) {
        String line = "{\"sku\":\"" + SKU + "\",\"quantity\":%s}";
        return Stream.of(
                new Bad("POST", cart + "/lines", "{\"sku\":\"NO-SUCH-SKU\",\"quantity\":1}", 0, "NO-SUCH-SKU"),
                new Bad("POST", cart + "/lines", "{\"sku\":\"<script>\",\"quantity\":1}", 0, "sku"),
                new Bad("POST", cart + "/lines", String.format(line, "0"), 422, "quantity"),
                new Bad("POST", cart + "/lines", String.format(line, "-1"), 422, "quantity"),
                new Bad("POST", cart + "/lines", String.format(line, "5000"), 422, "quantity"),
                new Bad("POST", cart + "/lines", String.format(line, "99999999999"), 400, "quantity"),
                new Bad("POST", cart + "/lines", String.format(line, "1.5"), 400, "quantity"),
                new Bad("POST", cart + "/lines", String.format(line, "\"two\""), 400, "quantity"),
                new Bad("POST", cart + "/lines", String.format(line, "null"), 422, "quantity"),
                new Bad("POST", cart + "/lines", "{\"quantity\":1}", 422, "sku"),
                new Bad("POST", cart + "/lines", "{\"sku\":7,\"quantity\":1}", 400, "sku"),
                new Bad("POST", cart + "/lines", "{\"sku\":", 400, "JSON"),
                new Bad("POST", cart + "/lines", "[]", 400, "expected"),
                new Bad("POST", cart + "/lines", "null", 400, "expected"),
                new Bad("POST", cart + "/lines", "", 400, "expected"),
                new Bad("POST", cart + "/lines", "[".repeat(5000), 400, "expected"),
                new Bad("POST", "/api/v1/carts", "{\"currency\":\"XXQ\"}", 400, "currency"),
                new Bad("POST", "/api/v1/carts", "{\"currency\":\"JPY\"}", 422, "currency"),
                new Bad("POST", "/api/v1/carts", "{\"lines\":[null]}", 422, "lines"),
                new Bad("POST", "/api/v1/carts", "{\"lines\":7}", 400, "lines"),
                new Bad("POST", "/api/v1/carts", "{\"lines\":[" + String.format(line, "0") + "]}", 422, "quantity"),
                new Bad("POST", "/api/v1/carts", "{\"lines\":[{\"sku\":\"NONE\",\"quantity\":1}]}", 422, "sku"),
                new Bad("PATCH", cart, "null", 400, "expected"),
                new Bad("PATCH", cart, "{\"email\":\"nobody\",\"note\":\"new\"}", 422, "email"),
                new Bad("PATCH", cart, "{\"note\":\"new\",\"shippingOption\":{}}", 422, "shipping option"),
                new Bad("PATCH", cart, "{\"note\":\"new\",\"shippingOption\":\"cheapest\"}", 400, "shippingOption"),
                new Bad("PATCH", cart, "{\"note\":\"new\",\"shippingAddress\":{\"name\":\"A\"}}", 422, "expected"),
                new Bad("PATCH", NOBODY, "{\"note\":\"new\"}", 404, "cart"),
                new Bad("PUT", cart + "/contact", "{\"email\":\"nobody\"}", 422, "email"),
                new Bad("PUT", cart + "/contact", "{}", 422, "email"),
                new Bad("PUT", cart + "/shipping-address", "{\"name\":\"Ada\"}", 422, "expected"),
                new Bad("PUT", cart + "/shipping-address", "{\"name\":[1]}", 400, "name"),
                new Bad("PUT", cart + "/shipping-option", "{\"id\":\"teleport\"}", 422, "shipping option"),
                new Bad("PATCH", cart + "/lines/" + UUID.randomUUID(), "{\"quantity\":2}", 404, "line"),
                new Bad("PATCH", cart + "/lines/nonsense", "{\"quantity\":2}", 400, "UUID"),
                new Bad("DELETE", cart + "/lines/1-1-1-1-1", "", 400, "UUID"),
                new Bad("POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}", 400, "Idempotency-Key"),
                new Bad("GET", NOBODY, "", 404, "cart"),
                new Bad("POST", NOBODY + "/lines", String.format(line, "1"), 404, "cart"),
                new Bad("GET", "/api/v1/carts/nonsense", "", 400, "UUID"),
                new Bad("GET", "/api/v1/orders/" + UUID.randomUUID(), "", 404, "order"),
                new Bad("GET", "/api/v1/products/no-such-thing", "", 404, "product"),
                new Bad("GET", "/api/v1/products?limit=0", "", 422, "limit"),
                new Bad("GET", "/api/v1/products?limit=many", "", 400, "limit"),
                new Bad("GET", "/api/v1/products?cursor=%F0nonsense", "", 400, "cursor"),
                new Bad("GET", "/api/v1/products?q=" + "a".repeat(500), "", 422, "q"),
                new Bad("DELETE", "/api/v1/products", "", 405, "GET"),
                new Bad("GET", "/api/v1/nothing/here", "", 404, "nothing"));
    }

    @Test
    void isRefusedWithASentenceAndChangesNothing() {
        String cart = client.cartReadyToPay(SKU);
        JsonNode before = client.get(cart).json();
        assertThat(before.at("/shippingOption/id").isTextual())
                .as(before.toString())
                .isTrue();
        badRequests(cart).forEach(bad -> {
            ShopClient.Answer answer = client.json(bad.method(), bad.path(), bad.body());
            assertThat(answer.status()).as("%s -> %s", bad, answer.body()).isBetween(400, 499);
            if (bad.status() != 0) {
                assertThat(answer.status()).as("%s -> %s", bad, answer.body()).isEqualTo(bad.status());
            }
            refusal(bad.toString(), answer, bad.words());
        });
        assertThat(client.get(cart).json()).isEqualTo(before);
    }

    @Test
    void refusesBodiesThatAreTooLargeWhetherAnnouncedOrNot() {
        String cart = client.cartReadyToPay(SKU);
        String large = "{\"sku\":\"" + "x".repeat(TOO_LARGE) + "\",\"quantity\":1}";
        refusal("announced", client.json("POST", cart + "/lines", large), "64 KiB", 413);
        refusal(
                "in chunks",
                client.send(client.request(cart + "/lines")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large.getBytes())))),
                "64 KiB",
                413);
    }

    @Test
    void refusesOtherKindsOfBodies() {
        String cart = client.cartReadyToPay(SKU);
        for (String type : new String[] {"text/plain", "application/xml", "application/x-www-form-urlencoded"}) {
            refusal(
                    type,
                    client.send(client.request(cart + "/lines")
                            .header("Content-Type", type)
                            .POST(BodyPublishers.ofString("sku=" + SKU))),
                    "application/json",
                    415);
        }
    }

    /** Whatever it is put into, it is refused before it is stored, and not said back. */
    @Test
    void refusesCardNumbersEverywhere() {
        String cart = client.cartReadyToPay(SKU);
        JsonNode before = client.get(cart).json();
        String number = "4242 4242 4242 4242";
        String bare = "5555555555554444";
        String address = "{\"name\":\"%s\",\"line1\":\"1 Main St\",\"city\":\"San Jose\",\"region\":\"CA\","
                + "\"postalCode\":\"95112\",\"country\":\"US\"}";
        cardNumberRefused(client.json("PUT", cart + "/shipping-address", String.format(address, number)));
        cardNumberRefused(client.json(
                "PUT", cart + "/shipping-address", String.format(address, "\\u0034242 4242\\u00204242-4242")));
        cardNumberRefused(client.json("PUT", cart + "/contact", "{\"email\":\"378282246310005@example.com\"}"));
        cardNumberRefused(client.json("POST", cart + "/lines", "{\"sku\":\"X\",\"quantity\":" + bare + "}"));
        cardNumberRefused(client.json(
                "POST", cart + "/checkout", "{\"paymentToken\":\"" + bare + "\"}", "Idempotency-Key", "key"));
        cardNumberRefused(client.json(
                "POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}", "Idempotency-Key", bare));
        cardNumberRefused(client.get("/api/v1/products?q=" + number.replace(' ', '+')));
        cardNumberRefused(client.get("/api/v1/products/" + number.replace(" ", "%20")));
        cardNumberRefused(client.get("/api/v1/orders/" + bare));
        cardNumberRefused(client.send(client.request("/checkout/payment")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("cart=1&paymentToken=" + number.replace(" ", "%2D")))));
        ShopClient.Answer page = client.send(client.request("/search?q=" + bare).setHeader("Accept", "text/html"));
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.body()).contains("Card numbers do not belong here").doesNotContain(bare);
        assertThat(client.get(cart).json()).isEqualTo(before);
    }

    private static void cardNumberRefused(ShopClient.Answer answer) {
        refusal("card number", answer, "[card number removed]", 422);
        assertThat(answer.json().get("type").asText()).endsWith("/card-number");
        assertThat(answer.body()).doesNotContainPattern("4242|4444|0005");
    }

    @Test
    void keysAreForOneRequestOnly() {
        String cart = client.cartReadyToPay(SKU);
        String key = UUID.randomUUID().toString();
        ShopClient.Answer declined = client.json(
                "POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_chargeDeclined\"}", "Idempotency-Key", key);
        refusal("declined", declined, "generic_decline", 402);
        refusal(
                "other body",
                client.json("POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}", "Idempotency-Key", key),
                "Idempotency-Key",
                422);
        String paying = "{\"paymentToken\":\"pm_card_visa\"}";
        String second = UUID.randomUUID().toString();
        ShopClient.Answer paid = client.json("POST", cart + "/checkout", paying, "Idempotency-Key", second);
        assertThat(paid.status()).as(paid.body()).isEqualTo(201);
        ShopClient.Answer again = client.json("POST", cart + "/checkout", paying, "Idempotency-Key", second);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(paid.body());
    }

    private static void refusal(String what, ShopClient.Answer answer, String words, int status) {
        assertThat(answer.status()).as("%s: %s", what, answer.body()).isEqualTo(status);
        refusal(what, answer, words);
    }

    private static void refusal(String what, ShopClient.Answer answer, String words) {
        assertThat(answer.header("Content-Type")).as(what + answer.body()).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.get("status").asInt()).isEqualTo(answer.status());
        assertThat(problem.get("type").asText()).startsWith("https://alwaysopen.org/problems/");
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("detail").asText()).as(what).isNotBlank().contains(words);
        assertThat(answer.body())
                .as(what)
                .doesNotContain("Exception", "\tat ", "org.alwaysopen.", "java.", "SELECT", "com.fasterxml")
                .hasSizeLessThan(2000);
    }
}
