package org.alwaysopen.storefront.signin;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.identity.Account;

/**
 * A person who is signed in, as the identity cookie tells it.
 *
 * <p>Begins when Keycloak has signed the person in, and is renewed with each click: it ends {@link #IDLE_MAX} after the
 * last one, and {@link #AGE_MAX} after the sign-in at the latest. Ends at once by signing out, and within seconds by
 * signing out everywhere, a new password or a disabled account, in any region.
 *
 * @param signInIds  Keycloak's session, and the one that it began as, where regions took it over since
 * @param signedInAt UTC, to the second: OpenID Connect's {@code auth_time}
 * @param seenAt     UTC: when this cookie was made
 */
public record SignedIn(
        UUID accountId,
        String mail,
        String name,
        Set<Account.Role> roles,
        Set<String> signInIds,
        Instant signedInAt,
        Instant seenAt) {
    public static final Duration IDLE_MAX = Duration.ofMinutes(30);
    public static final Duration AGE_MAX = Duration.ofHours(8);
    /** Not at every click: making the cookie anew costs an encryption and a header. */
    public static final Duration RENEW_AFTER = Duration.ofMinutes(1);

    public boolean isOver(Instant now) {
        return !now.isBefore(seenAt.plus(IDLE_MAX)) || !now.isBefore(signedInAt.plus(AGE_MAX));
    }

    public boolean shouldBeRenewed(Instant now) {
        return !now.isBefore(seenAt.plus(RENEW_AFTER));
    }

    public SignedIn seen(Instant now) {
        return new SignedIn(accountId, mail, name, roles, signInIds, signedInAt, now);
    }

    public boolean has(Account.Role role) {
        return roles.contains(role);
    }
}
