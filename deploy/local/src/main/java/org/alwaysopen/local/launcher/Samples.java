package org.alwaysopen.local.launcher;

import java.util.List;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.catalogue.SampleShop;

/** The goods of the local shop. */
final class Samples {
    private Samples() {}

    /** The sample shop with its stock; does nothing that was done before. */
    static int seed(DataSource database, List<Region> regions) {
        Transactions transactions = transactions(database);
        return SampleShop.seed(
                transactions,
                Inventories.create(transactions, regions.get(0), regions).stock());
    }

    private static Transactions transactions(DataSource database) {
        return new Transactions(database, Transactions.Observer.NONE, RandomGenerator.of("L64X128MixRandom"));
    }
}
