package org.alwaysopen.local.launcher;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.Credential;
import org.alwaysopen.identity.MailHash;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;

/**
 * The first merchant and the first operator, without whom nobody could let others in.
 *
 * <p>Each gets a password that is told once, to whoever opens the shop for the first time, and is asked to set up a second
 * factor at the first sign-in. An account that has a password is left alone.
 */
final class FirstUsers {
    private static final Map<String, Set<Account.Role>> USERS = new TreeMap<>(Map.of(
            "merchant@example.com", EnumSet.of(Account.Role.SHOPPER, Account.Role.MERCHANT),
            "operator@example.com", EnumSet.of(Account.Role.SHOPPER, Account.Role.OPERATOR)));
    private static final int PASSWORD_BYTES = 15;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Accounts accounts;
    private final KeycloakAdmin keycloak;

    FirstUsers(Accounts accounts, KeycloakAdmin keycloak) {
        this.accounts = accounts;
        this.keycloak = keycloak;
    }

    /** Accounts on the store of a shop that is up. @param region where new ones are at home */
    static Accounts accounts(javax.sql.DataSource pool, IdentitySecrets secrets, Region region) {
        return new Accounts(
                new Transactions(pool, Transactions.Observer.NONE, RANDOM),
                new MailHash(Base64.getDecoder().decode(secrets.mailHashKey())),
                region);
    }

    /** @return a line for each that was made, with its password */
    List<String> make() {
        List<String> made = new ArrayList<>();
        USERS.forEach((mail, roles) -> {
            Account account = accounts.findByMail(mail).orElseGet(() -> register(mail, roles));
            boolean hasPassword = accounts.credentials(account.id()).stream()
                    .anyMatch(credential -> credential.type() == Credential.Type.PASSWORD);
            if (!hasPassword) {
                String password = password();
                keycloak.setPassword(account.id(), password);
                made.add(mail + "  " + password);
            }
        });
        return made;
    }

    private Account register(String mail, Set<Account.Role> roles) {
        Account account = accounts.register(mail, roles);
        String role = mail.substring(0, mail.indexOf('@'));
        accounts.rename(account.id(), "First", Character.toUpperCase(role.charAt(0)) + role.substring(1));
        accounts.setRequiredActions(account.id(), Set.of("CONFIGURE_TOTP"));
        return accounts.find(account.id())
                .orElseThrow(
                        () -> Problem.notFound("account: " + mail + " is gone").exception());
    }

    private static String password() {
        byte[] random = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
