package org.alwaysopen.storefront.signin;

import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The keys of the identity cookie, shared by all regions and rotated without signing anybody out.
 *
 * <p>The life of a key: handed to all regions before it is used ({@code activeFrom} lies ahead, so that no region meets a
 * cookie it cannot open); used for new cookies from then on, until a younger key takes over; good for opening old ones
 * until {@code retiredFrom}, which lies at least {@link SignedIn#IDLE_MAX} after its successor began, by which time every
 * living cookie was made anew. Times are UTC. Thread-safe.
 */
public final class CookieKeys {
    private final Supplier<List<Key>> source;
    private final Clock clock;

    /** @param source the keys as they are now; asked for each cookie, so it should answer from memory */
    public CookieKeys(Supplier<List<Key>> source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * @param secret      32 bytes, Base64
     * @param retiredFrom null while nobody has said when
     */
    public record Key(String kid, String secret, Instant activeFrom, Instant retiredFrom) {
        private static final int BYTES = 32;

        public Key {
            if (Base64.getDecoder().decode(secret).length != BYTES) {
                throw new IllegalArgumentException("cookie key " + kid + ": expected " + BYTES + " bytes in Base64");
            }
        }

        byte[] bytes() {
            return Base64.getDecoder().decode(secret);
        }

        private boolean isRetired(Instant now) {
            return retiredFrom != null && !now.isBefore(retiredFrom);
        }

        /** Secrets never reach a log. */
        @Override
        public String toString() {
            return "Key[" + kid + " from " + activeFrom + "]";
        }
    }

    /** The youngest key that is active: new cookies are made with it. */
    Key forNewCookies() {
        Instant now = clock.instant();
        return source.get().stream()
                .filter(key -> !key.activeFrom().isAfter(now) && !key.isRetired(now))
                .max(Comparator.comparing(Key::activeFrom))
                .orElseThrow(() -> new IllegalStateException("cookie keys: expected one that is active now"));
    }

    /** The key that made a cookie, unless it is retired. */
    Optional<Key> forOldCookie(String kid) {
        Instant now = clock.instant();
        return source.get().stream()
                .filter(key -> key.kid().equals(kid) && !key.isRetired(now))
                .findFirst();
    }
}
