package org.alwaysopen.storefront;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/**
 * The server's connections to the shop's database. The URL ({@code shop.db.url}) comes complete, with SERIALIZABLE and all
 * time-outs, from {@code ShopDatabase.withSessionDefaults}.
 *
 * <p>A pool of our own and not the server's: transactions are ours, too, so the server's would bring along for every statement
 * what we have no use for (measured: an eighth of the processor time of a checkout).
 */
final class ShopPool {
    /** More at the same time only wait for each other in the database. */
    private static final int CONNECTIONS_MAX = 32;

    private static final int CONNECTIONS_IDLE = 4;
    /** Longer waits help nobody: the shopper is told to try again. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(3);
    /** After a lost node the connections are another one's; this much later they are those of the region's own again. */
    private static final Duration CONNECTION_AGE_MAX = Duration.ofMinutes(5);
    /** A rush is over; the other servers of the world share the database's connections with this one. */
    private static final Duration CONNECTION_IDLE_MAX = Duration.ofMinutes(1);

    private ShopPool() {}

    static HikariDataSource open(Config shop) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("shop");
        pool.setDriverClassName("org.postgresql.Driver");
        pool.setJdbcUrl(shop.getValue("shop.db.url", String.class));
        pool.setUsername(shop.getValue("shop.db.user", String.class));
        shop.getOptionalValue("shop.db.password", String.class).ifPresent(pool::setPassword);
        // Each of the shop's statements is planned once for each connection, and not again for lack of room.
        pool.addDataSourceProperty("preparedStatementCacheQueries", "1024");
        pool.setMaximumPoolSize(CONNECTIONS_MAX);
        pool.setMinimumIdle(CONNECTIONS_IDLE);
        pool.setConnectionTimeout(WAIT_MAX.toMillis());
        pool.setMaxLifetime(CONNECTION_AGE_MAX.toMillis());
        pool.setIdleTimeout(CONNECTION_IDLE_MAX.toMillis());
        // A server may start before its database.
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }
}
