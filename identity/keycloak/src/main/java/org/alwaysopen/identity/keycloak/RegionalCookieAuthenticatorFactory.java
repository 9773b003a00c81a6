package org.alwaysopen.identity.keycloak;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.CookieAuthenticatorFactory;
import org.keycloak.models.KeycloakSession;

/** Stands in the realm's browser flow where Keycloak's own cookie execution would. */
public final class RegionalCookieAuthenticatorFactory extends CookieAuthenticatorFactory {
    public static final String ID = "alwaysopen-regional-cookie";

    private static final RegionalCookieAuthenticator SINGLETON = new RegionalCookieAuthenticator();

    @Override
    public Authenticator create(KeycloakSession session) {
        return SINGLETON;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Cookie of any region";
    }

    @Override
    public String getHelpText() {
        return "Accepts the sign-in cookie of this region, and that of another region of the shop.";
    }
}
