package org.alwaysopen.storefront.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.Test;

/**
 * Goal: many products are made quickly, each once, with stock; and pages and searches stay quick among them. More of them
 * with {@code -Dproducts=100000}; times are printed.
 */
class GeneratedProductsIT {
    private static final Currency USD = Currency.getInstance("USD");

    @Test
    void manyProductsAreMadeOnceAndWalkedOnce() {
        int count = Integer.getInteger("products", 1_000);
        try (TestDatabase database = TestDatabase.fresh("platform", "inventory", "catalogue")) {
            Region here = new Region("aws-us-east-1");
            Stock stock = Inventories.create(
                            database.transactions(),
                            here,
                            List.of(here, new Region("gcp-us-central1"), new Region("azure-westus2")))
                    .stock();
            int sample = SampleShop.seed(database.transactions(), stock);
            int first = Math.min(count, 300); // not a whole number of batches: the rest of one comes later
            assertThat(GeneratedProducts.seed(database.transactions(), stock, first, done -> {}))
                    .isEqualTo(first);
            List<Integer> progress = new ArrayList<>();
            long begin = System.nanoTime();
            assertThat(GeneratedProducts.seed(database.transactions(), stock, count, progress::add))
                    .isEqualTo(count - first);
            print(count + " products generated", begin);
            assertThat(progress).isSorted().endsWith(count);

            assertThat(GeneratedProducts.seed(database.transactions(), stock, Math.min(count, 300), done -> {}))
                    .isZero();

            Catalogue catalogue = new Catalogue(database.transactions(), here);
            Set<String> seen = new HashSet<>();
            String cursor = null;
            begin = System.nanoTime();
            do {
                ProductPage page = catalogue.products(ProductQuery.of(null, null, 100, cursor, USD));
                page.items()
                        .forEach(product -> assertThat(seen.add(product.slug())).isTrue());
                cursor = page.next();
            } while (cursor != null);
            print("walk of all", begin);
            assertThat(seen).hasSize(count + sample);
            long without = database.transactions()
                    .read("without stock", tx -> tx.query("""
                            SELECT count(*) FROM catalogue.variant v
                             WHERE NOT EXISTS (SELECT 1 FROM inventory.movement m WHERE m.sku = v.sku)""").mapTo(Long.class).one());
            assertThat(without).isZero();
            long twice = database.transactions()
                    .read("stock twice", tx -> tx.query("""
                            SELECT count(*) FROM (SELECT sku FROM inventory.movement WHERE sku LIKE 'GEN-%'
                             GROUP BY sku HAVING count(*) > 1) x""").mapTo(Long.class).one());
            assertThat(twice).isZero();
            for (String q : List.of("mug", "estuary wax", "zephyr harbour lamp", "no such thing anywhere")) {
                begin = System.nanoTime();
                int found = catalogue
                        .products(ProductQuery.of(null, q, 24, null, USD))
                        .items()
                        .size();
                print("search \"" + q + "\": " + found, begin);
            }
            begin = System.nanoTime();
            catalogue.products(ProductQuery.of("wear", null, 24, null, USD));
            print("a category page", begin);
        }
    }

    private static void print(String what, long beginNanos) {
        System.out.println(
                what + ": " + Duration.ofNanos(System.nanoTime() - beginNanos).toMillis() + " ms");
    }
}
