package org.alwaysopen.storefront.signin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.alwaysopen.storefront.ShopConfig;

/**
 * What a form of ours carries, so that a form of somebody else is known by not having it (CSRF).
 *
 * <p>The browser has a secret in a cookie; a form's token is a nonce and its HMAC under that secret, over the nonce and the
 * sign-in. Every region can check it without having made it, it is not the same on two pages, and it ends with the
 * sign-in. Lives for one request.
 */
@RequestScoped
public class FormToken {
    public static final String FIELD = "form_token";

    private static final String COOKIE = "form";
    /** Of the request: a secret that its browser has not got yet. */
    private static final String NEW_SECRET = FormToken.class.getName();

    private static final String MAC = "HmacSHA256";
    private static final int BYTES = 16;
    /** Longer than any browser stays open with a form that matters. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final SecureRandom RANDOM = new SecureRandom();

    @Inject
    HttpServletRequest request;

    @Inject
    CurrentPerson person;

    @Inject
    ShopConfig config;

    /** For a form on the page that is being made. */
    public String value() {
        String nonce = random();
        return nonce + "." + mac(secret().orElseGet(this::begin), nonce);
    }

    /** Whether a form with this token is one of ours, of this browser and this sign-in. */
    public boolean accepts(String token) {
        int dot = token == null ? -1 : token.indexOf('.');
        Optional<String> secret = secret();
        if (dot <= 0 || secret.isEmpty()) {
            return false;
        }
        String expected = mac(secret.get(), token.substring(0, dot));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8),
                token.substring(dot + 1).getBytes(StandardCharsets.UTF_8));
    }

    /** The header that gives the browser its secret, when a page of this request made one. */
    static Optional<String> cookie(HttpServletRequest request, ShopConfig config) {
        return newSecret(request).map(secret -> names(config).set(names(config).host(COOKIE), secret, "/", KEPT));
    }

    private static Optional<String> newSecret(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(NEW_SECRET));
    }

    private Optional<String> secret() {
        return newSecret(request)
                .or(() -> ShopAuthentication.cookie(request, names(config).host(COOKIE)))
                .filter(secret -> !secret.isBlank());
    }

    private String begin() {
        String secret = random();
        request.setAttribute(NEW_SECRET, secret);
        return secret;
    }

    private static CookieNames names(ShopConfig config) {
        return new CookieNames(config.publicUrl().startsWith("https:"));
    }

    private String mac(String secret, String nonce) {
        String who = person.signedIn()
                .map(known -> known.accountId() + String.join(",", new java.util.TreeSet<>(known.signInIds())))
                .orElse("guest");
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC));
            return text(mac.doFinal((nonce + "|" + who).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + MAC, e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
