package org.alwaysopen.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a person buys something in a browser: with JavaScript, without it, on a phone; is told what is wrong at the field; and
 * pays once however often they press. A screenshot of each page is kept under {@code target/screenshots}.
 */
class PurchaseInChromiumIT {
    private static ShopUnderTest shop;
    private static Chromium browser;

    @BeforeAll
    static void open() {
        browser = Chromium.get();
        shop = ShopUnderTest.get();
    }

    @Test
    void buysWithJavaScript() {
        buys("desktop", new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    @Test
    void buysWithoutJavaScript() {
        buys(
                "no-javascript",
                new Browser.NewContextOptions().setViewportSize(1280, 900).setJavaScriptEnabled(false));
    }

    @Test
    void buysOnAPhone() {
        buys("phone", new Browser.NewContextOptions().setViewportSize(390, 844).setDeviceScaleFactor(2));
    }

    private static void buys(String name, Browser.NewContextOptions options) {
        List<String> complaints = new ArrayList<>();
        try (BrowserContext context = browser.context(options)) {
            Page page = context.newPage();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
                    complaints.add(message.text());
                }
            });
            page.navigate(shop.edge() + "/");
            shot(page, name, "1-home");
            page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Categories"))
                    .getByRole(
                            AriaRole.LINK, new com.microsoft.playwright.Locator.GetByRoleOptions().setName("Kitchen"))
                    .click();
            assertThat(page.locator("h1")).hasText("Kitchen");
            shot(page, name, "2-category");
            page.locator(".card a").first().click();
            assertThat(page.getByText("Add to cart")).isVisible();
            shot(page, name, "3-product");
            page.getByText("Add to cart").click();
            assertThat(page.locator("h1")).hasText("Your cart");
            shot(page, name, "4-cart");
            page.getByText("Check out").click();
            fillsTheAddressWithASlipFirst(page, name);
            assertThat(page.locator("h1")).hasText("How should we send it?");
            shot(page, name, "6-shipping");
            page.getByText("Go on to payment").click();
            paysWithABadCardFirst(page, name);
            assertThat(page.locator("h1")).hasText("Thank you. It is yours.");
            shot(page, name, "8-confirmation");
            page.reload();
            assertThat(page.locator("h1")).hasText("Thank you. It is yours.");
            page.navigate(shop.edge() + "/cart");
            assertThat(page.getByText("There is nothing in it yet.")).isVisible();
            shot(page, name, "9-empty-cart");
            assertTrue(complaints.isEmpty(), () -> "the browser complained: " + complaints);
        }
    }

    private static void fillsTheAddressWithASlipFirst(Page page, String name) {
        assertThat(page.locator("h1")).hasText("Where should it go?");
        shot(page, name, "5-address");
        page.getByLabel("E-mail").fill("ada@example.com");
        page.getByLabel("Full name").fill("Ada Lovelace");
        page.getByText("Go on to shipping").click();
        assertThat(page.getByText("Please tell us the street and number.")).isVisible();
        assertThat(page.getByLabel("Full name")).hasValue("Ada Lovelace");
        shot(page, name, "5-address-error");
        page.getByLabel("Street and number").fill("1 Main Street");
        page.getByLabel("Postal code").fill("95112");
        page.getByLabel("City").fill("San Jose");
        page.getByLabel("State or region").fill("CA");
        page.getByText("Go on to shipping").click();
    }

    private static void paysWithABadCardFirst(Page page, String name) {
        assertThat(page.locator("h1")).hasText("Payment");
        shot(page, name, "7-payment");
        page.getByText("is declined by its bank").click();
        page.getByText(Pattern.compile("^Pay ")).last().click();
        assertThat(page.getByText("Your card was declined")).isVisible();
        shot(page, name, "7-payment-declined");
        page.getByText("Mastercard").click();
        page.getByText(Pattern.compile("^Pay ")).last().click();
    }

    @ParameterizedTest
    @CsvSource({"transfer-desktop, 1280, 800", "transfer-phone, 390, 844"})
    void isToldWhereToTransferTheMoney(String name, int width, int height) {
        try (BrowserContext context = browser.context(new Browser.NewContextOptions().setViewportSize(width, height))) {
            Page page = context.newPage();
            page.navigate(shop.edge() + "/c/kitchen");
            page.locator(".card a").first().click();
            page.getByText("Add to cart").click();
            page.getByText("Check out").click();
            fillsTheAddressWithASlipFirst(page, name);
            page.getByText("Go on to payment").click();
            page.getByText("Bank transfer").click();
            shot(page, name, "1-payment");
            page.getByText(Pattern.compile("^Pay ")).last().click();
            assertThat(page.locator("h1")).hasText("Your order waits for your transfer");
            assertThat(page.getByText("Always Open Ltd, IBAN")).isVisible();
            assertThat(page.getByText(Pattern.compile("^BT-"))).isVisible();
            shot(page, name, "2-where-to");
        }
    }

    @Test
    void showsWhatIsNotThereInTheShopsLook() {
        try (BrowserContext context = browser.context(
                new Browser.NewContextOptions().setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK))) {
            Page page = context.newPage();
            page.navigate(shop.edge() + "/p/no-such-thing");
            assertThat(page.locator("h1")).hasText("We could not find that");
            shot(page, "dark", "404");
            page.navigate(shop.edge() + "/search?q=mug");
            assertThat(page.locator("h1")).hasText("Results for “mug”");
            shot(page, "dark", "search");
        }
    }

    private static void shot(Page page, String folder, String name) {
        Chromium.shot(page, folder, name);
    }
}
