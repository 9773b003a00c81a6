package org.alwaysopen.payments.merchant;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.payments.MerchantPayments.Moment;
import org.alwaysopen.payments.MerchantPayments.Query;
import org.alwaysopen.payments.MerchantPayments.Summary;
import org.alwaysopen.payments.MerchantPayments.Switch;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The tables {@code payments.audit} and {@code payments.processor_switch}, and the views of merchants on the others. */
final class MerchantRows {
    private static final String SUMMARY = """
            SELECT p.id, p.order_id, p.region, p.state, p.currency, p.amount_minor, p.captured_minor, p.refunded_minor,
                   p.charged_back_minor, p.created_at
              FROM payments.payment p\s""";

    private static final RowMapper<Summary> SUMMARY_MAPPER = (rs, ctx) -> {
        String currency = rs.getString("currency");
        return new Summary(
                rs.getObject("id", UUID.class),
                rs.getObject("order_id", UUID.class),
                rs.getString("region"),
                State.valueOf(rs.getString("state")),
                Money.of(rs.getLong("amount_minor"), currency),
                Money.of(rs.getLong("captured_minor"), currency),
                Money.of(rs.getLong("refunded_minor"), currency),
                Money.of(rs.getLong("charged_back_minor"), currency),
                rs.getTimestamp("created_at").toInstant());
    };

    private static final RowMapper<Switch> SWITCH_MAPPER = (rs, ctx) -> new Switch(
            rs.getString("processor"),
            rs.getString("region"),
            rs.getBoolean("enabled"),
            rs.getString("reason"),
            rs.getString("changed_by"),
            rs.getTimestamp("changed_at").toInstant());

    /** The newest first, after the one and down to the other. */
    List<Summary> list(Tx tx, Query query, Optional<Cursor> after, Optional<Cursor> end, int limit) {
        String sql = SUMMARY
                + "WHERE true"
                + (query.state().isPresent() ? " AND p.state = :state" : "")
                + (query.orderId().isPresent() ? " AND p.order_id = :order" : "")
                + (query.processorReference().isPresent()
                        ? " AND p.id IN (SELECT payment_id FROM payments.processor_reference WHERE reference = :reference)"
                        : "")
                + (after.isPresent() ? " AND (p.created_at, p.id) < (:afterAt, :afterId)" : "")
                + (end.isPresent() ? " AND (p.created_at, p.id) >= (:endAt, :endId)" : "")
                + " ORDER BY p.created_at DESC, p.id DESC LIMIT :limit";
        var statement = tx.query(sql).bind("limit", limit);
        query.state().ifPresent(state -> statement.bind("state", state.name()));
        query.orderId().ifPresent(order -> statement.bind("order", order));
        query.processorReference().ifPresent(reference -> statement.bind("reference", reference));
        after.ifPresent(place ->
                statement.bind("afterAt", place.at().atOffset(ZoneOffset.UTC)).bind("afterId", place.id()));
        end.ifPresent(place ->
                statement.bind("endAt", place.at().atOffset(ZoneOffset.UTC)).bind("endId", place.id()));
        return statement.map(SUMMARY_MAPPER).list();
    }

    /** The payment that comes so many after this one; empty when there are fewer. */
    Optional<Cursor> later(Tx tx, Optional<Cursor> after, int many) {
        var statement = tx.query("SELECT p.created_at, p.id FROM payments.payment p "
                        + (after.isPresent() ? "WHERE (p.created_at, p.id) < (:afterAt, :afterId) " : "")
                        + "ORDER BY p.created_at DESC, p.id DESC LIMIT 1 OFFSET :many")
                .bind("many", many);
        after.ifPresent(place ->
                statement.bind("afterAt", place.at().atOffset(ZoneOffset.UTC)).bind("afterId", place.id()));
        return statement
                .map((rs, ctx) -> new Cursor(
                        rs.getObject("created_at", OffsetDateTime.class).toInstant(), rs.getObject("id", UUID.class)))
                .findOne();
    }

    Summary summary(Tx tx, UUID payment) {
        return tx.query(SUMMARY + "WHERE p.id = :id")
                .bind("id", payment)
                .map(SUMMARY_MAPPER)
                .findOne()
                .orElse(null);
    }

    /** What happened, in order. Bounded by the payment's own limits: it has few attempts and refunds. */
    List<Moment> timeline(Tx tx, UUID payment) {
        return tx.query("""
                        SELECT at, what, detail, actor FROM (
                            SELECT at, CAST(version AS INT8) AS n, to_state AS what, reason AS detail, actor FROM payments.transition
                             WHERE payment_id = :payment
                            UNION ALL
                            SELECT at, 1000 AS n, 'ledger ' || kind AS what, processor AS detail, 'ledger' AS actor
                              FROM payments.posting WHERE payment_id = :payment
                            UNION ALL
                            SELECT at, 2000 AS n, action AS what, detail, actor FROM payments.audit
                             WHERE payment_id = :payment) AS moments
                         ORDER BY at, n LIMIT 500""")
                .bind("payment", payment)
                .map((rs, ctx) -> new Moment(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("what"),
                        rs.getString("detail"),
                        rs.getString("actor")))
                .list();
    }

    void audit(Tx tx, UUID id, String actor, String action, UUID payment, String detail) {
        tx.update("""
                        INSERT INTO payments.audit (id, actor, action, payment_id, detail)
                        VALUES (:id, :actor, :action, CAST(:payment AS UUID), :detail)""")
                .bind("id", id)
                .bind("actor", actor)
                .bind("action", action)
                .bind("payment", payment)
                .bind("detail", detail)
                .execute();
    }

    List<Switch> switches(Tx tx) {
        return tx.query("""
                        SELECT processor, region, enabled, reason, changed_by, changed_at
                          FROM payments.processor_switch ORDER BY processor, region""").map(SWITCH_MAPPER).list();
    }

    /** The processors that get no new payments in this region. */
    Set<String> switchedOff(Tx tx, String region) {
        return tx.query("SELECT processor FROM payments.processor_switch WHERE region = :region AND NOT enabled")
                .bind("region", region)
                .mapTo(String.class)
                .set();
    }

    Switch turn(Tx tx, String processor, String region, boolean on, String reason, String by) {
        return tx.query("""
                        INSERT INTO payments.processor_switch (processor, region, enabled, reason, changed_by)
                        VALUES (:processor, :region, :on, :reason, :by)
                        ON CONFLICT (processor, region) DO UPDATE
                           SET enabled = excluded.enabled, reason = excluded.reason, changed_by = excluded.changed_by,
                               changed_at = now()
                        RETURNING processor, region, enabled, reason, changed_by, changed_at""")
                .bind("processor", processor)
                .bind("region", region)
                .bind("on", on)
                .bind("reason", reason)
                .bind("by", by)
                .map(SWITCH_MAPPER)
                .one();
    }
}
