package org.alwaysopen.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: {@code ./shop privacy} shows a person all that is kept of them, and then forgets it, but for what the books need. Method:
 * a person with an account, an address, a paid order with a history, store credit, mails, and an endpoint that is told of all; each
 * says a word that nothing else does. Then these words are looked for in every column of every table, also of those that come
 * later.
 */
class PersonalDataIT {
    private static final List<String> REGIONS = List.of("aws-us-east-1", "gcp-us-central1", "azure-westus2");
    private static final String PASSWORD = "correct horse battery";
    private static final String SHOP_TABLES = """
            SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns
             WHERE table_schema NOT IN ('pg_catalog', 'information_schema')""";
    /** Swept by age, after one day and two; see docs/adr/0060. */
    private static final Set<String> GO_BY_THEMSELVES =
            Set.of("platform.outbox.payload", "platform.idempotency_key.body");

    private static ShopUnderTest shop;
    private static Chromium chromium;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String mail = "zelda-" + unique + "@example.com";
    private final Shopper shopper = new Shopper(shop.edge());
    private String cookie;

    @BeforeAll
    static void open() {
        chromium = Chromium.get();
        shop = ShopUnderTest.get();
    }

    @Test
    void isShownAndForgotten() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer receiver = receiver(told);
        String endpoint = admin("POST", "webhook-endpoints", """
                {"url": "http://127.0.0.1:%d/", "description": "privacy", "events": ["*"]}""".formatted(
                                receiver.getAddress().getPort()))
                .json()
                .at("/endpoint/id")
                .asText();
        try {
            CopiedCookie signedIn = registers();
            String order = buys();
            ShopUnderTest.Said tooEarly = shop.says("privacy", "erase", mail, "--yes");
            assertThat(tooEarly.exit()).as("still to be sent").isNotZero();
            hasAHistory(order);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> told.stream().anyMatch(body -> body.contains(unique)));

            ShopUnderTest.Said copy = shop.says("privacy", "export", mail);
            assertThat(copy.exit()).isZero();
            assertThat(copy.text())
                    .contains(
                            mail,
                            "Zelda " + unique,
                            "1 Xyzzy " + unique,
                            "ring twice " + unique,
                            "too small " + unique,
                            "for the wait " + unique,
                            "\"proofs\"",
                            "\"payments\"");
            System.out.println(
                    "a copy of " + copy.text().length() + " characters; the person is in " + wherePersonIs());
            assertThat(wherePersonIs())
                    .contains(
                            "identity.account.mail",
                            "orders.shop_order.address",
                            "orders.order_return.reason",
                            "merchant.webhook_message.body");

            ShopUnderTest.Said erased = shop.says("privacy", "erase", mail, "--yes");
            long gone = System.nanoTime();
            System.out.println(erased.text().strip());
            assertThat(erased.exit()).as(erased.text()).isZero();
            System.out.println(
                    "their cookie was refused after ms: " + signedIn.untilRefused(gone, Duration.ofMinutes(1)));
            assertThat(wherePersonIs()).isSubsetOf(GO_BY_THEMSELVES);
            assertThat(shop.says("privacy", "export", mail).text()).doesNotContain(unique + "\"");
            assertThat(admin("GET", "orders/" + order, null)
                            .json()
                            .at("/order/state")
                            .asText())
                    .as("the order stays in the books")
                    .isEqualTo("DELIVERED");
            ShopUnderTest.Said books = shop.says("reconcile", "payments");
            assertThat(books.exit()).as(books.text()).isZero();
        } finally {
            admin("DELETE", "webhook-endpoints/" + endpoint, null);
            receiver.stop(0);
        }
    }

    private CopiedCookie registers() {
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser);
            pages.goesToRegister();
            pages.registers(mail, PASSWORD);
            pages.opensAccount();
            cookie = "signed-in=" + pages.signedIn().orElseThrow();
            pages.page().getByText("Add an address").click();
            pages.page().getByLabel("Full name").fill("Zelda " + unique);
            pages.page().getByLabel("Street and number").fill("1 Xyzzy " + unique);
            pages.page().getByLabel("Postal code").fill("10001");
            pages.page().getByLabel("City").fill("New York");
            pages.page().getByText("Keep this address").click();
            pages.page().locator("address").first().waitFor();
        }
        return new CopiedCookie(shop, REGIONS, cookie.substring(cookie.indexOf('=') + 1));
    }

    private String buys() {
        String sku = shopper.get("/api/v1/products/enamel-camp-mug")
                .json()
                .at("/variants/0/sku")
                .asText();
        String cart = shopper.fillsACart(sku);
        shopper.changes("PUT", cart + "/contact", "{\"email\":\"" + mail + "\"}");
        shopper.changes("PUT", cart + "/note", "{\"note\":\"ring twice " + unique + "\"}");
        shopper.changes("PUT", cart + "/shipping-address", """
                {"name": "Zelda %1$s", "line1": "1 Xyzzy %1$s", "city": "New York", "region": "NY",
                 "postalCode": "10001", "country": "US"}""".formatted(unique));
        String option =
                shopper.get(cart + "/shipping-options").json().at("/items/0/id").asText();
        shopper.changes("PUT", cart + "/shipping-option", "{\"id\":\"" + option + "\"}");
        Shopper.Answer order = shopper.send(
                "POST",
                cart + "/checkout",
                "{\"paymentToken\":\"pm_card_visa\"}",
                "Idempotency-Key",
                UUID.randomUUID().toString(),
                "Cookie",
                cookie,
                "Origin",
                shop.edge());
        assertThat(order.status()).as(order.toString()).isEqualTo(201);
        return order.json().get("id").asText();
    }

    private void hasAHistory(String order) {
        admin("POST", "orders/" + order + "/notes", "{\"text\":\"called: Zelda " + unique + "\"}");
        admin("POST", "orders/" + order + "/pack", "");
        admin("POST", "orders/" + order + "/shipments", "{\"carrier\":\"UPS\",\"trackingNumber\":\"1Z999\"}");
        admin("POST", "orders/" + order + "/deliver", "");
        admin(
                "POST",
                "orders/" + order + "/returns",
                "{\"lines\":[{\"position\":1,\"quantity\":1}],\"reason\":\"too small " + unique + "\"}");
        admin("POST", "gift-cards", """
                {"kind": "STORE_CREDIT", "amount": {"amount": "5.00", "currency": "USD"}, "email": "%s",
                 "note": "for the wait %s"}""".formatted(mail, unique));
    }

    private Shopper.Answer admin(String method, String path, String body) {
        Shopper.Answer answer = shopper.send(
                method,
                "/admin/api/v1/" + path,
                body == null || body.isEmpty() ? null : body,
                "Authorization",
                "Bearer " + shop.operatorKey(),
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(answer.status()).as(path + ": " + answer).isLessThan(300);
        return answer;
    }

    private static HttpServer receiver(List<String> told) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            told.add(body);
            // It says back what it was told: that is kept with the attempt.
            byte[] answer = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private Set<String> wherePersonIs() throws SQLException {
        Set<String> found = new TreeSet<>();
        try (Connection store = shop.database()) {
            List<String[]> columns = new ArrayList<>();
            try (ResultSet rows = store.createStatement().executeQuery(SHOP_TABLES)) {
                while (rows.next()) {
                    columns.add(new String[] {rows.getString(1), rows.getString(2)});
                }
            }
            for (String[] column : columns) {
                try (PreparedStatement search = store.prepareStatement("SELECT 1 FROM " + column[0]
                        + " WHERE strpos(lower(CAST(" + column[1] + " AS TEXT)), ?) > 0 LIMIT 1")) {
                    search.setString(1, unique);
                    if (search.executeQuery().next()) {
                        found.add(column[0] + "." + column[1]);
                    }
                }
            }
        }
        return found;
    }
}
