package org.alwaysopen.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.platform.Region;

/**
 * A person whom the shop knows by name.
 *
 * <p>Made by registration in any region, and at once known in all: the row is in the shop's SQL store, at home in the
 * region where the person registered. Wrong passwords are counted here, from all regions together; enough of them in a
 * row lock the account for a while. A disabled account signs in nowhere. {@code sessionsValidAfter} is how a sign-in ends
 * everywhere: those from before that moment are over. Erasure removes the row and all that hangs on it.
 *
 * <p>Times are UTC, from the database's clock. Immutable: a snapshot of the row.
 *
 * @param mail as the person wrote it; two accounts never differ in case only
 */
public record Account(
        UUID id,
        String mail,
        String firstName,
        String lastName,
        String locale,
        Set<Role> roles,
        Region homeRegion,
        boolean enabled,
        boolean mailVerified,
        Set<String> requiredActions,
        Instant sessionsValidAfter,
        int failedAttempts,
        Optional<Instant> lockedUntil,
        Instant createdAt,
        Optional<Instant> lastSeenAt) {

    /** What a person may do; a merchant is not a shopper by itself, so each is granted. */
    public enum Role {
        SHOPPER,
        MERCHANT,
        OPERATOR;

        /** As it is written in tokens and in the realm. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public static Role of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /**
     * Whether a sign-in that took place then still holds.
     *
     * @param signedInAt to the second, rounded down, as OpenID Connect's {@code auth_time} is; a sign-in in the very second
     *                   in which all sessions were ended counts as one from after it
     */
    public boolean signInHolds(Instant signedInAt) {
        return enabled && signedInAt.plusSeconds(1).isAfter(sessionsValidAfter);
    }
}
