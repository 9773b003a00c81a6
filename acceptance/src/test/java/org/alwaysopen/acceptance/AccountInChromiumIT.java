package org.alwaysopen.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Goal: a person registers, finds their cart and account in every browser, loses nothing when a region is lost, and is signed
 * out when they say so. Method: the shop's own way through a real Keycloak, in a real browser, past the edge.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccountInChromiumIT {
    private static final String PASSWORD = "correct horse battery";
    private static final String MAIL = "ada+" + UUID.randomUUID() + "@example.com";

    private static ShopUnderTest shop;
    private static Chromium chromium;

    @BeforeAll
    static void open() {
        chromium = Chromium.get();
        shop = ShopUnderTest.get();
    }

    @Test
    @Order(1)
    void registersAndKeepsTheCartOfTheGuest() {
        List<String> complaints = new ArrayList<>();
        try (BrowserContext browser = chromium.context()) {
            Page page = browser.newPage();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") && message.text().contains("Content Security Policy")) {
                    complaints.add(message.text());
                }
            });
            putsAMugIntoTheCart(page);
            page.navigate(shop.edge() + "/register?return=/account");
            page.locator("input[name=email]").fill(MAIL);
            page.locator("input[name=firstName]").fill("Ada");
            page.locator("input[name=lastName]").fill("Lovelace");
            page.locator("input[name=password]").fill(PASSWORD);
            page.locator("input[name=password-confirm]").fill(PASSWORD);
            page.locator("[type=submit]").first().click();
            assertThat(page.locator("h1")).hasText("Your account");
            assertThat(page.getByText(MAIL)).isVisible();
            shot(page, "desktop");
            page.getByLabel("First name").fill("Augusta");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Save").setExact(true))
                    .click();
            assertThat(page.getByLabel("First name")).hasValue("Augusta");
            assertThat(page.getByText("this one")).isVisible();
            page.navigate(shop.edge() + "/cart");
            assertThat(page.locator(".line")).hasCount(1);
        }
        assertTrue(complaints.isEmpty(), complaints::toString);
    }

    @Test
    @Order(2)
    void findsTheCartInAnotherBrowserAndKeepsItsFormOverTheSignIn() {
        try (BrowserContext browser = chromium.context(new Browser.NewContextOptions()
                .setViewportSize(390, 844)
                .setDeviceScaleFactor(2)
                .setColorScheme(ColorScheme.DARK))) {
            Page page = browser.newPage();
            putsAMugIntoTheCart(page);
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in"))
                    .click();
            signsIn(page);
            assertThat(page.locator("h1")).hasText("Your cart");
            assertThat(page.locator(".line input[name=quantity]")).hasValue("2");
            page.navigate(shop.edge() + "/account");
            shot(page, "phone-dark");
            page.getByText("Add an address").click();
            page.getByLabel("Full name").fill("Ada Lovelace");
            page.getByLabel("Street and number").fill("12 St James's Square");
            page.getByLabel("Postal code").fill("10001");
            page.getByLabel("City").fill("New York");
            // The sign-in ends elsewhere while the form is open.
            browser.clearCookies(new BrowserContext.ClearCookiesOptions().setName("signed-in"));
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Keep this address"))
                    .click();
            assertThat(page.locator("h1")).hasText("Send it once more?");
            shot(page, "phone-dark-again");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send it"))
                    .click();
            assertThat(page.locator("address").first()).containsText("12 St James's Square");
        }
    }

    @Test
    @Order(3)
    void staysSignedInWhenARegionIsLost() {
        try (BrowserContext browser = chromium.context()) {
            Page page = browser.newPage();
            page.navigate(shop.edge() + "/account");
            signsIn(page);
            assertThat(page.locator("h1")).hasText("Your account");
            String region = browser.cookies(shop.edge()).stream()
                    .filter(cookie -> cookie.name.equals("ao-identity"))
                    .map(cookie -> cookie.value)
                    .findFirst()
                    .orElseThrow();
            Instant begun = Instant.now();
            shop.kill(region);
            try {
                Instant dead = Instant.now();
                page.navigate(shop.edge() + "/cart");
                assertThat(page.locator(".line input[name=quantity]")).hasValue("2");
                Instant cart = Instant.now();
                page.navigate(shop.edge() + "/account");
                assertThat(page.getByText(MAIL)).isVisible();
                Instant account = Instant.now();
                // The shop's cookie ends, too: the next click goes through the Keycloak of another region.
                browser.clearCookies(new BrowserContext.ClearCookiesOptions().setName("signed-in"));
                page.navigate(shop.edge() + "/account");
                assertThat(page.getByText(MAIL)).isVisible();
                System.out.printf(
                        "%s killed in %d ms; the next click shows the cart after %d ms, the account after %d ms more, and by"
                                + " another Keycloak after %d ms more%n",
                        region,
                        Duration.between(begun, dead).toMillis(),
                        Duration.between(dead, cart).toMillis(),
                        Duration.between(cart, account).toMillis(),
                        Duration.between(account, Instant.now()).toMillis());
            } finally {
                shop.restore(region);
            }
        }
    }

    @Test
    @Order(4)
    void aCopiedCookieIsWorthNothingAfterSigningOut() {
        try (BrowserContext browser = chromium.context();
                BrowserContext thief = chromium.context()) {
            Page page = browser.newPage();
            page.navigate(shop.edge() + "/account");
            signsIn(page);
            assertThat(page.locator("h1")).hasText("Your account");
            thief.addCookies(browser.cookies(shop.edge()).stream()
                    .filter(cookie -> cookie.name.equals("signed-in"))
                    .map(cookie -> cookie.setUrl(null))
                    .toList());
            Page stolen = thief.newPage();
            stolen.navigate(shop.edge() + "/account");
            assertThat(stolen.getByText(MAIL)).isVisible();
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Sign out").setExact(true))
                    .click();
            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in")))
                    .isVisible();
            org.awaitility.Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                stolen.navigate(shop.edge() + "/account");
                return stolen.url().contains("/identity/");
            });
            page.navigate(shop.edge() + "/account");
            assertThat(page.locator("input[name=password]")).isVisible();
            assertThat(page.url()).contains("/identity/");
        }
    }

    private static void putsAMugIntoTheCart(Page page) {
        page.navigate(shop.edge() + "/search?q=mug");
        page.locator(".card a").first().click();
        page.getByText("Add to cart").click();
        assertThat(page.locator("h1")).hasText("Your cart");
    }

    private static void signsIn(Page page) {
        page.locator("input[name=username]").fill(MAIL);
        page.locator("input[name=password]").fill(PASSWORD);
        page.locator("[type=submit]").first().click();
    }

    private static void shot(Page page, String name) {
        Chromium.shot(page, "account", name);
    }
}
