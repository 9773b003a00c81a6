package org.alwaysopen.storefront.catalogue.pictures;

/** Arithmetic with colours written as {@code #rrggbb}. */
final class Shades {
    private Shades() {}

    /** The colour on the way from one to the other; {@code share} 0 is the first, 1 the second. */
    static String mix(String from, String to, double share) {
        StringBuilder mixed = new StringBuilder("#");
        for (int i = 0; i < 3; i++) {
            mixed.append("%02x".formatted(Math.round(part(from, i) * (1 - share) + part(to, i) * share)));
        }
        return mixed.toString();
    }

    /** How light it looks to the eye, from 0 to 1. */
    static double lightness(String colour) {
        return (0.299 * part(colour, 0) + 0.587 * part(colour, 1) + 0.114 * part(colour, 2)) / 255;
    }

    static double distance(String a, String b) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += Math.pow(part(a, i) - part(b, i), 2);
        }
        return Math.sqrt(sum);
    }

    private static int part(String colour, int index) {
        return Integer.parseInt(colour.substring(1 + 2 * index, 3 + 2 * index), 16);
    }
}
