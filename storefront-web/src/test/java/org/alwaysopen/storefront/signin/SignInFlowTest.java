package org.alwaysopen.storefront.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.storefront.CookieKeysOfTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a genuine token that this browser did not ask for signs nobody in, and is the visitor's problem, not an outage of ours.
 * Method: a Keycloak that signs for this shop and in time, whatever it was asked with.
 */
class SignInFlowTest {
    private static final Region HERE = new Region("aws-us-east-1");

    @TempDir
    private Path folder;

    private RSAKey key;
    private HttpServer keycloak;
    private SignIns signIns;
    private volatile Optional<String> nonce;

    @BeforeEach
    void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k").generate();
        keycloak = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        URI realm = URI.create("http://127.0.0.1:" + keycloak.getAddress().getPort() + "/realm");
        answers("/realm/protocol/openid-connect/certs", () -> new JWKSet(key.toPublicJWK()).toString());
        answers(
                "/realm/protocol/openid-connect/token",
                () -> "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"id_token\": \"" + idToken(realm)
                        + "\"}");
        keycloak.start();
        Path keys = folder.resolve("keys.json");
        Files.writeString(keys, Json.write(List.of(CookieKeysOfTests.CURRENT)));
        signIns = SignInsTest.of(Map.of(
                        "shop.identity.issuer",
                        realm.toString(),
                        "shop.identity.backchannels",
                        "aws-us-east-1=" + realm,
                        "shop.identity.client.secret",
                        "secret",
                        "shop.mail.hash.key",
                        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                        "shop.cookie.keys.file",
                        keys.toString()))
                .orElseThrow();
    }

    @AfterEach
    void stop() {
        keycloak.stop(0);
    }

    @FunctionalInterface
    private interface Answer {
        String text() throws JOSEException;
    }

    private void answers(String path, Answer answer) {
        keycloak.createContext(path, exchange -> {
            try {
                byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (JOSEException e) {
                throw new IOException(e);
            } finally {
                exchange.close();
            }
        });
    }

    private String idToken(URI issuer) throws JOSEException {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer.toString())
                .audience(OidcSettings.CLIENT_ID)
                .subject("f:accounts:x")
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        nonce.ifPresent(value -> claims.claim("nonce", value));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(), claims.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /** A browser that began the attempt, and comes back. */
    private HttpServletRequest request(SignInAttempt attempt) {
        String[] cookie = signIns.cookie().write(attempt).split("[=;]", 3);
        return (HttpServletRequest) Proxy.newProxyInstance(
                SignInFlowTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getCookies")) {
                        return new Cookie[] {new Cookie(cookie[0], cookie[1])};
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void aTokenThatWasAskedForHereIsTaken() throws Exception {
        SignInAttempt attempt = SignInAttempt.begin("/", Instant.now());
        nonce = Optional.of(attempt.nonce());
        assertThat(signIns.oidc()
                        .redeem(HERE, "code", attempt)
                        .claims()
                        .getSubject()
                        .getValue())
                .isEqualTo("f:accounts:x");
    }

    @Test
    void aTokenThatWasNotAskedForHereIsRefused() {
        SignInAttempt attempt = SignInAttempt.begin("/", Instant.now());
        for (Optional<String> other : List.of(Optional.of("other"), Optional.<String>empty())) {
            nonce = other;
            assertThatThrownBy(() -> signIns.flow().finish(request(attempt), attempt.state(), "code"))
                    .isInstanceOfSatisfying(ProblemException.class, e -> {
                        assertThat(e.problem().status()).isEqualTo(400);
                        assertThat(e.problem().type()).isEqualTo("sign-in-not-begun-here");
                    });
        }
    }

    /** Nothing that the visitor could do better. */
    @Test
    void aTokenOfAnUnknownKeyIsAnOutage() throws Exception {
        SignInAttempt attempt = SignInAttempt.begin("/", Instant.now());
        nonce = Optional.of(attempt.nonce());
        keycloak.removeContext("/realm/protocol/openid-connect/certs");
        RSAKey published = new RSAKeyGenerator(2048).keyID("k").generate();
        answers("/realm/protocol/openid-connect/certs", () -> new JWKSet(published.toPublicJWK()).toString());
        assertThatThrownBy(() -> signIns.flow().finish(request(attempt), attempt.state(), "code"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(503));
    }
}
