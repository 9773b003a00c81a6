package org.alwaysopen.storefront;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.ShopDatabase;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.storefront.catalogue.SampleShop;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Starts the database, with the sample shop in it, and the processor before Arquillian starts the server, and tells it where: {@code arquillian.xml} hands {@code
 * shop.test.db.url} on to the server, whose pool is made by the same command file as in a real one.
 */
public final class DatabaseForServerTests implements LauncherSessionListener {
    private EmbeddedPostgres postgres;
    private ProcessorSimulator stripe;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        // Set for *IT by failsafe; unit tests need no database.
        if (!Boolean.getBoolean("shop.server.tests")) {
            return;
        }
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ShopDatabase.migrate(
                postgres.getPostgresDatabase(),
                List.of("platform", "inventory", "payments", "orders", "catalogue", "identity", "merchant"));
        String url = ShopDatabase.withSessionDefaults(postgres.getJdbcUrl("postgres", "postgres"));
        seed(transactions(url));
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(journal()));
        System.setProperty("shop.test.stripe.url", stripe.url().toString());
        System.setProperty("shop.test.cookie.keys", CookieKeysOfTests.write().toString());
        // Arquillian puts it into its XML before that is parsed.
        System.setProperty("shop.test.db.url", url.replace("&", "&amp;"));
    }

    /** The store of the server under test, past the server. */
    public static Transactions transactions() {
        return transactions(System.getProperty("shop.test.db.url").replace("&amp;", "&"));
    }

    private static Transactions transactions(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser("postgres");
        return new Transactions(source, Transactions.Observer.NONE, new Random());
    }

    private static void seed(Transactions transactions) {
        Region here = new Region("aws-us-east-1");
        SampleShop.seed(
                transactions,
                Inventories.create(transactions, here, List.of(here)).stock());
    }

    private static Path journal() {
        try {
            return Files.createTempDirectory("stripe").resolve("journal");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (stripe != null) {
            stripe.close();
        }
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
