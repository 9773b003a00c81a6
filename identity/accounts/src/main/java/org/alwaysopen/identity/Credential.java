package org.alwaysopen.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * A way in which a person proves who they are: an argon2 password hash, or the secret of a second factor (TOTP, RFC
 * 6238). The two data parts are Keycloak's own JSON, hashed and checked by Keycloak.
 *
 * @param createdAt UTC
 */
public record Credential(
        UUID id, Type type, String label, String secretData, String credentialData, Instant createdAt) {

    public enum Type {
        PASSWORD("password"),
        OTP("otp");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** As Keycloak and the table write it. */
        public String word() {
            return word;
        }

        public static Type of(String word) {
            for (Type type : values()) {
                if (type.word.equals(word)) {
                    return type;
                }
            }
            throw new IllegalArgumentException("credential type: expected password or otp, got " + word);
        }
    }

    /** Secrets never reach a log. */
    @Override
    public String toString() {
        return "Credential[" + id + " " + type + "]";
    }
}
