package org.alwaysopen.storefront.catalogue;

import java.util.regex.Pattern;
import org.alwaysopen.storefront.catalogue.pictures.Motifs;

/**
 * Draws products: a motif for each kind of thing, in a variant's colour, always the same for the same product.
 *
 * <p>A picture is a few kilobytes of SVG, made in some microseconds; it may be cached for as long as one likes.
 */
public final class Pictures {
    /** For what has no colour. */
    public static final String NEUTRAL = "#8a8f98";

    private static final Pattern SWATCH = Pattern.compile("#[0-9a-f]{6}");

    private Pictures() {}

    /**
     * The picture as an SVG document of 400 by 400 units.
     *
     * @param motif  an unknown one is drawn as a parcel
     * @param slug   the product's: decides what is behind it
     * @param swatch the colour as {@code #rrggbb}, in lower case
     * @throws IllegalArgumentException when the swatch is not a colour
     */
    public static String svg(String motif, String slug, String swatch) {
        if (!SWATCH.matcher(swatch).matches()) {
            throw new IllegalArgumentException("swatch: expected #rrggbb, got " + swatch);
        }
        return Motifs.draw(motif, slug, swatch);
    }
}
