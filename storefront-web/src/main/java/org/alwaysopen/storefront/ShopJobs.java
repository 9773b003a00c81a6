package org.alwaysopen.storefront;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.orders.OrdersModule;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.ChangeFeed;
import org.alwaysopen.platform.Housekeeping;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Workers;
import org.alwaysopen.storefront.catalogue.Catalogue;
import org.alwaysopen.storefront.hooks.Hooks;
import org.alwaysopen.storefront.notices.Notices;
import org.alwaysopen.storefront.signin.SignIns;

/**
 * Runs the modules' periodic work in this server for as long as it runs: captures, recovery, expiry, housekeeping. Every
 * region runs all of it; what only one may do at a time is guarded by leases in the database.
 */
@ApplicationScoped
public class ShopJobs {
    /** The design's promise is one second from a price to all pages. */
    private static final Duration CHANGES_EVERY = Duration.ofMillis(200);

    /** A shopper looks for the confirmation at once. */
    private static final Duration NOTICES_EVERY = Duration.ofMillis(500);

    private static final Duration HOOKS_EVERY = Duration.ofMillis(500);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    @Resource
    private ManagedThreadFactory threads;

    @Inject
    Transactions transactions;

    @Inject
    Inventories inventories;

    @Inject
    Catalogue catalogue;

    @Inject
    PaymentsModule payments;

    @Inject
    OrdersModule orders;

    @Inject
    Notices notices;

    @Inject
    Hooks hooks;

    @Inject
    Optional<SignIns> signIns;

    private Workers workers;

    void start(@Observes @Initialized(ApplicationScoped.class) Object started) {
        workers = new Workers(threads);
        ChangeFeed changes = new ChangeFeed(transactions, Clock.systemUTC());
        workers.every(CHANGES_EVERY, "catalogue: changes", () -> catalogue.apply(changes.poll()));
        payments.jobs().forEach(job -> workers.every(job.every(), job.name(), job.run()));
        orders.jobs().forEach(job -> workers.every(job.every(), job.name(), job.run()));
        OrdersModule.Job refunds = orders.refunds(payments.merchant());
        workers.every(refunds.every(), refunds.name(), refunds.run());
        inventories.upkeep().jobs().forEach(job -> workers.every(job.every(), job.name(), job.run()));
        workers.every(NOTICES_EVERY, "notices", notices::runOnce);
        workers.every(HOOKS_EVERY, "webhooks: send", Workers.whileFull(Hooks.BATCH, hooks::sendDue));
        workers.every(SWEEP_EVERY, "webhooks: sweep", hooks::sweep);
        signIns.ifPresent(parts -> workers.every(SWEEP_EVERY, "sign-ins: sweep", parts::sweep));
        Housekeeping housekeeping = new Housekeeping(transactions);
        workers.every(SWEEP_EVERY, "platform: sweep", housekeeping::runOnce);
    }

    @PreDestroy
    void stop() {
        if (workers != null) {
            workers.close();
        }
    }
}
