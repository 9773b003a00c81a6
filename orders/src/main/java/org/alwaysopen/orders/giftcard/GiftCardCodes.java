package org.alwaysopen.orders.giftcard;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.alwaysopen.orders.customer.Customers;

/**
 * Codes of gift cards: {@code GC-7K2M-94XQ-B3TD-H5WA}, 80 random bits in Crockford's alphabet (no I, L, O, U). Nobody guesses one,
 * so a hash without a secret keeps them: whoever reads the database cannot spend.
 */
final class GiftCardCodes {
    static final int LAST = 4;
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int GROUPS = 4;
    private static final int LETTERS_PER_GROUP = 4;
    private static final Pattern LETTERS = Pattern.compile("[" + ALPHABET + "]{16}");
    private static final int TYPED_LENGTH_MAX = 60;

    private GiftCardCodes() {}

    static String next(RandomGenerator random) {
        StringBuilder code = new StringBuilder("GC");
        for (int group = 0; group < GROUPS; group++) {
            code.append('-');
            for (int letter = 0; letter < LETTERS_PER_GROUP; letter++) {
                code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
        }
        return code.toString();
    }

    /** What is kept of a code, however it was typed: in small letters, without dashes, with O for 0. Empty: it is no code. */
    static Optional<String> hash(String typed) {
        if (typed == null || typed.length() > TYPED_LENGTH_MAX) {
            return Optional.empty();
        }
        String letters = typed.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        letters = letters.startsWith("GC") && letters.length() == 2 + GROUPS * LETTERS_PER_GROUP
                ? letters.substring(2)
                : letters;
        letters = letters.replace('O', '0').replace('I', '1').replace('L', '1');
        return LETTERS.matcher(letters).matches() ? Optional.of(Customers.sha256(letters)) : Optional.empty();
    }
}
