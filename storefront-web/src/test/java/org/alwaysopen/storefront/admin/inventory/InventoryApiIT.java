package org.alwaysopen.storefront.admin.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.alwaysopen.storefront.AtTheServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: a merchant's program keeps the stock over HTTP, each change once, and is told in a sentence what is wrong. */
class InventoryApiIT extends AtTheServer {
    private static final String KEY = "Bearer operator-key-of-the-tests";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    /** Each test has goods of its own: the database is shared. */
    private final String sku = "API-" + UUID.randomUUID().toString().substring(0, 8);

    private HttpResponse<String> send(String method, String path, String type, String body, String key)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + base.getAuthority() + "/admin/api/v1/inventory/" + path))
                .header("Authorization", KEY)
                .header("Content-Type", type)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, "application/json", body, UUID.randomUUID().toString());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, "application/json", null, null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private String units(String warehouse, long units) {
        return "{\"sku\": \"%s\", \"warehouse\": \"%s\", \"units\": %d, \"reason\": \"test\"}"
                .formatted(sku, warehouse, units);
    }

    @BeforeEach
    void warehouses() throws Exception {
        for (String code : new String[] {"cmh", "rno"}) {
            HttpResponse<String> made = send(
                    "PUT",
                    "warehouses/" + code,
                    "application/json",
                    "{\"name\": \"W\", \"country\": \"US\", \"region\": \"OH\", \"latitude\": 40, \"longitude\": -83}",
                    null);
            assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        }
    }

    @Test
    void isClosedToOthers() throws Exception {
        HttpRequest open = HttpRequest.newBuilder(
                        URI.create("http://" + base.getAuthority() + "/admin/api/v1/inventory/levels"))
                .build();
        assertThat(http.send(open, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void keepsTheStock() throws Exception {
        String key = UUID.randomUUID().toString();
        HttpResponse<String> first = send("POST", "receipts", "application/json", units("cmh", 10), key);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(send("POST", "receipts", "application/json", units("cmh", 10), key)
                        .body())
                .isEqualTo(first.body());
        assertThat(send("POST", "receipts", "application/json", units("cmh", 11), key)
                        .statusCode())
                .isEqualTo(422);
        assertThat(post("adjustments", units("cmh", -2)).statusCode()).isEqualTo(200);
        assertThat(post("write-offs", units("cmh", 1)).statusCode()).isEqualTo(200);
        assertThat(post(
                                "transfers",
                                "{\"sku\": \"%s\", \"from\": \"cmh\", \"to\": \"rno\", \"units\": 3, \"reason\": \"near\"}"
                                        .formatted(sku))
                        .statusCode())
                .isEqualTo(200);
        JsonNode levels = get("levels/" + sku);
        assertThat(levels.at("/onHand/cmh").asLong()).isEqualTo(4);
        assertThat(levels.at("/onHand/rno").asLong()).isEqualTo(3);
        assertThat(levels.at("/availableTotal").asLong()).isEqualTo(7);
        assertThat(get("journal?sku=" + sku).at("/items")).hasSize(5);
        JsonNode page = get("journal?limit=2&sku=" + sku);
        JsonNode rest = get("journal?sku=" + sku + "&cursor=" + page.at("/next").asText());
        assertThat(rest.at("/items")).hasSize(3);
        assertThat(get("journal?kind=WRITE_OFF&sku=" + sku)
                        .at("/items/0/reason")
                        .asText())
                .isEqualTo("test");
        assertThat(get("levels?limit=1").at("/items")).hasSize(1);
        assertThat(get("differences").at("/items")).isEmpty();
    }

    @Test
    void setsHowItIsSold() throws Exception {
        post("receipts", units("cmh", 1));
        HttpResponse<String> backorder = send(
                "PUT",
                "items/" + sku + "/backorder",
                "application/json",
                "{\"kind\": \"PREORDER\", \"limit\": 5, \"shipsOn\": \"2027-01-01\"}",
                null);
        assertThat(backorder.body()).contains("\"shipsOn\":\"2027-01-01\"");
        HttpResponse<String> watched =
                send("PUT", "items/" + sku + "/low-stock", "application/json", "{\"threshold\": 3}", null);
        assertThat(watched.body()).contains("\"lowStockThreshold\":3");
        HttpResponse<String> bundle = send(
                "PUT", "bundles/B-" + sku, "application/json", "{\"components\": {\"%s\": 2}}".formatted(sku), null);
        assertThat(bundle.statusCode()).as(bundle.body()).isEqualTo(200);
    }

    @Test
    void takesFilesInAndGivesThemOut() throws Exception {
        String file = "sku,warehouse,units\n" + sku + ",cmh,5\n";
        assertThat(send("POST", "imports", "text/csv", file, null).body())
                .contains("\"applied\":false", "\"errors\":[]");
        assertThat(send("POST", "imports?dryRun=false", "text/csv", file, null).body())
                .contains("\"applied\":true");
        assertThat(send("POST", "imports?dryRun=false", "text/csv", file, null).body())
                .contains("\"before\":true");
        HttpResponse<String> bad = send("POST", "imports", "text/csv", "sku,warehouse,units\nx,moon,0\n", null);
        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(bad.body()).at("/errors")).hasSize(2);
        HttpResponse<String> export = send("GET", "export", "text/csv", null, null);
        assertThat(export.body()).startsWith("sku,warehouse,action,units").contains(sku + ",cmh,count,5,,5,0");
    }

    @Test
    void saysInASentenceWhatIsWrong() throws Exception {
        for (String body : new String[] {
            "{}",
            "{\"sku\": \"a b\", \"warehouse\": \"cmh\", \"units\": 1, \"reason\": \"x\"}",
            units("moon", 1),
            units("cmh", 0),
            units("cmh", -1),
            units("cmh", 2_000_000_000_000L),
            "{\"sku\": 5}",
            "[",
            "{\"sku\": \"A\", \"warehouse\": \"cmh\", \"units\": 1.5, \"reason\": \"x\"}"
        }) {
            HttpResponse<String> refused = post("receipts", body);
            assertThat(refused.statusCode()).as(body + " " + refused.body()).isBetween(400, 422);
            assertThat(refused.body()).contains("expected").doesNotContain("Exception", "\tat ");
        }
        assertThat(send("POST", "receipts", "application/json", units("cmh", 1), null)
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("write-offs", units("cmh", 1)).statusCode()).isEqualTo(409);
        for (String path : new String[] {
            "levels/NO-SUCH-SKU",
            "levels/a%20b",
            "levels?limit=0",
            "levels?limit=x",
            "journal?kind=MAGIC",
            "journal?from=yesterday",
            "journal?orderId=7",
            "journal?cursor=nonsense!"
        }) {
            HttpResponse<String> refused = send("GET", path, "application/json", null, null);
            assertThat(refused.statusCode()).as(path + " " + refused.body()).isBetween(400, 422);
            assertThat(refused.body()).doesNotContain("Exception", "\tat ");
        }
    }
}
