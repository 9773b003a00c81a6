package org.alwaysopen.orders;

import java.util.Collection;
import java.util.Currency;
import java.util.Map;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;

/** What the catalogue offers for sale; the catalogue implements it, so that orders need not know the catalogue. */
public interface Offers {
    /**
     * @param name        what the shopper sees, with the variant's options
     * @param weightGrams for shipping rates
     * @param product     what it is a variant of, by its slug; null where there is none
     * @param category    the shelf it stands on, by its slug; null where there is none
     */
    record Offer(Sku sku, String name, Money price, int weightGrams, String product, String category) {
        /** Of something that stands for itself. */
        public Offer(Sku sku, String name, Money price, int weightGrams) {
            this(sku, name, price, weightGrams, null, null);
        }
    }

    /** The offers for these SKUs in this currency, from the database; what is not for sale is missing. */
    Map<Sku, Offer> find(Tx tx, Collection<Sku> skus, Currency currency);
}
