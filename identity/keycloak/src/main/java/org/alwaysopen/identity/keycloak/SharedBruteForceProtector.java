package org.alwaysopen.identity.keycloak;

import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.alwaysopen.identity.Accounts;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * Counts wrong passwords in the shared accounts, so that five guesses spread over three regions lock as five in one do.
 *
 * <p>Replaces Keycloak's own, which counts in the memory of one region. Permanent lock-out is not used: it would let
 * anybody shut another person out for good.
 */
final class SharedBruteForceProtector implements BruteForceProtector {
    private final KeycloakSession session;

    SharedBruteForceProtector(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void failedLogin(
            RealmModel realm, UserModel user, ClientConnection connection, UriInfo uri, Set<String> categories) {
        ofAccount(user, accounts -> id -> accounts.passwordWasWrong(id));
    }

    @Override
    public void successfulLogin(
            RealmModel realm, UserModel user, ClientConnection connection, UriInfo uri, Set<String> categories) {
        ofAccount(user, accounts -> id -> {
            accounts.passwordWasRight(id);
            accounts.seen(id);
        });
    }

    @Override
    public boolean isTemporarilyDisabled(KeycloakSession session, RealmModel realm, UserModel user) {
        return AccountStorage.accountId(user.getId())
                .map(id -> SharedAccounts.orErrorPage(
                        session, () -> SharedAccounts.get().isLocked(id)))
                .orElse(false);
    }

    @Override
    public boolean isPermanentlyLockedOut(KeycloakSession session, RealmModel realm, UserModel user) {
        return false;
    }

    @Override
    public void cleanUpPermanentLockout(KeycloakSession session, RealmModel realm, UserModel user) {
        // There is none.
    }

    @Override
    public void close() {
        // Nothing of a request's own is open.
    }

    private void ofAccount(UserModel user, java.util.function.Function<Accounts, Consumer<UUID>> change) {
        AccountStorage.accountId(user.getId())
                .ifPresent(id -> SharedAccounts.orErrorPage(session, () -> {
                    change.apply(SharedAccounts.get()).accept(id);
                    return true;
                }));
    }
}
