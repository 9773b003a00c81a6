package org.alwaysopen.storefront;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.Checkout;
import org.alwaysopen.orders.GiftCards;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.orders.OrdersModule;
import org.alwaysopen.orders.Promotions;
import org.alwaysopen.orders.Rates;
import org.alwaysopen.payments.MerchantPayments;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.Webhooks;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.catalogue.Catalogue;
import org.alwaysopen.storefront.catalogue.CatalogueCache;
import org.alwaysopen.storefront.hooks.Addresses;
import org.alwaysopen.storefront.hooks.Hooks;
import org.alwaysopen.storefront.keys.ApiKeys;
import org.alwaysopen.storefront.mail.Mails;
import org.alwaysopen.storefront.mail.OperatorLetters;
import org.alwaysopen.storefront.mail.OrderLetters;
import org.alwaysopen.storefront.metrics.CheckoutMetrics;
import org.alwaysopen.storefront.metrics.TransactionMetrics;
import org.alwaysopen.storefront.notices.Notices;
import org.alwaysopen.storefront.pages.CheckoutReturn;
import org.alwaysopen.storefront.signin.SignIns;
import org.alwaysopen.storefront.stock.StockLabels;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The composition root: the one place where the shop's parts are put together.
 *
 * <p>The modules are plain Java and know nothing of CDI; here they get what they need, once per server. Everything
 * produced is a singleton without a proxy: a call costs a call.
 */
@ApplicationScoped
public class ShopBeans {
    @Produces
    @Singleton
    ShopConfig config() {
        return ShopConfig.of(ConfigProvider.getConfig());
    }

    @Produces
    @Singleton
    DataSource dataSource() {
        return ShopPool.open(ConfigProvider.getConfig());
    }

    void close(@Disposes DataSource pool) {
        ((HikariDataSource) pool).close();
    }

    @Produces
    @Singleton
    Transactions transactions(DataSource source, MetricRegistry metrics) {
        return new Transactions(source, new TransactionMetrics(metrics), RandomGenerator.of("L64X128MixRandom"));
    }

    /** Empty in a shop that only sells to guests. */
    @Produces
    @Singleton
    Optional<SignIns> signIns(Transactions transactions, ShopConfig config) {
        return SignIns.of(ConfigProvider.getConfig(), config, transactions, Clock.systemUTC());
    }

    @Produces
    @Singleton
    PaymentsModule paymentsModule(Transactions transactions, ShopConfig config) {
        PaymentsSettings settings = PaymentsSettings.read(name -> ConfigProvider.getConfig()
                        .getOptionalValue(name.toLowerCase(Locale.ROOT).replace('_', '.'), String.class))
                .returningTo(config.publicUrl() + CheckoutReturn.PATH);
        return new PaymentsModule(transactions, config.region(), settings, Ids.RANDOM, Clock.systemUTC());
    }

    void close(@Disposes PaymentsModule module) {
        module.close();
    }

    @Produces
    @Singleton
    Payments payments(PaymentsModule module) {
        return module.payments();
    }

    @Produces
    @Singleton
    MerchantPayments merchantPayments(PaymentsModule module) {
        return module.merchant();
    }

    @Produces
    @Singleton
    Webhooks webhooks(PaymentsModule module) {
        return module.webhooks();
    }

    @Produces
    @Singleton
    Inventories inventories(Transactions transactions, ShopConfig config) {
        return Inventories.create(transactions, config.region(), config.regions());
    }

    @Produces
    @Singleton
    CatalogueCache catalogueCache() {
        return RegionCache.find();
    }

    void close(@Disposes CatalogueCache cache) throws Exception {
        if (cache instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Produces
    @Singleton
    Catalogue catalogue(Transactions transactions, ShopConfig config, CatalogueCache cache) {
        return new Catalogue(transactions, config.region(), cache);
    }

    @Produces
    @Singleton
    StockLabels stockLabels(Transactions transactions, Inventories inventories) {
        return new StockLabels(transactions, inventories.inventory(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    OrdersModule ordersModule(
            Transactions transactions,
            ShopConfig config,
            Catalogue catalogue,
            Inventories inventories,
            Payments payments,
            MetricRegistry metrics) {
        return new OrdersModule(
                transactions,
                config.region(),
                catalogue,
                inventories.inventory(),
                payments,
                Ids.RANDOM,
                new CheckoutMetrics(metrics));
    }

    @Produces
    @Singleton
    Carts carts(OrdersModule module) {
        return module.carts();
    }

    @Produces
    @Singleton
    Checkout checkout(OrdersModule module) {
        return module.checkout();
    }

    @Produces
    @Singleton
    Promotions promotions(OrdersModule module) {
        return module.promotions();
    }

    @Produces
    @Singleton
    GiftCards giftCards(OrdersModule module) {
        return module.giftCards();
    }

    @Produces
    @Singleton
    Rates rates(OrdersModule module) {
        return module.rates();
    }

    @Produces
    @Singleton
    Orders orders(OrdersModule module) {
        return module.orders();
    }

    @Produces
    @Singleton
    MerchantOrders merchantOrders(OrdersModule module) {
        return module.merchant();
    }

    @Produces
    @Singleton
    Mails mails() {
        return Mails.of(ConfigProvider.getConfig());
    }

    @Produces
    @Singleton
    Hooks hooks(Transactions transactions, ShopConfig config) {
        // Programs on this machine may be told in the clear where the shop runs on one machine, and only there.
        boolean local = ConfigProvider.getConfig()
                .getOptionalValue("shop.webhooks.local", Boolean.class)
                .orElse(false);
        return new Hooks(
                transactions,
                config.region(),
                new Addresses(local),
                Ids.RANDOM,
                RandomGenerator.of("L64X128MixRandom"));
    }

    void close(@Disposes Hooks hooks) {
        hooks.close();
    }

    @Produces
    @Singleton
    ApiKeys apiKeys(Transactions transactions) {
        return new ApiKeys(transactions, Ids.RANDOM);
    }

    @Produces
    @Singleton
    Notices notices(Transactions transactions, ShopConfig config, Hooks hooks, Mails mails, Orders orders) {
        return new Notices(
                transactions,
                config.region() + " " + Ids.RANDOM.next(),
                hooks,
                mails.mailer(),
                new OrderLetters(orders::get, config.publicUrl()),
                mails.operator().map(OperatorLetters::new));
    }
}
