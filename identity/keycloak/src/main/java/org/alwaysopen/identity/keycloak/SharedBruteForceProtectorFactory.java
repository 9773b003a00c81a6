package org.alwaysopen.identity.keycloak;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.services.managers.BruteForceProtectorFactory;

/** Chosen by {@code --spi-brute-force-protector--provider=alwaysopen-accounts}. */
public final class SharedBruteForceProtectorFactory implements BruteForceProtectorFactory {
    @Override
    public BruteForceProtector create(KeycloakSession session) {
        return new SharedBruteForceProtector(session);
    }

    @Override
    public void init(Config.Scope config) {
        // Nothing to read: the accounts are configured by the environment.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Nothing to prepare.
    }

    @Override
    public void close() {
        // The pool of the accounts ends with the server.
    }

    @Override
    public String getId() {
        return AccountStorageFactory.ID;
    }
}
