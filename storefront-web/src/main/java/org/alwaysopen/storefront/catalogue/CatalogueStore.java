package org.alwaysopen.storefront.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Offers.Offer;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.statement.Query;

/** The SQL of the schema {@code catalogue}. Stateless. */
final class CatalogueStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The places of one page, and where the next one begins. */
    record Places(List<Cursor> places, boolean more) {
        List<String> slugs() {
            return places.stream().map(Cursor::slug).toList();
        }

        Optional<Cursor> next() {
            return more ? Optional.of(places.get(places.size() - 1)) : Optional.empty();
        }

        byte[] encode() {
            StringBuilder text = new StringBuilder(more ? "more" : "end");
            places.forEach(at -> text.append('\n')
                    .append(at.tier())
                    .append(' ')
                    .append(at.place())
                    .append(' ')
                    .append(at.slug()));
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        static Places decode(byte[] bytes) {
            String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n");
            List<Cursor> places = new ArrayList<>();
            for (int i = 1; i < lines.length; i++) {
                String[] parts = lines[i].split(" ", 3);
                places.add(new Cursor(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2]));
            }
            return new Places(places, lines[0].equals("more"));
        }
    }

    List<Category> categories(Tx tx) {
        return tx.query("SELECT slug, name, description FROM catalogue.category ORDER BY position, slug")
                .map((rs, ctx) -> new Category(rs.getString("slug"), rs.getString("name"), rs.getString("description")))
                .list();
    }

    /** One page of a list. A search lists first what has the words in its name, then what has them in its description. */
    Places page(Tx tx, ProductQuery query) {
        List<Cursor> found = new ArrayList<>();
        int wanted = query.limit() + 1; // the one more tells whether there is a next page
        Cursor after = query.after();
        int lastTier = query.words().isEmpty() ? 0 : 1;
        while (true) {
            found.addAll(tier(tx, query, after, wanted - found.size()));
            if (found.size() == wanted || after.tier() >= lastTier) {
                break;
            }
            after = after.nextTier();
        }
        boolean more = found.size() == wanted;
        return new Places(more ? found.subList(0, query.limit()) : found, more);
    }

    /**
     * Walks an index from the cursor on, and stops when it has enough. Words are looked for with {@code strpos}, not with
     * {@code LIKE}: there is no pattern, so there is nothing to escape.
     */
    private static List<Cursor> tier(Tx tx, ProductQuery query, Cursor after, int limit) {
        StringBuilder sql = new StringBuilder("""
                SELECT place, slug FROM catalogue.product
                 WHERE (place, slug) > (:place, :slug)""");
        if (query.category() != null) {
            sql.append(" AND category = :category");
        }
        List<String> words = query.words();
        for (int i = 0; i < words.size(); i++) {
            sql.append(" AND strpos(")
                    .append(after.tier() == 0 ? "name" : "text")
                    .append("_folded, :word");
            sql.append(i).append(") > 0");
        }
        if (after.tier() == 1) {
            // Those whose name has all the words were listed in the first tier.
            sql.append(" AND NOT (");
            for (int i = 0; i < words.size(); i++) {
                sql.append(i == 0 ? "" : " AND ")
                        .append("strpos(name_folded, :word")
                        .append(i)
                        .append(") > 0");
            }
            sql.append(")");
        }
        Query statement = tx.query(
                        sql.append(" ORDER BY place, slug LIMIT :limit").toString())
                .bind("place", after.place())
                .bind("slug", after.slug())
                .bind("limit", limit);
        if (query.category() != null) {
            statement.bind("category", query.category());
        }
        for (int i = 0; i < words.size(); i++) {
            statement.bind("word" + i, words.get(i));
        }
        return statement
                .map((rs, ctx) -> new Cursor(after.tier(), rs.getInt("place"), rs.getString("slug")))
                .list();
    }

    /** These products, by slug; what does not exist is missing. */
    Map<String, StoredProduct> products(Tx tx, Collection<String> slugs) {
        if (slugs.isEmpty()) {
            return Map.of();
        }
        Map<String, StoredProduct> products = new HashMap<>();
        tx.query("""
                        SELECT p.slug, p.name, p.description, p.category, p.motif,
                               v.sku, v.options, v.weight_grams, v.swatch, r.currency, r.minor_units
                          FROM catalogue.product p
                          JOIN catalogue.variant v ON v.product = p.slug
                          LEFT JOIN catalogue.price r ON r.sku = v.sku
                         WHERE p.slug = ANY (:slugs)
                         ORDER BY p.slug, v.position, v.sku, r.currency""")
                .bindArray("slugs", String.class, slugs.toArray())
                .map((rs, ctx) -> {
                    StoredProduct product = products.get(rs.getString("slug"));
                    if (product == null) {
                        product = new StoredProduct(
                                rs.getString("slug"),
                                rs.getString("name"),
                                rs.getString("description"),
                                rs.getString("category"),
                                rs.getString("motif"),
                                new ArrayList<>());
                        products.put(product.slug(), product);
                    }
                    addPrice(
                            variant(
                                    product,
                                    rs.getString("sku"),
                                    rs.getString("options"),
                                    rs.getInt("weight_grams"),
                                    rs.getString("swatch")),
                            rs.getString("currency"),
                            rs.getLong("minor_units"));
                    return product;
                })
                .list();
        return products;
    }

    /** The variant of the row: the last one of its product, because rows are sorted, or a new one. */
    private static StoredProduct.StoredVariant variant(
            StoredProduct product, String sku, String options, int weightGrams, String swatch) {
        List<StoredProduct.StoredVariant> variants = product.variants();
        if (variants.isEmpty() || !variants.get(variants.size() - 1).sku().equals(sku)) {
            variants.add(new StoredProduct.StoredVariant(
                    sku, decodeOptions(options), new LinkedHashMap<>(), weightGrams, swatch));
        }
        return variants.get(variants.size() - 1);
    }

    private static void addPrice(StoredProduct.StoredVariant variant, String currency, long minorUnits) {
        if (currency != null) {
            variant.prices().put(currency, minorUnits);
        }
    }

    Map<Sku, Offer> offers(Tx tx, Collection<Sku> skus, Currency currency) {
        if (skus.isEmpty()) {
            return Map.of();
        }
        Map<Sku, Offer> offers = new HashMap<>();
        tx.query("""
                        SELECT v.sku, p.name, p.slug, p.category, v.options, v.weight_grams, r.minor_units
                          FROM catalogue.variant v
                          JOIN catalogue.product p ON p.slug = v.product
                          JOIN catalogue.price r ON r.sku = v.sku AND r.currency = :currency
                         WHERE v.sku IN (<skus>)""")
                .bindList("skus", toPowerOfTwo(skus.stream().map(Sku::code).toList()))
                .bind("currency", currency.getCurrencyCode())
                .map((rs, ctx) -> {
                    String label = String.join(
                            ", ", decodeOptions(rs.getString("options")).values());
                    return new Offer(
                            new Sku(rs.getString("sku")),
                            rs.getString("name") + (label.isEmpty() ? "" : ", " + label),
                            new Money(rs.getLong("minor_units"), currency),
                            rs.getInt("weight_grams"),
                            rs.getString("slug"),
                            rs.getString("category"));
                })
                .forEach(offer -> offers.put(offer.sku(), offer));
        return offers;
    }

    /**
     * With its last one repeated: few texts of a statement, each planned once. PostgreSQL plans one with an array anew each time,
     * because it does not know how long the next one will be; for a cart of one line that took ten times as long as finding it.
     */
    private static List<String> toPowerOfTwo(List<String> codes) {
        int length = Integer.highestOneBit(Math.max(1, 2 * codes.size() - 1));
        List<String> padded = new ArrayList<>(codes);
        padded.addAll(Collections.nCopies(length - codes.size(), codes.get(codes.size() - 1)));
        return padded;
    }

    /** The slug of the product that this SKU is a variant of. */
    Optional<String> productOf(Tx tx, Sku sku) {
        return tx.query("SELECT product FROM catalogue.variant WHERE sku = :sku")
                .bind("sku", sku.code())
                .mapTo(String.class)
                .findOne();
    }

    void setPrice(Tx tx, Sku sku, Money price) {
        tx.update("""
                        INSERT INTO catalogue.price (sku, currency, minor_units)
                        VALUES (:sku, :currency, :minorUnits)
                        ON CONFLICT (sku, currency)
                        DO UPDATE SET minor_units = excluded.minor_units, changed_at = now()""")
                .bind("sku", sku.code())
                .bind("currency", price.currency().getCurrencyCode())
                .bind("minorUnits", price.minorUnits())
                .execute();
    }

    static String encodeOptions(Map<String, String> options) {
        try {
            return JSON.writeValueAsString(options.entrySet().stream()
                    .map(option -> List.of(option.getKey(), option.getValue()))
                    .toList());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> decodeOptions(String json) {
        try {
            Map<String, String> options = new LinkedHashMap<>();
            for (String[] option : JSON.readValue(json, String[][].class)) {
                options.put(option[0], option[1]);
            }
            return options;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
