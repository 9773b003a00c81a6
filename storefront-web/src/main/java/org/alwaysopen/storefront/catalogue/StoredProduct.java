package org.alwaysopen.storefront.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Money;

/** A product as the database and the region's cache hold it: with its prices in all currencies, in minor units. */
record StoredProduct(
        String slug, String name, String description, String category, String motif, List<StoredVariant> variants) {
    private static final ObjectMapper JSON = new ObjectMapper();

    record StoredVariant(
            String sku, Map<String, String> options, Map<String, Long> prices, int weightGrams, String swatch) {}

    /** As a shopper of this currency sees it: without what has no price in it. */
    Product in(Currency currency) {
        String code = currency.getCurrencyCode();
        return new Product(
                slug,
                name,
                description,
                category,
                motif,
                variants.stream()
                        .filter(variant -> variant.prices().containsKey(code))
                        .map(variant -> new Variant(
                                new Sku(variant.sku()),
                                variant.options(),
                                new Money(variant.prices().get(code), currency),
                                variant.weightGrams(),
                                variant.swatch()))
                        .toList());
    }

    byte[] encode() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StoredProduct decode(byte[] bytes) {
        try {
            return JSON.readValue(bytes, StoredProduct.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
