package org.alwaysopen.identity.keycloak;

import java.util.List;
import java.util.UUID;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.Credential;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.policy.PasswordPolicyManagerProvider;
import org.keycloak.policy.PolicyError;

/** Checks and stores passwords with Keycloak's own hashing (argon2) and policy, in the accounts. */
final class Passwords {
    private final KeycloakSession session;
    private final Accounts accounts;

    Passwords(KeycloakSession session, Accounts accounts) {
        this.session = session;
        this.accounts = accounts;
    }

    boolean accept(RealmModel realm, UUID accountId, List<Credential> stored, String password) {
        return stored.stream()
                .filter(credential -> credential.type() == Credential.Type.PASSWORD)
                .anyMatch(credential -> matches(realm, accountId, credential, password));
    }

    private boolean matches(RealmModel realm, UUID accountId, Credential credential, String password) {
        PasswordCredentialModel model = PasswordCredentialModel.createFromCredentialModel(model(credential));
        PasswordHashProvider hashing = session.getProvider(
                PasswordHashProvider.class, model.getPasswordCredentialData().getAlgorithm());
        if (hashing == null || !hashing.verify(password, model)) {
            return false;
        }
        rehashIfPolicyChanged(realm, accountId, credential, model, password);
        return true;
    }

    /** The moment of a right password is the only one at which a weaker hash of it can be replaced. */
    private void rehashIfPolicyChanged(
            RealmModel realm, UUID accountId, Credential credential, PasswordCredentialModel model, String password) {
        PasswordPolicy policy = realm.getPasswordPolicy();
        PasswordHashProvider current = hashing(policy);
        if (!current.policyCheck(policy, model)) {
            PasswordCredentialModel stronger = current.encodedCredential(password, policy.getHashIterations());
            accounts.rehashPassword(accountId, credential.id(), stronger.getSecretData(), stronger.getCredentialData());
        }
    }

    void set(RealmModel realm, UserModel user, UUID accountId, String password) {
        // A user storage is not asked by Keycloak to keep to the realm's policy: it has to ask for itself.
        PolicyError error =
                session.getProvider(PasswordPolicyManagerProvider.class).validate(realm, user, password);
        if (error != null) {
            throw new ModelException(error.getMessage(), error.getParameters());
        }
        PasswordPolicy policy = realm.getPasswordPolicy();
        PasswordCredentialModel hashed = hashing(policy).encodedCredential(password, policy.getHashIterations());
        accounts.setPassword(accountId, hashed.getSecretData(), hashed.getCredentialData());
    }

    /** The realm's algorithm; where its policy names none, Keycloak's default, argon2. */
    private PasswordHashProvider hashing(PasswordPolicy policy) {
        return policy.getHashAlgorithm() == null
                ? session.getProvider(PasswordHashProvider.class)
                : session.getProvider(PasswordHashProvider.class, policy.getHashAlgorithm());
    }

    private static CredentialModel model(Credential credential) {
        CredentialModel model = new CredentialModel();
        model.setId(credential.id().toString());
        model.setType(PasswordCredentialModel.TYPE);
        model.setCreatedDate(credential.createdAt().toEpochMilli());
        model.setSecretData(credential.secretData());
        model.setCredentialData(credential.credentialData());
        return model;
    }
}
