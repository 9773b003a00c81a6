package org.alwaysopen.storefront.catalogue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Offers;
import org.alwaysopen.platform.ChangeFeed;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * What the shop offers: lists and products for showing, offers for the till, and the merchant's changes.
 *
 * <p>What is shown comes from three places, the nearest first: what this server remembers for half a second
 * ({@link NearCache}), the region's cache ({@link CatalogueCache}), the database. A change is announced in its own
 * transaction; every server hears of it by {@link #apply} and forgets: so a price that was changed in any region is seen in
 * all within a second. What is sold is read by {@link #find}, in the transaction of the sale, from the database only.
 *
 * <p>Thread-safe.
 */
public final class Catalogue implements Offers {
    /** The change feed's topic for what is shown of one product; the key is its slug. */
    public static final String TOPIC_PRODUCT = "catalogue.product";
    /** The change feed's topic for which products and shelves there are, and in what order; the key says why. */
    public static final String TOPIC_LISTS = "catalogue.lists";

    /** More than anything we sell: a price above it is a slip of the finger. In minor units. */
    static final long PRICE_MAX = 100_000_000;
    /** A page that is asked for 25,000 times a second is put together twice. */
    static final Duration FRESH = Duration.ofMillis(500);
    /** A database that lost a node answers again after 8 to 19 s: meanwhile the shelves stay. */
    static final Duration STALE_MAX = Duration.ofMinutes(1);

    private static final int PAGES_MAX = 2_000;
    private static final int PRODUCTS_MAX = 5_000;
    /**
     * The key of a random word that is part of every cached list's key. It is read before a list is loaded: a list of a
     * reader that was late is kept under the old word, where nobody looks any more.
     */
    private static final String GENERATION = "generation";

    private static final int SLUG_LENGTH_MAX = 100;

    private final Transactions transactions;
    private final Region region;
    private final CatalogueCache cache;
    /** Before it, a change could be missed that makes old what is put into the region's cache. */
    private volatile boolean hearsOfChanges;

    private final CatalogueStore store = new CatalogueStore();
    private final NearCache<ProductQuery, ProductPage> pages =
            new NearCache<>(PAGES_MAX, FRESH, STALE_MAX, System::nanoTime);
    private final NearCache<String, Optional<StoredProduct>> products =
            new NearCache<>(PRODUCTS_MAX, FRESH, STALE_MAX, System::nanoTime);
    private final NearCache<String, List<Category>> shelves = new NearCache<>(1, FRESH, STALE_MAX, System::nanoTime);

    /** A catalogue that has no region's cache behind it. */
    public Catalogue(Transactions transactions, Region region) {
        this(transactions, region, CatalogueCache.NONE);
    }

    public Catalogue(Transactions transactions, Region region, CatalogueCache cache) {
        this.transactions = transactions;
        this.region = region;
        this.cache = cache;
    }

    /** The shelves, in the order in which they are shown. */
    public List<Category> categories() {
        return shelves.get("", key -> transactions.read("list categories", store::categories));
    }

    /** One page of a list; an unknown category has no products. */
    public ProductPage products(ProductQuery query) {
        return pages.get(query, this::assemble);
    }

    private ProductPage assemble(ProductQuery query) {
        CatalogueStore.Places places = places(query);
        Map<String, StoredProduct> found = storedProducts(places.slugs());
        List<Product> items = places.slugs().stream()
                .map(found::get)
                .filter(Objects::nonNull)
                .map(product -> product.in(query.currency()))
                .filter(product -> !product.variants().isEmpty())
                .toList();
        String next = places.next().map(cursor -> cursor.encode(query.list())).orElse(null);
        return new ProductPage(items, next, Fingerprint.of(items.toString() + next));
    }

    private CatalogueStore.Places places(ProductQuery query) {
        Optional<String> generation = generation();
        if (generation.isEmpty()) {
            return transactions.read("list products", tx -> store.page(tx, query));
        }
        String key = "list " + generation.get() + " " + query.page();
        return CatalogueStore.Places.decode(throughCache(
                        List.of(key),
                        keys -> Map.of(
                                key,
                                transactions
                                        .read("list products", tx -> store.page(tx, query))
                                        .encode()))
                .get(key));
    }

    /** Empty when the region's cache does not tell it: then lists are not kept there. */
    private Optional<String> generation() {
        CatalogueCache.Lookup lookup = lookup(List.of(GENERATION));
        byte[] found = lookup.found().get(GENERATION);
        if (found == null && lookup.claims().containsKey(GENERATION)) {
            cache.fill(lookup, Map.of(GENERATION, UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII)));
        }
        return Optional.ofNullable(found).map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    private Map<String, StoredProduct> storedProducts(List<String> slugs) {
        Map<String, StoredProduct> found = new HashMap<>();
        throughCache(slugs.stream().map(Catalogue::productKey).toList(), keys -> {
                    List<String> missing = keys.stream()
                            .map(key -> key.substring(productKey("").length()))
                            .toList();
                    Map<String, byte[]> loaded = new HashMap<>();
                    transactions
                            .read("show products", tx -> store.products(tx, missing))
                            .forEach((slug, product) -> loaded.put(productKey(slug), product.encode()));
                    return loaded;
                })
                .forEach((key, bytes) -> {
                    StoredProduct product = StoredProduct.decode(bytes);
                    found.put(product.slug(), product);
                });
        return found;
    }

    private CatalogueCache.Lookup lookup(List<String> keys) {
        return hearsOfChanges ? cache.lookup(keys) : CatalogueCache.Lookup.NOTHING;
    }

    private static String productKey(String slug) {
        return "product " + slug;
    }

    /** What the region's cache has, and the rest from the loader, left in the cache for the next one. */
    private Map<String, byte[]> throughCache(List<String> keys, Function<List<String>, Map<String, byte[]>> loader) {
        CatalogueCache.Lookup lookup = lookup(keys);
        Map<String, byte[]> found = new HashMap<>(lookup.found());
        List<String> missing =
                keys.stream().filter(key -> !found.containsKey(key)).toList();
        if (!missing.isEmpty()) {
            Map<String, byte[]> loaded = loader.apply(missing);
            cache.fill(lookup, loaded);
            found.putAll(loaded);
        }
        return found;
    }

    /** One product, by its address; empty when there is none, or when it is not sold in this currency. */
    public Optional<Product> product(String slug, Currency currency) {
        return stored(slug)
                .map(product -> product.in(currency))
                .filter(product -> !product.variants().isEmpty());
    }

    private Optional<StoredProduct> stored(String slug) {
        if (slug.isEmpty() || slug.length() > SLUG_LENGTH_MAX || slug.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return products.get(
                slug, key -> Optional.ofNullable(storedProducts(List.of(key)).get(key)));
    }

    /**
     * A product's picture, as an SVG document.
     *
     * @param swatch a variant's colour, as {@code #rrggbb}; {@code null} for the first variant's
     * @return empty when there is no such product, or when it does not come in this colour
     */
    public Optional<String> picture(String slug, String swatch) {
        return stored(slug)
                .flatMap(product -> product.variants().stream()
                        .map(StoredProduct.StoredVariant::swatch)
                        .filter(colour -> swatch == null || colour.equals(swatch))
                        .findFirst()
                        .map(colour -> Pictures.svg(product.motif(), slug, colour)));
    }

    /**
     * Forgets what has changed. To be called by one worker of every server with what each poll of its change feed returned,
     * also when that is nothing. The region's cache is used from the first call on.
     */
    public void apply(List<ChangeFeed.Change> changes) {
        Set<String> keys = new LinkedHashSet<>();
        for (ChangeFeed.Change change : changes) {
            if (change.topic().equals(TOPIC_PRODUCT)) {
                keys.add(productKey(change.key()));
            } else if (change.topic().equals(TOPIC_LISTS)) {
                keys.add(GENERATION);
            }
        }
        // First the region's cache, then this server's: a page that is put together in between is of the old epoch.
        cache.forget(keys);
        if (!keys.isEmpty()) {
            pages.invalidate();
            products.invalidate();
            shelves.invalidate();
        }
        hearsOfChanges = true;
    }

    @Override
    public Map<Sku, Offer> find(Tx tx, Collection<Sku> skus, Currency currency) {
        return store.offers(tx, skus, currency);
    }

    /**
     * Sets the price of one SKU in one currency, and tells every region of it in the same transaction.
     *
     * @throws org.alwaysopen.platform.ProblemException 404 for an unknown SKU, 422 for a price that is not allowed
     */
    public void changePrice(Tx tx, Sku sku, Money price) {
        if (price.minorUnits() < 1 || price.minorUnits() > PRICE_MAX) {
            throw Problem.invalid("\"price\": expected " + new Money(1, price.currency()) + " to "
                            + new Money(PRICE_MAX, price.currency()) + ", got " + price)
                    .exception();
        }
        if (!ProductQuery.CURRENCIES.contains(price.currency())) {
            throw Problem.invalid("\"currency\": expected one of USD, EUR, got " + price.currency())
                    .exception();
        }
        String slug = store.productOf(tx, sku)
                .orElseThrow(() -> Problem.notFound("There is no SKU " + sku).exception());
        store.setPrice(tx, sku, price);
        Outbox.announce(tx, TOPIC_PRODUCT, slug, "{\"change\":\"price\",\"sku\":\"" + sku + "\"}", region);
    }
}
