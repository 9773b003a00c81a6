package org.alwaysopen.storefront.catalogue;

import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.alwaysopen.platform.Problem;

/**
 * Which products to list, and which page of them.
 *
 * @param category only of this shelf; {@code null} for the whole shop
 * @param words    folded; a product is listed when all of them occur in its name or description
 * @param limit    products on a page
 * @param after    the place after which the page begins
 */
public record ProductQuery(String category, List<String> words, int limit, Cursor after, Currency currency) {
    public static final int LIMIT_DEFAULT = 24;
    /** A page is built in one go: this bounds its memory, and the variants that come with it. */
    public static final int LIMIT_MAX = 100;
    /** A search scans text: nobody types more than this, and a longer one is a mistake. */
    public static final int QUERY_LENGTH_MAX = 100;
    /** Each word is one more pass over a product's text. */
    public static final int WORDS_MAX = 8;
    /** What the shop sells in. */
    public static final Set<Currency> CURRENCIES = Set.of(Currency.getInstance("USD"), Currency.getInstance("EUR"));

    private static final Pattern CATEGORY = Pattern.compile("[a-z0-9-]{1,60}");

    public ProductQuery {
        words = List.copyOf(words);
    }

    /**
     * Reads a request's parameters; each may be {@code null}.
     *
     * @throws org.alwaysopen.platform.ProblemException 422 for a value that is not allowed, 400 for a cursor that is not
     *                                                  one of this list's
     */
    public static ProductQuery of(String category, String q, Integer limit, String cursor, Currency currency) {
        int size = limit == null ? LIMIT_DEFAULT : limit;
        if (size < 1 || size > LIMIT_MAX) {
            throw Problem.invalid("\"limit\": expected 1 to " + LIMIT_MAX + ", got " + size)
                    .exception();
        }
        if (category != null
                && !category.isBlank()
                && !CATEGORY.matcher(category).matches()) {
            throw Problem.invalid("\"category\": expected the address of a category, such as kitchen")
                    .exception();
        }
        if (q != null && q.length() > QUERY_LENGTH_MAX) {
            throw Problem.invalid("\"q\": expected at most " + QUERY_LENGTH_MAX + " characters, got " + q.length())
                    .exception();
        }
        List<String> words = q == null ? List.of() : Folding.words(q);
        if (words.size() > WORDS_MAX) {
            throw Problem.invalid("\"q\": expected at most " + WORDS_MAX + " words, got " + words.size())
                    .exception();
        }
        if (!CURRENCIES.contains(currency)) {
            throw Problem.invalid("\"currency\": expected one of USD, EUR, got " + currency)
                    .exception();
        }
        String shelf = category == null || category.isBlank() ? null : category;
        Cursor after = cursor == null || cursor.isBlank() ? Cursor.START : Cursor.decode(cursor, listOf(shelf, words));
        return new ProductQuery(shelf, words, size, after, currency);
    }

    /** The list, whatever the page: a cursor fits only the list that it was made for. */
    String list() {
        return listOf(category, words);
    }

    /** The page, in whatever currency: what a cached page is kept under. */
    String page() {
        return list() + '\n' + limit + '\n' + after.tier() + '\n' + after.place() + '\n' + after.slug();
    }

    private static String listOf(String category, List<String> words) {
        return (category == null ? "" : category) + '\n' + String.join(" ", words);
    }
}
