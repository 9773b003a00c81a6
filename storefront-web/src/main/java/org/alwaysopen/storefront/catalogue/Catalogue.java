package org.alwaysopen.storefront.catalogue;

import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Offers;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * What the shop offers: lists and products for showing, offers for the till, and the merchant's changes.
 *
 * <p>What is shown may be a second old; what is sold is read by {@link #find} in the transaction of the sale. Thread-safe.
 */
public final class Catalogue implements Offers {
    /** The change feed's topic for all that is shown of one product; the key is its slug. */
    public static final String TOPIC_PRODUCT = "catalogue.product";

    /** More than anything we sell: a price above it is a slip of the finger. In minor units. */
    static final long PRICE_MAX = 100_000_000;

    private final Transactions transactions;
    private final Region region;
    private final CatalogueStore store = new CatalogueStore();

    public Catalogue(Transactions transactions, Region region) {
        this.transactions = transactions;
        this.region = region;
    }

    /** The shelves, in the order in which they are shown. */
    public List<Category> categories() {
        return transactions.read("list categories", store::categories);
    }

    /** One page of a list; an unknown category has no products. */
    public ProductPage products(ProductQuery query) {
        return transactions.read("list products", tx -> {
            CatalogueStore.Places places = store.page(tx, query);
            Map<String, StoredProduct> products = store.products(tx, places.slugs());
            List<Product> items = places.slugs().stream()
                    .map(products::get)
                    .filter(Objects::nonNull)
                    .map(product -> product.in(query.currency()))
                    .filter(product -> !product.variants().isEmpty())
                    .toList();
            List<Cursor> shown = places.places();
            String next = places.more() ? shown.get(shown.size() - 1).encode(query.list()) : null;
            return new ProductPage(items, next, Integer.toHexString(Objects.hash(items, next)));
        });
    }

    /** One product, by its address; empty when there is none, or when it is not sold in this currency. */
    public Optional<Product> product(String slug, Currency currency) {
        return transactions
                .read(
                        "show product",
                        tx -> Optional.ofNullable(
                                store.products(tx, List.of(slug)).get(slug)))
                .map(product -> product.in(currency))
                .filter(product -> !product.variants().isEmpty());
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
