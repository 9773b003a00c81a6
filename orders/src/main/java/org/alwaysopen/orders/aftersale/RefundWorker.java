package org.alwaysopen.orders.aftersale;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.MerchantOrders.Refund;
import org.alwaysopen.orders.MerchantOrders.RefundKind;
import org.alwaysopen.orders.MerchantOrders.RefundState;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.payments.MerchantPayments;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has refunds done that were decided: asks the payments, with the refund's id as key, so that asking twice is asking once; and
 * watches until the processor has done it. Runs in every region; a refund is one worker's at a time, by a lease on its row.
 * A refund whose outcome nobody knows yet stays {@code ASKED}, however long: the payments find out, or tell people. Thread-safe.
 */
public final class RefundWorker {
    /** Who it is in timelines. */
    static final String ACTOR = "worker";

    public static final Duration EVERY = Duration.ofSeconds(1);
    /** Bounds a round; what is left comes in the next one, or in another region. */
    private static final int BATCH = 50;
    /** Longer than a few transactions take at the worst. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(5);

    private static final Set<Payments.State> NOT_CAPTURED_YET =
            Set.of(Payments.State.CREATED, Payments.State.UNKNOWN, Payments.State.AUTHORISED);

    private static final Logger LOG = LoggerFactory.getLogger(RefundWorker.class);

    private final Transactions transactions;
    private final Dockets dockets;
    private final MerchantPayments payments;

    public RefundWorker(Transactions transactions, Dockets dockets, MerchantPayments payments) {
        this.transactions = transactions;
        this.dockets = dockets;
        this.payments = payments;
    }

    /** One round. @return how many refunds it took */
    public int runOnce() {
        List<UUID> due =
                transactions.read("refunds: due", tx -> dockets.refunds().due(tx, BATCH));
        int taken = 0;
        for (UUID refund : due) {
            if (transactions.run("refunds: take", tx -> dockets.refunds().take(tx, refund, LEASE))) {
                taken++;
                quietly("refund", refund, () -> bringOn(refund));
            }
        }
        return taken;
    }

    /** Its lease ends, and a next round tries again; the others must not wait for it. */
    static void quietly(String what, UUID id, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("{} {} could not be brought on, and will be tried again: {}", what, id, e.toString());
        }
    }

    private void bringOn(UUID id) {
        RefundRows.Row row = transactions.read(
                "refunds: look", tx -> dockets.refunds().find(tx, id).orElseThrow());
        if (row.refund().kind() == RefundKind.CANCEL) {
            watch(row);
        } else if (row.refund().state() == RefundState.WANTED) {
            ask(row);
        } else if (row.refund().state() == RefundState.ASKED) {
            watch(row);
        }
    }

    private void ask(RefundRows.Row row) {
        Refund refund = row.refund();
        MerchantPayments.Command command = new MerchantPayments.Command(
                "order-refund:" + refund.id(), refund.requestedBy(), "order: " + refund.kind());
        try {
            MerchantPayments.Operation[] operation = new MerchantPayments.Operation[1];
            Steps.ASK_REFUND.take(
                    dockets.observer(),
                    row.orderId(),
                    () -> operation[0] = payments.refund(row.paymentId(), Optional.of(refund.amount()), command));
            dockets.observer().committed("payments: refund", row.orderId());
            record(row, operation[0]);
        } catch (ProblemException refused) {
            MerchantPayments.Detail payment = payments.get(row.paymentId());
            boolean cancelled = transactions
                            .read("refunds: look", tx -> dockets.detail(tx, row.orderId()))
                            .order()
                            .state()
                    == Order.State.CANCELLED;
            if (cancelled) { // which gave all of it back, this refund's sum with the rest
                watchCancelled(row, payment);
            } else if (NOT_CAPTURED_YET.contains(payment.payment().state())) {
                later(
                        row,
                        RefundState.WANTED,
                        null,
                        "not captured yet: " + refused.problem().detail());
            } else {
                end(row, RefundState.FAILED, refused.problem().detail());
            }
        }
    }

    private void watch(RefundRows.Row row) {
        MerchantPayments.Detail payment = payments.get(row.paymentId());
        if (row.refund().kind() == RefundKind.CANCEL) {
            watchCancelled(row, payment);
            return;
        }
        MerchantPayments.Operation operation = payment.operations().stream()
                .filter(each -> each.id().equals(row.operation()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("refund " + row.refund().id() + ": its operation vanished"));
        record(row, operation);
    }

    /** The payment was given back as a whole, in the transaction that cancelled the order. */
    private void watchCancelled(RefundRows.Row row, MerchantPayments.Detail payment) {
        switch (payment.payment().state()) {
            case VOIDED, DECLINED, FAILED -> end(row, RefundState.RELEASED, null);
            case REFUNDED -> end(row, RefundState.DONE, null);
            default -> {
                Optional<MerchantPayments.Operation> last = payment.operations().stream()
                        .filter(each -> each.kind().equals("REFUND"))
                        .reduce((one, other) -> other);
                if (last.isPresent() && last.get().state().equals("REFUSED")) {
                    end(row, RefundState.FAILED, last.get().lastError().orElse("the processor refused it"));
                } else {
                    later(row, row.refund().state(), null, null);
                }
            }
        }
    }

    private void record(RefundRows.Row row, MerchantPayments.Operation operation) {
        switch (operation.state()) {
            case "DONE" -> end(row, RefundState.DONE, null);
            case "REFUSED", "CANCELLED" ->
                end(row, RefundState.FAILED, operation.lastError().orElse("the processor refused it"));
            default ->
                later(
                        row,
                        RefundState.ASKED,
                        operation.id(),
                        operation.lastError().orElse(null));
        }
    }

    /** A tenth of its age: seldom enough, however long it takes. */
    private void later(RefundRows.Row row, RefundState state, UUID operation, String error) {
        Duration tenth = row.age().dividedBy(10);
        Duration pause = tenth.compareTo(PAUSE_FIRST) < 0 ? PAUSE_FIRST : tenth;
        Duration bounded = pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
        transactions.run("refunds: later", tx -> {
            Steps.RECORD_REFUND.take(
                    dockets.observer(),
                    row.orderId(),
                    () -> dockets.refunds().later(tx, row.refund().id(), state, operation, error, bounded));
            return null;
        });
        dockets.observer().committed("refunds: later", row.orderId());
    }

    private void end(RefundRows.Row row, RefundState state, String why) {
        Refund refund = row.refund();
        // A processor's words may be many; the timeline is for people.
        String error = why == null ? null : why.substring(0, Math.min(why.length(), MerchantOrders.TEXT_LENGTH_MAX));
        transactions.run("refunds: end", tx -> {
            Docket docket = dockets.reopen(tx, row.orderId(), ACTOR + " " + dockets.here());
            if (!dockets.refunds().end(tx, refund.id(), state, error)) {
                return null; // another worker did, when this one's lease was over
            }
            boolean failed = state == RefundState.FAILED;
            OrderEvents.Detail detail = OrderEvents.Detail.because(failed ? error : refund.reason())
                    .about(refund.id())
                    .of(refund.amount());
            if (state == RefundState.RELEASED) {
                docket.write(
                        docket.state(),
                        OrderEvents.Type.NOTED,
                        detail,
                        "hold of " + refund.amount() + " given back",
                        refund.reason());
            } else {
                docket.write(
                        docket.state(),
                        failed ? OrderEvents.Type.REFUND_FAILED : OrderEvents.Type.REFUNDED,
                        detail,
                        (failed ? "refund failed: " : "refunded ") + refund.amount(),
                        failed ? error : refund.reason());
            }
            return null;
        });
        dockets.observer().committed("refunds: end", row.orderId());
    }
}
