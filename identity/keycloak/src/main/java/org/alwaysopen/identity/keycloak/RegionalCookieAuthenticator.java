package org.alwaysopen.identity.keycloak;

import java.time.Instant;
import java.util.Optional;
import org.alwaysopen.identity.Accounts;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.CookieAuthenticator;
import org.keycloak.cookie.CookieProvider;
import org.keycloak.cookie.CookieType;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.IdentityCookieToken;

/**
 * Signs in a person by the cookie of a sign-in that took place before, in this region or in another one.
 *
 * <p>Each region signs its {@code KEYCLOAK_IDENTITY} cookie with its own HMAC key, and holds the keys of the others as
 * enabled but not active. A cookie of this region is Keycloak's own affair, after the check that the person has not ended
 * all sessions since. A cookie of another region, whose session does not exist here, is taken for what it proves: that
 * this person signed in there. It must be signed by a known foreign key, be of this realm, and be within its times; the
 * account must be enabled, the sign-in from after {@code sessionsValidAfter}, and not ended by itself. Then a session begins here, with no
 * prompt. Stateless and thread-safe.
 */
final class RegionalCookieAuthenticator extends CookieAuthenticator {
    private static final Logger LOG = Logger.getLogger(RegionalCookieAuthenticator.class);

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        KeycloakSession session = context.getSession();
        RealmModel realm = context.getRealm();
        String cookie = session.getProvider(CookieProvider.class).get(CookieType.IDENTITY);
        if (cookie == null) {
            context.attempted();
        } else if (isOfThisRegion(session, realm, cookie)) {
            if (hasEnded(session, realm)) {
                context.attempted();
            } else {
                super.authenticate(context);
            }
        } else {
            // Read before anything else looks at it: Keycloak expires an identity cookie whose session it does not
            // know.
            foreign(session, realm, context, cookie)
                    .ifPresentOrElse(found -> signIn(context, found), context::attempted);
        }
    }

    private static void signIn(AuthenticationFlowContext context, Foreign foreign) {
        LOG.debugf(
                "signed in again after a sign-in in another region: %s",
                foreign.user().getId());
        // Keycloak gives the session that begins here the name of this one. What ends it has to end the first one, too.
        String name = context.getAuthenticationSession().getParentSession().getId();
        SharedAccounts.orErrorPage(context.getSession(), () -> {
            SharedAccounts.get().takeOver(AccountStorage.idOf(foreign.user()), foreign.signInId(), name);
            return name;
        });
        context.setUser(foreign.user());
        context.success();
    }

    private static boolean isOfThisRegion(KeycloakSession session, RealmModel realm, String cookie) {
        KeyWrapper active = session.keys().getActiveKey(realm, KeyUse.SIG, Algorithm.HS512);
        return active.getKid().equals(kidOf(cookie).orElse(active.getKid()));
    }

    private static Optional<String> kidOf(String cookie) {
        try {
            return Optional.ofNullable(new JWSInput(cookie).getHeader().getKeyId());
        } catch (JWSInputException notAToken) {
            return Optional.empty();
        }
    }

    /** Another region may have ended this person's sessions, or the shop this one, while it lives on here. */
    private static boolean hasEnded(KeycloakSession session, RealmModel realm) {
        AuthenticationManager.AuthResult known = AuthenticationManager.authenticateIdentityCookie(session, realm, true);
        if (known == null
                || holds(
                        session,
                        known.user(),
                        known.session().getId(),
                        Instant.ofEpochSecond(known.session().getStarted()))) {
            return false;
        }
        AuthenticationManager.backchannelLogout(session, known.session(), true);
        AuthenticationManager.expireIdentityCookie(session);
        return true;
    }

    /** A person whom another region has signed in. @param signInId its session there */
    private record Foreign(UserModel user, String signInId) {}

    private static Optional<Foreign> foreign(
            KeycloakSession session, RealmModel realm, AuthenticationFlowContext context, String cookie) {
        // Verifies the signature, against the keys of this realm only.
        IdentityCookieToken token = session.tokens().decode(cookie, IdentityCookieToken.class);
        if (token == null
                || !token.isActive()
                || token.getIat() == null
                || token.getSessionId() == null
                || !isOfRealm(token, realm, context)) {
            return Optional.empty();
        }
        UserModel user = session.users().getUserById(realm, token.getSubject());
        return Optional.ofNullable(user)
                .filter(found -> holds(session, found, token.getSessionId(), Instant.ofEpochSecond(token.getIat())))
                .map(found -> new Foreign(found, token.getSessionId()));
    }

    private static boolean isOfRealm(AccessToken token, RealmModel realm, AuthenticationFlowContext context) {
        return Urls.realmIssuer(context.getUriInfo().getBaseUri(), realm.getName())
                .equals(token.getIssuer());
    }

    private static boolean holds(KeycloakSession session, UserModel user, String signInId, Instant signedInAt) {
        Accounts accounts = SharedAccounts.get();
        return user.isEnabled()
                && AccountStorage.accountId(user.getId())
                        .map(id -> SharedAccounts.orErrorPage(
                                session, () -> accounts.signInHolds(id, accounts.namesOf(id, signInId), signedInAt)))
                        .orElse(false);
    }
}
