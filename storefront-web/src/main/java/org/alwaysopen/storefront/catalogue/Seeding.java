package org.alwaysopen.storefront.catalogue;

import java.util.List;
import java.util.Set;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;

/**
 * Puts products and their opening stock into the shop, each once, however often it is interrupted and done again.
 *
 * <p>Stock comes first, as one delivery that is named after the very products that are missing: whoever goes on after an
 * interruption finds the same products missing, and the same delivery, which is not received twice. Stock of a product that
 * is not in the catalogue yet harms nobody; a product without stock would stay without.
 */
final class Seeding {
    private static final Stock.By BY = new Stock.By("shop", "opening stock");
    /** Where changes come from that are made by seeding; the outbox wants to know. */
    private static final Region HERE = new Region("local-seed");

    private Seeding() {}

    @FunctionalInterface
    interface OpeningStock {
        List<Stock.Receipt> of(List<CatalogueWriter.NewProduct> products);
    }

    /** Adds those products that are missing, in one transaction. Returns how many. */
    static int add(
            Transactions transactions,
            Stock stock,
            String name,
            List<CatalogueWriter.NewProduct> products,
            OpeningStock opening) {
        List<String> slugs =
                products.stream().map(added -> added.product().slug()).toList();
        Set<String> there = transactions.read("find seeded products", tx -> CatalogueWriter.existing(tx, slugs));
        List<CatalogueWriter.NewProduct> missing = products.stream()
                .filter(added -> !there.contains(added.product().slug()))
                .toList();
        if (missing.isEmpty()) {
            return 0;
        }
        String delivery = name
                + ' '
                + Fingerprint.of(missing.stream()
                        .map(added -> added.product().slug())
                        .toList()
                        .toString());
        stock.receiveAll(delivery, opening.of(missing), BY);
        return transactions.run("seed products", tx -> {
            int added = CatalogueWriter.addProducts(tx, missing);
            Outbox.announce(tx, Catalogue.TOPIC_LISTS, "seed", "{}", HERE);
            return added;
        });
    }
}
