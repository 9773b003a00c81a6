package org.alwaysopen.storefront.catalogue;

import java.util.List;

/**
 * One page of a list of products.
 *
 * @param next        the cursor of the page after this one, or {@code null} when this is the last
 * @param fingerprint changes when anything on the page changes; fit for an ETag
 */
public record ProductPage(List<Product> items, String next, String fingerprint) {
    public ProductPage {
        items = List.copyOf(items);
    }
}
