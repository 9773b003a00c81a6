package org.alwaysopen.storefront;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.alwaysopen.platform.Transactions;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The composition root: the one place where the shop's parts are put together.
 *
 * <p>The modules are plain Java and know nothing of CDI; here they get what they need, once per server. Everything
 * produced is a singleton without a proxy: a call costs a call.
 */
@ApplicationScoped
public class ShopBeans {
    /** Made before the server starts, by {@code deploy/payara/preboot.asadmin}. */
    @Resource(lookup = "jdbc/shop")
    private DataSource dataSource;

    @Produces
    @Singleton
    ShopConfig config() {
        return ShopConfig.of(ConfigProvider.getConfig());
    }

    @Produces
    @Singleton
    DataSource dataSource() {
        return dataSource;
    }

    @Produces
    @Singleton
    Transactions transactions(DataSource source) {
        return new Transactions(source, Transactions.Observer.NONE, RandomGenerator.of("L64X128MixRandom"));
    }
}
