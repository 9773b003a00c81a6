package org.alwaysopen.storefront.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.alwaysopen.platform.Region;

/**
 * The shop's side of OpenID Connect: code flow with PKCE, as a confidential client, through Nimbus' SDK.
 *
 * <p>All calls are remote: never make one inside a transaction. Thread-safe.
 */
final class OidcClient {
    /** A Keycloak that does not answer within this is taken for lost; the person is asked to try again. */
    private static final int TIMEOUT_MS = 5_000;
    /** A set of three keys is 5 KB. */
    private static final int KEYS_BYTES_MAX = 64 * 1024;

    private final OidcSettings settings;
    private final ResourceRetriever retriever = new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, KEYS_BYTES_MAX);
    /** One per region, since it keeps the region's public keys. At most as many as there are regions. */
    private final Map<Region, IDTokenValidator> validators = new ConcurrentHashMap<>();

    private LogoutTokenValidator logoutValidator;

    OidcClient(OidcSettings settings) {
        this.settings = settings;
    }

    /** What Keycloak said of the person, verified. */
    record Redeemed(IDTokenClaimsSet claims, String idToken) {}

    /** Keycloak did not answer, or not with what was asked for; the person may try again. */
    static final class SignInFailedException extends Exception {
        SignInFailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The token is genuine, and answers a question that was not asked in this browser. */
    static final class NotAskedHereException extends Exception {
        NotAskedHereException() {
            super("the identity token has another nonce, or none");
        }
    }

    /** Where to send the browser. */
    URI authorizationUri(SignInAttempt attempt, SignInFlow.Purpose purpose) {
        AuthenticationRequest.Builder request = new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope("openid", "profile", "email"),
                        new ClientID(OidcSettings.CLIENT_ID),
                        settings.callback())
                .endpointURI(endpoint(settings.issuer(), purpose.endpoint()))
                .state(new State(attempt.state()))
                .nonce(new Nonce(attempt.nonce()))
                .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256);
        purpose.action().ifPresent(action -> request.customParameter("kc_action", action));
        return request.build().toURI();
    }

    /** Where to send the browser to end Keycloak's own session. */
    URI logoutUri(String idToken) {
        try {
            return new LogoutRequest(
                            endpoint(settings.issuer(), "logout"),
                            SignedJWT.parse(idToken),
                            URI.create(settings.publicUrl() + "/"),
                            null)
                    .toURI();
        } catch (java.text.ParseException unreadable) {
            return endpoint(settings.issuer(), "logout");
        }
    }

    /**
     * Exchanges the code for the identity token, and verifies it (signature, issuer, audience, times, nonce).
     *
     * @param where the region whose Keycloak made the code
     */
    Redeemed redeem(Region where, String code, SignInAttempt attempt)
            throws SignInFailedException, NotAskedHereException {
        URI realm = settings.backChannels()
                .getOrDefault(where, settings.backChannels().get(settings.region()));
        TokenRequest request = new TokenRequest.Builder(
                        endpoint(realm, "token"),
                        new ClientSecretBasic(
                                new ClientID(OidcSettings.CLIENT_ID), new Secret(settings.clientSecret())),
                        new AuthorizationCodeGrant(
                                new AuthorizationCode(code), settings.callback(), new CodeVerifier(attempt.verifier())))
                .build();
        try {
            HTTPRequest http = request.toHTTPRequest();
            http.setConnectTimeout(TIMEOUT_MS);
            http.setReadTimeout(TIMEOUT_MS);
            TokenResponse response = OIDCTokenResponseParser.parse(http.send());
            if (!response.indicatesSuccess()) {
                String why = String.valueOf(
                        response.toErrorResponse().getErrorObject().getCode());
                throw new SignInFailedException("the code was refused: " + why, null);
            }
            var idToken = ((OIDCTokenResponse) response.toSuccessResponse())
                    .getOIDCTokens()
                    .getIDToken();
            IDTokenClaimsSet claims = validator(where, realm).validate(idToken, null);
            if (!new Nonce(attempt.nonce()).equals(claims.getNonce())) {
                throw new NotAskedHereException();
            }
            return new Redeemed(claims, idToken.serialize());
        } catch (IOException | ParseException | BadJOSEException | JOSEException e) {
            throw new SignInFailedException("the identity provider of " + where + " gave no valid token", e);
        }
    }

    /**
     * What Keycloak says of sessions that ended there (OpenID Connect Back-Channel Logout 1.0), verified.
     *
     * @throws SignInFailedException when it is not from our Keycloak, or not for us
     */
    LogoutTokenClaimsSet ended(String logoutToken) throws SignInFailedException {
        try {
            return logoutValidator().validate(SignedJWT.parse(logoutToken));
        } catch (java.text.ParseException | BadJOSEException | JOSEException e) {
            throw new SignInFailedException("the logout token is not valid", e);
        }
    }

    private synchronized LogoutTokenValidator logoutValidator() {
        if (logoutValidator == null) {
            logoutValidator = new LogoutTokenValidator(
                    new Issuer(settings.issuer().toString()),
                    new ClientID(OidcSettings.CLIENT_ID),
                    JWSAlgorithm.RS256,
                    certificates(settings.region(), settings.backChannels().get(settings.region())),
                    retriever);
        }
        return logoutValidator;
    }

    private IDTokenValidator validator(Region where, URI realm) {
        return validators.computeIfAbsent(
                where,
                region -> new IDTokenValidator(
                        new Issuer(settings.issuer().toString()),
                        new ClientID(OidcSettings.CLIENT_ID),
                        JWSAlgorithm.RS256,
                        certificates(region, realm),
                        retriever));
    }

    private static URL certificates(Region region, URI realm) {
        try {
            return endpoint(realm, "certs").toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("back channel of " + region + " is no URL: " + realm, e);
        }
    }

    private static URI endpoint(URI realm, String name) {
        return URI.create(realm + "/protocol/openid-connect/" + name);
    }
}
