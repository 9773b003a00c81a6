package org.alwaysopen.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Goal: one person, one password, one lock, in all regions; a sign-in that outlives its region and the keys that signed it, and
 * that ends everywhere when its person says so. Method: three real Keycloaks behind the edge, in a real browser.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegionalSignInIT {
    private static final String A = "aws-us-east-1";
    private static final String B = "gcp-us-central1";
    private static final String C = "azure-westus2";
    private static final String PASSWORD = "correct horse battery";
    private static final String NEXT_PASSWORD = "staple the horse again";
    private static final int WRONG_PASSWORDS_MAX = 5;
    private static final Duration CONDITION_MAX = Duration.ofMinutes(2);

    private static ShopUnderTest shop;
    private static Chromium chromium;

    @BeforeAll
    static void open() {
        Chromium.require();
        shop = ShopUnderTest.get();
        chromium = Chromium.open();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static String someone() {
        return "ada+" + UUID.randomUUID() + "@example.com";
    }

    private static String registered(String region) {
        String mail = someone();
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(region);
            assertThat(pages.goesToRegister()).isFalse();
            assertThat(pages.registers(mail, PASSWORD)).as(pages.page().url()).isTrue();
            assertThat(pages.region()).isEqualTo(region);
        }
        return mail;
    }

    @Test
    @Order(1)
    void registersInOneRegionAndSignsInAtTheOthersAtOnce() {
        String mail = registered(A);
        for (String region : List.of(B, C)) {
            try (BrowserContext browser = chromium.context()) {
                SignInPages pages = new SignInPages(shop, browser).at(region);
                assertThat(pages.goesToSignIn()).isFalse();
                assertThat(pages.signsIn(mail.toUpperCase(java.util.Locale.ROOT), PASSWORD))
                        .as(region)
                        .isTrue();
                assertThat(pages.region()).isEqualTo(region);
            }
        }
    }

    @Test
    @Order(2)
    void fiveWrongPasswordsSpreadOverTheRegionsLockTheAccountInAll() {
        String mail = registered(B);
        for (int i = 0; i < WRONG_PASSWORDS_MAX; i++) {
            try (BrowserContext browser = chromium.context()) {
                SignInPages pages =
                        new SignInPages(shop, browser).at(List.of(A, B, C).get(i % 3));
                pages.goesToSignIn();
                assertThat(pages.signsIn(mail, "wrong password " + i)).isFalse();
                assertThat(pages.complaint())
                        .hasValueSatisfying(said -> assertThat(said).contains("do not go together"));
            }
        }
        for (String region : List.of(A, B, C)) {
            try (BrowserContext browser = chromium.context()) {
                SignInPages pages = new SignInPages(shop, browser).at(region);
                pages.goesToSignIn();
                // The right one; a locked account answers as a wrong password does, so that nobody learns of the lock.
                assertThat(pages.signsIn(mail, PASSWORD)).as(region).isFalse();
                assertThat(pages.complaint())
                        .hasValueSatisfying(said -> assertThat(said).contains("do not go together"));
            }
        }
    }

    @Test
    @Order(3)
    void aNewPasswordEndsTheSignInsOfAllRegions() {
        String mail = registered(C);
        try (BrowserContext atA = chromium.context();
                BrowserContext atB = chromium.context()) {
            SignInPages pagesA = new SignInPages(shop, atA).at(A);
            pagesA.goesToSignIn();
            assertThat(pagesA.signsIn(mail, PASSWORD)).isTrue();
            SignInPages pagesB = new SignInPages(shop, atB).at(B);
            pagesB.goesToSignIn();
            assertThat(pagesB.signsIn(mail, PASSWORD)).isTrue();
            // As in OpenID Connect, times are whole seconds: a sign-in in the very second counts as one from after it.
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            assertThat(pagesB.goesToChangePassword()).isFalse();
            assertThat(pagesB.changesPassword(NEXT_PASSWORD)).isTrue();
            // The session that A keeps, and A's cookie as C sees it.
            assertThat(pagesA.at(C).goesToSignIn()).isFalse();
            assertThat(pagesA.at(A).goesToSignIn()).isFalse();
            assertThat(pagesA.signsIn(mail, PASSWORD)).isFalse();
            assertThat(pagesA.signsIn(mail, NEXT_PASSWORD)).isTrue();
        }
    }

    @Test
    @Order(4)
    void rotatedKeysSignNobodyOut() {
        String mail = registered(A);
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(A);
            pages.goesToSignIn();
            assertThat(pages.signsIn(mail, PASSWORD)).isTrue();
            System.out.println(shop.rotateKeys());
            assertThat(pages.at(B).goesToSignIn())
                    .as("the old key's cookie, in another region")
                    .isTrue();
            System.out.println(shop.rotateKeys());
            assertThat(pages.at(B).goesToSignIn())
                    .as("the old key's cookie, where it was made")
                    .isTrue();
            assertThat(pages.at(C).goesToSignIn())
                    .as("the new key's cookie, in another region")
                    .isTrue();
        }
    }

    @Test
    @Order(5)
    void theFirstMerchantMustSetUpASecondFactor() {
        String password = shop.firstPassword("merchant@example.com");
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(B);
            pages.goesToSignIn();
            assertThat(pages.signsIn("merchant@example.com", password)).isFalse();
            assertThat(pages.page().locator("#kc-totp-secret-qr-code").isVisible())
                    .as(pages.page().url())
                    .isTrue();
            Chromium.shot(pages.page(), "sign-in", "second-factor");
        }
    }

    @Test
    @Order(6)
    void thePagesWearTheShopsLook() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (BrowserContext browser = chromium.context(
                    new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(1280, 900))) {
                SignInPages pages = new SignInPages(shop, browser).at(C);
                String look = scheme == ColorScheme.DARK ? "-dark" : "";
                pages.goesToSignIn();
                assertThat(pages.page().title()).contains("Always Open");
                Chromium.shot(pages.page(), "sign-in", "sign-in" + look);
                pages.signsIn(someone(), "not the password");
                Chromium.shot(pages.page(), "sign-in", "wrong-password" + look);
            }
        }
        try (BrowserContext phone = chromium.context(new Browser.NewContextOptions().setViewportSize(360, 740))) {
            SignInPages pages = new SignInPages(shop, phone).at(C);
            pages.goesToRegister();
            Chromium.shot(pages.page(), "sign-in", "register-phone");
            pages.registers("not-a-mail", "short");
            Chromium.shot(pages.page(), "sign-in", "register-phone-errors");
            assertThat(pages.page().evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("nothing sticks out on a phone")
                    .isEqualTo(true);
        }
    }

    @Test
    @Order(7)
    void whoIsSignedInIsSignedInWhenTheirKeycloakIsGoneAndWhoIsNotGoesToAnother() {
        String mail = registered(A);
        try (BrowserContext browser = chromium.context();
                BrowserContext another = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(A);
            pages.goesToSignIn();
            assertThat(pages.signsIn(mail, PASSWORD)).isTrue();
            shop.killOnly(A, "identity");
            long gone = System.nanoTime();
            assertThat(pages.goesToSignIn()).as("no prompt").isTrue();
            Duration again = Duration.ofNanos(System.nanoTime() - gone);
            assertThat(pages.region()).isNotEqualTo(A);
            System.out.println("signed in again, by another region's Keycloak, after " + again.toMillis() + " ms");
            SignInPages newcomer = new SignInPages(shop, another).at(A);
            newcomer.goesToSignIn();
            assertThat(newcomer.signsIn(mail, PASSWORD)).isTrue();
            assertThat(newcomer.region()).isNotEqualTo(A);
        } finally {
            shop.restore(A);
        }
        await().atMost(CONDITION_MAX).until(() -> shop.part(A, "identity").equals("ready"));
    }
}
