package org.alwaysopen.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alwaysopen.storefront.ShopClient.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Goal: an order by bank transfer waits with its stock until a merchant marks it paid, and comes to nothing, stock and all, when
 * nobody does; the shopper is told each time. Method: pages and APIs of the real server; the days that it waits for a transfer pass in
 * its database.
 */
class BankTransferShopIT extends AtTheServer {
    private static final String SKU = "MUG-CAMP-FOREST-350ML";
    private static final String KEY = "Bearer operator-key-of-the-tests";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private JsonNode order(String id) {
        return client.get("/api/v1/orders/" + id).json();
    }

    private int available() {
        return client.send(
                        client.request("/admin/api/v1/inventory/levels/" + SKU).header("Authorization", KEY))
                .json()
                .get("availableTotal")
                .asInt();
    }

    private String paymentOf(String order) {
        return client.send(client.request("/admin/api/v1/payments?orderId=" + order)
                        .header("Authorization", KEY))
                .json()
                .at("/items/0/id")
                .asText();
    }

    private Answer markPaid(String order, String key) {
        return client.json(
                "POST",
                "/admin/api/v1/payments/" + paymentOf(order) + "/captures",
                "{\"reason\":\"seen on the account\"}",
                "Authorization",
                KEY,
                "Idempotency-Key",
                key);
    }

    /** For the payment, which expires then, and for the checkout, which looks at it from time to time. */
    private static void daysPass(String order) {
        DatabaseForServerTests.transactions().run("days pass", tx -> {
            tx.update("""
                            UPDATE payments.attempt SET challenge_ends = now()
                             WHERE challenge_ends > now() AND payment_id IN
                                   (SELECT id FROM payments.payment WHERE order_id = :order)""").bind("order", UUID.fromString(order)).execute();
            tx.update("""
                            UPDATE payments.due_attempt SET due_at = now() WHERE due_at > now() + INTERVAL '1 hour' AND id IN
                                   (SELECT a.id FROM payments.attempt a JOIN payments.payment p ON p.id = a.payment_id
                                     WHERE p.order_id = :order)""").bind("order", UUID.fromString(order)).execute();
            tx.update("UPDATE orders.checkout_under_way SET settle_after = now() WHERE order_id = :order")
                    .bind("order", UUID.fromString(order))
                    .execute();
            return null;
        });
    }

    /** Mails that hold all of these words. */
    private static void awaitMail(String... words) {
        // Before the first mail there is no folder.
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(NoSuchFileException.class)
                .untilAsserted(() -> {
                    try (Stream<Path> mails = Files.walk(Path.of("target/mail"))) {
                        assertThat(mails.filter(Files::isRegularFile).map(BankTransferShopIT::text))
                                .anyMatch(mail -> Stream.of(words).allMatch(mail::contains));
                    }
                });
    }

    private static String text(Path mail) {
        try {
            return Files.readString(mail);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(String page, String name) {
        Matcher value =
                Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page);
        assertThat(value.find()).as("field " + name).isTrue();
        return value.group(1);
    }

    private static String form(String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    @Test
    void isChosenOnThePageAndPaidWhenAMerchantSaysSo() {
        int before = available();
        String cart = client.cartReadyToPay(SKU).replaceFirst(".*/", "");
        Answer shown = client.send(client.request("/checkout/payment")
                .setHeader("Accept", "text/html")
                .header("Cookie", "cart=" + cart));
        String page = shown.body();
        String cookies = Stream.concat(
                        Stream.of("cart=" + cart), shown.response().headers().allValues("Set-Cookie").stream())
                .map(cookie -> cookie.split(";")[0])
                .collect(Collectors.joining("; "));
        assertThat(page).contains("Bank transfer", "we set your things aside for 7 days");
        Answer placed = client.send(client.request("/checkout/payment")
                .setHeader("Accept", "text/html")
                .header("Cookie", cookies)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(
                        "form_token", field(page, "form_token"),
                        "key", field(page, "key"),
                        "cart", cart,
                        "total", field(page, "total"),
                        "paymentToken", "bank-transfer"))));
        assertThat(placed.status()).as(placed.body()).isEqualTo(303);
        String order = placed.header("Location").replaceFirst(".*/", "");

        JsonNode waiting = order(order);
        assertThat(waiting.get("state").asText()).isEqualTo("PLACED");
        assertThat(waiting.at("/payment/transfer/account").asText()).isEqualTo("SHOP-ACCOUNT-OF-THE-TESTS");
        String reference = waiting.at("/payment/transfer/reference").asText();
        assertThat(client.send(client.request("/orders/" + order).setHeader("Accept", "text/html"))
                        .body())
                .contains("Your order waits for your transfer", "SHOP-ACCOUNT-OF-THE-TESTS", reference);
        assertThat(available()).isEqualTo(before - 1);
        String number = waiting.get("number").asText();
        awaitMail(number, "waits for your transfer", reference, "SHOP-ACCOUNT-OF-THE-TESTS");

        String key = UUID.randomUUID().toString();
        Answer marked = markPaid(order, key);
        assertThat(marked.status()).as(marked.body()).isEqualTo(202);
        assertThat(markPaid(order, key).json().get("id"))
                .isEqualTo(marked.json().get("id"));
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(order(order).get("state").asText()).isEqualTo("PAID");
            assertThat(order(order).at("/payment/state").asText()).isEqualTo("CAPTURED");
        });
        assertThat(available()).isEqualTo(before - 1);
        awaitMail(number, "Your payment went through");
    }

    @Test
    void comesToNothingWithItsStockWhenNobodySawTheMoney() {
        int before = available();
        assertThat(before).isPositive();
        String key = UUID.randomUUID().toString();
        String cart = client.cartReadyToPay(SKU);
        String body = "{\"paymentToken\":\"bank-transfer\"}";
        Answer placed = client.json("POST", cart + "/checkout", body, "Idempotency-Key", key);
        assertThat(placed.status()).as(placed.body()).isEqualTo(202);
        String order = placed.json().get("id").asText();
        assertThat(available()).isEqualTo(before - 1);
        assertThat(client.json("POST", cart + "/checkout", body, "Idempotency-Key", key)
                        .json()
                        .get("id")
                        .asText())
                .as("the same key is the same order")
                .isEqualTo(order);

        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            daysPass(order);
            assertThat(order(order).get("state").asText()).isEqualTo("CANCELLED");
        });
        assertThat(order(order).at("/payment/declineReason").asText()).isEqualTo("transfer_expired");
        assertThat(available()).isEqualTo(before);
        assertThat(markPaid(order, UUID.randomUUID().toString()).status()).isEqualTo(409);
        assertThat(client.send(client.request("/orders/" + order).setHeader("Accept", "text/html"))
                        .body())
                .contains("No transfer reached us in time.");
        awaitMail(order(order).get("number").asText(), "No transfer reached us in time.");
    }
}
