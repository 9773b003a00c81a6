package org.alwaysopen.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.alwaysopen.platform.Json;
import org.alwaysopen.storefront.ShopClient.Answer;
import org.junit.jupiter.api.Test;

/** Goal: merchants see and set tax and shipping rates over HTTP, and are told in a sentence what does not fit. */
class RatesApiIT extends AtTheServer {
    private static final String SKU = "MUG-CAMP-FOREST-350ML";
    private static final String KEY = "Bearer operator-key-of-the-tests";
    private static final String RATES = "/admin/api/v1/rates/";

    private Answer look(String path) {
        return client.send(client.request(RATES + path).header("Authorization", KEY));
    }

    private Answer set(String path, String body) {
        return client.json("PUT", RATES + path, body, "Authorization", KEY);
    }

    /** Zones of their own: the other tests' shops keep the rates that they know. */
    private static String zone() {
        return "test-" + UUID.randomUUID().toString().substring(0, 8);
    }

    @Test
    void theNextCartIsReckonedByANewTaxRate() {
        ObjectNode taxes = (ObjectNode) look("tax").json();
        ObjectNode put = taxes.deepCopy();
        rate((ArrayNode) put.get("items"), "CA").put("percent", 9.5);
        try {
            Answer set = set("tax", put.toString());
            assertThat(set.status()).as(set.body()).isEqualTo(200);
            JsonNode cart = client.get(client.cartReadyToPay(SKU)).json();
            long goods = cents(cart.at("/subtotal/amount")) - cents(cart.at("/discount/amount"));
            assertThat(cents(cart.at("/tax/amount"))).isEqualTo(Math.round(goods * 0.095));
            assertThat(set("tax", put.toString()).json()).as("the same again").isEqualTo(set.json());
            Answer late = set("tax", taxes.toString());
            assertThat(late.status()).as(late.body()).isEqualTo(409);
            assertThat(late.json().get("version")).isEqualTo(set.json().get("version"));
            JsonNode change = look("changes?limit=1").json().at("/items/0");
            assertThat(change.get("table").asText()).isEqualTo("tax");
            assertThat(change.get("actor").asText()).isEqualTo("operator");
            assertThat(change.get("was").toString())
                    .isNotEqualTo(change.get("became").toString());
        } finally {
            taxes.set("version", look("tax").json().get("version"));
            assertThat(set("tax", taxes.toString()).status()).isEqualTo(200);
        }
    }

    private static ObjectNode rate(ArrayNode rates, String region) {
        for (JsonNode rate : rates) {
            if (rate.path("region").asText().equals(region)) {
                return (ObjectNode) rate;
            }
        }
        throw new AssertionError(region + " in " + rates);
    }

    private static long cents(JsonNode amount) {
        return Math.round(amount.asDouble() * 100);
    }

    @Test
    void aZonesShippingRatesAreSetAsAWhole() {
        String zone = zone();
        String rates = """
                {"version": 0, "items": [
                  {"method": "standard", "name": "Standard", "estimate": "soon", "weightFrom": 0, "weightBelow": 5000,
                   "price": {"amount": "5.95", "currency": "USD"}},
                  {"method": "standard", "name": "Standard, free", "estimate": "soon", "weightFrom": 0, "weightBelow": 5000,
                   "totalFrom": {"amount": "100.00", "currency": "USD"}, "price": {"amount": "0.00", "currency": "USD"}}]}""";
        Answer set = set("shipping/" + zone, rates);
        assertThat(set.status()).as(set.body()).isEqualTo(200);
        assertThat(set.json().get("items")).hasSize(2);
        assertThat(look("shipping/" + zone).json()).isEqualTo(set.json());
        assertThat(look("shipping").json().get("items").toString()).contains(zone, "eu", "us");
        assertThat(set("shipping/" + zone, "{\"version\": 1, \"items\": []}").status())
                .isEqualTo(200);
        assertThat(look("shipping").json().get("items").toString()).doesNotContain(zone);
    }

    @Test
    void placesAreInZones() {
        ObjectNode places = (ObjectNode) look("places").json();
        ObjectNode put = places.deepCopy();
        ((ArrayNode) put.get("items")).addObject().put("country", "NZ").put("zone", zone());
        Answer set = set("places", put.toString());
        assertThat(set.status()).as(set.body()).isEqualTo(200);
        assertThat(set.json().get("items").toString()).contains("NZ");
        places.set("version", set.json().get("version"));
        assertThat(set("places", places.toString()).status()).isEqualTo(200);
    }

    @Test
    void nonsenseIsRefusedWithASentenceAndStrangersAtTheDoor() {
        refused(422, "version", "tax", "{\"items\": []}");
        refused(422, "items", "tax", "{\"version\": 0}");
        refused(422, "null", "tax", "{\"version\": 0, \"items\": [null]}");
        refused(422, "country", "tax", tax("\"XX\"", "1"));
        refused(400, "country", "tax", tax("7", "1"));
        refused(422, "percent", "tax", tax("\"US\"", "100.1"));
        refused(422, "percent", "tax", tax("\"US\"", "1.00001"));
        refused(422, "percent", "tax", tax("\"US\"", "null"));
        refused(400, "percent", "tax", tax("\"US\"", "\"much\""));
        refused(422, "zone", "shipping/no.zone", "{\"version\": 0, \"items\": []}");
        refused(422, "price", "shipping/" + zone(), """
                {"version": 0, "items": [{"method": "m", "name": "n", "estimate": "e", "weightFrom": 0, "weightBelow": 1}]}""");
        refused(422, "weightBelow", "shipping/" + zone(), """
                {"version": 0, "items": [{"method": "m", "name": "n", "estimate": "e", "weightFrom": 0,
                 "price": {"amount": "1.00", "currency": "USD"}}]}""");
        assertThat(look("changes?limit=0").status()).isEqualTo(422);
        assertThat(look("changes?cursor=nonsense").status()).isEqualTo(400);
        assertThat(client.get(RATES + "tax").status()).isEqualTo(401);
        assertThat(client.json("PUT", RATES + "tax", "{\"version\": 0, \"items\": []}")
                        .status())
                .isEqualTo(401);
    }

    private static String tax(String country, String percent) {
        return "{\"version\": 0, \"items\": [{\"country\": " + country + ", \"name\": \"Tax\", \"percent\": " + percent
                + ", \"included\": false, \"onShipping\": false}]}";
    }

    private void refused(int status, String word, String path, String body) {
        Answer answer = set(path, body);
        assertThat(answer.status()).as(body + " -> " + answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("detail").asText()).contains(word);
        assertThat(Json.read(answer.body(), JsonNode.class).has("type")).isTrue();
    }
}
