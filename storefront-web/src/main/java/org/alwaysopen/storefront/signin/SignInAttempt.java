package org.alwaysopen.storefront.signin;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.time.Duration;
import java.time.Instant;

/**
 * A sign-in under way: what the shop has to remember from sending the browser to Keycloak until it comes back.
 *
 * <p>Travels sealed in a cookie of its own, so that any region can finish what another began. Good once: the cookie is
 * taken away when the browser comes back.
 *
 * @param state      against forged returns (RFC 6749, 10.12)
 * @param nonce      binds the identity token to this attempt (OpenID Connect Core, 3.1.2.1)
 * @param verifier   proves that the one who redeems the code began the attempt (PKCE, RFC 7636)
 * @param returnPath where the person wanted to go: a path of ours, never another host
 * @param begunAt    UTC
 */
record SignInAttempt(String state, String nonce, String verifier, String returnPath, Instant begunAt) {
    /** Long enough to register and to set up a second factor; Keycloak's own limit is the same. */
    static final Duration AGE_MAX = Duration.ofMinutes(30);

    private static final int RETURN_PATH_LENGTH_MAX = 500;

    static SignInAttempt begin(String returnPath, Instant now) {
        return new SignInAttempt(
                new State().getValue(),
                new Nonce().getValue(),
                new CodeVerifier().getValue(),
                safeReturnPath(returnPath),
                now);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(begunAt.plus(AGE_MAX));
    }

    /**
     * The path to return to, or the home page when it is not a path of ours. {@code //host}, {@code /\host} and control
     * characters are what open redirects are made of (OWASP, Unvalidated Redirects).
     */
    static String safeReturnPath(String wanted) {
        boolean safe = wanted != null
                && wanted.length() <= RETURN_PATH_LENGTH_MAX
                && wanted.startsWith("/")
                && !wanted.startsWith("//")
                && wanted.chars().noneMatch(c -> c == '\\' || c < ' ' || c == 0x7f);
        return safe ? wanted : "/";
    }
}
