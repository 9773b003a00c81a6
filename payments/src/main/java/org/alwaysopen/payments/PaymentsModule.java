package org.alwaysopen.payments;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.alwaysopen.payments.ledger.Ledger;
import org.alwaysopen.payments.ledger.LedgerBooks;
import org.alwaysopen.payments.merchant.MerchantDesk;
import org.alwaysopen.payments.payment.AttemptRows;
import org.alwaysopen.payments.payment.Holds;
import org.alwaysopen.payments.payment.Moving;
import org.alwaysopen.payments.payment.OperationRows;
import org.alwaysopen.payments.payment.OutboxEvents;
import org.alwaysopen.payments.payment.Parallel;
import org.alwaysopen.payments.payment.PaymentEvents;
import org.alwaysopen.payments.payment.PaymentRows;
import org.alwaysopen.payments.payment.Settling;
import org.alwaysopen.payments.payment.Till;
import org.alwaysopen.payments.processor.BankTransfer;
import org.alwaysopen.payments.processor.Processor;
import org.alwaysopen.payments.processor.Routing;
import org.alwaysopen.payments.processor.adyen.AdyenProcessor;
import org.alwaysopen.payments.processor.stripe.StripeProcessor;
import org.alwaysopen.payments.webhook.Inbox;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Workers;

/**
 * Builds the module: one per server. The composition root schedules its {@linkplain #jobs() jobs} in every region, and
 * closes it when the server stops.
 */
public final class PaymentsModule implements AutoCloseable {
    /** What people have to look at: {@code {paymentId, orderId, what}}. */
    public static final String TOPIC_ALERT = "payment.alert";

    private final Parallel parallel = new Parallel();
    private final Till till;
    private final Inbox inbox;
    private final MerchantDesk desk;
    private final Books books;
    private final List<Job> jobs;

    /**
     * Work to be done again and again, in every server. A run takes what is due, and may come at any time and in several
     * servers at once.
     *
     * @param every the pause between two runs
     */
    public record Job(String name, Duration every, Runnable run) {}

    public PaymentsModule(Transactions transactions, Region region, PaymentsSettings settings, Ids ids, Clock clock) {
        this(transactions, region, settings, ids, clock, Checkpoints.NONE);
    }

    /** With {@link Checkpoints} for crash tests. */
    public PaymentsModule(
            Transactions transactions,
            Region region,
            PaymentsSettings settings,
            Ids ids,
            Clock clock,
            Checkpoints checkpoints) {
        PaymentRows payments = new PaymentRows();
        AttemptRows attempts = new AttemptRows();
        OperationRows operations = new OperationRows();
        Ledger ledger = new Ledger(ids);
        PaymentEvents events = new OutboxEvents(region);
        PaymentsSettings.Pace pace = settings.pace();
        Routing routing = new Routing(processors(settings, clock), pace.breakerDelay());
        Holds holds = new Holds(
                payments,
                attempts,
                ledger,
                events,
                pace,
                settings.transfers()
                        .map(PaymentsSettings.Transfers::patience)
                        .orElse(PaymentsSettings.Transfers.USUAL));
        Moving moving = new Moving(
                transactions,
                region,
                ids,
                routing,
                pace,
                checkpoints,
                payments,
                attempts,
                operations,
                ledger,
                events,
                parallel);
        Settling settling = new Settling(
                transactions, region, routing, pace, checkpoints, payments, attempts, holds, events, parallel);
        this.till = new Till(
                transactions,
                region,
                ids,
                routing,
                pace,
                settings.transfers(),
                checkpoints,
                payments,
                attempts,
                operations,
                holds,
                moving);
        this.inbox = new Inbox(transactions, routing, pace, payments, attempts, operations, holds, moving, events);
        this.desk = new MerchantDesk(transactions, region, ids, routing, payments, attempts, operations, till);
        this.books = new LedgerBooks(transactions);
        this.jobs = List.of(
                new Job("payments: webhooks", Duration.ofMillis(500), Workers.whileFull(Inbox.BATCH, inbox::runOnce)),
                new Job("payments: switches", Duration.ofSeconds(2), desk::refreshSwitches),
                new Job(
                        "payments: captures and refunds",
                        Duration.ofMillis(500),
                        Workers.whileFull(Settling.BATCH, moving::runOnce)),
                new Job("payments: recovery", Duration.ofSeconds(1), settling::runOnce),
                new Job("payments: abandoned holds", Duration.ofSeconds(10), till::giveBackAbandoned),
                new Job(
                        "payments: old events",
                        Duration.ofMinutes(1),
                        Workers.whileFull(Inbox.SWEEP_STEP, inbox::sweep)));
    }

    private static List<Processor> processors(PaymentsSettings settings, Clock clock) {
        List<Processor> all = new ArrayList<>();
        settings.stripe()
                .ifPresent(stripe ->
                        all.add(new StripeProcessor(stripe, settings.returnUrl(), settings.timeOuts(), clock)));
        settings.adyen()
                .ifPresent(
                        adyen -> all.add(new AdyenProcessor(adyen, settings.returnUrl(), settings.timeOuts(), clock)));
        settings.transfers().ifPresent(transfers -> all.add(new BankTransfer()));
        return all;
    }

    public Payments payments() {
        return till;
    }

    public MerchantPayments merchant() {
        return desk;
    }

    /** The books alone, for whoever compares them from outside of a server. */
    public static Books books(Transactions transactions) {
        return new LedgerBooks(transactions);
    }

    public Books books() {
        return books;
    }

    public Webhooks webhooks() {
        return inbox;
    }

    public List<Job> jobs() {
        return jobs;
    }

    @Override
    public void close() {
        parallel.close();
    }
}
