package org.alwaysopen.storefront.signin;

import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.identity.Account;
import org.alwaysopen.identity.Account.Role;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.MailHash;
import org.alwaysopen.platform.Region;
import org.alwaysopen.storefront.CookieKeysOfTests;
import org.alwaysopen.storefront.DatabaseForServerTests;

/** Accounts in the database of the server under test, and the cookies that it makes after Keycloak's answer. */
final class PeopleOfTests {
    private PeopleOfTests() {}

    static Accounts accounts() {
        byte[] key = Base64.getDecoder().decode("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        return new Accounts(DatabaseForServerTests.transactions(), new MailHash(key), new Region("gcp-us-central1"));
    }

    static Account shopper(Accounts accounts, String name) {
        return accounts.register(name + "-" + UUID.randomUUID() + "@example.com", Set.of(Role.SHOPPER));
    }

    static SignedIn signedIn(Account account) {
        Instant now = Instant.now();
        // A sign-in in the very second in which all were ended counts as one from after it.
        return new SignedIn(
                account.id(),
                account.mail(),
                "Ada",
                account.roles(),
                Set.of(UUID.randomUUID().toString()),
                now.minusSeconds(2),
                now);
    }

    /** {@code name=value}, as a browser sends it. */
    static String cookie(SignedIn person) {
        return cookies(CookieKeysOfTests.CURRENT, Clock.systemUTC())
                .write(person)
                .split(";")[0];
    }

    static IdentityCookie cookies(CookieKeys.Key key, Clock clock) {
        return new IdentityCookie(
                new SealedJson(new CookieKeys(() -> List.of(key), clock)), clock, new CookieNames(false));
    }
}
