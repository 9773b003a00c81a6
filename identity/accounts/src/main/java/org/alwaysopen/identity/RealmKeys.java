package org.alwaysopen.identity;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.alwaysopen.platform.Region;

/**
 * The secrets of the realm, the same in every region: generated once for a shop, kept outside of the repository.
 *
 * @param rsaPrivateKeyPem signs the tokens (RS256), in every region with the same {@code kid}
 * @param cookieKeys       per region, what its Keycloak signs its sign-in cookies with (HS512)
 * @param clientSecret     of the client {@code shop}
 * @param consoleSecret    of the service account {@code console}
 */
public record RealmKeys(
        String rsaPrivateKeyPem, Map<String, CookieKey> cookieKeys, String clientSecret, String consoleSecret) {
    private static final int RSA_BITS = 2048;
    /** As long as the hash (RFC 7518, 3.2). */
    private static final int HS512_BYTES = 64;

    private static final int SECRET_BYTES = 32;

    /** @param secret Base64url, without padding */
    public record CookieKey(String kid, String secret) {
        @Override
        public String toString() {
            return "CookieKey[" + kid + "]";
        }
    }

    public static RealmKeys generate(Iterable<Region> regions, SecureRandom random) {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(RSA_BITS, random);
            Map<String, CookieKey> cookieKeys = new TreeMap<>();
            for (Region region : regions) {
                cookieKeys.put(region.name(), newCookieKey(random));
            }
            byte[] der = rsa.generateKeyPair().getPrivate().getEncoded();
            return new RealmKeys(
                    Base64.getEncoder().encodeToString(der),
                    cookieKeys,
                    secret(random, SECRET_BYTES),
                    secret(random, SECRET_BYTES));
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
