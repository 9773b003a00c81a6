package org.alwaysopen.storefront.catalogue;

/** Draws products: a picture for each motif, in a variant's colour, always the same for the same product. */
public final class Pictures {
    /** For what has no colour. */
    public static final String NEUTRAL = "#8a8f98";

    private Pictures() {}

    /** The picture as an SVG document. */
    public static String svg(String motif, String slug, String swatch) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\"><rect width=\"400\" height=\"400\" fill=\""
                + swatch + "\"/></svg>";
    }
}
