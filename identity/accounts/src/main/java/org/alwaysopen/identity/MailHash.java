package org.alwaysopen.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Finds an account by mail without an index of mails: HMAC-SHA256 (RFC 2104) of the mail in lower case, under a key that
 * every region has and the database has not. Thread-safe.
 */
public final class MailHash {
    private static final String ALGORITHM = "HmacSHA256";
    /** Shorter keys than the hash weaken it (RFC 2104, section 3). */
    private static final int KEY_BYTES_MIN = 32;

    private final SecretKeySpec key;

    public MailHash(byte[] key) {
        if (key.length < KEY_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "mail hash key: expected " + KEY_BYTES_MIN + " bytes, got " + key.length);
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    public String of(String mail) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] lowerCase = mail.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(mac.doFinal(lowerCase));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
