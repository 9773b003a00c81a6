package org.alwaysopen.payments.processor;

import java.util.Optional;

/**
 * Tokens for a means of payment, as a checkout hands them on.
 *
 * <p>A token belongs to the processor that gave it. So that a second processor can take over, the payment page has the
 * card fields of each of them give a token, and joins them: {@code stripe=pm_123;adyen=456}. A token without names is
 * each processor's own, to be known by its form.
 */
public final class Tokens {
    private Tokens() {}

    /** The part of the token that is this processor's. */
    public static Optional<String> of(String processor, String token) {
        if (!token.contains("=")) {
            return Optional.of(token);
        }
        for (String part : token.split(";")) {
            if (part.startsWith(processor + "=")) {
                return Optional.of(part.substring(processor.length() + 1));
            }
        }
        return Optional.empty();
    }
}
