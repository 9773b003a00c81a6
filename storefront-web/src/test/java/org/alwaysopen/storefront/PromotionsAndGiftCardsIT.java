package org.alwaysopen.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Goal: on the real server, a merchant makes promotions and gift cards, and nobody else; a shopper uses them by REST and on the
 * cart's page, without JavaScript; an order that a gift card pays wholly needs no processor.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class PromotionsAndGiftCardsIT {
    private static final String SKU = "MUG-CAMP-FOREST-350ML";
    private static final String ADMIN = "/admin/api/v1";
    private static final String KEY = "Bearer operator-key-of-the-tests";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive shop() {
        return KeptServer.shop();
    }

    private static ShopClient.Answer merchant(ShopClient shop, String method, String path, String body) {
        return shop.json(
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

    private static JsonNode promotion(ShopClient shop, String code, String rule) {
        return made(merchant(
                shop,
                "POST",
                "/promotions",
                "{\"code\":\"" + code + "\",\"name\":\"A test\"," + rule + ",\"usesMax\":10}"));
    }

    private static JsonNode giftCard(ShopClient shop, String amount) {
        return made(merchant(
                shop, "POST", "/gift-cards", "{\"amount\":{\"amount\":\"" + amount + "\",\"currency\":\"USD\"}}"));
    }

    @Test
    void isClosedWithoutTheKey() {
        ShopClient shop = new ShopClient(base);
        assertThat(shop.get(ADMIN + "/promotions").status()).isEqualTo(401);
        assertThat(shop.json("POST", ADMIN + "/promotions", "{}").status()).isEqualTo(401);
        assertThat(shop.get(ADMIN + "/gift-cards").status()).isEqualTo(401);
        assertThat(shop.json("POST", ADMIN + "/gift-cards", "{}").status()).isEqualTo(401);
    }

    @Test
    void aMerchantMakesListsAndDisables() {
        ShopClient shop = new ShopClient(base);
        String code = aCode();
        JsonNode promotion = promotion(shop, code, "\"kind\":\"PERCENTAGE\",\"percent\":12.5");
        assertThat(promotion.get("percent").decimalValue()).isEqualByComparingTo("12.5");
        assertThat(promotion.get("left").asLong()).isEqualTo(10);
        assertThat(merchant(shop, "GET", "/promotions?limit=1", "")
                        .json()
                        .at("/items/0/code")
                        .asText())
                .isEqualTo(code);
        String id = promotion.get("id").asText();
        JsonNode disabled =
                merchant(shop, "POST", "/promotions/" + id + "/disable", "").json();
        assertThat(disabled.get("active").asBoolean()).isFalse();

        JsonNode card = giftCard(shop, "50.00");
        assertThat(card.get("code").asText())
                .startsWith("GC-")
                .endsWith(card.get("lastFour").asText());
        String cardId = card.get("id").asText();
        JsonNode shown = merchant(shop, "GET", "/gift-cards/" + cardId, "").json();
        assertThat(shown.at("/card/code").isNull()).isTrue();
        assertThat(shown.at("/journal/0/kind").asText()).isEqualTo("ISSUED");
        assertThat(merchant(shop, "POST", "/gift-cards/" + cardId + "/disable", "")
                        .json()
                        .get("disabledAt")
                        .isNull())
                .isFalse();
    }

    @Test
    void badInputIsAnsweredInASentence() {
        ShopClient shop = new ShopClient(base);
        String cart = shop.cartReadyToPay(SKU);
        String before = shop.get(cart).body();
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
            ShopClient.Answer answer = shop.json(
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
        assertThat(shop.get(cart).body()).isEqualTo(before);
    }

    @Test
    void aShopperPaysWithACodeAndAGiftCardAlone() {
        ShopClient shop = new ShopClient(base);
        String code = aCode();
        promotion(shop, code, "\"kind\":\"AMOUNT\",\"amounts\":[{\"amount\":\"5.00\",\"currency\":\"USD\"}]");
        JsonNode card = giftCard(shop, "200.00");
        String cart = shop.cartReadyToPay(SKU);

        JsonNode with = shop.json("PUT", cart + "/promotion-codes", "{\"code\":\"" + code + "\"}")
                .json();
        assertThat(with.at("/discount/amount").asText()).isEqualTo("5.00");
        assertThat(with.at("/promotions/0/code").asText()).isEqualTo(code);
        assertThat(shop.json("DELETE", cart + "/promotion-codes/" + code, "")
                        .json()
                        .at("/discount/amount")
                        .asText())
                .isEqualTo("0.00");
        shop.json("PUT", cart + "/promotion-codes", "{\"code\":\"" + code + "\"}");
        shop.json("PUT", cart + "/note", "{\"note\":\"Please ring twice\"}");
        JsonNode covered = shop.json(
                        "PUT",
                        cart + "/gift-cards",
                        "{\"code\":\"" + card.get("code").asText() + "\"}")
                .json();
        assertThat(covered.at("/toPay/amount").asText()).isEqualTo("0.00");

        ShopClient.Answer paid = shop.json("POST", cart + "/checkout", "{}", "Idempotency-Key", "k1");

        assertThat(paid.status()).as(paid.body()).isEqualTo(201);
        JsonNode order = shop.get(paid.header("Location")).json();
        assertThat(order.get("state").asText()).isEqualTo("PAID");
        assertThat(order.get("note").asText()).isEqualTo("Please ring twice");
        assertThat(order.at("/toPay/amount").asText()).isEqualTo("0.00");
        assertThat(order.at("/giftCards/0/amount")).isEqualTo(order.get("total"));
        assertThat(order.at("/promotions/0/amount/amount").asText()).isEqualTo("5.00");
        ShopClient.Answer page =
                shop.send(shop.request("/orders/" + order.get("id").asText()).setHeader("Accept", "text/html"));
        assertThat(page.body())
                .contains("A test", "•••• " + card.get("lastFour").asText(), "Please ring twice");
    }

    /** As a browser without JavaScript: forms, redirects, and the refusal beside the field. */
    @Test
    void theCartsPageTakesCodes() {
        ShopClient shop = new ShopClient(base);
        String code = aCode();
        promotion(shop, code, "\"kind\":\"FREE_SHIPPING\"");
        JsonNode card = giftCard(shop, "1.00");
        String cart = shop.cartReadyToPay(SKU);
        String cookie = "cart=" + cart.substring(cart.lastIndexOf('/') + 1);

        assertThat(form(shop, cookie, "/cart/codes", "code=" + code.toLowerCase())
                        .status())
                .isEqualTo(303);
        assertThat(form(shop, cookie, "/cart/codes", "code=" + card.get("code").asText())
                        .status())
                .isEqualTo(303);
        String page = page(shop, cookie);
        assertThat(page).contains(code, "•••• " + card.get("lastFour").asText(), "Free", "To pay");
        assertThat(shop.get(cart).json().at("/shipping/amount").asText()).isEqualTo("0.00");

        ShopClient.Answer wrong =
                form(shop, cookie, "/cart/codes", "code=" + URLEncoder.encode("<b>none</b>", StandardCharsets.UTF_8));
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.body()).contains("code-error", "&lt;b").doesNotContain("<b>none");

        form(shop, cookie, "/cart/codes/remove", "promotion=" + code);
        form(shop, cookie, "/cart/codes/remove", "giftCard=" + card.get("id").asText());
        form(shop, cookie, "/cart/note", "note=Leave+it+at+the+gate");
        assertThat(page(shop, cookie))
                .contains("Leave it at the gate")
                .doesNotContain(code, "•••• " + card.get("lastFour").asText());
    }

    private static String page(ShopClient shop, String cookie) {
        return shop.send(shop.request("/cart").setHeader("Accept", "text/html").header("Cookie", cookie))
                .body();
    }

    /** As a browser does it: the page first, whose form carries a token. */
    private static ShopClient.Answer form(ShopClient shop, String cookie, String path, String fields) {
        ShopClient.Answer page =
                shop.send(shop.request("/cart").setHeader("Accept", "text/html").header("Cookie", cookie));
        Matcher token =
                Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(token.find()).isTrue();
        String secret = page.header("Set-Cookie").split(";")[0];
        return shop.send(shop.request(path)
                .setHeader("Accept", "text/html")
                .header("Cookie", cookie + "; " + secret)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields + "&form_token=" + token.group(1))));
    }
}
