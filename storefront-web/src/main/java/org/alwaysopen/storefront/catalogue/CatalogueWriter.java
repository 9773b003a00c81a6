package org.alwaysopen.storefront.catalogue;

import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Adds shelves and products. What is there already stays as it is. */
final class CatalogueWriter {
    /** @param place where it stands in lists */
    record NewProduct(StoredProduct product, int place) {}

    private CatalogueWriter() {}

    static void addCategories(Tx tx, List<Category> categories) {
        PreparedBatch batch = tx.batch("""
                INSERT INTO catalogue.category (slug, name, description, position)
                VALUES (:slug, :name, :description, :position) ON CONFLICT (slug) DO NOTHING""");
        for (int i = 0; i < categories.size(); i++) {
            batch.bind("slug", categories.get(i).slug())
                    .bind("name", categories.get(i).name())
                    .bind("description", categories.get(i).description())
                    .bind("position", i)
                    .add();
        }
        batch.execute();
    }

    /** Adds those that are not there yet, with all that belongs to them. Returns how many. */
    static int addProducts(Tx tx, List<NewProduct> products) {
        Set<String> there = new LinkedHashSet<>(tx.query("SELECT slug FROM catalogue.product WHERE slug = ANY (:slugs)")
                .bindArray(
                        "slugs",
                        String.class,
                        products.stream().map(p -> p.product().slug()).toArray())
                .mapTo(String.class)
                .list());
        List<NewProduct> missing = products.stream()
                .filter(p -> !there.contains(p.product().slug()))
                .toList();
        if (!missing.isEmpty()) {
            insertProducts(tx, missing);
            insertVariants(tx, missing);
            insertPrices(tx, missing);
        }
        return missing.size();
    }

    private static void insertProducts(Tx tx, List<NewProduct> products) {
        PreparedBatch batch = tx.batch("""
                INSERT INTO catalogue.product
                       (slug, category, name, description, motif, place, name_folded, text_folded)
                VALUES (:slug, :category, :name, :description, :motif, :place, :nameFolded, :textFolded)""");
        for (NewProduct added : products) {
            StoredProduct product = added.product();
            batch.bind("slug", product.slug())
                    .bind("category", product.category())
                    .bind("name", product.name())
                    .bind("description", product.description())
                    .bind("motif", product.motif())
                    .bind("place", added.place())
                    .bind("nameFolded", Folding.fold(product.name()))
                    .bind("textFolded", Folding.fold(product.name() + " " + product.description()))
                    .add();
        }
        batch.execute();
    }

    private static void insertVariants(Tx tx, List<NewProduct> products) {
        PreparedBatch batch = tx.batch("""
                INSERT INTO catalogue.variant (sku, product, position, options, weight_grams, swatch)
                VALUES (:sku, :product, :position, CAST(:options AS JSONB), :weight, :swatch)""");
        for (NewProduct added : products) {
            int position = 0;
            for (StoredProduct.StoredVariant variant : added.product().variants()) {
                batch.bind("sku", variant.sku())
                        .bind("product", added.product().slug())
                        .bind("position", position++)
                        .bind("options", CatalogueStore.encodeOptions(variant.options()))
                        .bind("weight", variant.weightGrams())
                        .bind("swatch", variant.swatch())
                        .add();
            }
        }
        batch.execute();
    }

    private static void insertPrices(Tx tx, List<NewProduct> products) {
        PreparedBatch batch = tx.batch("""
                INSERT INTO catalogue.price (sku, currency, minor_units)
                VALUES (:sku, :currency, :minorUnits)""");
        for (NewProduct added : products) {
            for (StoredProduct.StoredVariant variant : added.product().variants()) {
                variant.prices()
                        .forEach((currency, units) -> batch.bind("sku", variant.sku())
                                .bind("currency", currency)
                                .bind("minorUnits", units)
                                .add());
            }
        }
        batch.execute();
    }

    static long minorUnits(String amount, String currency) {
        return Money.parse(amount, Currency.getInstance(currency)).minorUnits();
    }
}
