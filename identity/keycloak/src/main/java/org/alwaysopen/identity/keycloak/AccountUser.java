package org.alwaysopen.identity.keycloak;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Accounts;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.adapter.AbstractUserAdapter;

/**
 * An account as Keycloak sees a user: its mail is the user name, its roles are realm roles.
 *
 * <p>Each setter that changes something is a transaction of the shop's store, and reads the row again. Attributes other
 * than {@link SharedAccounts#ATTRIBUTES} are not kept. Lives for one request, on one thread.
 */
final class AccountUser extends AbstractUserAdapter {
    private final Accounts accounts;
    private Account account;

    AccountUser(KeycloakSession session, RealmModel realm, ComponentModel model, Accounts accounts, Account account) {
        super(session, realm, model);
        this.accounts = accounts;
        this.account = account;
        this.storageId = new StorageId(model.getId(), account.id().toString());
    }

    @Override
    public String getUsername() {
        return account.mail();
    }

    /** The mail is the user name, so that there are no two names for one person. */
    @Override
    public void setUsername(String username) {
        setEmail(username);
    }

    @Override
    public String getEmail() {
        return account.mail();
    }

    @Override
    public void setEmail(String mail) {
        if (mail == null || mail.equals(account.mail())) {
            return;
        }
        change(id -> {
            if (!accounts.changeMail(id, mail)) {
                throw new ModelDuplicateException("There is an account with this address", UserModel.EMAIL);
            }
        });
    }

    @Override
    public boolean isEmailVerified() {
        return account.mailVerified();
    }

    @Override
    public void setEmailVerified(boolean verified) {
        if (verified != account.mailVerified()) {
            change(id -> accounts.setMailVerified(id, verified));
        }
    }

    @Override
    public String getFirstName() {
        return account.firstName();
    }

    @Override
    public void setFirstName(String name) {
        rename(orEmpty(name), account.lastName());
    }

    @Override
    public String getLastName() {
        return account.lastName();
    }

    @Override
    public void setLastName(String name) {
        rename(account.firstName(), orEmpty(name));
    }

    private void rename(String first, String last) {
        if (!first.equals(account.firstName()) || !last.equals(account.lastName())) {
            change(id -> accounts.rename(id, first, last));
        }
    }

    @Override
    public boolean isEnabled() {
        return account.enabled();
    }

    @Override
    public void setEnabled(boolean enabled) {
        if (enabled != account.enabled()) {
            change(id -> accounts.setEnabled(id, enabled));
        }
    }

    @Override
    public Long getCreatedTimestamp() {
        return account.createdAt().toEpochMilli();
    }

    @Override
    public void setFederationLink(String link) {
        // The console sends it back with each change of a user, as it got it: an account stays where it is.
    }

    @Override
    public void setCreatedTimestamp(Long timestamp) {
        // The database says when an account was made.
    }

    @Override
    public Map<String, List<String>> getAttributes() {
        Map<String, List<String>> attributes = new HashMap<>();
        for (String name : SharedAccounts.ATTRIBUTES) {
            Optional.ofNullable(getFirstAttribute(name)).ifPresent(value -> attributes.put(name, List.of(value)));
        }
        return attributes;
    }

    @Override
    public String getFirstAttribute(String name) {
        return switch (name) {
            case UserModel.USERNAME, UserModel.EMAIL -> account.mail();
            case UserModel.FIRST_NAME -> account.firstName();
            case UserModel.LAST_NAME -> account.lastName();
            case UserModel.LOCALE -> account.locale();
            default -> null;
        };
    }

    @Override
    public Stream<String> getAttributeStream(String name) {
        return Stream.ofNullable(getFirstAttribute(name));
    }

    @Override
    public void setAttribute(String name, List<String> values) {
        setSingleAttribute(name, values == null || values.isEmpty() ? null : values.get(0));
    }

    @Override
    public void setSingleAttribute(String name, String value) {
        switch (name) {
            case UserModel.USERNAME, UserModel.EMAIL -> setEmail(value);
            case UserModel.FIRST_NAME -> setFirstName(value);
            case UserModel.LAST_NAME -> setLastName(value);
            case UserModel.LOCALE -> setLocale(value);
            default -> {
                // Not kept: see the class.
            }
        }
    }

    @Override
    public void removeAttribute(String name) {
        setSingleAttribute(name, null);
    }

    private void setLocale(String locale) {
        if (locale != null && !locale.equals(account.locale())) {
            change(id -> accounts.setLocale(id, locale));
        }
    }

    @Override
    public Stream<String> getRequiredActionsStream() {
        return account.requiredActions().stream();
    }

    @Override
    public void addRequiredAction(String action) {
        Set<String> actions = new HashSet<>(account.requiredActions());
        if (actions.add(action)) {
            change(id -> accounts.setRequiredActions(id, actions));
        }
    }

    @Override
    public void removeRequiredAction(String action) {
        Set<String> actions = new HashSet<>(account.requiredActions());
        if (actions.remove(action)) {
            change(id -> accounts.setRequiredActions(id, actions));
        }
    }

    @Override
    public void addRequiredAction(RequiredAction action) {
        addRequiredAction(action.name());
    }

    @Override
    public void removeRequiredAction(RequiredAction action) {
        removeRequiredAction(action.name());
    }

    @Override
    protected Set<RoleModel> getRoleMappingsInternal() {
        return account.roles().stream()
                .map(role -> realm.getRole(role.word()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    @Override
    public void grantRole(RoleModel role) {
        roleOfShop(role).ifPresent(granted -> {
            Set<Account.Role> roles = EnumSet.of(granted);
            roles.addAll(account.roles());
            setRoles(roles);
        });
    }

    @Override
    public void deleteRoleMapping(RoleModel role) {
        roleOfShop(role).ifPresent(taken -> {
            Set<Account.Role> roles = EnumSet.noneOf(Account.Role.class);
            roles.addAll(account.roles());
            roles.remove(taken);
            setRoles(roles);
        });
    }

    private void setRoles(Set<Account.Role> roles) {
        if (!roles.equals(account.roles())) {
            change(id -> accounts.setRoles(id, roles));
        }
    }

    /** Keycloak's own roles (default-roles-shop and such) come from the realm, and are not stored. */
    private static Optional<Account.Role> roleOfShop(RoleModel role) {
        return Stream.of(Account.Role.values())
                .filter(known -> !role.isClientRole() && known.word().equals(role.getName()))
                .findFirst();
    }

    @Override
    public SubjectCredentialManager credentialManager() {
        return session.users().getUserCredentialManager(this);
    }

    private void change(java.util.function.Consumer<UUID> change) {
        account = SharedAccounts.orErrorPage(session, () -> {
            change.accept(account.id());
            return accounts.find(account.id()).orElse(account);
        });
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
