package org.alwaysopen.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: only who began a sign-in in this browser ends it there, with what they began it with. Method: a real Keycloak, which signs
 * and sends back whatever it was asked with; on the way to it, one value is exchanged for another.
 */
class ForgedReturnIT {
    private static final String PASSWORD = "correct horse battery";
    private static final String OTHER = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static ShopUnderTest shop;
    private static Chromium chromium;

    @BeforeAll
    static void open() {
        chromium = Chromium.get();
        shop = ShopUnderTest.get();
    }

    @Test
    void isRefusedWhateverOfItWasExchanged() {
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser);
            pages.goesToRegister();
            pages.registers("ada+" + UUID.randomUUID() + "@example.com", PASSWORD);
            // Signed in at Keycloak, which asks no more: each of these comes back to the shop with a code.
            assertThat(comesBack(browser, way -> way)).as("nothing exchanged").isEqualTo(303);
            assertThat(pages.signedIn()).isPresent();
            pages.losesTheShopsCookie();

            assertThat(comesBack(browser, exchanged("nonce"))).as("nonce").isEqualTo(400);
            assertThat(comesBack(browser, way -> way.replaceAll("[&?]nonce=[^&]*", "")))
                    .as("no nonce")
                    .isEqualTo(400);
            assertThat(comesBack(browser, exchanged("code_challenge")))
                    .as("PKCE")
                    .isEqualTo(503);
            assertThat(comesBack(browser, exchanged("state"))).as("state").isEqualTo(400);
            assertThat(comesBack(browser, way -> way.replaceAll("[&?]state=[^&]*", "")))
                    .as("no state")
                    .isEqualTo(400);
            assertThat(comesBack(browser, way -> {
                        browser.clearCookies(new BrowserContext.ClearCookiesOptions().setName("sign-in-attempt"));
                        return way;
                    }))
                    .as("begun in another browser")
                    .isEqualTo(400);
            assertThat(pages.signedIn()).as("after all of these").isEmpty();
        }
    }

    @Test
    void isGoodOnce() {
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser);
            pages.goesToRegister();
            pages.registers("ada+" + UUID.randomUUID() + "@example.com", PASSWORD);
            List<String> returns = new ArrayList<>();
            Page page = browser.newPage();
            page.onRequest(request -> {
                if (request.url().contains("/sign-in/callback")) {
                    returns.add(request.url());
                }
            });
            page.navigate(shop.edge() + "/sign-in?return=/account");
            assertThat(pages.signedIn()).isPresent();
            pages.losesTheShopsCookie();
            assertThat(page.navigate(returns.get(0)).status()).isEqualTo(400);
            assertThat(pages.signedIn()).isEmpty();
        }
    }

    @Test
    void keycloakSendsNobodyToAnotherSite() {
        try (BrowserContext browser = chromium.context()) {
            Page page = browser.newPage();
            String evil = URLEncoder.encode("https://evil.example/sign-in/callback", StandardCharsets.UTF_8);
            page.navigate(way(browser).replaceAll("redirect_uri=[^&]*", "redirect_uri=" + evil));
            assertThat(page.url()).startsWith(shop.edge() + "/identity/");
            assertThat(page.locator("input[name=username]").count()).isZero();
            assertThat(page.content()).doesNotContain("evil.example");
            page.navigate(shop.edge() + "/identity/realms/shop/protocol/openid-connect/logout?client_id=shop"
                    + "&post_logout_redirect_uri=" + evil);
            assertThat(page.url()).startsWith(shop.edge() + "/identity/");
            assertThat(page.content()).doesNotContain("evil.example");
        }
    }

    /** The edge says under which name it was called; what a client says of that counts for nothing, also at Keycloak. */
    @Test
    void keycloakIsCalledWhatItIsCalledWhateverTheHeadersSay() {
        try (BrowserContext browser = chromium.context()) {
            String settings = browser.request()
                    .get(
                            shop.edge() + "/identity/realms/shop/.well-known/openid-configuration",
                            RequestOptions.create()
                                    .setHeader("X-Forwarded-Host", "evil.example")
                                    .setHeader("X-Forwarded-Proto", "https")
                                    .setHeader("X-Forwarded-Port", "443")
                                    .setHeader("Forwarded", "host=evil.example;proto=https"))
                    .text();
            assertThat(settings)
                    .contains("\"issuer\":\"" + shop.edge() + "/identity/realms/shop\"")
                    .doesNotContain("evil.example", "https://");
        }
    }

    @Test
    void nobodyMakesThemselvesAnOperatorByWhatTheySendToTheRegistration() {
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser);
            pages.goesToRegister();
            pages.page().evaluate("""
                    for (const name of ['roles', 'user.attributes.roles', 'realmRoles', 'groups', 'enabled', 'required_actions']) {
                      const input = document.createElement('input');
                      input.type = 'hidden'; input.name = name; input.value = 'operator';
                      document.querySelector('form').append(input);
                    }""");
            pages.registers("ada+" + UUID.randomUUID() + "@example.com", PASSWORD);
            assertThat(pages.opensAccount()).isTrue();
            assertThat(browser.request()
                            .get(
                                    shop.edge() + "/admin/api/v1/payments?role=operator&roles=merchant",
                                    RequestOptions.create().setMaxRedirects(0).setHeader("X-Role", "operator"))
                            .status())
                    .isEqualTo(403);
        }
    }

    private static UnaryOperator<String> exchanged(String parameter) {
        return way -> way.replaceAll("([&?]" + parameter + "=)[^&]*", "$1" + OTHER);
    }

    /** Begins at the shop. @return where it sends the browser */
    private static String way(BrowserContext browser) {
        return browser.request()
                .get(
                        shop.edge() + "/sign-in?return=/account",
                        RequestOptions.create().setMaxRedirects(0))
                .headers()
                .get("location");
    }

    /** Begins at the shop, goes to Keycloak by an altered way. @return what the shop answers to the way back */
    private static int comesBack(BrowserContext browser, UnaryOperator<String> altered) {
        Page page = browser.newPage();
        try {
            String way = way(browser);
            List<Integer> answers = new ArrayList<>();
            page.onResponse(response -> {
                if (response.url().contains("/sign-in/callback")) {
                    answers.add(response.status());
                }
            });
            page.navigate(altered.apply(way));
            assertThat(answers).as(page.url()).hasSize(1);
            return answers.get(0);
        } finally {
            page.close();
        }
    }
}
