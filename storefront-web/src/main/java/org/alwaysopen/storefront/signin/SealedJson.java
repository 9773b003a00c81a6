package org.alwaysopen.storefront.signin;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.text.ParseException;
import java.util.Optional;

/**
 * Seals JSON into a cookie that only our regions can open, and nobody can change: JWE, {@code dir} with A256GCM (RFC
 * 7516). Thread-safe.
 */
final class SealedJson {
    /** Browsers keep 4,096 bytes of a cookie (RFC 6265, 6.1). A longer one is not ours. */
    static final int SEALED_LENGTH_MAX = 4_000;

    private final CookieKeys keys;

    SealedJson(CookieKeys keys) {
        this.keys = keys;
    }

    /** @param use what the cookie is for: one that is sealed for another use does not open */
    String seal(String use, String json) {
        CookieKeys.Key key = keys.forNewCookies();
        try {
            JWEObject sealed = new JWEObject(
                    new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                            .keyID(key.kid())
                            .contentType(use)
                            .build(),
                    new Payload(json));
            sealed.encrypt(new DirectEncrypter(key.bytes()));
            return sealed.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("cookie of use " + use + " cannot be sealed", e);
        }
    }

    /** What was sealed; empty when it is not ours, was changed, is for another use, or its key is retired. */
    Optional<String> open(String use, String sealed) {
        return sealed == null || sealed.length() > SEALED_LENGTH_MAX ? Optional.empty() : openStored(use, sealed);
    }

    /** The same of what was kept in the database, and may be longer than a cookie. */
    Optional<String> openStored(String use, String sealed) {
        try {
            JWEObject jwe = JWEObject.parse(sealed);
            JWEHeader header = jwe.getHeader();
            if (!JWEAlgorithm.DIR.equals(header.getAlgorithm())
                    || !EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())
                    || header.getCompressionAlgorithm() != null
                    || !use.equals(header.getContentType())) {
                return Optional.empty();
            }
            Optional<CookieKeys.Key> key = keys.forOldCookie(header.getKeyID());
            if (key.isEmpty()) {
                return Optional.empty();
            }
            jwe.decrypt(new DirectDecrypter(key.get().bytes()));
            return Optional.of(jwe.getPayload().toString());
        } catch (ParseException | JOSEException | RuntimeException notOurs) {
            // Forged headers make the parser throw all kinds, a NullPointerException among them.
            return Optional.empty();
        }
    }
}
