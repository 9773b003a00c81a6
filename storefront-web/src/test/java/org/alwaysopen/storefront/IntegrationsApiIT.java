package org.alwaysopen.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Goal: on the real server, a sale is mailed to the shopper and told to the merchant's program, and a program gets in by its key
 * and no further. Method: a purchase over HTTP, a receiver that listens, the merchant's API.
 */
class IntegrationsApiIT extends AtTheServer {
    private static final String[] OPERATOR = {"Authorization", "Bearer operator-key-of-the-tests"};
    private static final Duration SOON = Duration.ofSeconds(60);

    private ShopClient.Answer operator(String method, String path, String body) {
        return client.json(method, "/admin/api/v1/" + path, body, OPERATOR);
    }

    private ShopClient.Answer as(String key, String method, String path, String body) {
        return client.json(method, "/admin/api/v1/" + path, body, "Authorization", "Bearer " + key);
    }

    @Test
    void aSaleIsToldToTheMerchantsProgramAndMailedToTheShopper() throws Exception {
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        Queue<String> signatures = new ConcurrentLinkedQueue<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                bodies.add(new String(exchange.getRequestBody().readAllBytes()));
                signatures.add(exchange.getRequestHeaders().getFirst("webhook-signature"));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks";
            ShopClient.Answer made = operator(
                    "POST",
                    "webhook-endpoints",
                    "{\"url\":\"" + url + "\",\"events\":[\"order.paid\",\"webhook.test\"]}");
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            assertThat(made.json().get("secret").asText()).startsWith("whsec_");
            String endpoint =
                    "webhook-endpoints/" + made.json().at("/endpoint/id").asText();
            assertThat(operator("GET", endpoint, "").body()).doesNotContain("whsec_");
            assertThat(operator("POST", endpoint + "/test", "").status()).isEqualTo(202);
            await().atMost(SOON).until(() -> bodies.stream().anyMatch(body -> body.contains("webhook.test")));

            String number = buy();

            await().atMost(SOON).until(() -> bodies.stream().anyMatch(body -> body.contains(number)));
            assertThat(signatures).allMatch(signature -> signature.matches("v1,[A-Za-z0-9+/]{43}="));
            JsonNode delivery =
                    operator("GET", endpoint + "/deliveries", "").json().at("/items/0");
            String one = endpoint + "/deliveries/" + delivery.get("id").asText();
            assertThat(operator("GET", one, "").json().at("/log/0/status").asInt())
                    .isEqualTo(204);
            assertThat(operator("POST", one + "/replay", "").status()).isEqualTo(202);
            await().atMost(SOON).until(() -> bodies.size() >= 3);
            assertThat(operator("POST", endpoint + "/rotate-secret", "{}")
                            .json()
                            .get("secret")
                            .asText())
                    .isNotEqualTo(made.json().get("secret").asText());
            assertThat(operator("DELETE", endpoint, "").status()).isEqualTo(204);

            await().atMost(SOON)
                    .until(() -> operator("GET", "mails?limit=50", "").body().contains(number));
            JsonNode newest = operator("GET", "mails?limit=50", "").json().get("items");
            String id = StreamSupport.stream(newest.spliterator(), false)
                    .filter(mail -> mail.get("subject").asText().contains(number))
                    .findFirst()
                    .orElseThrow()
                    .get("id")
                    .asText();
            assertThat(operator("GET", "mails/" + id, "").json().get("html").asText())
                    .contains("Always Open");
            aMerchantReadsItInTheBrowser(id, number);
        } finally {
            receiver.stop(0);
        }
    }

    private void aMerchantReadsItInTheBrowser(String mail, String orderNumber) {
        ShopClient.Answer list = page("/admin/mails", OPERATOR);
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body()).contains("Mails", "href=\"/admin/mails/");
        assertThat(page("/admin/mails/" + mail, OPERATOR).body()).contains(orderNumber, "ada@example.com");
        assertThat(page("/admin/mails/nothing", OPERATOR).status()).isEqualTo(404);
        assertThat(page("/admin/mails").header("Location")).isEqualTo("/sign-in?return=%2Fadmin%2Fmails");
    }

    private ShopClient.Answer page(String path, String... headers) {
        HttpRequest.Builder request = client.request(path).setHeader("Accept", "text/html");
        return client.send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Returns the order's number. */
    private String buy() {
        String sku = client.get("/api/v1/products?limit=1")
                .json()
                .at("/items/0/variants/0/sku")
                .asText();
        ShopClient.Answer order = client.json(
                "POST",
                client.cartReadyToPay(sku) + "/checkout",
                "{\"paymentToken\":\"pm_card_visa\"}",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(order.status()).as(order.body()).isEqualTo(201);
        return order.json().get("number").asText();
    }

    @Test
    void aKeyOpensItsOwnDoorsOnly() {
        ShopClient.Answer made =
                operator("POST", "api-keys", "{\"name\":\"the ERP\",\"scopes\":[\"payments:read\",\"mails:read\"]}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String key = made.json().get("key").asText();

        assertThat(as(key, "GET", "payments", "").status()).isEqualTo(200);
        assertThat(as(key, "GET", "mails", "").status()).isEqualTo(200);
        assertThat(as(key, "GET", "webhook-endpoints", "").status()).isEqualTo(403);
        assertThat(as(key, "GET", "api-keys", "").status()).isEqualTo(403);
        assertThat(as(key, "POST", "payments/x/refunds", "{}").status()).isEqualTo(403);
        assertThat(as(key + "x", "GET", "payments", "").status()).isEqualTo(401);
        assertThat(operator("GET", "api-keys", "").body()).contains("the ERP").doesNotContain(key);

        String id = made.json().at("/apiKey/id").asText();
        assertThat(operator("POST", "api-keys/" + id + "/revoke", "").status()).isEqualTo(200);
        assertThat(as(key, "GET", "payments", "").status()).isEqualTo(401);
    }

    @Test
    void whatIsNotAsItShouldBeIsRefusedInASentence() {
        for (String[] bad : new String[][] {
            {"POST", "webhook-endpoints", "{\"url\":\"https://10.0.0.1/\"}", "public Internet"},
            {
                "POST",
                "webhook-endpoints",
                "{\"url\":\"http://127.0.0.1:1/\",\"events\":[\"order.stolen\"]}",
                "order.stolen"
            },
            {"POST", "webhook-endpoints", "{}", "url"},
            {"GET", "webhook-endpoints/" + UUID.randomUUID(), "", "there is no"},
            {"GET", "webhook-endpoints/x", "", "UUID"},
            {"POST", "api-keys", "{\"name\":\"x\",\"scopes\":[\"everything\"]}", "orders:read"},
            {"POST", "api-keys/" + UUID.randomUUID() + "/revoke", "", "there is no"},
            {"GET", "mails/..%2f..%2fetc", "", ""},
            {"GET", "mails/nothing", "", "there is no"}
        }) {
            ShopClient.Answer answer = operator(bad[0], bad[1], bad[2]);
            assertThat(answer.status()).as(bad[1] + " " + answer.body()).isBetween(400, 422);
            assertThat(answer.body()).contains(bad[3]).doesNotContain("Exception");
        }
    }
}
