package org.alwaysopen.storefront;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.Workers;

/** Runs the payments' jobs in this server for as long as it runs: captures, recovery, webhooks. */
@ApplicationScoped
public class PaymentsJobs {
    private final PaymentsModule payments;
    private final Workers workers = new Workers();

    /** For the server's proxies only. */
    protected PaymentsJobs() {
        this.payments = null;
    }

    @Inject
    public PaymentsJobs(PaymentsModule payments) {
        this.payments = payments;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object started) {
        payments.jobs().forEach(job -> workers.every(job.every(), job.name(), job.run()));
    }

    @PreDestroy
    void stop() {
        workers.close();
    }
}
