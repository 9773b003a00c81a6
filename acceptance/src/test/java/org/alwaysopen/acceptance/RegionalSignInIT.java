package org.alwaysopen.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static CopiedCookie anyCookie;

    @BeforeAll
    static void open() {
        chromium = Chromium.get();
        shop = ShopUnderTest.get();
        anyCookie = new CopiedCookie(shop, List.of(A, B, C), "");
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
        for (String region : List.of(A, B, C)) {
            assertThat(shop.log(region + "-identity"))
                    .as("guesses are counted, not told")
                    .doesNotContain("LOGIN_ERROR");
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
        try (BrowserContext browser = chromium.context();
                BrowserContext another = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(A);
            CopiedCookie before = anyCookie.with(pages.signsInAtShop(mail, PASSWORD));
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
            await().atMost(CONDITION_MAX).pollInterval(Duration.ofSeconds(2)).until(() -> {
                another.clearCookies();
                CopiedCookie after = anyCookie.with(new SignInPages(shop, another).signsInAtShop(mail, PASSWORD));
                assertThat(before.opensAccountEverywhere())
                        .as("the shop's old key")
                        .isTrue();
                assertThat(after.opensAccountEverywhere()).as(after.keyId()).isTrue();
                return !after.keyId().equals(before.keyId());
            });
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

    /**
     * What a Keycloak counts is not lost when another region changes the same row at the same time: the database lets only one of
     * them commit (40001), and the provider does its part again.
     */
    @Test
    @Order(7)
    void aWrongPasswordIsCountedAlsoWhenTheDatabaseRefusesTheFirstTry() throws Exception {
        String mail = registered(B);
        try (Connection elsewhere = shop.database();
                BrowserContext browser = chromium.context()) {
            elsewhere.setAutoCommit(false);
            elsewhere.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            SignInPages pages = new SignInPages(shop, browser).at(A);
            pages.goesToSignIn();
            try (PreparedStatement change =
                    elsewhere.prepareStatement("UPDATE identity.account SET last_seen_at = now() WHERE mail = ?")) {
                change.setString(1, mail);
                assertThat(change.executeUpdate()).isEqualTo(1);
            }
            // Keycloak's update waits for this row; when it is committed, it is too late for that update, as it stands.
            CompletableFuture<Void> committed = CompletableFuture.runAsync(
                    () -> {
                        try {
                            elsewhere.commit();
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
            assertThat(pages.signsIn(mail, "not the password")).isFalse();
            committed.join();
            assertThat(pages.complaint())
                    .hasValueSatisfying(said -> assertThat(said).contains("do not go together"));
            try (PreparedStatement count =
                            elsewhere.prepareStatement("SELECT failed_attempts FROM identity.account WHERE mail = ?");
                    ResultSet counted = rows(count, mail)) {
                assertThat(counted.next()).isTrue();
                assertThat(counted.getInt(1)).isEqualTo(1);
            }
        }
    }

    private static ResultSet rows(PreparedStatement query, String mail) throws SQLException {
        query.setString(1, mail);
        return query.executeQuery();
    }

    @Test
    @Order(8)
    void whoIsSignedInStaysSoWhenOneKeycloakIsLostAfterAnother() {
        String mail = registered(A);
        List<CopiedCookie> copies = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        try (BrowserContext browser = chromium.context();
                BrowserContext another = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(A);
            copies.add(anyCookie.with(pages.signsInAtShop(mail, PASSWORD)));
            for (int loss = 1; loss <= 2; loss++) {
                lost.add(pages.region());
                shop.killOnly(pages.region(), "identity");
                long gone = System.nanoTime();
                assertThat(copies.get(0).opensAccountEverywhere())
                        .as("who is signed in notices nothing, in any region")
                        .isTrue();
                pages.losesTheShopsCookie();
                assertThat(pages.opensAccount()).as("no prompt").isTrue();
                System.out.println("signed in again by " + pages.region() + "'s Keycloak after the loss of " + lost
                        + ": " + (System.nanoTime() - gone) / 1_000_000 + " ms");
                assertThat(lost).doesNotContain(pages.region());
                copies.add(anyCookie.with(pages.signedIn().orElseThrow()));
                SignInPages newcomer = new SignInPages(shop, another).at(A);
                another.clearCookies();
                newcomer.signsInAtShop(mail, PASSWORD);
                assertThat(lost).doesNotContain(newcomer.region());
            }
            // One sign-in, with three cookies of three regions: signed out once, all of them are worth nothing.
            pages.page().navigate(shop.edge() + "/account");
            pages.page()
                    .getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Sign out").setExact(true))
                    .click();
            long out = System.nanoTime();
            for (CopiedCookie copy : copies) {
                System.out.println("signed out, and refused in ms: " + copy.untilRefused(out, CONDITION_MAX));
            }
            assertThat(new SignInPages(shop, another).opensAccount())
                    .as("another sign-in of the same person")
                    .isTrue();
        } finally {
            lost.forEach(shop::restore);
        }
        lost.forEach(region -> await().atMost(CONDITION_MAX)
                .until(() -> shop.part(region, "identity").equals("ready")));
    }

    /** Last, since it takes the database from all. */
    @Test
    @Order(9)
    void aLostDatabaseGivesKeycloaksOwnErrorPageAndNoStackTrace() {
        String mail = registered(A);
        Map<String, Integer> saidBefore = Stream.of(A, B, C)
                .collect(Collectors.toMap(
                        region -> region,
                        region -> shop.log(region + "-identity").length()));
        try (BrowserContext browser = chromium.context()) {
            SignInPages pages = new SignInPages(shop, browser).at(A);
            pages.goesToSignIn();
            shop.withoutDatabase(() -> {
                pages.signsIn(mail, PASSWORD);
                assertThat(pages.page().locator("body").innerText()).contains("We cannot reach our accounts");
                Chromium.shot(pages.page(), "sign-in", "accounts-unavailable");
            });
            await().atMost(CONDITION_MAX).ignoreExceptions().until(() -> {
                pages.page().navigate(shop.edge() + "/account");
                return pages.page().locator("input[name=username]").isVisible() && pages.signsIn(mail, PASSWORD)
                        || pages.signedIn().isPresent();
            });
        }
        saidBefore.forEach((region, length) -> assertThat(
                        shop.log(region + "-identity").substring(length).lines())
                .as(region)
                .noneMatch(line -> line.startsWith("\tat ")));
    }
}
