package org.alwaysopen.identity.keycloak;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.storage.UserStorageProviderFactory;

/** Makes an {@link AccountStorage} for each request. */
public final class AccountStorageFactory implements UserStorageProviderFactory<AccountStorage> {
    /** As the realm names it. */
    public static final String ID = "alwaysopen-accounts";

    @Override
    public AccountStorage create(KeycloakSession session, ComponentModel model) {
        return new AccountStorage(session, model, SharedAccounts.get());
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getHelpText() {
        return "Accounts in the SQL store that all regions of the shop share.";
    }
}
