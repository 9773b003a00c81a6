package org.alwaysopen.storefront.signin;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Account.Role;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.Credential;
import org.alwaysopen.identity.SignInBook;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a person gets signed in and out: the way to Keycloak, the way back, and the end.
 *
 * <p>The calls of {@link #finish} and {@link #endedAtKeycloak} go to Keycloak: never make them in a transaction. Thread-safe.
 */
public final class SignInFlow {
    /** Set by the edge: the region whose Keycloak the browser spoke with. */
    private static final String WHERE = "ao-identity";
    /** Of a user of the accounts: {@code f:PROVIDER:ACCOUNT}. */
    private static final String SUBJECT_PREFIX = "f:";

    private static final int BROWSER_LENGTH_MAX = 200;
    private static final Set<Role> ROLES_WITH_SECOND_FACTOR = EnumSet.of(Role.MERCHANT, Role.OPERATOR);
    private static final Logger LOG = LoggerFactory.getLogger(SignInFlow.class);

    private final SignIns parts;

    SignInFlow(SignIns parts) {
        this.parts = parts;
    }

    /** What a person goes to Keycloak for. */
    public enum Purpose {
        SIGN_IN("auth", null),
        REGISTER("registrations", null),
        SET_UP_SECOND_FACTOR("auth", "CONFIGURE_TOTP"),
        CHANGE_PASSWORD("auth", "UPDATE_PASSWORD");

        private final String endpoint;
        private final String action;

        Purpose(String endpoint, String action) {
            this.endpoint = endpoint;
            this.action = action;
        }

        String endpoint() {
            return endpoint;
        }

        Optional<String> action() {
            return Optional.ofNullable(action);
        }
    }

    /** Where the browser goes, and the cookies that it takes along. */
    public record Way(URI to, List<String> cookies) {}

    /** A person who is signed in from now on. */
    public record Arrival(SignedIn person, String returnPath, List<String> cookies) {}

    /** @param returnPath where the person wants to be afterwards; what is not a path of ours counts as the home page */
    public Way begin(Purpose purpose, String returnPath) {
        SignInAttempt attempt = SignInAttempt.begin(returnPath, parts.clock().instant());
        return new Way(
                parts.oidc().authorizationUri(attempt, purpose),
                List.of(parts.cookie().write(attempt)));
    }

    /** The path that an attempt wanted to go to, when the person comes back without having signed in. */
    public String givenUp(HttpServletRequest request) {
        return attempt(request).map(SignInAttempt::returnPath).orElse("/");
    }

    /** Takes away what was kept for an attempt. */
    public String forgetAttempt() {
        return parts.cookie().forgetAttempt();
    }

    /**
     * The person comes back from Keycloak, with a code.
     *
     * @return empty when the sign-in is over already: whoever has just chosen a new password signs in with it next
     * @throws ProblemException 400 when this is not the end of a sign-in that this browser began, 503 when Keycloak does not
     *                          give its answer; nobody is signed in then
     */
    public Optional<Arrival> finish(HttpServletRequest request, String state, String code) {
        SignInAttempt attempt = attempt(request)
                .filter(begun -> state != null && sameText(begun.state(), state))
                .orElseThrow(() -> notBegunHere().exception());
        if (code == null || code.isBlank()) {
            throw notBegunHere().exception();
        }
        OidcClient.Redeemed redeemed = redeem(request, code, attempt);
        SignedIn person = person(redeemed.claims());
        SignInCheck.Standing standing = parts.check().of(person);
        if (standing == SignInCheck.Standing.OVER) {
            return Optional.empty();
        }
        if (standing == SignInCheck.Standing.UNKNOWN) {
            throw failed(null).exception();
        }
        parts.book()
                .write(new SignInBook.Entry(
                        parts.accounts().firstNameOf(person.accountId(), signInId(redeemed.claims())),
                        person.accountId(),
                        parts.settings().region(),
                        browser(request),
                        person.signedInAt(),
                        person.signedInAt().plus(SignedIn.AGE_MAX)));
        parts.accounts().seen(person.accountId());
        List<String> cookies = new ArrayList<>();
        cookies.add(parts.cookie().write(person));
        cookies.add(parts.cookie().forgetAttempt());
        parts.cookie().writeHint(redeemed.idToken()).ifPresent(cookies::add);
        return Optional.of(new Arrival(person, attempt.returnPath(), cookies));
    }

    /** Ends this sign-in, also for copies of its cookie; and then Keycloak's, where the browser is sent. */
    public Way signOut(SignedIn person, HttpServletRequest request) {
        parts.accounts().endSignIn(person.accountId(), person.signInIds());
        return out(person, request);
    }

    /** Ends every sign-in of this person, in every region. */
    public Way signOutEverywhere(SignedIn person, HttpServletRequest request) {
        parts.accounts().endSessions(person.accountId());
        return out(person, request);
    }

    /** The account is gone, and all sign-ins with it: only this browser and Keycloak are to be told. */
    public Way forgetHere(SignedIn person, HttpServletRequest request) {
        return out(person, request);
    }

    private Way out(SignedIn person, HttpServletRequest request) {
        parts.check().forget(person);
        URI to = ShopAuthentication.cookie(request, parts.cookie().hintName())
                .flatMap(parts.cookie()::readHint)
                .map(parts.oidc()::logoutUri)
                .orElse(URI.create("/"));
        return new Way(to, List.of(parts.cookie().forgetAll()));
    }

    /**
     * Keycloak says that a session ended there. Saying it again changes nothing.
     *
     * @throws ProblemException 400 when it was not our Keycloak that says so
     */
    public void endedAtKeycloak(String logoutToken) {
        try {
            LogoutTokenClaimsSet token = parts.oidc().ended(logoutToken == null ? "" : logoutToken);
            UUID account = accountId(
                    token.getSubject() == null ? "" : token.getSubject().getValue());
            if (token.getSessionID() == null) {
                parts.accounts().endSessions(account);
            } else {
                parts.accounts()
                        .endSignIn(
                                account,
                                parts.accounts()
                                        .namesOf(account, token.getSessionID().getValue()));
            }
        } catch (OidcClient.SignInFailedException | IllegalArgumentException refused) {
            LOG.info("logout token refused: {}", refused.getMessage());
            throw Problem.malformed("logout_token: expected one that the shop's Keycloak signed for the shop")
                    .exception();
        }
    }

    private Optional<SignInAttempt> attempt(HttpServletRequest request) {
        return ShopAuthentication.cookie(request, parts.cookie().attemptName()).flatMap(parts.cookie()::readAttempt);
    }

    private OidcClient.Redeemed redeem(HttpServletRequest request, String code, SignInAttempt attempt) {
        OidcSettings settings = parts.settings();
        Region where = ShopAuthentication.cookie(request, WHERE)
                .flatMap(name -> settings.backChannels().keySet().stream()
                        .filter(region -> region.name().equals(name))
                        .findFirst())
                .orElse(settings.region());
        try {
            return parts.oidc().redeem(where, code, attempt);
        } catch (OidcClient.NotAskedHereException e) {
            LOG.warn("sign-in refused: {}", e.getMessage());
            throw notBegunHere().exception();
        } catch (OidcClient.SignInFailedException e) {
            throw failed(e).exception();
        }
    }

    /** Who it is comes from Keycloak; what they may do, from the accounts, as it is now. */
    private SignedIn person(IDTokenClaimsSet claims) {
        Accounts accounts = parts.accounts();
        Account account = accounts.find(accountId(claims.getSubject().getValue()))
                .orElseThrow(() -> failed(null).exception());
        Instant at = (claims.getAuthenticationTime() == null ? claims.getIssueTime() : claims.getAuthenticationTime())
                .toInstant();
        return new SignedIn(
                account.id(),
                account.mail(),
                account.firstName(),
                roles(account),
                accounts.namesOf(account.id(), signInId(claims)),
                at,
                parts.clock().instant());
    }

    private Set<Role> roles(Account account) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        roles.addAll(account.roles());
        boolean provedTwice = parts.accounts().credentials(account.id()).stream()
                .anyMatch(credential -> credential.type() == Credential.Type.OTP);
        if (!provedTwice) {
            // Keycloak asks for the second factor whoever has such a role. Where there is none, there is no such role.
            roles.removeAll(ROLES_WITH_SECOND_FACTOR);
        }
        return Set.copyOf(roles);
    }

    private static String signInId(IDTokenClaimsSet claims) {
        return claims.getSessionID() == null
                ? claims.getSubject().getValue()
                : claims.getSessionID().getValue();
    }

    private static UUID accountId(String subject) {
        if (!subject.startsWith(SUBJECT_PREFIX)) {
            throw new IllegalArgumentException("subject: expected one of the accounts, f:PROVIDER:ACCOUNT");
        }
        return UUID.fromString(subject.substring(subject.lastIndexOf(':') + 1));
    }

    private static String browser(HttpServletRequest request) {
        String agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        return agent.substring(0, Math.min(agent.length(), BROWSER_LENGTH_MAX));
    }

    private static boolean sameText(String ours, String sent) {
        return MessageDigest.isEqual(ours.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem notBegunHere() {
        return Problem.of(
                400,
                "sign-in-not-begun-here",
                "This sign-in could not be finished",
                "It was not begun in this browser, or too long ago, or it was finished before. Please sign in again from"
                        + " the shop");
    }

    private static Problem failed(Exception why) {
        if (why != null) {
            LOG.warn("sign-in not finished: {}", why.getMessage());
        }
        return Problem.of(
                503,
                "sign-in-failed",
                "We could not finish your sign-in",
                "Please sign in again from the shop. Your cart is safe, and you can buy without signing in");
    }
}
