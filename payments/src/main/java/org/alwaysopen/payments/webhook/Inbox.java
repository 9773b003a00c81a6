package org.alwaysopen.payments.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.Webhooks;
import org.alwaysopen.payments.payment.AttemptRows;
import org.alwaysopen.payments.payment.AttemptRows.AttemptRow;
import org.alwaysopen.payments.payment.AttemptRows.AttemptState;
import org.alwaysopen.payments.payment.Backoff;
import org.alwaysopen.payments.payment.Holds;
import org.alwaysopen.payments.payment.Moving;
import org.alwaysopen.payments.payment.OperationRows;
import org.alwaysopen.payments.payment.OperationRows.Kind;
import org.alwaysopen.payments.payment.OperationRows.OperationRow;
import org.alwaysopen.payments.payment.OperationRows.OperationState;
import org.alwaysopen.payments.payment.PaymentEvents;
import org.alwaysopen.payments.payment.PaymentRows;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.payments.processor.Failures;
import org.alwaysopen.payments.processor.Processor;
import org.alwaysopen.payments.processor.Processor.Event;
import org.alwaysopen.payments.processor.Processor.Notice;
import org.alwaysopen.payments.processor.Processor.WebhookRefusedException;
import org.alwaysopen.payments.processor.Routing;
import org.alwaysopen.payments.processor.adyen.AdyenProcessor;
import org.alwaysopen.payments.webhook.EventRows.EventKey;
import org.alwaysopen.payments.webhook.EventRows.EventRow;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbox of webhooks. Applying an event goes through the same places as our own findings ({@link Holds},
 * {@link Moving}), under the payment's lock, where each thing is done once; so it does not matter whether the event or the
 * answer comes first, nor in which order events come. Those that tell what we know already are only marked: {@link Records}.
 */
public final class Inbox implements Webhooks {
    /** How much one run takes. */
    public static final int BATCH = 20;
    /** How many old events one sweep deletes: some tens of milliseconds. */
    public static final int SWEEP_STEP = 1_000;
    /**
     * Stripe and Adyen send events again for 30 days at most (docs.stripe.com/webhooks/process-undelivered-events,
     * docs.adyen.com/development-resources/webhooks/troubleshoot). One that came still later would find that each thing was
     * done.
     */
    private static final Duration KEPT = Duration.ofDays(45);
    /** With doubling pauses up to a minute, about ten minutes. */
    private static final int TRIES_MAX = 15;
    /** So often is a failure put off that another message may contradict: with doubling pauses, some two minutes. */
    private static final int FAILURE_PATIENCE = 7;

    /** Adyen's documentation asks for exactly this text. */
    private static final String ACCEPTED = "[accepted]";

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final Transactions transactions;
    private final Routing routing;
    private final PaymentsSettings.Pace pace;
    private final PaymentRows payments;
    private final AttemptRows attempts;
    private final OperationRows operations;
    private final Holds holds;
    private final Moving moving;
    private final PaymentEvents alerts;
    private final EventRows events = new EventRows();

    public Inbox(
            Transactions transactions,
            Routing routing,
            PaymentsSettings.Pace pace,
            PaymentRows payments,
            AttemptRows attempts,
            OperationRows operations,
            Holds holds,
            Moving moving,
            PaymentEvents alerts) {
        this.transactions = transactions;
        this.routing = routing;
        this.pace = pace;
        this.payments = payments;
        this.attempts = attempts;
        this.operations = operations;
        this.holds = holds;
        this.moving = moving;
        this.alerts = alerts;
    }

    @Override
    public String receive(String name, Map<String, String> headers, byte[] body) {
        if (body.length > BODY_LENGTH_MAX) {
            throw Problem.of(
                            413,
                            "too-long",
                            "The request is too long",
                            "body: expected at most " + BODY_LENGTH_MAX + " bytes")
                    .exception();
        }
        Processor processor = routing.find(name)
                .orElseThrow(() -> Problem.notFound("processor: there is none of this name")
                        .exception());
        List<Event> received;
        try {
            received = processor.open(lowerCase(headers), body);
        } catch (WebhookRefusedException e) {
            LOG.warn("webhook of {} refused ({}): {}", name, e.why(), e.getMessage());
            throw Problem.of(400, "webhook-refused", "This webhook is not accepted", e.getMessage())
                    .exception();
        }
        transactions.runRepeatable("payments: store webhook", tx -> {
            events.insert(tx, name, received);
            return null;
        });
        return AdyenProcessor.NAME.equals(name) ? ACCEPTED : "";
    }

    private static Map<String, String> lowerCase(Map<String, String> headers) {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    /** Applies what is due. Returns how many events were due. */
    public int runOnce() {
        List<EventRow> due = transactions.read("payments: webhooks due", tx -> events.due(tx, BATCH));
        if (!due.isEmpty()) {
            Map<Boolean, List<EventRow>> known = due.stream().collect(Collectors.partitioningBy(known(due)));
            take(known.get(true));
            known.get(false).forEach(this::apply);
        }
        return due.size();
    }

    /** Which of these change nothing when they are applied. One that cannot be read is none of them: applying it says why. */
    private Predicate<EventRow> known(List<EventRow> due) {
        Map<EventRow, Notice> notices = new HashMap<>();
        due.forEach(event -> readable(event).ifPresent(notice -> notices.put(event, notice)));
        Records records = transactions.read(
                "payments: known of webhooks",
                tx -> Records.about(tx, notices.values(), payments, attempts, operations));
        return event -> Optional.ofNullable(notices.get(event))
                .filter(notice -> records.know(event.processor(), notice))
                .isPresent();
    }

    /** All at once, which saves a transaction for each. */
    private void take(List<EventRow> known) {
        if (known.isEmpty()) {
            return;
        }
        Map<String, List<String>> ids = byProcessor(known.stream().map(EventRow::key));
        transactions.runRepeatable("payments: webhooks known", tx -> {
            ids.forEach((processor, told) -> events.takeAll(tx, processor, told));
            return null;
        });
    }

    private static Map<String, List<String>> byProcessor(Stream<EventKey> keys) {
        return keys.collect(
                Collectors.groupingBy(EventKey::processor, Collectors.mapping(EventKey::eventId, Collectors.toList())));
    }

    /** Deletes some of the events that no processor sends again. Returns how many. */
    public int sweep() {
        List<EventKey> old = transactions.read("payments: old events", tx -> events.old(tx, KEPT, SWEEP_STEP));
        if (!old.isEmpty()) {
            transactions.run("payments: sweep events", tx -> {
                byProcessor(old.stream()).forEach((processor, ids) -> events.delete(tx, processor, ids));
                return null;
            });
        }
        return old.size();
    }

    private void apply(EventRow event) {
        try {
            Notice notice = read(event);
            transactions.run("payments: apply webhook", tx -> {
                if (events.take(tx, event) && !apply(tx, event, notice)) {
                    events.ignore(tx, event);
                }
                return null;
            });
        } catch (RuntimeException e) {
            boolean park = event.tries() + 1 >= TRIES_MAX;
            String why = Failures.brief(e);
            transactions.run("payments: webhook failed", tx -> {
                boolean stands = events.failed(tx, event, park, Backoff.after(event.tries() + 1, pace), why);
                if (stands && park) {
                    tellPeople(tx, event, why);
                }
                return null;
            });
        }
    }

    private Notice read(EventRow event) {
        return routing.processor(event.processor()).read(new Event(event.eventId(), event.kind(), event.body()));
    }

    /** Nobody tries it again. */
    private void tellPeople(Tx tx, EventRow event, String why) {
        String what = "webhook " + event.eventId() + " of " + event.processor() + " could not be applied: " + why;
        LOG.warn("payments: {}", what);
        readable(event)
                .flatMap(notice -> attempt(tx, event.processor(), notice))
                .flatMap(attempt -> payments.find(tx, attempt.paymentId()))
                .ifPresent(payment -> alerts.alert(tx, payment.id(), payment.orderId(), what));
    }

    /** Empty when that is why it could not be applied. */
    private Optional<Notice> readable(EventRow event) {
        try {
            return Optional.of(read(event));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Returns false for what is not about our payments, or tells nothing that we need. */
    private boolean apply(Tx tx, EventRow event, Notice notice) {
        if (notice.what() == Notice.What.NOTHING_WE_NEED) {
            return false;
        }
        Optional<AttemptRow> known = attempt(tx, event.processor(), notice);
        if (known.isEmpty()) {
            return false;
        }
        PaymentRow payment = payments.lock(tx, known.get().paymentId());
        AttemptRow attempt = attempts.find(tx, known.get().id()).orElseThrow();
        String actor = "webhook of " + event.processor();
        switch (notice.what()) {
            case HELD -> held(tx, payment, attempt, notice, actor);
            case DECLINED -> {
                if (attempt.state() == AttemptState.SENT || attempt.state() == AttemptState.UNKNOWN) {
                    holds.notHeld(tx, payment, attempt, AttemptState.DECLINED, notice.reason(), actor);
                }
            }
            case RELEASED -> released(tx, payment, attempt, notice, actor);
            case RELEASE_FAILED -> {
                if (attempt.state() == AttemptState.VOIDED) {
                    alerts.alert(tx, payment.id(), payment.orderId(), "a void failed: " + notice.reason());
                }
            }
            case CAPTURED, CAPTURE_FAILED, REFUNDED, REFUND_FAILED -> moved(tx, event, payment, attempt, notice);
            case CHARGED_BACK ->
                moving.chargedBack(tx, payment, attempt, event.eventId(), amount(payment, notice), false);
            case CHARGE_BACK_REVERSED ->
                moving.chargedBack(tx, payment, attempt, event.eventId(), amount(payment, notice), true);
            default -> throw new IllegalStateException("notice: nobody applies " + notice.what());
        }
        return true;
    }

    /** By our reference, by that of an operation, or by the processor's. */
    private Optional<AttemptRow> attempt(Tx tx, String processor, Notice notice) {
        Optional<AttemptRow> byAttempt = notice.attemptId().flatMap(id -> attempts.find(tx, id));
        return byAttempt
                .or(() -> notice.operationId()
                        .flatMap(id -> operations.find(tx, id))
                        .flatMap(operation -> attempts.find(tx, operation.attemptId())))
                .or(() -> notice.reference().flatMap(reference -> attempts.byReference(tx, processor, reference)))
                .filter(attempt -> attempt.processor().equals(processor));
    }

    private void held(Tx tx, PaymentRow payment, AttemptRow attempt, Notice notice, String actor) {
        if (notice.amount().isPresent() && !notice.amount().get().equals(payment.amount())) {
            if (!attempt.state().equals(AttemptState.CAPTURED)) {
                alerts.alert(
                        tx,
                        payment.id(),
                        payment.orderId(),
                        "held " + notice.amount().get() + " instead of " + payment.amount());
            }
            return;
        }
        holds.held(tx, payment, attempt, notice.reference().orElse(attempt.reference()), actor, true);
    }

    private void released(Tx tx, PaymentRow payment, AttemptRow attempt, Notice notice, String actor) {
        switch (attempt.state()) {
            case HELD -> {
                // A capture that is under way finds out itself: it may have been quicker.
                if (!captureUnderWay(tx, attempt)) {
                    holds.notHeld(tx, payment, attempt, AttemptState.VOIDED, notice.reason(), actor);
                }
            }
            case SENT, UNKNOWN -> holds.notHeld(tx, payment, attempt, AttemptState.NOT_HELD, notice.reason(), actor);
            default -> {
                // a late message: it ended otherwise, or is known to have ended
            }
        }
    }

    private void moved(Tx tx, EventRow event, PaymentRow payment, AttemptRow attempt, Notice notice) {
        String actor = "webhook of " + event.processor();
        boolean capture = notice.what() == Notice.What.CAPTURED || notice.what() == Notice.What.CAPTURE_FAILED;
        Optional<OperationRow> operation = notice.operationId()
                .flatMap(id -> operations.find(tx, id))
                .filter(o -> o.kind() == (capture ? Kind.CAPTURE : Kind.REFUND))
                .or(() -> capture ? capture(tx, attempt) : Optional.empty());
        if (operation.isEmpty()) {
            alerts.alert(
                    tx,
                    payment.id(),
                    payment.orderId(),
                    notice.what() + " at " + attempt.processor() + ", which we did not ask for");
            return;
        }
        if (contradicts(notice, operation.get())) {
            alerts.alert(
                    tx,
                    payment.id(),
                    payment.orderId(),
                    notice.what() + " " + notice.amount().map(Money::toString).orElse("") + " at " + attempt.processor()
                            + ", which we took for " + operation.get().state() + ", "
                            + operation.get().amount());
            return;
        }
        String movement = notice.movement().or(notice::reference).orElse(attempt.reference());
        switch (notice.what()) {
            case CAPTURED -> {
                moving.done(tx, operation.get(), movement, actor);
                operations.confirm(tx, operation.get().id(), movement);
            }
            case REFUNDED -> moving.done(tx, operation.get(), movement, actor);
            case CAPTURE_FAILED -> {
                if (isAbout(operation.get(), notice, event.tries())) {
                    moving.captureFailed(tx, operation.get(), notice.reason(), actor);
                }
            }
            default -> moving.refundBounced(tx, operation.get(), notice.reason(), notice.movement(), actor);
        }
    }

    /**
     * Whether a failed capture is the one that we took for done, and not a second request for the same, sent afresh because the
     * first one's answer was lost: that one fails because the first took the money. While it cannot be told, the event is
     * tried again later: the first one's own message may be on its way.
     */
    private static boolean isAbout(OperationRow operation, Notice notice, int tries) {
        if (operation.state() == OperationState.DUE || operation.state() == OperationState.SENT) {
            throw new IllegalStateException("its operation is still under way");
        }
        boolean counts = notice.movement().isEmpty() || notice.movement().get().equals(operation.reference());
        if (counts && operation.tries() > 1 && tries < FAILURE_PATIENCE) {
            throw new IllegalStateException("another request for the same may have succeeded");
        }
        return counts;
    }

    /**
     * Whether money moved that we took for not moved, or another amount: by hand at the processor, or told too late. That a
     * refund began is no contradiction once this very one is known to have failed: messages come in any order, and a refund that
     * failed stays so.
     */
    private static boolean contradicts(Notice notice, OperationRow operation) {
        boolean moved = notice.what() == Notice.What.CAPTURED || notice.what() == Notice.What.REFUNDED;
        boolean failedSince = notice.what() == Notice.What.REFUNDED
                && operation.reference() != null
                && notice.movement().equals(Optional.of(operation.reference()));
        boolean over = !failedSince
                && (operation.state() == OperationState.REFUSED || operation.state() == OperationState.CANCELLED);
        boolean other = notice.amount()
                .filter(amount -> !amount.equals(operation.amount()))
                .isPresent();
        return moved && (over || other);
    }

    private boolean captureUnderWay(Tx tx, AttemptRow attempt) {
        return capture(tx, attempt)
                .filter(o -> o.state() == OperationState.DUE || o.state() == OperationState.SENT)
                .isPresent();
    }

    private Optional<OperationRow> capture(Tx tx, AttemptRow attempt) {
        return operations.of(tx, attempt.paymentId()).stream()
                .filter(o -> o.kind() == Kind.CAPTURE && o.attemptId().equals(attempt.id()))
                .findFirst();
    }

    private static Money amount(PaymentRow payment, Notice notice) {
        Money amount = notice.amount().orElse(payment.money(payment.capturedMinor()));
        if (!amount.currency().equals(payment.amount().currency())) {
            throw new IllegalStateException("an amount of " + amount + " for a payment of " + payment.amount());
        }
        return amount;
    }
}
