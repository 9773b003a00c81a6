package org.alwaysopen.payments.merchant;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.alwaysopen.payments.MerchantPayments;
import org.alwaysopen.payments.payment.AttemptRows;
import org.alwaysopen.payments.payment.AttemptRows.AttemptRow;
import org.alwaysopen.payments.payment.AttemptRows.AttemptState;
import org.alwaysopen.payments.payment.OperationRows;
import org.alwaysopen.payments.payment.OperationRows.OperationRow;
import org.alwaysopen.payments.payment.OperationRows.OperationState;
import org.alwaysopen.payments.payment.PaymentRows;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.payments.payment.Till;
import org.alwaysopen.payments.processor.Routing;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** The merchants' desk: each command is one transaction under the payment's lock, with its audit line. */
public final class MerchantDesk implements MerchantPayments {
    /** An Idempotency-Key may have 255 characters; a prefix keeps it apart from the module's own keys. */
    private static final String KEY_PREFIX = "m:";

    private static final int KEY_LENGTH_MAX = 250;

    /** How many payments one list looks at, at most: so many take well under the time that a statement may take. */
    private static final int STRETCH = 10_000;

    private final Transactions transactions;
    private final Region region;
    private final Ids ids;
    private final Routing routing;
    private final PaymentRows payments;
    private final AttemptRows attempts;
    private final OperationRows operations;
    private final Till till;
    private final MerchantRows rows = new MerchantRows();

    public MerchantDesk(
            Transactions transactions,
            Region region,
            Ids ids,
            Routing routing,
            PaymentRows payments,
            AttemptRows attempts,
            OperationRows operations,
            Till till) {
        this.transactions = transactions;
        this.region = region;
        this.ids = ids;
        this.routing = routing;
        this.payments = payments;
        this.attempts = attempts;
        this.operations = operations;
        this.till = till;
    }

    @Override
    public Page list(Query query, Optional<String> cursor, int limit) {
        return transactions.read("payments: list", tx -> {
            // Of an order or a reference there are few, and an index finds them. A state has none (ADR 0052).
            boolean indexed =
                    query.orderId().isPresent() || query.processorReference().isPresent();
            Optional<Cursor> end = indexed || query.state().isEmpty()
                    ? Optional.empty()
                    : rows.later(tx, cursor.map(Cursor::parse), STRETCH);
            Page page = Cursor.page(
                    cursor,
                    limit,
                    PAGE_MAX,
                    (after, most) -> rows.list(tx, query, after, end, most),
                    payment -> new Cursor(payment.createdAt(), payment.id()),
                    Page::new);
            return page.next().isPresent() ? page : new Page(page.items(), end.map(Cursor::toString));
        });
    }

    @Override
    public Detail get(UUID payment) {
        return transactions.read("payments: detail", tx -> detail(tx, payment));
    }

    private Detail detail(Tx tx, UUID payment) {
        Summary summary = rows.summary(tx, payment);
        if (summary == null) {
            throw unknown().exception();
        }
        return new Detail(
                summary,
                attempts.of(tx, payment).stream().map(MerchantDesk::shown).toList(),
                operations.of(tx, payment).stream().map(MerchantDesk::shown).toList(),
                rows.timeline(tx, payment));
    }

    private static Problem unknown() {
        return Problem.notFound("payment: there is none with this id");
    }

    private static Attempt shown(AttemptRow row) {
        return new Attempt(
                row.id(),
                row.processor(),
                row.state().name(),
                row.wanted(),
                Optional.ofNullable(row.reference()),
                Optional.ofNullable(row.reason()));
    }

    private static Operation shown(OperationRow row) {
        return new Operation(
                row.id(),
                row.kind().name(),
                row.state().name(),
                row.amount(),
                row.reason(),
                row.requestedBy(),
                Optional.ofNullable(row.reference()),
                Optional.ofNullable(row.lastError()));
    }

    @FunctionalInterface
    private interface Deed {
        /** @param key the command's, as it is stored */
        UUID on(Tx tx, PaymentRow payment, String key);
    }

    /** Locks the payment, finds what the same key did before, or does it and writes the audit. */
    private Operation commanded(
            String action, UUID id, OperationRows.Kind kind, Optional<Money> amount, Command command, Deed deed) {
        check(command);
        String key = KEY_PREFIX + command.key();
        return transactions.run("payments: " + action, tx -> {
            PaymentRow payment = payments.find(tx, id).isPresent() ? payments.lock(tx, id) : null;
            if (payment == null) {
                throw unknown().exception();
            }
            Optional<OperationRow> earlier = operations.byKey(tx, id, key);
            if (earlier.isPresent()) {
                return shown(same(earlier.get(), kind, amount));
            }
            UUID operation = deed.on(tx, payment, key);
            OperationRow done = operations.find(tx, operation).orElseThrow();
            rows.audit(tx, ids.next(), command.actor(), action, id, done.amount() + ": " + command.reason());
            return shown(done);
        });
    }

    private static OperationRow same(OperationRow earlier, OperationRows.Kind kind, Optional<Money> amount) {
        boolean other = earlier.kind() != kind
                || amount.map(wanted -> !wanted.equals(earlier.amount())).orElse(false);
        if (other) {
            throw Problem.of(
                            422,
                            "idempotency-key-reused",
                            "This Idempotency-Key belongs to another request",
                            "Idempotency-Key: it asked for a " + earlier.kind() + " of " + earlier.amount()
                                    + " before. Send the same, or a new key")
                    .exception();
        }
        return earlier;
    }

    private static void check(Command command) {
        if (command.key() == null || command.key().isBlank() || command.key().length() > KEY_LENGTH_MAX) {
            throw Problem.malformed("Idempotency-Key: expected 1 to " + KEY_LENGTH_MAX
                            + " characters, such as a random UUID, so that trying again is safe")
                    .exception();
        }
        if (command.reason() == null
                || command.reason().isBlank()
                || command.reason().length() > REASON_LENGTH_MAX) {
            throw Problem.invalid("reason: expected 1 to " + REASON_LENGTH_MAX + " characters")
                    .exception();
        }
    }

    private static void check(String reference) {
        if (reference == null || reference.isBlank() || reference.length() > REFERENCE_LENGTH_MAX) {
            throw Problem.invalid("reference: expected 1 to " + REFERENCE_LENGTH_MAX
                            + " characters, the transfer's or the processor's")
                    .exception();
        }
    }

    private static Money within(Optional<Money> wanted, Money most, String what) {
        Money amount = wanted.orElse(most);
        if (!amount.currency().equals(most.currency()) || amount.minorUnits() <= 0 || amount.compareTo(most) > 0) {
            throw Problem.invalid("amount: expected more than zero and at most " + most + ", which is " + what
                            + ", got " + amount)
                    .exception();
        }
        return amount;
    }

    @Override
    public Operation capture(UUID id, Optional<Money> amount, Command command) {
        return commanded("capture", id, OperationRows.Kind.CAPTURE, amount, command, (tx, payment, key) -> {
            Money wanted = within(amount, payment.amount(), "what is held");
            return till.captureByMerchant(tx, payment, wanted, key, command.reason(), command.actor())
                    .orElseThrow(() -> Problem.conflict("payment: it is " + payment.state()
                                    + "; only an AUTHORISED one that nobody captures yet can be captured")
                            .exception());
        });
    }

    @Override
    public Operation refund(UUID id, Optional<Money> amount, Command command) {
        return commanded("refund", id, OperationRows.Kind.REFUND, amount, command, (tx, payment, key) -> {
            if (payment.capturedMinor() == 0) {
                throw Problem.conflict("payment: it is " + payment.state() + "; only captured money can be refunded")
                        .exception();
            }
            long rest = payment.capturedMinor() - payment.refundRequestedMinor() - payment.chargedBackMinor();
            if (rest <= 0) {
                throw Problem.conflict("payment: all that was captured is refunded or charged back already")
                        .exception();
            }
            Money wanted = within(amount, payment.money(rest), "what is left to refund");
            return till.refundByMerchant(tx, payment, wanted, key, command.reason(), command.actor());
        });
    }

    @Override
    public Operation markSent(UUID id, UUID operation, String reference, Command command) {
        return marked(
                id,
                operation,
                OperationRows.Kind.REFUND,
                OperationState.DONE,
                command,
                "mark refund sent",
                done(reference, command));
    }

    @Override
    public Operation markFailed(UUID id, UUID operation, Command command) {
        return marked(
                id,
                operation,
                OperationRows.Kind.REFUND,
                OperationState.REFUSED,
                command,
                "mark refund failed",
                refused(command.reason(), command));
    }

    @Override
    public Operation markCaptured(UUID id, UUID operation, String reference, Command command) {
        return marked(
                id,
                operation,
                OperationRows.Kind.CAPTURE,
                OperationState.DONE,
                command,
                "mark capture done",
                done(reference, command));
    }

    @Override
    public Operation markNotCaptured(UUID id, UUID operation, Command command) {
        return marked(
                id,
                operation,
                OperationRows.Kind.CAPTURE,
                OperationState.REFUSED,
                command,
                "mark capture failed",
                refused(Till.NOT_FOUND, command));
    }

    private Mark done(String reference, Command command) {
        check(reference);
        return (tx, row) -> till.doneByMerchant(tx, row, reference, command.actor());
    }

    private Mark refused(String why, Command command) {
        return (tx, row) -> till.refusedByMerchant(tx, row, why, command.actor());
    }

    @FunctionalInterface
    private interface Mark {
        void on(Tx tx, OperationRow operation);
    }

    /** Only what a worker does not settle: transfers, and what people were told to look at. */
    private Operation marked(
            UUID id,
            UUID operation,
            OperationRows.Kind kind,
            OperationState end,
            Command command,
            String action,
            Mark mark) {
        check(command);
        return transactions.run("payments: " + action, tx -> {
            OperationRow row = operations
                    .find(tx, operation)
                    .filter(o -> o.paymentId().equals(id) && o.kind() == kind)
                    .orElseThrow(() -> Problem.notFound("operation: this payment has no " + kind + " with this id")
                            .exception());
            if (isForPeople(tx, row)) {
                mark.on(tx, row);
                rows.audit(tx, ids.next(), command.actor(), action, id, operation + ": " + command.reason());
            } else if (row.state() != end) {
                boolean sending = row.state() == OperationState.DUE || row.state() == OperationState.SENT;
                throw Problem.conflict("operation: it is " + row.state() + (sending ? "; a worker is still at it" : ""))
                        .exception();
            }
            return shown(operations.find(tx, operation).orElseThrow());
        });
    }

    /** A capture that waits is a transfer: {@link #capture} marks it paid. A refund may be settled as soon as people know of it. */
    private boolean isForPeople(Tx tx, OperationRow row) {
        return row.kind() == OperationRows.Kind.CAPTURE
                ? operations.isParked(tx, row)
                : row.state() == OperationState.WAITING || (row.state() == OperationState.SENT && row.alerted());
    }

    @Override
    public Detail markHeld(UUID id, UUID attempt, String reference, Command command) {
        check(reference);
        return settled(
                id, attempt, command, "mark held", row -> reference.equals(row.reference()), (tx, payment, row) -> {
                    // A slip of the hand must not move the money of another payment.
                    if (attempts.byReference(tx, row.processor(), reference).isPresent()) {
                        throw Problem.invalid("reference: expected this attempt's, which its metadata or reference at "
                                        + row.processor() + " tells, got that of another one of ours")
                                .exception();
                    }
                    till.heldByMerchant(tx, payment, row, reference, command.actor());
                });
    }

    @Override
    public Detail markNotHeld(UUID id, UUID attempt, Command command) {
        return settled(
                id,
                attempt,
                command,
                "mark not held",
                row -> row.state() == AttemptState.NOT_HELD,
                (tx, payment, row) -> till.notHeldByMerchant(tx, payment, row, command.actor()));
    }

    @FunctionalInterface
    private interface Finding {
        void on(Tx tx, PaymentRow payment, AttemptRow attempt);
    }

    /** Only what no worker can find out. */
    private Detail settled(
            UUID id, UUID attempt, Command command, String action, Predicate<AttemptRow> known, Finding finding) {
        check(command);
        return transactions.run("payments: " + action, tx -> {
            if (payments.find(tx, id).isEmpty()) {
                throw unknown().exception();
            }
            PaymentRow payment = payments.lock(tx, id);
            AttemptRow row = attempts.find(tx, attempt)
                    .filter(a -> a.paymentId().equals(id))
                    .orElseThrow(() -> Problem.notFound("attempt: this payment has none with this id")
                            .exception());
            if (till.isLeftToPeople(row)) {
                finding.on(tx, payment, row);
                rows.audit(tx, ids.next(), command.actor(), action, id, attempt + ": " + command.reason());
            } else if (!known.test(row)) {
                boolean open = row.state() == AttemptState.SENT || row.state() == AttemptState.UNKNOWN;
                throw Problem.conflict("attempt: it is " + row.state()
                                + (open ? "; a worker can still find out itself what became of it" : ""))
                        .exception();
            }
            return detail(tx, id);
        });
    }

    @Override
    public Detail giveBack(UUID id, Command command) {
        check(command);
        return transactions.run("payments: void", tx -> {
            if (payments.find(tx, id).isEmpty()) {
                throw unknown().exception();
            }
            PaymentRow payment = payments.lock(tx, id);
            if (payment.capturedMinor() > 0) {
                throw Problem.conflict(
                                "payment: it is " + payment.state() + "; what is captured is refunded, not voided")
                        .exception();
            }
            if (!payment.isGivenBack()) {
                till.giveBack(tx, id, command.reason());
                rows.audit(tx, ids.next(), command.actor(), "void", id, command.reason());
            }
            return detail(tx, id);
        });
    }

    @Override
    public List<ProcessorHealth> health() {
        return routing.health().stream()
                .map(h -> new ProcessorHealth(
                        h.processor(),
                        region.name(),
                        h.breaker(),
                        h.switchedOn(),
                        routing.processor(h.processor()).answers()))
                .toList();
    }

    @Override
    public List<Switch> switches() {
        return transactions.read("payments: switches", rows::switches);
    }

    @Override
    public Switch turn(String processor, String inRegion, boolean on, Command command) {
        check(command);
        if (routing.find(processor).isEmpty()) {
            throw Problem.notFound("processor: there is none of this name").exception();
        }
        String name = new Region(inRegion).name();
        Switch turned = transactions.run("payments: switch", tx -> {
            rows.audit(
                    tx,
                    ids.next(),
                    command.actor(),
                    on ? "switch on" : "switch off",
                    null,
                    processor + " in " + name + ": " + command.reason());
            return rows.turn(tx, processor, name, on, command.reason(), command.actor());
        });
        refreshSwitches();
        return turned;
    }

    /** Lets this server know what was switched elsewhere. */
    public void refreshSwitches() {
        routing.switchOff(transactions.read("payments: switched off", tx -> rows.switchedOff(tx, region.name())));
    }
}
