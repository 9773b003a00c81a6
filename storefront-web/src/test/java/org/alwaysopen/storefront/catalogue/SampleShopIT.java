package org.alwaysopen.storefront.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.Test;

/** Goal: one call makes an empty database a shop that can sell, quickly, and a second call changes nothing. */
class SampleShopIT {
    private static final Region HERE = new Region("aws-us-east-1");
    private static final List<Region> REGIONS =
            List.of(HERE, new Region("gcp-us-central1"), new Region("azure-westus2"));
    private static final Currency USD = Currency.getInstance("USD");
    private static final Currency EUR = Currency.getInstance("EUR");

    @Test
    void theShopOpensWithStockInEveryVariantAndSeedingAgainChangesNothing() {
        try (TestDatabase database = TestDatabase.fresh("platform", "inventory", "catalogue")) {
            Inventories inventories = Inventories.create(database.transactions(), HERE, REGIONS);
            Instant begin = Instant.now();
            int added = SampleShop.seed(database.transactions(), inventories.stock());
            Duration took = Duration.between(begin, Instant.now());
            System.out.println("sample shop: " + added + " products in " + took.toMillis() + " ms");
            assertThat(added).isGreaterThanOrEqualTo(120);
            assertThat(took).isLessThan(Duration.ofSeconds(30)); // 5 s on a quiet machine

            Catalogue catalogue = new Catalogue(database.transactions(), HERE);
            assertThat(catalogue.categories()).hasSize(8);
            List<Product> first = catalogue
                    .products(ProductQuery.of(null, null, 100, null, USD))
                    .items();
            assertThat(first).hasSize(100);
            List<Sku> skus = first.stream()
                    .flatMap(product -> product.variants().stream())
                    .map(Variant::sku)
                    .toList();
            Map<Sku, Inventory.Availability> available = database.transactions()
                    .read("availability", tx -> inventories.inventory().availability(tx, skus));
            assertThat(skus)
                    .allSatisfy(
                            sku -> assertThat(available.get(sku).available()).isGreaterThanOrEqualTo(100));
            assertThat(first)
                    .allSatisfy(product -> assertThat(catalogue
                                    .product(product.slug(), EUR)
                                    .orElseThrow()
                                    .variants())
                            .hasSameSizeAs(product.variants()));

            assertThat(SampleShop.seed(database.transactions(), inventories.stock()))
                    .isZero();
            Map<Sku, Inventory.Availability> later = database.transactions()
                    .read("availability", tx -> inventories.inventory().availability(tx, skus));
            assertThat(later).isEqualTo(available);
        }
    }
}
