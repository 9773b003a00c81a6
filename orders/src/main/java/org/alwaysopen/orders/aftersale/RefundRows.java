package org.alwaysopen.orders.aftersale;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.MerchantOrders.Refund;
import org.alwaysopen.orders.MerchantOrders.RefundKind;
import org.alwaysopen.orders.MerchantOrders.RefundState;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code orders.order_refund}. Stateless. */
final class RefundRows {
    private static final String COLUMNS = """
            id, order_id, payment_id, kind, state, amount, currency, reason, requested_by, operation_id, last_error,
            created_at, CAST(extract(epoch FROM now() - created_at) * 1000 AS INT8) AS age_ms""";

    /**
     * @param paymentId null: it went back to gift cards
     * @param operation the payment module's, once it is known; null before
     */
    record Row(UUID orderId, UUID paymentId, UUID operation, Duration age, Refund refund) {
        static final RowMapper<Row> MAPPER = (rs, ctx) -> new Row(
                rs.getObject("order_id", UUID.class),
                rs.getObject("payment_id", UUID.class),
                rs.getObject("operation_id", UUID.class),
                Duration.ofMillis(rs.getLong("age_ms")),
                new Refund(
                        rs.getObject("id", UUID.class),
                        RefundKind.valueOf(rs.getString("kind")),
                        RefundState.valueOf(rs.getString("state")),
                        Money.of(rs.getLong("amount"), rs.getString("currency")),
                        rs.getString("reason"),
                        rs.getString("requested_by"),
                        Optional.ofNullable(rs.getString("last_error")),
                        rs.getObject("created_at", OffsetDateTime.class).toInstant()));

        /** Whether its sum counts against what was paid. */
        boolean counts() {
            return refund.state() != RefundState.FAILED;
        }
    }

    /** @param payment null: it went to the gift cards already */
    void insert(Tx tx, UUID id, UUID order, UUID payment, RefundKind kind, Money amount, String reason, String by) {
        tx.update("""
                        INSERT INTO orders.order_refund
                               (id, order_id, payment_id, kind, amount, currency, reason, requested_by, state, due_at, ended_at)
                        VALUES (:id, :order, CAST(:payment AS UUID), :kind, :amount, :currency, :reason, :by, :state,
                                CASE WHEN :state = 'WANTED' THEN now() END, CASE WHEN :state = 'DONE' THEN now() END)""")
                .bind("state", payment == null ? "DONE" : "WANTED")
                .bind("id", id)
                .bind("order", order)
                .bind("payment", payment)
                .bind("kind", kind.name())
                .bind("amount", amount.minorUnits())
                .bind("currency", amount.currency().getCurrencyCode())
                .bind("reason", reason)
                .bind("by", by)
                .execute();
    }

    List<Row> of(Tx tx, UUID order) {
        return tx.query("SELECT " + COLUMNS
                        + " FROM orders.order_refund WHERE order_id = :order ORDER BY created_at, id")
                .bind("order", order)
                .map(Row.MAPPER)
                .list();
    }

    Optional<Row> find(Tx tx, UUID id) {
        return tx.query("SELECT " + COLUMNS + " FROM orders.order_refund WHERE id = :id")
                .bind("id", id)
                .map(Row.MAPPER)
                .findOne();
    }

    List<UUID> due(Tx tx, int limit) {
        return tx.query("SELECT id FROM orders.order_refund WHERE due_at < now() ORDER BY due_at LIMIT :limit")
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Two workers at one refund: one of them updates no row. */
    boolean take(Tx tx, UUID id, Duration lease) {
        return tx.update("""
                        UPDATE orders.order_refund SET due_at = now() + :ms * INTERVAL '1 millisecond'
                         WHERE id = :id AND due_at < now()""").bind("ms", lease.toMillis()).bind("id", id).execute() == 1;
    }

    /** It is asked for, or still not at its end: when to look again. */
    void later(Tx tx, UUID id, RefundState state, UUID operation, String lastError, Duration pause) {
        tx.update("""
                        UPDATE orders.order_refund
                           SET state = :state, operation_id = COALESCE(CAST(:operation AS UUID), operation_id),
                               last_error = :error, due_at = now() + :ms * INTERVAL '1 millisecond'
                         WHERE id = :id AND state IN ('WANTED', 'ASKED')""")
                .bind("state", state.name())
                .bind("operation", operation)
                .bind("error", lastError)
                .bind("ms", pause.toMillis())
                .bind("id", id)
                .execute();
    }

    /** Two workers that bring one refund to its end: the row is the judge. */
    boolean end(Tx tx, UUID id, RefundState state, String lastError) {
        return tx.update("""
                        UPDATE orders.order_refund
                           SET state = :state, last_error = :error, ended_at = now(), due_at = NULL
                         WHERE id = :id AND state IN ('WANTED', 'ASKED')""")
                        .bind("state", state.name())
                        .bind("error", lastError)
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
