package org.alwaysopen.storefront;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.alwaysopen.platform.ShopDatabase;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts the database before Arquillian starts the server, and tells it the address: {@code arquillian.xml} hands {@code
 * shop.test.db.url} on to the server, whose pool is made by the same command file as in a real one.
 */
public final class DatabaseForServerTests implements LauncherSessionListener {
    private EmbeddedPostgres postgres;

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
        ShopDatabase.migrate(postgres.getPostgresDatabase(), List.of("platform", "inventory", "payments"));
        String url = ShopDatabase.withSessionDefaults(postgres.getJdbcUrl("postgres", "postgres"));
        // Arquillian puts it into its XML before that is parsed.
        System.setProperty("shop.test.db.url", url.replace("&", "&amp;"));
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
