package org.alwaysopen.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a card is typed into the processor's own fields, and paid with, with JavaScript and without; the bank's page (3-D Secure)
 * is gone through and come back from; and the card's number never reaches us. Method: a real browser against the running shop,
 * with both processors; every request of the browser is listened to, and afterwards the shop's whole state folder is searched:
 * logs, the database's files and its write-ahead log, the processors' journals.
 */
class CardFieldsInChromiumIT {
    private static final String GOOD = "4242 4242 4242 4242";
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final String CHALLENGED = "4000 0000 0000 3220";
    private static final Locator.GetByRoleOptions PAY =
            new Locator.GetByRoleOptions().setName(Pattern.compile("^Pay "));
    private static final int FILE_BYTES_MAX = 64 << 20;

    private static ShopUnderTest shop;
    private static Chromium chromium;

    private final List<String> toUs = new CopyOnWriteArrayList<>();
    private final List<String> toProcessors = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() {
        chromium = Chromium.get();
        shop = ShopUnderTest.get();
    }

    @AfterEach
    void noNumberCameToUs() {
        assertTrue(complaints.isEmpty(), () -> "the browser complained: " + complaints);
        for (String number : List.of(GOOD, DECLINED, CHALLENGED)) {
            String bare = number.replace(" ", "");
            assertFalse(
                    toUs.stream().anyMatch(sent -> sent.replaceAll("[ +-]", "").contains(bare)),
                    () -> number + " was sent to the shop: " + toUs);
        }
    }

    private BrowserContext context(Browser.NewContextOptions options) {
        BrowserContext context = chromium.context(options);
        context.onRequest(this::sent);
        context.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        return context;
    }

    private void sent(Request request) {
        String body = request.postData();
        String all = request.method() + " " + decoded(request.url()) + " " + decoded(body == null ? "" : body);
        (request.url().startsWith(shop.edge()) ? toUs : toProcessors).add(all);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static Browser.NewContextOptions desktop() {
        return new Browser.NewContextOptions().setViewportSize(1280, 1000);
    }

    /** From the shelf to the payment page. */
    private static void toPayment(Page page) {
        page.navigate(shop.edge() + "/c/kitchen");
        page.locator(".card a").first().click();
        page.getByText("Add to cart").click();
        page.getByText("Check out").click();
        page.getByLabel("E-mail").fill("ada@example.com");
        page.getByLabel("Full name").fill("Ada Lovelace");
        page.getByLabel("Street and number").fill("1 Main Street");
        page.getByLabel("Postal code").fill("95112");
        page.getByLabel("City").fill("San Jose");
        page.getByLabel("State or region").fill("CA");
        page.getByText("Go on to shipping").click();
        page.getByText("Go on to payment").click();
        assertThat(page.locator("h1")).hasText("Payment");
    }

    private static FrameLocator types(Page page, String processor, String number) {
        String name = processor.equals("stripe") ? "Card, through Stripe" : "Card, through Adyen";
        page.getByText(name).click();
        FrameLocator fields = page.frameLocator("#card-" + processor + " iframe");
        fields.getByLabel("Card number").fill(number);
        fields.getByLabel("Expiry").fill("12/34");
        fields.getByLabel("Security code").fill("123");
        return fields;
    }

    private static void pays(Page page) {
        page.locator("main").getByRole(AriaRole.BUTTON, PAY).click();
    }

    private static void thanked(Page page) {
        assertThat(page.locator("h1")).hasText("Thank you. It is yours.");
    }

    private static void shot(Page page, String name) {
        Chromium.shot(page, "card-fields", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void paysAfterADeclineAndASlip(String processor) throws IOException {
        try (BrowserContext context = context(desktop())) {
            Page page = context.newPage();
            toPayment(page);
            FrameLocator fields = types(page, processor, "4242 4242 4242 4241");
            shot(page, processor + "-1-typed");
            pays(page);
            assertThat(fields.getByText("please check its digits")).isVisible();
            shot(page, processor + "-2-slip");
            types(page, processor, DECLINED);
            pays(page);
            assertThat(page.getByText("Your card was declined")).isVisible();
            shot(page, processor + "-3-declined");
            types(page, processor, GOOD);
            pays(page);
            thanked(page);
            shot(page, processor + "-4-paid");
        }
        String bare = GOOD.replace(" ", "");
        assertTrue(
                toProcessors.stream().anyMatch(sent -> sent.replace(" ", "").contains(bare)),
                "the search would not have seen it");
        nowhereInTheShop(GOOD, DECLINED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void goesToTheBankAndBack(String processor) throws IOException {
        try (BrowserContext context = context(desktop())) {
            Page page = context.newPage();
            toPayment(page);
            types(page, processor, CHALLENGED);
            pays(page);
            assertThat(page.locator("h1")).hasText("Is it you?");
            shot(page, processor + "-5-bank");
            page.getByText("I cannot prove it").click();
            assertThat(page.getByText("Your bank did not recognise you.")).isVisible();
            shot(page, processor + "-6-not-recognised");
            types(page, processor, CHALLENGED);
            pays(page);
            page.getByText("Yes, it is me").click();
            thanked(page);
            page.navigate(shop.edge() + "/cart");
            assertThat(page.getByText("There is nothing in it yet.")).isVisible();
        }
        nowhereInTheShop(CHALLENGED);
    }

    /** Who leaves the bank's page by the browser's own button finds the way back to it at the order. */
    @Test
    void findsTheWayToTheBankAgain() {
        try (BrowserContext context = context(desktop())) {
            Page page = context.newPage();
            toPayment(page);
            types(page, "stripe", CHALLENGED);
            pays(page);
            assertThat(page.locator("h1")).hasText("Is it you?");
            page.goBack();
            assertThat(page.locator("h1")).hasText("Your bank wants to be sure that it is you");
            shot(page, "7-at-the-order");
            page.getByText("Go on to your bank").click();
            page.getByText("Yes, it is me").click();
            thanked(page);
        }
    }

    @Test
    void paysWithoutJavaScript() {
        try (BrowserContext context = context(desktop().setJavaScriptEnabled(false))) {
            Page page = context.newPage();
            toPayment(page);
            shot(page, "8-no-javascript");
            page.locator("a[href*='/elements/pay']").last().click(); // Playwright finds no text in noscript
            page.getByLabel("Card number").fill(CHALLENGED);
            page.getByLabel("Expiry").fill("12/34");
            page.getByLabel("Security code").fill("123");
            page.getByText("Use this card").click();
            assertThat(page.getByText("The card you have just typed")).isVisible();
            shot(page, "9-no-javascript-typed");
            pays(page);
            page.getByText("Yes, it is me").click();
            thanked(page);
        }
    }

    @Test
    void fitsAPhone() {
        try (BrowserContext context = context(
                new Browser.NewContextOptions().setViewportSize(390, 844).setDeviceScaleFactor(2))) {
            Page page = context.newPage();
            toPayment(page);
            types(page, "stripe", GOOD);
            shot(page, "10-phone");
            pays(page);
            thanked(page);
        }
    }

    /** The same for programs: 202 with the address, and the way back ends in any region. */
    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void programsAreToldTheAddress(String processor) throws Exception {
        Shopper shopper = new Shopper(shop.edge());
        String cart = shopper.fillsACart("MUG-CAMP-FOREST-350ML");
        String token = "{\"paymentToken\":\"" + processor + "=pm_card_threeDSecure2Required\"}";
        String key = UUID.randomUUID().toString();
        Shopper.Answer asked = shopper.send("POST", cart + "/checkout", token, "Idempotency-Key", key);
        assertEquals(202, asked.status(), asked.json()::toString);
        JsonNode action = asked.json().at("/payment/action");
        assertEquals("redirect", action.get("type").asText());
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> bank = http.send(
                HttpRequest.newBuilder(URI.create(action.get("url").asText()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("result=success"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        URI back = URI.create(bank.headers().firstValue("Location").orElseThrow());
        String elsewhere = shop.region("gcp-us-central1") + back.getPath() + "?" + back.getRawQuery();
        http.send(HttpRequest.newBuilder(URI.create(elsewhere)).build(), HttpResponse.BodyHandlers.discarding());
        Shopper.Answer paid = shopper.send("POST", cart + "/checkout", token, "Idempotency-Key", key);
        assertEquals(201, paid.status(), paid.json()::toString);
        assertEquals("PAID", paid.json().get("state").asText());
        assertTrue(paid.json().at("/payment/action").isMissingNode()
                || paid.json().at("/payment/action").isNull());
    }

    private static void nowhereInTheShop(String... numbers) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(shop.state())) {
            files = all.filter(Files::isRegularFile).toList();
        }
        List<String> wanted = new ArrayList<>();
        for (String number : numbers) {
            wanted.addAll(
                    List.of(number, number.replace(" ", ""), number.replace(' ', '+'), number.replace(" ", "%20")));
        }
        int searched = 0;
        for (Path file : files) {
            try {
                if (Files.size(file) > FILE_BYTES_MAX || file.toString().endsWith(".jar")) {
                    continue;
                }
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                searched++;
                for (String number : wanted) {
                    assertFalse(content.contains(number), () -> number + " is in " + file);
                }
            } catch (NoSuchFileException e) {
                // removed meanwhile by its process
            }
        }
        assertTrue(searched > 100, "logs and the database's files were expected in " + shop.state());
    }
}
