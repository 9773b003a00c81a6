package org.alwaysopen.storefront.catalogue;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Folds text for searching: lower case, without accents, single spaces, so that {@code creme brulee} finds
 * {@code Crème brûlée}. Done in Java for texts and queries alike, because databases differ in how they fold.
 */
final class Folding {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Cc}\\p{Z}]+");

    private Folding() {}

    static String fold(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        String lower = plain.toLowerCase(Locale.ROOT).replace("ß", "ss");
        return SPACES.matcher(lower).replaceAll(" ").strip();
    }

    /** The words of a query, folded; empty when there is nothing to look for. */
    static List<String> words(String query) {
        String folded = fold(query);
        return folded.isEmpty() ? List.of() : List.of(folded.split(" "));
    }
}
