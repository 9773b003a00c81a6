package org.alwaysopen.storefront.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.alwaysopen.platform.Problem;

/**
 * A place in a list of products: the page after it begins with the first product that stands behind it.
 *
 * <p>It holds the sort key of the last product shown, not a count: products that come and go meanwhile make no other
 * product appear twice or be left out. To clients it is an opaque word.
 *
 * @param tier  0 while products whose name has all words of the search are listed (all products, without a search);
 *              1 for those that have them in their description
 * @param place the product's place
 * @param slug  decides between products of the same place
 */
public record Cursor(int tier, int place, String slug) {
    static final Cursor START = new Cursor(0, Integer.MIN_VALUE, "");

    /** Raised when the format changes, so that a cursor of an older release is refused, and not misread. */
    private static final String VERSION = "1";

    private static final int ENCODED_LENGTH_MAX = 400;

    Cursor nextTier() {
        return new Cursor(tier + 1, START.place, START.slug);
    }

    String encode(String list) {
        String text = String.join(
                " ", VERSION, Integer.toHexString(list.hashCode()), "" + tier, Integer.toString(place), slug);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Cursor decode(String encoded, String list) {
        if (encoded.length() <= ENCODED_LENGTH_MAX) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
                String[] parts = text.split(" ", 5);
                if (parts.length == 5
                        && parts[0].equals(VERSION)
                        && parts[1].equals(Integer.toHexString(list.hashCode()))
                        && (parts[2].equals("0") || parts[2].equals("1"))
                        && parts[4].indexOf('\0') < 0) { // PostgreSQL has no NUL in text
                    return new Cursor(Integer.parseInt(parts[2]), Integer.parseInt(parts[3]), parts[4]);
                }
            } catch (IllegalArgumentException e) { // not Base64, or not a number: refused below
            }
        }
        throw Problem.malformed("\"cursor\": expected the \"next\" of a page of this same list. Begin without a cursor")
                .exception();
    }
}
