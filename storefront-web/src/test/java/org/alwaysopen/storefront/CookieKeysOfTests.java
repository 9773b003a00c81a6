package org.alwaysopen.storefront;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.alwaysopen.platform.Json;
import org.alwaysopen.storefront.signin.CookieKeys.Key;

/** The file of cookie keys that the server under test reads, so that tests can make cookies as Keycloak's answer would. */
public final class CookieKeysOfTests {
    public static final Key CURRENT = key("current", 1, Instant.EPOCH, null);
    public static final Key RETIRED = key("retired", 2, Instant.EPOCH, Instant.EPOCH.plusSeconds(1));

    private CookieKeysOfTests() {}

    static Path write() {
        try {
            Path file = Files.createTempFile("cookie-keys", ".json");
            file.toFile().deleteOnExit();
            Files.writeString(file, Json.write(List.of(CURRENT, RETIRED)));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server looks at it again within a second. */
    public static void rewrite(Key... keys) {
        try {
            Files.writeString(Path.of(System.getProperty("shop.test.cookie.keys")), Json.write(List.of(keys)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Key key(String kid, int fill, Instant activeFrom, Instant retiredFrom) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) fill);
        return new Key(kid, Base64.getEncoder().encodeToString(secret), activeFrom, retiredFrom);
    }
}
