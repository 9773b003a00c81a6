package org.alwaysopen.inventory;

import java.util.regex.Pattern;

/** A stock-keeping unit: the code of one thing that can be counted and sold, such as {@code MUG-OAT-350}. */
public record Sku(String code) implements Comparable<Sku> {
    public static final int LENGTH_MAX = 64;
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (LENGTH_MAX - 1) + "}");

    public Sku {
        if (code == null || !CODE.matcher(code).matches()) {
            throw new IllegalArgumentException(
                    "sku: expected 1 to " + LENGTH_MAX + " letters, digits, dots, dashes or underscores");
        }
    }

    @Override
    public int compareTo(Sku other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code;
    }
}
