package org.alwaysopen.storefront.catalogue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.platform.Transactions;

/**
 * The shop as it comes: its shelves and products, from the JSON files under {@code catalogue/sample}.
 *
 * <p>Seeding again changes nothing that is there, and adds what is missing: prices that a merchant changed stay.
 */
public final class SampleShop {
    private static final String FOLDER = "/catalogue/sample/";
    /** Products are interleaved in the whole-shop list: the first of each shelf, then the second of each. */
    private static final int PLACE_STEP = 100;

    /** The least that each warehouse has of a SKU at first; four times as much is the most. */
    private static final int UNITS_MIN = 25;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    record Shop(List<Shelf> categories, Map<String, String> colours) {}

    record Shelf(String slug, String name, String description) {}

    /**
     * A product as it is written down.
     *
     * @param sku     what its SKUs begin with; each option's value is added to it
     * @param weight  in grams, packed
     * @param price   per currency
     * @param options what can be chosen, each with its values
     * @param adjust  per value of an option: what it adds to the weight ({@code weight}) and to the price (per currency)
     */
    record Item(
            String slug,
            String name,
            String description,
            String picture,
            String sku,
            int weight,
            Map<String, String> price,
            Map<String, List<String>> options,
            Map<String, Map<String, String>> adjust,
            String colour) {}

    private SampleShop() {}

    /**
     * Puts the sample shop into the database, with its four warehouses and their stock.
     *
     * @return how many products were added
     */
    public static int seed(Transactions transactions, Stock stock) {
        transactions.run("seed sample shop", tx -> {
            Warehouse.SAMPLES.forEach(warehouse -> stock.define(tx, warehouse));
            CatalogueWriter.addCategories(tx, categories());
            return null;
        });
        return Seeding.add(transactions, stock, "sample-shop", products(), SampleShop::receipts);
    }

    static Map<String, String> colours() {
        return read(FOLDER + "shop.json", Shop.class).colours();
    }

    /** The shelves, in their order. */
    static List<Category> categories() {
        return read(FOLDER + "shop.json", Shop.class).categories().stream()
                .map(shelf -> new Category(shelf.slug(), shelf.name(), shelf.description()))
                .toList();
    }

    /** All products, as they are written down. */
    static List<CatalogueWriter.NewProduct> products() {
        Shop shop = read(FOLDER + "shop.json", Shop.class);
        List<CatalogueWriter.NewProduct> products = new ArrayList<>();
        for (int shelf = 0; shelf < shop.categories().size(); shelf++) {
            String category = shop.categories().get(shelf).slug();
            Item[] items = read(FOLDER + category + ".json", Item[].class);
            for (int i = 0; i < items.length; i++) {
                products.add(product(items[i], category, i * PLACE_STEP + shelf, shop.colours()));
            }
        }
        return products;
    }

    /** What lies in the warehouses at first: always the same for the same SKU. */
    static List<Stock.Receipt> receipts(List<CatalogueWriter.NewProduct> products) {
        List<Stock.Receipt> receipts = new ArrayList<>();
        for (CatalogueWriter.NewProduct added : products) {
            for (StoredProduct.StoredVariant variant : added.product().variants()) {
                SplittableRandom random = new SplittableRandom(variant.sku().hashCode());
                for (Warehouse warehouse : Warehouse.SAMPLES) {
                    long units = UNITS_MIN + random.nextInt(UNITS_MIN * 3);
                    receipts.add(new Stock.Receipt(new Sku(variant.sku()), warehouse.code(), units));
                }
            }
        }
        return receipts;
    }

    private static CatalogueWriter.NewProduct product(
            Item item, String category, int place, Map<String, String> colours) {
        List<StoredProduct.StoredVariant> variants = new ArrayList<>();
        Map<String, List<String>> options = item.options() == null ? Map.of() : item.options();
        for (Map<String, String> choice : choices(options)) {
            variants.add(variant(item, choice, colours));
        }
        return new CatalogueWriter.NewProduct(
                new StoredProduct(item.slug(), item.name(), item.description(), category, item.picture(), variants),
                place);
    }

    /** Every combination of one value per option. */
    private static List<Map<String, String>> choices(Map<String, List<String>> options) {
        List<Map<String, String>> choices = List.of(Map.of());
        for (Map.Entry<String, List<String>> option : options.entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> choice : choices) {
                for (String value : option.getValue()) {
                    Map<String, String> more = new LinkedHashMap<>(choice);
                    more.put(option.getKey(), value);
                    longer.add(more);
                }
            }
            choices = longer;
        }
        return choices;
    }

    private static StoredProduct.StoredVariant variant(
            Item item, Map<String, String> choice, Map<String, String> colours) {
        StringBuilder sku = new StringBuilder(item.sku());
        int weight = item.weight();
        Map<String, Long> prices = new LinkedHashMap<>();
        item.price().forEach((currency, amount) -> prices.put(currency, CatalogueWriter.minorUnits(amount, currency)));
        for (String value : choice.values()) {
            sku.append('-').append(code(value));
            Map<String, String> adjust =
                    item.adjust() == null ? Map.of() : item.adjust().getOrDefault(value, Map.of());
            weight += Integer.parseInt(adjust.getOrDefault("weight", "0"));
            prices.replaceAll((currency, units) ->
                    units + CatalogueWriter.minorUnits(adjust.getOrDefault(currency, "0"), currency));
        }
        // An option such as "wood: Walnut" shows, too; without one the product has a colour of its own.
        String colour = choice.values().stream()
                .filter(colours::containsKey)
                .findFirst()
                .orElse(item.colour());
        String swatch = colour == null ? Pictures.NEUTRAL : colours.get(colour);
        if (swatch == null) {
            throw new IllegalStateException(
                    item.slug() + ": expected a colour that shop.json knows, found \"" + colour + "\"");
        }
        return new StoredProduct.StoredVariant(sku.toString(), choice, prices, weight, swatch);
    }

    /** An option's value as a part of a SKU: {@code 350 ml} is {@code 350ML}. */
    private static String code(String value) {
        return Folding.fold(value).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "");
    }

    static <T> T read(String file, Class<T> type) {
        try (InputStream in = SampleShop.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("sample shop: expected the resource " + file + ", found none");
            }
            return JSON.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException("sample shop: " + file, e);
        }
    }
}
