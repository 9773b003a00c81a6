package org.alwaysopen.orders.order;

import java.util.random.RandomGenerator;

/**
 * Numbers for people: {@code AO-7K2M-94XQ-B3TD}, 60 random bits in Crockford's alphabet (no I, L, O, U), which can be read out
 * on the telephone. Random, because a counter would be one hot row in the world, and would tell how much we sell. Two equal
 * ones among 100 million orders: less than one chance in 200; the unique index refuses them.
 */
public final class OrderNumbers {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS_PER_LETTER = 5;
    private static final int GROUPS = 3;
    private static final int LETTERS_PER_GROUP = 4;

    private final RandomGenerator random;

    public OrderNumbers(RandomGenerator random) {
        this.random = random;
    }

    public String next() {
        long bits = random.nextLong();
        StringBuilder number = new StringBuilder("AO");
        for (int group = 0; group < GROUPS; group++) {
            number.append('-');
            for (int letter = 0; letter < LETTERS_PER_GROUP; letter++) {
                number.append(ALPHABET.charAt((int) (bits & (ALPHABET.length() - 1))));
                bits >>>= BITS_PER_LETTER;
            }
        }
        return number.toString();
    }
}
