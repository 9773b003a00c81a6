package org.alwaysopen.storefront.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

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

    /** Which of these slugs are taken. */
    static Set<String> existing(Tx tx, List<String> slugs) {
        return Set.copyOf(tx.query("SELECT slug FROM catalogue.product WHERE slug = ANY (:slugs)")
                .bindArray("slugs", String.class, slugs.toArray())
                .mapTo(String.class)
                .list());
    }

    /** Adds those that are not there yet, with all that belongs to them. Returns how many. */
    static int addProducts(Tx tx, List<NewProduct> products) {
        Set<String> there =
                existing(tx, products.stream().map(p -> p.product().slug()).toList());
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
        Rows rows = new Rows(
                "catalogue.product (slug, category, name, description, motif, place, name_folded, text_folded)",
                "(?, ?, ?, ?, ?, ?, ?, ?)");
        for (NewProduct added : products) {
            StoredProduct product = added.product();
            rows.add(
                    product.slug(),
                    product.category(),
                    product.name(),
                    product.description(),
                    product.motif(),
                    added.place(),
                    Folding.fold(product.name()),
                    Folding.fold(product.name() + " " + product.description()));
        }
        rows.insert(tx);
    }

    private static void insertVariants(Tx tx, List<NewProduct> products) {
        Rows rows = new Rows(
                "catalogue.variant (sku, product, position, options, weight_grams, swatch)",
                "(?, ?, ?, CAST(? AS JSONB), ?, ?)");
        for (NewProduct added : products) {
            int position = 0;
            for (StoredProduct.StoredVariant variant : added.product().variants()) {
                rows.add(
                        variant.sku(),
                        added.product().slug(),
                        position++,
                        CatalogueStore.encodeOptions(variant.options()),
                        variant.weightGrams(),
                        variant.swatch());
            }
        }
        rows.insert(tx);
    }

    private static void insertPrices(Tx tx, List<NewProduct> products) {
        Rows rows = new Rows("catalogue.price (sku, currency, minor_units)", "(?, ?, ?)");
        for (NewProduct added : products) {
            for (StoredProduct.StoredVariant variant : added.product().variants()) {
                variant.prices().forEach((currency, units) -> rows.add(variant.sku(), currency, units));
            }
        }
        rows.insert(tx);
    }

    /** Rows of one table, inserted many at a time. */
    private static final class Rows {
        /** Rows in a statement: enough to make its own cost small, with few enough parameters for any database. */
        private static final int ROWS_PER_STATEMENT = 200;

        private final String into;
        private final String placeholders;
        private final List<Object[]> rows = new ArrayList<>();

        Rows(String into, String placeholders) {
            this.into = into;
            this.placeholders = placeholders;
        }

        void add(Object... values) {
            rows.add(values);
        }

        void insert(Tx tx) {
            for (int from = 0; from < rows.size(); from += ROWS_PER_STATEMENT) {
                List<Object[]> some = rows.subList(from, Math.min(from + ROWS_PER_STATEMENT, rows.size()));
                Update insert = tx.update("INSERT INTO " + into + " VALUES "
                        + String.join(", ", Collections.nCopies(some.size(), placeholders)));
                int parameter = 0;
                for (Object[] row : some) {
                    for (Object value : row) {
                        insert.bind(parameter++, value);
                    }
                }
                insert.execute();
            }
        }
    }

    static long minorUnits(String amount, String currency) {
        return Money.parse(amount, Currency.getInstance(currency)).minorUnits();
    }
}
