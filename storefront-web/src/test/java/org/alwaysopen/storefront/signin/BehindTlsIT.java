package org.alwaysopen.storefront.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Account.Role;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.MailHash;
import org.alwaysopen.platform.Region;
import org.alwaysopen.storefront.CookieKeysOfTests;
import org.alwaysopen.storefront.DatabaseForServerTests;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Goal: a shop that shoppers reach by HTTPS gives its cookies of authority names that no other host can set, sends them over TLS
 * only, and takes them under no other name. Method: the real server with such a public address, spoken to as its edge does: in the
 * clear, with {@code X-Forwarded-Proto}.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@Order(Integer.MAX_VALUE) // after all that share a server: it takes that one's place
class BehindTlsIT {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive shop() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/storefront-web.war"))
                .addAsResource(
                        new StringAsset("config_ordinal=500\nshop.public.url=https://shop.example\n"),
                        "META-INF/microprofile-config.properties");
    }

    @Test
    void cookiesOfAuthorityAreOfThisHostAndOfTlsOnly() throws Exception {
        for (String proto : List.of("https", "http")) { // whatever is said of this one connection
            HttpResponse<String> sent = get("/sign-in", "", proto);
            assertThat(sent.headers().firstValue("Location").orElse(""))
                    .contains("redirect_uri=https%3A%2F%2Fshop.example%2Fsign-in%2Fcallback");
            assertThat(sent.headers().allValues("Set-Cookie"))
                    .anySatisfy(set -> assertThat(set)
                            .startsWith("__Host-sign-in-attempt=")
                            .contains("; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Lax")
                            .doesNotContain("Domain="));
            HttpResponse<String> home = get("/", "", proto);
            assertThat(home.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(home.headers().allValues("Set-Cookie"))
                    .isNotEmpty()
                    .allSatisfy(set -> assertThat(set).contains("; Secure"));
        }
    }

    @Test
    void aSignInIsTakenUnderItsOwnNameOnlyAndRenewedUnderIt() throws Exception {
        String value = cookieOfSomebody();
        assertThat(get("/account", "signed-in=" + value, "https").statusCode())
                .as("set by whoever could set a plain cookie")
                .isEqualTo(303);
        HttpResponse<String> account = get("/account", "__Host-signed-in=" + value, "https");
        assertThat(account.statusCode()).isEqualTo(200);
        assertThat(account.headers().allValues("Set-Cookie"))
                .anySatisfy(set -> assertThat(set)
                        .startsWith("__Host-signed-in=")
                        .contains("; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Lax")
                        .doesNotContain("Domain="));
    }

    /** Old enough to be made anew with the next click. */
    private static String cookieOfSomebody() {
        Account ada = new Accounts(
                        DatabaseForServerTests.transactions(),
                        new MailHash(Base64.getDecoder().decode("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")),
                        new Region("gcp-us-central1"))
                .register("ada-" + UUID.randomUUID() + "@example.com", Set.of(Role.SHOPPER));
        Instant before = Instant.now().minus(SignedIn.RENEW_AFTER);
        SignedIn person = new SignedIn(
                ada.id(),
                ada.mail(),
                "Ada",
                ada.roles(),
                Set.of(UUID.randomUUID().toString()),
                before,
                before);
        CookieKeys keys = new CookieKeys(() -> List.of(CookieKeysOfTests.CURRENT), Clock.systemUTC());
        return new IdentityCookie(new SealedJson(keys), Clock.systemUTC(), new CookieNames(true))
                .write(person)
                .split("[=;]", 3)[1];
    }

    private HttpResponse<String> get(String path, String cookie, String proto) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + base.getAuthority() + path))
                .header("Accept", "text/html")
                .header("X-Forwarded-Proto", proto);
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
