package org.alwaysopen.local.launcher;

import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.alwaysopen.storefront.catalogue.GeneratedProducts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./shop seed}. */
@Command(
        name = "seed",
        mixinStandardHelpOptions = true,
        description =
                "Adds products with stock, for load tests; the same ones each time, and only those that are missing.")
final class SeedCommand implements Callable<Integer> {
    /** Lines on a plain output: often enough to see that it goes on. */
    private static final int LINE_EVERY = 5_000;

    @Option(
            names = "--products",
            required = true,
            paramLabel = "N",
            description = "How many, 1 to " + GeneratedProducts.PRODUCTS_MAX + ".")
    int products;

    @Override
    public Integer call() {
        if (products < 1 || products > GeneratedProducts.PRODUCTS_MAX) {
            throw new LauncherException(
                    "--products: expected 1 to " + GeneratedProducts.PRODUCTS_MAX + ", got " + products);
        }
        RunningShop shop = RunningShop.find();
        Logs.toFile(shop.folder().log("seed"));
        try (var pool = shop.database().open()) {
            int added = Terminal.isTerminal() ? withBar(pool) : withLines(pool);
            System.out.println(added + " products were added; " + (products - added) + " were there already");
        }
        return 0;
    }

    private int withBar(javax.sql.DataSource pool) {
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("products")
                .setInitialMax(products)
                .build()) {
            return Samples.generate(pool, Regions.ALL, products, bar::stepTo);
        }
    }

    private int withLines(javax.sql.DataSource pool) {
        return Samples.generate(pool, Regions.ALL, products, done -> {
            if (done % LINE_EVERY == 0) {
                System.out.println(done + " of " + products);
            }
        });
    }
}
