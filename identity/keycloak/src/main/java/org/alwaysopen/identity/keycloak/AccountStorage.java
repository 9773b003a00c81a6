package org.alwaysopen.identity.keycloak;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.Credential;
import org.alwaysopen.platform.ProblemException;
import org.keycloak.component.ComponentModel;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialInputUpdater;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.user.UserLookupProvider;
import org.keycloak.storage.user.UserQueryProvider;
import org.keycloak.storage.user.UserRegistrationProvider;

/**
 * Lets Keycloak find, register and check the people whose accounts are in the shop's SQL store.
 *
 * <p>Keycloak keeps no copy ({@code cachePolicy=NO_CACHE}): what one region changes, all see at the next look. Lives for
 * one request, on one thread.
 */
public final class AccountStorage
        implements UserStorageProvider,
                UserLookupProvider,
                UserRegistrationProvider,
                UserQueryProvider,
                CredentialInputValidator,
                CredentialInputUpdater {
    private final KeycloakSession session;
    private final ComponentModel model;
    private final Accounts accounts;
    private final Passwords passwords;
    private final SecondFactors secondFactors;

    AccountStorage(KeycloakSession session, ComponentModel model, Accounts accounts) {
        this.session = session;
        this.model = model;
        this.accounts = accounts;
        this.passwords = new Passwords(session, accounts);
        this.secondFactors = new SecondFactors(accounts);
    }

    @Override
    public UserModel getUserById(RealmModel realm, String id) {
        return user(realm, () -> accountId(id).flatMap(accounts::find));
    }

    @Override
    public UserModel getUserByUsername(RealmModel realm, String username) {
        return getUserByEmail(realm, username);
    }

    @Override
    public UserModel getUserByEmail(RealmModel realm, String email) {
        return user(realm, () -> accounts.findByMail(email));
    }

    @Override
    public UserModel addUser(RealmModel realm, String username) {
        if (!username.contains("@")) {
            throw new ModelException("A user name here is a mail address");
        }
        try {
            return user(realm, () -> Optional.of(accounts.register(username, Set.of(Account.Role.SHOPPER))));
        } catch (ProblemException taken) {
            throw new ModelDuplicateException(taken.problem().detail(), UserModel.EMAIL);
        }
    }

    @Override
    public boolean removeUser(RealmModel realm, UserModel user) {
        return orErrorPage(() -> accounts.erase(idOf(user)));
    }

    @Override
    public Stream<UserModel> searchForUserStream(
            RealmModel realm, Map<String, String> parameters, Integer first, Integer max) {
        String text = searchText(parameters);
        List<Account> found = orErrorPage(() ->
                accounts.search(text, first == null ? 0 : first, max == null || max < 0 ? Accounts.SEARCH_MAX : max));
        return found.stream().map(account -> new AccountUser(session, realm, model, accounts, account));
    }

    @Override
    public int getUsersCount(RealmModel realm, Map<String, String> parameters) {
        return orErrorPage(() -> accounts.count(searchText(parameters)));
    }

    @Override
    public int getUsersCount(RealmModel realm) {
        return getUsersCount(realm, Map.of());
    }

    /** The console's search box gives {@code search}; its fields give one of the others. */
    private static String searchText(Map<String, String> parameters) {
        return Stream.of(
                        UserModel.SEARCH,
                        UserModel.EMAIL,
                        UserModel.USERNAME,
                        UserModel.LAST_NAME,
                        UserModel.FIRST_NAME)
                .map(parameters::get)
                .filter(text -> text != null && !text.isBlank() && !"*".equals(text))
                .findFirst()
                .orElse("");
    }

    /** The shop has roles, no groups. */
    @Override
    public Stream<UserModel> getGroupMembersStream(RealmModel realm, GroupModel group, Integer first, Integer max) {
        return Stream.empty();
    }

    /** Not offered: the store has no index by role, and the console does without. */
    @Override
    public Stream<UserModel> getRoleMembersStream(RealmModel realm, RoleModel role, Integer first, Integer max) {
        return Stream.empty();
    }

    @Override
    public Stream<UserModel> searchForUserByUserAttributeStream(RealmModel realm, String name, String value) {
        return UserModel.EMAIL.equals(name) ? Stream.ofNullable(getUserByEmail(realm, value)) : Stream.empty();
    }

    @Override
    public boolean supportsCredentialType(String type) {
        return PasswordCredentialModel.TYPE.equals(type) || isSecondFactor(type);
    }

    @Override
    public boolean isConfiguredFor(RealmModel realm, UserModel user, String type) {
        Credential.Type wanted = isSecondFactor(type) ? Credential.Type.OTP : Credential.Type.PASSWORD;
        return supportsCredentialType(type)
                && credentials(user).stream().anyMatch(credential -> credential.type() == wanted);
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        if (!supportsCredentialType(input.getType()) || input.getChallengeResponse() == null) {
            return false;
        }
        List<Credential> stored = credentials(user);
        return orErrorPage(() -> isSecondFactor(input.getType())
                ? secondFactors.accept(idOf(user), stored, input.getChallengeResponse())
                : passwords.accept(realm, idOf(user), stored, input.getChallengeResponse()));
    }

    @Override
    public boolean updateCredential(RealmModel realm, UserModel user, CredentialInput input) {
        if (!supportsCredentialType(input.getType())) {
            return false;
        }
        return orErrorPage(() -> {
            if (isSecondFactor(input.getType())) {
                secondFactors.add(realm, idOf(user), input.getChallengeResponse());
            } else {
                passwords.set(realm, user, idOf(user), input.getChallengeResponse());
            }
            return true;
        });
    }

    @Override
    public void disableCredentialType(RealmModel realm, UserModel user, String type) {
        if (isSecondFactor(type)) {
            orErrorPage(() -> {
                credentials(user).stream()
                        .filter(credential -> credential.type() == Credential.Type.OTP)
                        .forEach(credential -> accounts.removeCredential(idOf(user), credential.id()));
                return true;
            });
        }
    }

    @Override
    public Stream<String> getDisableableCredentialTypesStream(RealmModel realm, UserModel user) {
        return isConfiguredFor(realm, user, OTPCredentialModel.TYPE)
                ? Stream.of(OTPCredentialModel.TYPE)
                : Stream.empty();
    }

    /** For the console: which there are, without their secrets. */
    @Override
    public Stream<CredentialModel> getCredentials(RealmModel realm, UserModel user) {
        return credentials(user).stream().map(AccountStorage::withoutSecret);
    }

    @Override
    public void close() {
        // Nothing of a request's own is open.
    }

    private static CredentialModel withoutSecret(Credential credential) {
        CredentialModel shown = new CredentialModel();
        shown.setId(credential.id().toString());
        shown.setType(credential.type().word());
        shown.setUserLabel(credential.label());
        shown.setCreatedDate(credential.createdAt().toEpochMilli());
        shown.setCredentialData(credential.credentialData());
        return shown;
    }

    /** Keycloak says {@code otp} when it checks one, and {@code totp} (the policy's type) when it adds one. */
    private static boolean isSecondFactor(String type) {
        return OTPCredentialModel.TYPE.equals(type) || OTPCredentialModel.TOTP.equals(type);
    }

    private List<Credential> credentials(UserModel user) {
        return orErrorPage(() -> accounts.credentials(idOf(user)));
    }

    private UserModel user(RealmModel realm, Supplier<Optional<Account>> find) {
        return orErrorPage(find)
                .map(account -> new AccountUser(session, realm, model, accounts, account))
                .orElse(null);
    }

    private <T> T orErrorPage(Supplier<T> work) {
        return SharedAccounts.orErrorPage(session, work);
    }

    static UUID idOf(UserModel user) {
        return accountId(user.getId())
                .orElseThrow(() -> new ModelException("Not an account of the shop: " + user.getId()));
    }

    /** An id of ours is {@code f:COMPONENT:UUID}; anything else is nobody here. */
    static Optional<UUID> accountId(String keycloakId) {
        try {
            return Optional.of(UUID.fromString(StorageId.externalId(keycloakId)));
        } catch (IllegalArgumentException | NullPointerException notOurs) {
            return Optional.empty();
        }
    }
}
