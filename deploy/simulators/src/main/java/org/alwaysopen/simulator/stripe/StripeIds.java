package org.alwaysopen.simulator.stripe;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Ids of Stripe's form: a prefix and 24 letters and digits, new in each process. */
final class StripeIds {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 24;

    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix.length() + LENGTH).append(prefix);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
