package org.alwaysopen.local.launcher;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.catalogue.GeneratedProducts;
import org.alwaysopen.storefront.catalogue.SampleShop;

/** The goods of the local shop. */
final class Samples {
    private Samples() {}

    /** The sample shop with its stock; does nothing that was done before. */
    static int seed(DataSource database, List<Region> regions) {
        Transactions transactions = transactions(database);
        return SampleShop.seed(transactions, stock(transactions, regions));
    }

    /** Made-up products 1 to {@code count} with their stock, as far as they are missing. */
    static int generate(DataSource database, List<Region> regions, int count, IntConsumer progress) {
        Transactions transactions = transactions(database);
        return GeneratedProducts.seed(transactions, stock(transactions, regions), count, progress);
    }

    private static Stock stock(Transactions transactions, List<Region> regions) {
        return Inventories.create(transactions, regions.get(0), regions).stock();
    }

    private static Transactions transactions(DataSource database) {
        return new Transactions(database, Transactions.Observer.NONE, RandomGenerator.of("L64X128MixRandom"));
    }
}
