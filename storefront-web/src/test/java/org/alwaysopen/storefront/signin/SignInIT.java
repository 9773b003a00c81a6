package org.alwaysopen.storefront.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Account.Role;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.storefront.AtTheServer;
import org.alwaysopen.storefront.CookieKeysOfTests;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the shop takes the cookie of a sign-in for what it is, and nothing else for it. Method: cookies as the shop itself
 * makes them after Keycloak's answer (the way through Keycloak is in the acceptance tests), and what an attacker makes of
 * them, against the real server and its database.
 */
class SignInIT extends AtTheServer {
    private static final String FOREIGN = "https://evil.example";
    private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");
    private static final Pattern FORM_COOKIE = Pattern.compile("form=([^;]+)");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Accounts accounts;
    private Account ada;

    @BeforeEach
    void register() {
        accounts = PeopleOfTests.accounts();
        ada = PeopleOfTests.shopper(accounts, "ada");
    }

    @Test
    void aGuestIsSentToTheSignInAndBack() {
        HttpResponse<String> refused = get("/account", "");
        assertThat(refused.statusCode()).isEqualTo(303);
        assertThat(location(refused)).isEqualTo("/sign-in?return=%2Faccount");
        HttpResponse<String> sent = get(location(refused), "");
        assertThat(location(sent))
                .startsWith("http://127.0.0.1:8080/identity/realms/shop/protocol/openid-connect/auth?")
                .contains("code_challenge_method=S256", "state=", "nonce=", "response_type=code");
        assertThat(attempt(sent).returnPath()).isEqualTo("/account");
    }

    @Test
    void theCookieOfASignInOpensTheAccountInAnyRegion() {
        HttpResponse<String> page = get("/account", identity(signedIn(ada)));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains(ada.mail());
        assertThat(page.headers().firstValue("Cache-Control")).contains("private, no-store");
    }

    @Test
    void aCookieThatWasChangedOrIsOfARetiredKeyIsNobodys() {
        String good = identity(signedIn(ada));
        String changed = good.substring(0, good.length() - 3) + (good.endsWith("AAA") ? "BBB" : "AAA");
        assertThat(get("/account", changed).statusCode()).isEqualTo(303);
        CookieKeys.Key asIfAlive = CookieKeysOfTests.key("retired", 2, Instant.EPOCH, null);
        String retired =
                cookie(asIfAlive, Clock.systemUTC()).write(signedIn(ada)).split(";")[0];
        assertThat(get("/account", retired).statusCode()).isEqualTo(303);
        String ofAnotherUse = "signed-in="
                + attemptCookie(SignInAttempt.begin("/", Instant.now())).split("=", 2)[1];
        assertThat(get("/account", ofAnotherUse).statusCode()).isEqualTo(303);
    }

    @Test
    void aCookieThatIsTooOldIsNobodys() {
        SignedIn now = signedIn(ada);
        Instant idle = Instant.now().minus(SignedIn.IDLE_MAX);
        assertThat(get("/account", identity(now.seen(idle))).statusCode()).isEqualTo(303);
        SignedIn eightHours = new SignedIn(
                ada.id(),
                ada.mail(),
                "Ada",
                ada.roles(),
                Set.of("old"),
                Instant.now().minus(SignedIn.AGE_MAX),
                Instant.now());
        assertThat(get("/account", identity(eightHours)).statusCode()).isEqualTo(303);
    }

    @Test
    void aPersonSeesOnlyTheirOwn() {
        Account bob = PeopleOfTests.shopper(accounts, "bob");
        HttpResponse<String> page =
                get("/account?account=" + ada.id() + "&user=" + ada.mail(), identity(signedIn(bob)));
        assertThat(page.body()).contains(bob.mail()).doesNotContain(ada.mail());
    }

    @Test
    void aCookieIsWorthNothingAfterSigningOut() {
        String identity = identity(signedIn(ada));
        Form form = form("/account", identity);
        HttpResponse<String> out = post("/sign-out", identity + "; " + form.cookie(), "form_token=" + form.token());
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.headers().allValues("Set-Cookie"))
                .anyMatch(set -> set.startsWith("signed-in=; Path=/; Max-Age=0"));
        assertThat(get("/account", identity).statusCode()).as("replayed").isEqualTo(303);
    }

    @Test
    void theAccountPageLeadsToKeycloakForPasswordAndSecondFactor() {
        String identity = identity(signedIn(ada));
        String page = get("/account", identity).body();
        for (String[] way : new String[][] {
            {"/account/password", "kc_action=UPDATE_PASSWORD"}, {"/account/second-factor", "kc_action=CONFIGURE_TOTP"}
        }) {
            assertThat(page).contains("href=\"" + way[0] + "\"");
            HttpResponse<String> sent = get(way[0], identity);
            assertThat(sent.statusCode()).as(way[0]).isEqualTo(303);
            assertThat(location(sent)).contains("/identity/realms/shop/", way[1]);
            assertThat(attempt(sent).returnPath()).isEqualTo("/account");
        }
    }

    @Test
    void anErasedAccountIsGoneWithEverySignInOfIt() {
        String identity = identity(signedIn(ada));
        String elsewhere = identity(signedIn(ada));
        Form form = form("/account", identity);
        String cookies = identity + "; " + form.cookie();
        HttpResponse<String> refused =
                post("/account/erase", cookies, "mail=bob%40example.com&form_token=" + form.token());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Nothing was erased");
        assertThat(accounts.find(ada.id())).isPresent();
        HttpResponse<String> erased =
                post("/account/erase", cookies, "mail=" + encoded(ada.mail()) + "&form_token=" + form.token());
        assertThat(erased.statusCode()).as(erased.body()).isEqualTo(303);
        assertThat(accounts.find(ada.id())).isEmpty();
        assertThat(get("/account", identity).statusCode()).isEqualTo(303);
        assertThat(get("/account", elsewhere).statusCode()).isEqualTo(303);
    }

    @Test
    void whatEndsASignInInAnotherRegionEndsItHereWithinSeconds() {
        String identity = identity(signedIn(ada));
        assertThat(get("/account", identity).statusCode()).isEqualTo(200);
        accounts.endSessions(ada.id()); // as a new password, or signing out everywhere, does
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> get("/account", identity).statusCode() == 303);
    }

    @Test
    void keysRotateWhilePeopleAreSignedIn() {
        String before = identity(signedIn(ada).seen(Instant.now().minus(SignedIn.RENEW_AFTER)));
        CookieKeys.Key next = CookieKeysOfTests.key("next", 3, Instant.EPOCH.plusSeconds(2), null);
        CookieKeysOfTests.rewrite(CookieKeysOfTests.CURRENT, next, CookieKeysOfTests.RETIRED);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                HttpResponse<String> page = get("/account", before);
                assertThat(page.statusCode()).isEqualTo(200);
                String renewed = setCookie(page, "signed-in=");
                assertThat(cookie(next, Clock.systemUTC()).read(renewed.split("[=;]", 3)[1]))
                        .as("made anew with the next key")
                        .isPresent();
            });
        } finally {
            // Known, but not used any more: for a moment the server still makes cookies and keeps forms with it.
            CookieKeys.Key unused =
                    CookieKeysOfTests.key("next", 3, Instant.now().plus(Duration.ofDays(1)), null);
            CookieKeysOfTests.rewrite(CookieKeysOfTests.CURRENT, unused, CookieKeysOfTests.RETIRED);
        }
    }

    @Test
    void theAdminIsClosedToShoppersWhateverTheyClaim() {
        String shopper = identity(signedIn(ada));
        for (String path : List.of("/admin/api/v1/payments?role=operator", "/admin/api/v1/no-such-thing", "/admin")) {
            HttpResponse<String> refused =
                    send(request(path, shopper).header("X-Role", "operator").header("X-Forwarded-User", "operator"));
            assertThat(refused.statusCode()).as(path).isEqualTo(403);
            assertThat(get(path, "").statusCode()).as(path).isIn(303, 401);
        }
        SignedIn merchant = new SignedIn(
                ada.id(), ada.mail(), "Ada", Set.of(Role.MERCHANT), Set.of("m"), Instant.now(), Instant.now());
        assertThat(send(HttpRequest.newBuilder(uri("/admin/api/v1/payments")).header("Cookie", identity(merchant)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void onlyPathsOfOursAreReturnedTo() {
        for (String evil : List.of("//evil.example", "/\\evil.example", FOREIGN, "javascript:alert(1)", "/\tx")) {
            HttpResponse<String> sent = get("/sign-in?return=" + encoded(evil), "");
            assertThat(attempt(sent).returnPath()).as(evil).isEqualTo("/");
        }
    }

    @Test
    void theWayBackIsOursWhateverTheHeadersSay() {
        HttpResponse<String> sent = send(request("/sign-in", "")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Proto", "https")
                .header("Forwarded", "host=evil.example"));
        assertThat(location(sent)).contains("redirect_uri=http%3A%2F%2F").doesNotContain("evil.example");
    }

    @Test
    void aReturnThatThisBrowserDidNotBeginSignsNobodyIn() {
        SignInAttempt attempt = SignInAttempt.begin("/", Instant.now());
        String begun = attemptCookie(attempt);
        SignInAttempt old = SignInAttempt.begin("/", Instant.now().minus(SignInAttempt.AGE_MAX));
        record Return(String query, String cookie) {}
        for (Return wrong : List.of(
                new Return("code=x", begun),
                new Return("code=x&state=other", begun),
                new Return("state=" + attempt.state(), begun),
                new Return("code=x&state=" + attempt.state(), ""),
                new Return("code=x&state=" + old.state(), attemptCookie(old)))) {
            HttpResponse<String> refused = get("/sign-in/callback?" + wrong.query(), wrong.cookie());
            assertThat(refused.statusCode()).as(wrong.toString()).isEqualTo(400);
            assertThat(refused.headers().allValues("Set-Cookie")).noneMatch(set -> set.startsWith("signed-in="));
        }
        HttpResponse<String> noKeycloak = get("/sign-in/callback?code=x&state=" + encoded(attempt.state()), begun);
        assertThat(noKeycloak.statusCode()).as("a code that nobody redeems").isEqualTo(503);
    }

    @Test
    void aLogoutTokenThatKeycloakDidNotSignEndsNothing() {
        String identity = identity(signedIn(ada));
        for (String forged : List.of("", "x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJmOng6eSJ9.")) {
            assertThat(post("/sign-in/backchannel-logout", "", "logout_token=" + forged)
                            .statusCode())
                    .as(forged)
                    .isEqualTo(400);
        }
        assertThat(get("/account", identity).statusCode()).isEqualTo(200);
    }

    @Test
    void aFormOfAnotherSiteIsRefusedAlsoFromAGuest() {
        Form form = form("/", "");
        String body = "currency=EUR&back=%2F&form_token=" + form.token();
        assertThat(post("/currency", form.cookie(), body).statusCode())
                .as("ours")
                .isEqualTo(303);
        for (String[] header : new String[][] {
            {"Origin", FOREIGN}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}
        }) {
            HttpResponse<String> refused =
                    send(posting("/currency", form.cookie(), body).header(header[0], header[1]));
            assertThat(refused.statusCode()).as(String.join(": ", header)).isEqualTo(403);
            assertThat(refused.headers().allValues("Set-Cookie")).noneMatch(set -> set.startsWith("currency="));
        }
        assertThat(post("/currency", form.cookie(), "currency=EUR").statusCode())
                .as("no token")
                .isEqualTo(403);
        assertThat(post("/currency", "form=" + "A".repeat(22), body).statusCode())
                .as("a token of another browser")
                .isEqualTo(403);
    }

    @Test
    void theTokenOfAGuestsFormIsNotGoodForAPersonAndTheFormIsShownAgain() {
        String identity = identity(signedIn(ada));
        Form guests = form("/", "");
        HttpResponse<String> again = send(posting(
                        "/account/profile",
                        identity + "; " + guests.cookie(),
                        "firstName=Augusta+%26+Ada&lastName=King&locale=en&form_token=" + guests.token())
                .header("Sec-Fetch-Site", "same-origin"));
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("Augusta &amp; Ada", "action=\"/account/profile\"", "Send it");
        assertThat(accounts.find(ada.id()).orElseThrow().firstName()).isEmpty();
        Form fresh = new Form(guests.cookie(), tokenIn(again));
        HttpResponse<String> sent = post(
                "/account/profile",
                identity + "; " + fresh.cookie(),
                "firstName=Augusta&lastName=King&locale=en&form_token=" + fresh.token());
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
        assertThat(accounts.find(ada.id()).orElseThrow().firstName()).isEqualTo("Augusta");
    }

    @Test
    void aFormThatNeedsASignInIsKeptUntilThen() {
        Form guests = form("/", "");
        HttpResponse<String> sentAway = post(
                "/account/profile",
                guests.cookie(),
                "firstName=Grace&lastName=Hopper&locale=en&form_token=" + guests.token());
        assertThat(location(sentAway)).startsWith("/sign-in?return=%2Fsign-in%2Fform%2F");
        String waiting = java.net.URLDecoder.decode(location(sentAway).split("return=")[1], StandardCharsets.UTF_8);
        HttpResponse<String> byHtmx =
                send(posting("/account/profile", guests.cookie(), "firstName=Grace&form_token=" + guests.token())
                        .setHeader("Accept", "*/*")
                        .header("HX-Request", "true"));
        assertThat(byHtmx.headers().firstValue("HX-Redirect").orElse("")).startsWith("/sign-in?return=");
        HttpResponse<String> shown = get(waiting, identity(signedIn(ada)));
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body()).contains("Grace", "Hopper", "action=\"/account/profile\"");
        Account bob = PeopleOfTests.shopper(accounts, "bob");
        assertThat(get(waiting, identity(signedIn(bob))).statusCode())
                .as("somebody else")
                .isEqualTo(404);
    }

    @Test
    void theJsonApiTakesASignInsCookieOnlyFromOurOwnPages() {
        String identity = identity(signedIn(ada));
        HttpRequest.Builder create = HttpRequest.newBuilder(uri("/api/v1/carts"))
                .header("Cookie", identity)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"));
        assertThat(send(create.copy()).statusCode()).as("it says nothing").isEqualTo(403);
        assertThat(send(create.copy().header("Origin", FOREIGN)).statusCode()).isEqualTo(403);
        assertThat(send(create.copy().header("Origin", "http://" + base.getAuthority()))
                        .statusCode())
                .isEqualTo(201);
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/carts")).POST(BodyPublishers.noBody()))
                        .statusCode())
                .as("a program without a cookie")
                .isEqualTo(201);
    }

    @Test
    void whoComesTooOftenIsToldWhenToComeAgain() {
        HttpResponse<String> last = null;
        for (int i = 0; i <= 30; i++) {
            last = send(request("/sign-in", "").header("X-Forwarded-For", "192.0.2.1, 203.0.113.7"));
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(send(request("/sign-in", "").header("X-Forwarded-For", "203.0.113.8"))
                        .statusCode())
                .as("somebody else")
                .isEqualTo(303);
        assertThat(send(request("/sign-in", "").header("X-Forwarded-For", "198.51.100.1, 203.0.113.7"))
                        .statusCode())
                .as("the same, with another address forged before it")
                .isEqualTo(429);
    }

    @Test
    void everyAnswerTellsTheBrowserWhatItMayDo() {
        for (String path : List.of("/", "/no-such-page", "/api/v1/products", "/account", "/admin")) {
            var headers = get(path, "").headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).contains("same-origin");
            assertThat(headers.firstValue("Permissions-Policy")).isPresent();
            assertThat(headers.firstValue("Strict-Transport-Security"))
                    .as("plain HTTP")
                    .isEmpty();
        }
    }

    private record Form(String cookie, String token) {}

    private Form form(String path, String cookies) {
        HttpResponse<String> page = get(path, cookies);
        Matcher cookie = FORM_COOKIE.matcher(setCookie(page, "form="));
        assertThat(cookie.find()).isTrue();
        return new Form("form=" + cookie.group(1), tokenIn(page));
    }

    private static String tokenIn(HttpResponse<String> page) {
        Matcher token = TOKEN.matcher(page.body());
        assertThat(token.find()).as(page.body()).isTrue();
        return token.group(1);
    }

    private static SignedIn signedIn(Account account) {
        return PeopleOfTests.signedIn(account);
    }

    private static String identity(SignedIn person) {
        return PeopleOfTests.cookie(person);
    }

    private static String attemptCookie(SignInAttempt attempt) {
        return cookie(CookieKeysOfTests.CURRENT, Clock.systemUTC())
                .write(attempt)
                .split(";")[0];
    }

    private static IdentityCookie cookie(CookieKeys.Key key, Clock clock) {
        return PeopleOfTests.cookies(key, clock);
    }

    private static SignInAttempt attempt(HttpResponse<String> sent) {
        String value = setCookie(sent, "sign-in-attempt=").split("[=;]", 3)[1];
        return cookie(CookieKeysOfTests.CURRENT, Clock.systemUTC())
                .readAttempt(value)
                .orElseThrow();
    }

    private static String setCookie(HttpResponse<String> answer, String prefix) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(set -> set.startsWith(prefix))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no cookie " + prefix + " in " + answer.headers().map()));
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body()));
    }

    private HttpResponse<String> get(String path, String cookies) {
        return send(request(path, cookies));
    }

    private HttpResponse<String> post(String path, String cookies, String body) {
        return send(posting(path, cookies, body));
    }

    private HttpRequest.Builder posting(String path, String cookies, String body) {
        return request(path, cookies)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(String path, String cookies) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).header("Accept", "text/html");
        return cookies.isEmpty() ? request : request.header("Cookie", cookies);
    }

    private URI uri(String path) {
        return URI.create("http://" + base.getAuthority() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
