package org.alwaysopen.storefront.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.platform.Transactions;

/**
 * Many more products, for load tests: names and descriptions come from {@code catalogue/generated/grammar.json}.
 *
 * <p>The product of a number is always the same one, so that seeding again, or seeding more, adds only what is missing.
 */
public final class GeneratedProducts {
    public static final int PRODUCTS_MAX = 100_000;

    /** Products in one transaction: some 1,500 rows, so that it ends well inside the transaction time-out. */
    static final int BATCH = 250;
    /** Behind all that was written by hand. */
    private static final int FIRST_PLACE = 1_000_000;

    private static final int VARIANTS_MAX = 3;
    private static final long SEED = 20_260_124;
    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");

    private final Grammar grammar = SampleShop.read("/catalogue/generated/grammar.json", Grammar.class);
    private final Map<String, String> colours = SampleShop.colours();

    private GeneratedProducts() {}

    record Grammar(Map<String, List<String>> words, List<String> opening, List<Kind> kinds) {}

    /**
     * @param price  about so much, in minor units
     * @param weight in grams
     */
    record Kind(String category, String picture, String noun, long price, int weight) {}

    /**
     * Adds products 1 to {@code count} as far as they are missing, with stock; the sample shop has to be there.
     *
     * @param count    up to {@link #PRODUCTS_MAX}
     * @param progress is told, now and then, how many products are done
     * @return how many products were added
     */
    public static int seed(Transactions transactions, Stock stock, int count, IntConsumer progress) {
        if (count < 1 || count > PRODUCTS_MAX) {
            throw new IllegalArgumentException("products: expected 1 to " + PRODUCTS_MAX + ", got " + count);
        }
        GeneratedProducts generator = new GeneratedProducts();
        int added = 0;
        for (int from = 0; from < count; from += BATCH) {
            List<CatalogueWriter.NewProduct> batch = generator.products(from, Math.min(BATCH, count - from));
            added += Seeding.add(transactions, stock, "generated", batch, GeneratedProducts::receipts);
            progress.accept(from + batch.size());
        }
        return added;
    }

    /** All of a SKU lies in one warehouse: four times as many rows would make no better load test. */
    private static List<Stock.Receipt> receipts(List<CatalogueWriter.NewProduct> products) {
        List<Stock.Receipt> everywhere = SampleShop.receipts(products);
        List<Stock.Receipt> once = new ArrayList<>();
        int warehouses = Warehouse.SAMPLES.size();
        for (int first = 0; first < everywhere.size(); first += warehouses) {
            Stock.Receipt receipt = everywhere.get(first);
            once.add(everywhere.get(first + Math.floorMod(receipt.sku().code().hashCode(), warehouses)));
        }
        return once;
    }

    List<CatalogueWriter.NewProduct> products(int from, int count) {
        List<CatalogueWriter.NewProduct> products = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            products.add(product(i));
        }
        return products;
    }

    private CatalogueWriter.NewProduct product(int number) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        Kind kind = pick(grammar.kinds(), random);
        String name = expand("{maker} {manner} " + kind.noun(), random);
        String description =
                sentence(expand(pick(grammar.opening(), random), random)) + " " + expand("{virtue} {caution}", random);
        String code = Integer.toString(number, 36).toUpperCase(Locale.ROOT);
        String slug = Folding.fold(name).replace(' ', '-') + "-" + code.toLowerCase(Locale.ROOT);
        long price = kind.price() * (70 + random.nextInt(80)) / 100;
        Map<String, StoredProduct.StoredVariant> variants = new LinkedHashMap<>();
        for (int i = random.nextInt(VARIANTS_MAX); i >= 0; i--) {
            String colour = pick(grammar.words().get("colour"), random);
            String sku = "GEN-" + code + "-" + colour.toUpperCase(Locale.ROOT);
            variants.put(
                    sku,
                    new StoredProduct.StoredVariant(
                            sku,
                            Map.of("colour", colour),
                            Map.of("USD", price, "EUR", price * 92 / 100),
                            kind.weight(),
                            colours.get(colour)));
        }
        return new CatalogueWriter.NewProduct(
                new StoredProduct(
                        slug, name, description, kind.category(), kind.picture(), List.copyOf(variants.values())),
                FIRST_PLACE + number);
    }

    private String expand(String text, SplittableRandom random) {
        Matcher slots = SLOT.matcher(text);
        return slots.replaceAll(
                slot -> Matcher.quoteReplacement(pick(grammar.words().get(slot.group(1)), random)));
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static <T> T pick(List<T> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
