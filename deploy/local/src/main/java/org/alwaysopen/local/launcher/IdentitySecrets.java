package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.identity.RealmKeys;
import org.alwaysopen.platform.Json;

/**
 * What only this shop knows of signing people in: made at the first {@code ./shop up}, kept under {@code .shop} in two files
 * that only their owner may read. {@code identity.json} holds the key of the mail hashes and the realm's; {@code
 * cookie-keys.json} holds the keys of the shops' identity cookie, which the shops read again when it changes.
 *
 * <p>All regions' keys are made at once, also for regions that are not up: one that comes later is known to the others.
 */
final class IdentitySecrets {
    private static final int KEY_BYTES = 32;
    /** Every server has read the file again by then, so that none meets a cookie whose key it does not know. */
    static final Duration KNOWN_BEFORE_USE = Duration.ofSeconds(15);
    /** A cookie lives 30 minutes and is made anew when it is used; by then none is left that an older key made. */
    static final Duration OPENS_OLD_COOKIES = Duration.ofMinutes(35);

    private static final SecureRandom RANDOM = new SecureRandom();

    /** @param mailHashKey Base64; changed, it would orphan every account */
    record Kept(String mailHashKey, RealmKeys realm) {}

    /**
     * The youngest whose time has come makes new cookies; each opens old ones until it is retired.
     *
     * @param retiredFrom null while it is not known
     */
    record CookieKey(String kid, String secret, Instant activeFrom, Instant retiredFrom) {}

    private final Path file;
    private final Path cookieKeys;
    private Kept kept;

    private IdentitySecrets(Path file, Path cookieKeys, Kept kept) {
        this.file = file;
        this.cookieKeys = cookieKeys;
        this.kept = kept;
    }

    /** Those of this shop; makes what is missing. */
    static IdentitySecrets open(ShopFolder folder) {
        Path file = folder.state().resolve("identity.json");
        Path cookieKeys = folder.state().resolve("cookie-keys.json");
        if (!Files.exists(cookieKeys)) {
            write(cookieKeys, List.of(newCookieKey(Instant.EPOCH)));
        }
        if (Files.exists(file)) {
            return new IdentitySecrets(file, cookieKeys, read(file, Kept.class));
        }
        Kept made = new Kept(
                Base64.getEncoder().encodeToString(random(KEY_BYTES)), RealmKeys.generate(Regions.ALL, RANDOM));
        write(file, made);
        return new IdentitySecrets(file, cookieKeys, made);
    }

    synchronized String mailHashKey() {
        return kept.mailHashKey();
    }

    synchronized RealmKeys realm() {
        return kept.realm();
    }

    Path cookieKeysFile() {
        return cookieKeys;
    }

    synchronized void keep(RealmKeys realm) {
        kept = new Kept(kept.mailHashKey(), realm);
        write(file, kept);
    }

    /** A new key for the shops' cookies, used a little later; those before it are retired when their last cookie is over. */
    synchronized void nextCookieKey(Instant now) {
        Instant activeFrom = now.plus(KNOWN_BEFORE_USE);
        List<CookieKey> keys = new ArrayList<>();
        for (CookieKey key : read(cookieKeys, CookieKey[].class)) {
            if (key.retiredFrom() == null) {
                keys.add(new CookieKey(key.kid(), key.secret(), key.activeFrom(), activeFrom.plus(OPENS_OLD_COOKIES)));
            } else if (key.retiredFrom().isAfter(now)) {
                keys.add(key);
            }
        }
        keys.add(newCookieKey(activeFrom));
        write(cookieKeys, keys);
    }

    private static CookieKey newCookieKey(Instant activeFrom) {
        return new CookieKey(
                UUID.randomUUID().toString(), Base64.getEncoder().encodeToString(random(KEY_BYTES)), activeFrom, null);
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    private static void write(Path file, Object secrets) {
        ShopFolder.writeOwnerOnly(file, Json.write(secrets) + "\n");
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return Json.read(Files.readString(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Never the values. */
    @Override
    public String toString() {
        return "IdentitySecrets[" + file + "]";
    }
}
