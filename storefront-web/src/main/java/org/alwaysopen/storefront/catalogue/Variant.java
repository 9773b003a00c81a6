package org.alwaysopen.storefront.catalogue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Money;

/**
 * A product in one choice of its options: what can be put into a cart.
 *
 * @param options     in the order in which they are shown, such as {@code colour: Oat, size: 350 ml}; empty when there is
 *                    nothing to choose
 * @param price       of one unit, in the currency that was asked for
 * @param weightGrams packed, for shipping rates
 * @param swatch      the colour it is drawn in, as {@code #rrggbb}
 */
public record Variant(Sku sku, Map<String, String> options, Money price, int weightGrams, String swatch) {
    public Variant {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** The options in words, such as {@code Oat, 350 ml}; empty when there is nothing to choose. */
    public String label() {
        return String.join(", ", options.values());
    }

    /** Where the picture of this variant is served; {@code slug} is its product's. */
    public String image(String slug) {
        return Product.IMAGES + slug + "/" + swatch.substring(1) + ".svg";
    }
}
