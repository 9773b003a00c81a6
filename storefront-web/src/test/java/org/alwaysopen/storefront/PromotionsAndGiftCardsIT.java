package org.alwaysopen.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Goal: on the real server, a merchant makes promotions and gift cards, and nobody else; a shopper uses them by REST and on the
 * cart's page, without JavaScript; an order that a gift card pays wholly needs no processor.
 */
class PromotionsAndGiftCardsIT extends AtTheServer {
    private static final String SKU = "MUG-CAMP-FOREST-350ML";
    private static final String ADMIN = "/admin/api/v1";
    private static final String KEY = "Bearer operator-key-of-the-tests";

    private ShopClient.Answer merchant(String method, String path, String body) {
        return client.json(
                method,
                ADMIN + path,
                body,
                "Authorization",
                KEY,
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    private static JsonNode made(ShopClient.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    private static String aCode() {
        return "T-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase();
    }

    private JsonNode promotion(String code, String rule) {
        return made(merchant(
                "POST", "/promotions", "{\"code\":\"" + code + "\",\"name\":\"A test\"," + rule + ",\"usesMax\":10}"));
    }

    private JsonNode giftCard(String amount) {
        return made(
                merchant("POST", "/gift-cards", "{\"amount\":{\"amount\":\"" + amount + "\",\"currency\":\"USD\"}}"));
    }

    @Test
    void isClosedWithoutTheKey() {
        assertThat(client.get(ADMIN + "/promotions").status()).isEqualTo(401);
        assertThat(client.json("POST", ADMIN + "/promotions", "{}").status()).isEqualTo(401);
        assertThat(client.get(ADMIN + "/gift-cards").status()).isEqualTo(401);
        assertThat(client.json("POST", ADMIN + "/gift-cards", "{}").status()).isEqualTo(401);
    }

    @Test
    void aMerchantMakesListsAndDisables() {
        String code = aCode();
        JsonNode promotion = promotion(code, "\"kind\":\"PERCENTAGE\",\"percent\":12.5");
        assertThat(promotion.get("percent").decimalValue()).isEqualByComparingTo("12.5");
        assertThat(promotion.get("left").asLong()).isEqualTo(10);
        assertThat(merchant("GET", "/promotions?limit=1", "")
                        .json()
                        .at("/items/0/code")
                        .asText())
                .isEqualTo(code);
        String id = promotion.get("id").asText();
        JsonNode disabled =
                merchant("POST", "/promotions/" + id + "/disable", "").json();
        assertThat(disabled.get("active").asBoolean()).isFalse();

        JsonNode card = giftCard("50.00");
        assertThat(card.get("code").asText())
                .startsWith("GC-")
                .endsWith(card.get("lastFour").asText());
        String cardId = card.get("id").asText();
        JsonNode shown = merchant("GET", "/gift-cards/" + cardId, "").json();
        assertThat(shown.at("/card/code").isNull()).isTrue();
        assertThat(shown.at("/journal/0/kind").asText()).isEqualTo("ISSUED");
        assertThat(merchant("POST", "/gift-cards/" + cardId + "/disable", "")
                        .json()
                        .get("disabledAt")
                        .isNull())
                .isFalse();
    }

    @Test
    void badInputIsAnsweredInASentence() {
        String cart = client.cartReadyToPay(SKU);
        String before = client.get(cart).body();
        String[][] bad = {
            {"POST", ADMIN + "/promotions", "{}"},
            {"POST", ADMIN + "/promotions", "{\"kind\":\"GIVE_ALL\"}"},
            {"POST", ADMIN + "/promotions", "{\"kind\":\"PERCENTAGE\",\"percent\":101,\"name\":\"x\"}"},
            {"POST", ADMIN + "/promotions", "{\"kind\":\"PERCENTAGE\",\"percent\":1e-9,\"name\":\"x\"}"},
            {"POST", ADMIN + "/promotions", "{\"kind\":\"AMOUNT\",\"amounts\":[null],\"name\":\"x\"}"},
            {"POST", ADMIN + "/promotions", "{\"kind\":\"AMOUNT\",\"amounts\":\"5\",\"name\":\"x\"}"},
            {"POST", ADMIN + "/promotions", "{\"kind\":\"FREE_SHIPPING\",\"name\":\"x\",\"code\":\"GC-X\"}"},
            {"POST", ADMIN + "/promotions", "{\"kind\":\"FREE_SHIPPING\",\"name\":\"x\",\"usesMax\":0}"},
            {"GET", ADMIN + "/promotions?limit=1000", ""},
            {"GET", ADMIN + "/promotions?cursor=nonsense", ""},
            {"GET", ADMIN + "/promotions/nonsense", ""},
            {"GET", ADMIN + "/gift-cards/" + UUID.randomUUID(), ""},
            {"POST", ADMIN + "/gift-cards", "{}"},
            {"POST", ADMIN + "/gift-cards", "{\"amount\":{\"amount\":\"-5.00\",\"currency\":\"USD\"}}"},
            {"POST", ADMIN + "/gift-cards", "{\"amount\":{\"amount\":\"5.00\",\"currency\":\"JPY\"}}"},
            {
                "POST",
                ADMIN + "/gift-cards",
                "{\"kind\":\"STORE_CREDIT\",\"amount\":{\"amount\":\"5.00\",\"currency\":\"USD\"}}"
            },
            {"PUT", cart + "/promotion-codes", "{}"},
            {"PUT", cart + "/promotion-codes", "{\"code\":\"NO-SUCH-CODE\"}"},
            {"PUT", cart + "/promotion-codes", "{\"code\":\"<script>\"}"},
            {"PUT", cart + "/gift-cards", "{\"code\":\"GC-0000-0000-0000-0000\"}"},
            {"PUT", cart + "/gift-cards", "{\"code\":7}"},
            {"DELETE", cart + "/gift-cards/nonsense", ""},
            {"PUT", cart + "/note", "{\"note\":\"" + "x".repeat(501) + "\"}"},
            {"POST", cart + "/checkout", "{}"},
        };
        for (String[] one : bad) {
            ShopClient.Answer answer = client.json(
                    one[0],
                    one[1],
                    one[2],
                    "Authorization",
                    KEY,
                    "Idempotency-Key",
                    UUID.randomUUID().toString());
            assertThat(answer.status())
                    .as(String.join(" ", one) + answer.body())
                    .isBetween(400, 422);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.json().get("detail").asText()).isNotBlank().doesNotContain("Exception");
        }
        assertThat(client.get(cart).body()).isEqualTo(before);
    }

    @Test
    void aShopperPaysWithACodeAndAGiftCardAlone() {
        String code = aCode();
        promotion(code, "\"kind\":\"AMOUNT\",\"amounts\":[{\"amount\":\"5.00\",\"currency\":\"USD\"}]");
        JsonNode card = giftCard("200.00");
        String cart = client.cartReadyToPay(SKU);

        JsonNode with = client.json("PUT", cart + "/promotion-codes", "{\"code\":\"" + code + "\"}")
                .json();
        assertThat(with.at("/discount/amount").asText()).isEqualTo("5.00");
        assertThat(with.at("/promotions/0/code").asText()).isEqualTo(code);
        assertThat(client.json("DELETE", cart + "/promotion-codes/" + code, "")
                        .json()
                        .at("/discount/amount")
                        .asText())
                .isEqualTo("0.00");
        client.json("PUT", cart + "/promotion-codes", "{\"code\":\"" + code + "\"}");
        client.json("PUT", cart + "/note", "{\"note\":\"Please ring twice\"}");
        JsonNode covered = client.json(
                        "PUT",
                        cart + "/gift-cards",
                        "{\"code\":\"" + card.get("code").asText() + "\"}")
                .json();
        assertThat(covered.at("/toPay/amount").asText()).isEqualTo("0.00");

        ShopClient.Answer paid = client.json("POST", cart + "/checkout", "{}", "Idempotency-Key", "k1");

        assertThat(paid.status()).as(paid.body()).isEqualTo(201);
        JsonNode order = client.get(paid.header("Location")).json();
        assertThat(order.get("state").asText()).isEqualTo("PAID");
        assertThat(order.get("note").asText()).isEqualTo("Please ring twice");
        assertThat(order.at("/toPay/amount").asText()).isEqualTo("0.00");
        assertThat(order.at("/giftCards/0/amount")).isEqualTo(order.get("total"));
        assertThat(order.at("/promotions/0/amount/amount").asText()).isEqualTo("5.00");
        ShopClient.Answer page = client.send(
                client.request("/orders/" + order.get("id").asText()).setHeader("Accept", "text/html"));
        assertThat(page.body())
                .contains("A test", "•••• " + card.get("lastFour").asText(), "Please ring twice");
    }

    /** As a browser without JavaScript: forms, redirects, and the refusal beside the field. */
    @Test
    void theCartsPageTakesCodes() {
        String code = aCode();
        promotion(code, "\"kind\":\"FREE_SHIPPING\"");
        JsonNode card = giftCard("1.00");
        String cart = client.cartReadyToPay(SKU);
        String cookie = "cart=" + cart.substring(cart.lastIndexOf('/') + 1);

        assertThat(form(cookie, "/cart/codes", "code=" + code.toLowerCase()).status())
                .isEqualTo(303);
        assertThat(form(cookie, "/cart/codes", "code=" + card.get("code").asText())
                        .status())
                .isEqualTo(303);
        String page = page(cookie);
        assertThat(page).contains(code, "•••• " + card.get("lastFour").asText(), "Free", "To pay");
        assertThat(client.get(cart).json().at("/shipping/amount").asText()).isEqualTo("0.00");

        ShopClient.Answer wrong =
                form(cookie, "/cart/codes", "code=" + URLEncoder.encode("<b>none</b>", StandardCharsets.UTF_8));
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.body()).contains("code-error", "&lt;b").doesNotContain("<b>none");

        form(cookie, "/cart/codes/remove", "promotion=" + code);
        form(cookie, "/cart/codes/remove", "giftCard=" + card.get("id").asText());
        form(cookie, "/cart/note", "note=Leave+it+at+the+gate");
        assertThat(page(cookie))
                .contains("Leave it at the gate")
                .doesNotContain(code, "•••• " + card.get("lastFour").asText());
    }

    private String page(String cookie) {
        return client.send(
                        client.request("/cart").setHeader("Accept", "text/html").header("Cookie", cookie))
                .body();
    }

    /** As a browser does it: the page first, whose form carries a token. */
    private ShopClient.Answer form(String cookie, String path, String fields) {
        ShopClient.Answer page = client.send(
                client.request("/cart").setHeader("Accept", "text/html").header("Cookie", cookie));
        Matcher token =
                Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(token.find()).isTrue();
        String secret = page.header("Set-Cookie").split(";")[0];
        return client.send(client.request(path)
                .setHeader("Accept", "text/html")
                .header("Cookie", cookie + "; " + secret)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields + "&form_token=" + token.group(1))));
    }
}
