package org.alwaysopen.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.UUID;
import org.alwaysopen.storefront.ShopClient.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Goal: over HTTP an order goes its whole way after the sale, each command once, and only by whom it concerns. */
class OrdersApiIT extends AtTheServer {
    private static final String SKU = "MUG-CAMP-FOREST-350ML";
    private static final String KEY = "Bearer operator-key-of-the-tests";

    private String order() {
        String cart = client.cartReadyToPay(SKU);
        Answer paid = client.json(
                "POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}", "Idempotency-Key", key());
        assertThat(paid.status()).as(paid.body()).isEqualTo(201);
        return paid.json().get("id").asText();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private Answer merchant(String path, String body, String key) {
        return client.json("POST", "/admin/api/v1/orders/" + path, body, "Authorization", KEY, "Idempotency-Key", key);
    }

    private Answer merchant(String path, String body) {
        return merchant(path, body, key());
    }

    private Answer look(String path) {
        return client.send(client.request("/admin/api/v1/orders" + path).header("Authorization", KEY));
    }

    @Test
    void anOrderGoesItsWay() {
        String order = order();
        String packing = key();
        Answer packed = merchant(order + "/pack", "", packing);
        assertThat(packed.status()).as(packed.body()).isEqualTo(200);
        assertThat(packed.json().at("/order/state").asText()).isEqualTo("PACKED");
        assertThat(merchant(order + "/pack", "", packing).body()).isEqualTo(packed.body());
        assertThat(merchant(order + "/pack", "").status()).isEqualTo(409);

        Answer shipped = merchant(order + "/shipments", "{\"carrier\":\"UPS\",\"trackingNumber\":\"1Z999\"}");
        assertThat(shipped.status()).as(shipped.body()).isEqualTo(200);
        assertThat(shipped.json().at("/order/state").asText()).isEqualTo("SHIPPED");
        assertThat(merchant(order + "/deliver", "").status()).isEqualTo(200);

        String page = client.send(client.request("/orders/" + order).setHeader("Accept", "text/html"))
                .body();
        assertThat(page).contains("It has arrived.").contains("1Z999");

        Answer wished = client.json(
                "POST",
                "/api/v1/orders/" + order + "/returns",
                "{\"lines\":[{\"position\":1,\"quantity\":1}],\"reason\":\"too heavy\"}",
                "Idempotency-Key",
                key());
        assertThat(wished.status()).as(wished.body()).isEqualTo(200);
        String back = wished.json().at("/returns/0/id").asText();
        Answer received = merchant(
                order + "/returns/" + back + "/receive",
                "{\"warehouse\":\"cmh\",\"lines\":[{\"position\":1,\"restocked\":1,\"writtenOff\":0}]}");
        assertThat(received.status()).as(received.body()).isEqualTo(200);
        assertThat(received.json().at("/order/state").asText()).isEqualTo("RETURNED");

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(
                                look("/" + order).json().at("/refunds/0/state").asText())
                        .isEqualTo("DONE"));
        JsonNode timeline =
                client.get("/api/v1/orders/" + order + "/history").json().get("timeline");
        assertThat(timeline.findValuesAsText("what"))
                .contains("placed", "paid", "packed", "shipped", "delivered", "return requested", "all returned");
    }

    @Test
    void aShopperCancelsAndChangesAreRefusedWithWords() {
        String order = order();
        assertThat(merchant(order + "/edits", "{\"reason\":\"called\",\"lines\":[{\"position\":1,\"quantity\":2}]}")
                        .status())
                .isEqualTo(422);
        Answer bigger = merchant(
                order + "/edits",
                "{\"reason\":\"called\",\"lines\":[{\"position\":1,\"quantity\":2}],\"paymentToken\":\"pm_card_visa\"}");
        assertThat(bigger.status()).as(bigger.body()).isEqualTo(200);
        assertThat(bigger.json().at("/differences/0/state").asText()).isEqualTo("PAID");
        assertThat(merchant(order + "/notes", "{\"text\":\"a good customer\"}").status())
                .isEqualTo(200);
        assertThat(client.json(
                                "POST",
                                "/api/v1/orders/" + order + "/notes",
                                "{\"text\":\"ring twice\"}",
                                "Idempotency-Key",
                                key())
                        .body())
                .contains("ring twice");
        String key = key();
        Answer cancelled = client.json("POST", "/api/v1/orders/" + order + "/cancel", "", "Idempotency-Key", key);
        assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(200);
        assertThat(client.json("POST", "/api/v1/orders/" + order + "/cancel", "", "Idempotency-Key", key)
                        .body())
                .isEqualTo(cancelled.body());
        assertThat(cancelled.body()).doesNotContain("a good customer");

        Answer late = merchant(order + "/shipments", "{\"carrier\":\"UPS\",\"trackingNumber\":\"1Z\"}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().get("detail").asText()).contains("CANCELLED");
        assertThat(client.json("POST", "/api/v1/orders/" + order + "/cancel", "")
                        .status())
                .isEqualTo(400);
        assertThat(merchant(
                                order + "/refunds",
                                "{\"amount\":{\"amount\":\"1.00\",\"currency\":\"USD\"},\"reason\":\"r\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void ordersAreSearchedExportedAndFulfilledInBulk() {
        String order = order();
        String number = look("/" + order).json().at("/order/number").asText();

        assertThat(look("?number=" + number).json().at("/items/0/id").asText()).isEqualTo(order);
        assertThat(look("?email=ada@example.com&sku=" + SKU + "&state=PAID&limit=1")
                        .json()
                        .get("items"))
                .hasSize(1);
        Answer export = client.send(client.request("/admin/api/v1/orders/export?number=" + number)
                .setHeader("Accept", "text/csv")
                .header("Authorization", KEY));
        assertThat(export.header("Content-Type")).startsWith("text/csv");
        assertThat(export.body().lines()).hasSize(2);
        String key = key();
        String parcels = "{\"parcels\":[{\"order\":\"" + number
                + "\",\"carrier\":\"UPS\",\"trackingNumber\":\"1Z\"},{\"order\":\"AO-NONE\",\"carrier\":\"UPS\",\"trackingNumber\":\"1Z\"}]}";
        Answer bulk = merchant("fulfilments", parcels, key);
        assertThat(bulk.status()).as(bulk.body()).isEqualTo(200);
        assertThat(bulk.json().get("items").findValuesAsText("shipped")).containsExactly("true", "false");
        assertThat(merchant("fulfilments", parcels, key).body()).isEqualTo(bulk.body());
        assertThat(look("?limit=0").status()).isEqualTo(422);
        assertThat(look("?state=LOST").status()).isEqualTo(400);
        assertThat(look("?from=yesterday").status()).isEqualTo(400);
        assertThat(look("?cursor=nonsense").status()).isEqualTo(400);
    }

    /** Each filter alone: with this order's own value it is found, with another value it is not. */
    @Test
    void eachFilterOfTheSearchAndTheExportNarrows() {
        String order = order();
        JsonNode found = look("/" + order).json().get("order");
        String placedAt = found.get("placedAt").asText();
        java.time.Instant placed = java.time.Instant.parse(placedAt);
        record Filter(String name, String own, String other) {}
        for (Filter filter : java.util.List.of(
                new Filter("number", found.get("number").asText(), "AO-0000-0000"),
                new Filter("email", "ada@example.com", "eve@example.com"),
                new Filter("sku", SKU, "POSTER-OF-NOTHING"),
                new Filter("state", "PAID", "RETURNED"),
                new Filter("region", found.get("region").asText(), "moon-1"),
                new Filter("from", placedAt, placed.plusSeconds(1).toString()),
                new Filter("until", placed.plusSeconds(1).toString(), placedAt))) {
            assertThat(isFound(order, filter.name(), filter.own()))
                    .as(filter.toString())
                    .isTrue();
            assertThat(isFound(order, filter.name(), filter.other()))
                    .as("other than " + filter)
                    .isFalse();
            assertThat(isExported(order, filter.name(), filter.own()))
                    .as(filter.toString())
                    .isTrue();
            assertThat(isExported(order, filter.name(), filter.other()))
                    .as("other than " + filter)
                    .isFalse();
        }
    }

    /** The newest first: this one is within the first page, unless others are bought at once. */
    private boolean isFound(String order, String filter, String value) {
        return look("?limit=100&" + filter + "=" + value).body().contains(order);
    }

    private boolean isExported(String order, String filter, String value) {
        Answer export = client.send(client.request("/admin/api/v1/orders/export?" + filter + "=" + value)
                .setHeader("Accept", "text/csv")
                .header("Authorization", KEY));
        assertThat(export.status()).as(export.body()).isEqualTo(200);
        return export.body().contains(order);
    }

    @Test
    void theRestOfAPartlyShippedOrderIsCancelled() {
        String cart = client.cartReadyToPay(SKU);
        String line = client.get(cart).json().at("/lines/0/id").asText();
        client.json("PATCH", cart + "/lines/" + line, "{\"quantity\":3}");
        client.json("PUT", cart + "/shipping-option", "{\"id\":\"standard\"}");
        Answer paid = client.json(
                "POST", cart + "/checkout", "{\"paymentToken\":\"pm_card_visa\"}", "Idempotency-Key", key());
        assertThat(paid.status()).as(paid.body()).isEqualTo(201);
        String order = paid.json().get("id").asText();
        merchant(order + "/pack", "");
        assertThat(merchant(order + "/cancel-rest", "{\"reason\":\"sold out\"}").status())
                .as("nothing is sent yet")
                .isEqualTo(409);
        merchant(
                order + "/shipments",
                "{\"carrier\":\"UPS\",\"trackingNumber\":\"1Z\",\"lines\":[{\"position\":1,\"quantity\":1}]}");
        String key = key();

        Answer done = merchant(order + "/cancel-rest", "{\"reason\":\"sold out\"}", key);

        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(done.json().at("/order/state").asText()).isEqualTo("SHIPPED");
        assertThat(done.json().at("/order/lines/0/quantity").asInt()).isEqualTo(1);
        assertThat(done.json().get("refunds")).hasSize(1);
        assertThat(merchant(order + "/cancel-rest", "{\"reason\":\"sold out\"}", key)
                        .body())
                .isEqualTo(done.body());
        assertThat(merchant(order + "/cancel-rest", "{}").status()).isEqualTo(422);
    }

    @Test
    void strangersAreRefused() {
        String order = order();
        assertThat(client.get("/admin/api/v1/orders").status()).isEqualTo(401);
        assertThat(client.json("POST", "/admin/api/v1/orders/" + order + "/pack", "", "Idempotency-Key", key())
                        .status())
                .isEqualTo(401);
        assertThat(client.get("/api/v1/orders").status()).isEqualTo(401);
        assertThat(client.get("/api/v1/orders/" + UUID.randomUUID() + "/history")
                        .status())
                .isEqualTo(404);
        assertThat(client.send(client.request("/api/v1/orders/" + order + "/returns")
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", key())
                                .POST(BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(422);
    }
}
