package org.alwaysopen.payments.webhook;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.alwaysopen.payments.payment.AttemptRows;
import org.alwaysopen.payments.payment.AttemptRows.AttemptRow;
import org.alwaysopen.payments.payment.AttemptRows.AttemptState;
import org.alwaysopen.payments.payment.OperationRows;
import org.alwaysopen.payments.payment.OperationRows.Kind;
import org.alwaysopen.payments.payment.OperationRows.OperationRow;
import org.alwaysopen.payments.payment.OperationRows.OperationState;
import org.alwaysopen.payments.payment.PaymentRows;
import org.alwaysopen.payments.payment.PaymentRows.PaymentRow;
import org.alwaysopen.payments.processor.Processor.Notice;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;

/**
 * What our records say of everything that a batch of events is about, read together. Most events tell what the checkout or
 * a worker found out by itself; who applies one of those changes nothing but the event's row.
 *
 * <p>Such an event need not be applied: what would have changed nothing at the moment of reading is as good as applied at that
 * moment. That hangs on one row that may change, the attempt's or the operation's (amounts, kinds, processors and whose
 * they are stay), so it does not matter that the statements see different moments.
 *
 * <p>Strict: it knows the usual ends, told with the amount and reference that stand in our books. All else is news, also where
 * applying it would turn out to change nothing.
 */
final class Records {
    private final Map<UUID, PaymentRow> payments;
    private final Map<UUID, AttemptRow> attempts;
    private final Map<UUID, OperationRow> operations;

    private Records(List<PaymentRow> payments, List<AttemptRow> attempts, List<OperationRow> operations) {
        this.payments = byId(payments, PaymentRow::id);
        this.attempts = byId(attempts, AttemptRow::id);
        this.operations = byId(operations, OperationRow::id);
    }

    private static <T> Map<UUID, T> byId(List<T> rows, Function<T, UUID> id) {
        return rows.stream().collect(Collectors.toMap(id, row -> row));
    }

    /** Looks for what is told by our own ids; what is told by the processor's alone is news. */
    static Records about(
            Tx tx, Collection<Notice> notices, PaymentRows payments, AttemptRows attempts, OperationRows operations) {
        List<OperationRow> moved = operations.all(tx, present(notices, Notice::operationId));
        Set<UUID> asked = present(notices, Notice::attemptId);
        moved.forEach(operation -> asked.add(operation.attemptId()));
        List<AttemptRow> tried = attempts.all(tx, asked);
        List<PaymentRow> wanted =
                payments.all(tx, tried.stream().map(AttemptRow::paymentId).collect(Collectors.toSet()));
        return new Records(wanted, tried, moved);
    }

    private static Set<UUID> present(Collection<Notice> notices, Function<Notice, Optional<UUID>> id) {
        return notices.stream().flatMap(notice -> id.apply(notice).stream()).collect(Collectors.toSet());
    }

    /** Whether applying this would change nothing: {@link Inbox} says what it would do. */
    boolean know(String processor, Notice notice) {
        Optional<OperationRow> operation = notice.operationId().map(operations::get);
        Optional<AttemptRow> attempt = notice.attemptId()
                .map(attempts::get)
                .or(() -> operation.map(o -> attempts.get(o.attemptId())))
                .filter(a -> a.processor().equals(processor));
        Optional<?> known = switch (notice.what()) {
            case HELD -> attempt.filter(a -> a.state().wasHeld() && isAllOf(a, notice));
            case DECLINED -> attempt.filter(a -> !a.state().isOpen());
            case RELEASED -> attempt.filter(a -> a.state() == AttemptState.VOIDED);
            case CAPTURED -> attempt.flatMap(a -> operation).filter(o -> isDone(o, Kind.CAPTURE, notice));
            case REFUNDED -> attempt.flatMap(a -> operation).filter(o -> isDone(o, Kind.REFUND, notice));
            default -> Optional.empty();
        };
        return known.isPresent();
    }

    private boolean isAllOf(AttemptRow attempt, Notice notice) {
        Optional<Money> all =
                Optional.ofNullable(payments.get(attempt.paymentId())).map(PaymentRow::amount);
        return all.isPresent() && notice.amount().equals(all);
    }

    /** By the very request that we know of: another one's reference would be confirmed. */
    private static boolean isDone(OperationRow operation, Kind kind, Notice notice) {
        return operation.kind() == kind
                && operation.state() == OperationState.DONE
                && notice.amount().equals(Optional.of(operation.amount()))
                && notice.movement().equals(Optional.ofNullable(operation.reference()))
                && notice.movement().isPresent();
    }
}
