package org.alwaysopen.storefront.catalogue;

import java.util.List;
import org.alwaysopen.platform.Money;

/**
 * Something that the shop offers, in all its variants, with prices in one currency.
 *
 * <p>A copy of what was in the catalogue a moment ago (see {@link Catalogue}): to be shown, and never the ground of a
 * sale. Immutable.
 *
 * @param slug     its address, which never changes
 * @param category the slug of its shelf
 * @param motif    which drawing stands for it; see {@link Pictures}
 * @param variants those that have a price in the currency that was asked for, in the order in which they are shown
 */
public record Product(
        String slug, String name, String description, String category, String motif, List<Variant> variants) {
    /** Where pictures are served: {@code SLUG.svg}, and {@code SLUG/RRGGBB.svg} for a variant's colour. */
    public static final String IMAGES = "/images/products/";

    public Product {
        variants = List.copyOf(variants);
    }

    /** Where its picture is served. */
    public String image() {
        return IMAGES + slug + ".svg";
    }

    /** The colour in which it is drawn when no variant is chosen, as {@code #rrggbb}. */
    public String swatch() {
        return variants.isEmpty() ? Pictures.NEUTRAL : variants.get(0).swatch();
    }

    /** The lowest price of its variants; a product in a list has at least one. */
    public Money priceFrom() {
        return variants.stream().map(Variant::price).min(Money::compareTo).orElseThrow();
    }

    /** Whether its variants differ in price, so that a list says "from". */
    public boolean hasSeveralPrices() {
        return variants.stream().map(Variant::price).distinct().count() > 1;
    }
}
