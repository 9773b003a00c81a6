package org.alwaysopen.identity;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.alwaysopen.platform.Region;

/**
 * The secrets of the realm, the same in every region: generated once for a shop, kept outside of the repository.
 *
 * <p>Of several keys the first signs, and the others only verify what was signed before, or will be signed soon: a rotation
 * makes a new key known to all regions ({@link #withNextKeys}) before any of them signs with it ({@link #nextKeysFirst}), and
 * so nobody is signed out. Immutable.
 *
 * @param tokenKeys     what every region signs tokens with (RS256), with the same {@code kid} in each
 * @param cookieKeys    per region, what its Keycloak signs its sign-in cookies with (HS512)
 * @param clientSecret  of the client {@code shop}
 * @param consoleSecret of the service account {@code console}
 */
public record RealmKeys(
        List<TokenKey> tokenKeys, Map<String, List<CookieKey>> cookieKeys, String clientSecret, String consoleSecret) {
    /** So many keys of a kind are kept: what the oldest signed ends with the rotation after the next. */
    static final int KEYS_KEPT_MAX = 3;

    private static final int RSA_BITS = 2048;
    /** As long as the hash (RFC 7518, 3.2). */
    private static final int HS512_BYTES = 64;

    private static final int SECRET_BYTES = 32;

    /** @param privateKey PKCS #8, Base64, without the lines that a PEM file has around it */
    public record TokenKey(String name, String privateKey) {
        @Override
        public String toString() {
            return "TokenKey[" + name + "]";
        }
    }

    /** @param secret Base64url, without padding */
    public record CookieKey(String kid, String secret) {
        @Override
        public String toString() {
            return "CookieKey[" + kid + "]";
        }
    }

    public static RealmKeys generate(Iterable<Region> regions, SecureRandom random) {
        Map<String, List<CookieKey>> cookieKeys = new TreeMap<>();
        for (Region region : regions) {
            cookieKeys.put(region.name(), List.of(newCookieKey(random)));
        }
        return new RealmKeys(
                List.of(newTokenKey(random)), cookieKeys, secret(random, SECRET_BYTES), secret(random, SECRET_BYTES));
    }

    /** The first step of a rotation: a new key of each kind, known everywhere and not used yet. */
    public RealmKeys withNextKeys(SecureRandom random) {
        Map<String, List<CookieKey>> next = new TreeMap<>();
        cookieKeys.forEach((region, keys) -> next.put(region, withLast(keys, newCookieKey(random))));
        return new RealmKeys(withLast(tokenKeys, newTokenKey(random)), next, clientSecret, consoleSecret);
    }

    /** The second step: the new keys sign. */
    public RealmKeys nextKeysFirst() {
        Map<String, List<CookieKey>> next = new TreeMap<>();
        cookieKeys.forEach((region, keys) -> next.put(region, lastFirst(keys)));
        return new RealmKeys(lastFirst(tokenKeys), next, clientSecret, consoleSecret);
    }

    private static <K> List<K> withLast(List<K> keys, K last) {
        List<K> all = new ArrayList<>(keys.subList(0, Math.min(keys.size(), KEYS_KEPT_MAX - 1)));
        all.add(last);
        return List.copyOf(all);
    }

    private static <K> List<K> lastFirst(List<K> keys) {
        List<K> all = new ArrayList<>(keys);
        all.add(0, all.remove(all.size() - 1));
        return List.copyOf(all);
    }

    private static TokenKey newTokenKey(SecureRandom random) {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(RSA_BITS, random);
            byte[] der = rsa.generateKeyPair().getPrivate().getEncoded();
            return new TokenKey(
                    "tokens " + UUID.randomUUID(), Base64.getEncoder().encodeToString(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }

    private static CookieKey newCookieKey(SecureRandom random) {
        return new CookieKey(UUID.randomUUID().toString(), secret(random, HS512_BYTES));
    }

    private static String secret(SecureRandom random, int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** Secrets never reach a log. */
    @Override
    public String toString() {
        return "RealmKeys" + cookieKeys.keySet();
    }
}
