package org.alwaysopen.orders.aftersale;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.MerchantOrders.Charge;
import org.alwaysopen.orders.MerchantOrders.ChargeState;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.MerchantOrders.Received;
import org.alwaysopen.orders.MerchantOrders.Return;
import org.alwaysopen.orders.MerchantOrders.ReturnState;
import org.alwaysopen.orders.MerchantOrders.Shipment;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Tx;

/** The tables {@code orders.shipment}, {@code orders.order_return} and {@code orders.order_charge}. Stateless. */
final class AfterSaleRows {
    private static Instant instant(java.sql.ResultSet rs, String column) throws java.sql.SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }

    void insertShipment(Tx tx, UUID id, UUID order, String carrier, String tracking, List<Part> lines) {
        tx.update("""
                        INSERT INTO orders.shipment (id, order_id, carrier, tracking_number, lines)
                        VALUES (:id, :order, :carrier, :tracking, CAST(:lines AS JSONB))""")
                .bind("id", id)
                .bind("order", order)
                .bind("carrier", carrier)
                .bind("tracking", tracking)
                .bind("lines", Json.write(lines))
                .execute();
    }

    List<Shipment> shipments(Tx tx, UUID order) {
        return tx.query("""
                        SELECT id, carrier, tracking_number, lines, at FROM orders.shipment
                         WHERE order_id = :order ORDER BY at, id""")
                .bind("order", order)
                .map((rs, ctx) -> new Shipment(
                        rs.getObject("id", UUID.class),
                        rs.getString("carrier"),
                        rs.getString("tracking_number"),
                        List.of(Json.read(rs.getString("lines"), Part[].class)),
                        instant(rs, "at")))
                .list();
    }

    void insertReturn(Tx tx, UUID id, UUID order, List<Part> lines, String reason, String by) {
        tx.update("""
                        INSERT INTO orders.order_return (id, order_id, state, lines, reason, requested_by)
                        VALUES (:id, :order, 'REQUESTED', CAST(:lines AS JSONB), :reason, :by)""")
                .bind("id", id)
                .bind("order", order)
                .bind("lines", Json.write(lines))
                .bind("reason", reason)
                .bind("by", by)
                .execute();
    }

    /** Two that end one return at once: the row is the judge. @param received null when it is refused */
    boolean endReturn(Tx tx, UUID id, ReturnState state, List<Received> received) {
        return tx.update("""
                        UPDATE orders.order_return
                           SET state = :state, received = CAST(:received AS JSONB), ended_at = now()
                         WHERE id = :id AND state = 'REQUESTED'""")
                        .bind("state", state.name())
                        .bind("received", received == null ? null : Json.write(received))
                        .bind("id", id)
                        .execute()
                == 1;
    }

    List<Return> returns(Tx tx, UUID order) {
        return tx.query("""
                        SELECT id, state, lines, received, reason, requested_by, requested_at FROM orders.order_return
                         WHERE order_id = :order ORDER BY requested_at, id""")
                .bind("order", order)
                .map((rs, ctx) -> new Return(
                        rs.getObject("id", UUID.class),
                        ReturnState.valueOf(rs.getString("state")),
                        List.of(Json.read(rs.getString("lines"), Part[].class)),
                        rs.getString("received") == null
                                ? List.of()
                                : List.of(Json.read(rs.getString("received"), Received[].class)),
                        rs.getString("reason"),
                        rs.getString("requested_by"),
                        instant(rs, "requested_at")))
                .list();
    }

    /** @param first when a worker takes it for abandoned */
    void insertCharge(Tx tx, UUID id, UUID order, UUID payment, Money amount, Plan plan, String by, Duration first) {
        tx.update("""
                        INSERT INTO orders.order_charge
                               (id, order_id, payment_id, amount, currency, change, requested_by, state, due_at)
                        VALUES (:id, :order, :payment, :amount, :currency, CAST(:change AS JSONB), :by, 'PENDING',
                                now() + :ms * INTERVAL '1 millisecond')""")
                .bind("id", id)
                .bind("order", order)
                .bind("payment", payment)
                .bind("amount", amount.minorUnits())
                .bind("currency", amount.currency().getCurrencyCode())
                .bind("change", Json.write(plan))
                .bind("by", by)
                .bind("ms", first.toMillis())
                .execute();
    }

    List<Charge> charges(Tx tx, UUID order) {
        return tx.query("""
                        SELECT id, payment_id, state, amount, currency, reason, created_at FROM orders.order_charge
                         WHERE order_id = :order ORDER BY created_at, id""")
                .bind("order", order)
                .map((rs, ctx) -> new Charge(
                        rs.getObject("id", UUID.class),
                        rs.getObject("payment_id", UUID.class),
                        ChargeState.valueOf(rs.getString("state")),
                        Money.of(rs.getLong("amount"), rs.getString("currency")),
                        Optional.ofNullable(rs.getString("reason")),
                        instant(rs, "created_at")))
                .list();
    }

    /** A charge that waits for its processor. @param age since it was decided */
    record Waiting(UUID id, UUID orderId, UUID paymentId, Plan plan, String by, ChargeState state, Duration age) {}

    Optional<Waiting> charge(Tx tx, UUID id) {
        return tx.query("""
                        SELECT id, order_id, payment_id, change, requested_by, state,
                               CAST(extract(epoch FROM now() - created_at) * 1000 AS INT8) AS age_ms
                          FROM orders.order_charge WHERE id = :id""")
                .bind("id", id)
                .map((rs, ctx) -> new Waiting(
                        rs.getObject("id", UUID.class),
                        rs.getObject("order_id", UUID.class),
                        rs.getObject("payment_id", UUID.class),
                        Json.read(rs.getString("change"), Plan.class),
                        rs.getString("requested_by"),
                        ChargeState.valueOf(rs.getString("state")),
                        Duration.ofMillis(rs.getLong("age_ms"))))
                .findOne();
    }

    /** Two that settle one charge at once: the row is the judge. */
    boolean endCharge(Tx tx, UUID id, ChargeState from, ChargeState to, String reason) {
        return tx.update("""
                        UPDATE orders.order_charge SET state = :to, reason = :reason, due_at = NULL
                         WHERE id = :id AND state = :from""")
                        .bind("to", to.name())
                        .bind("reason", reason)
                        .bind("id", id)
                        .bind("from", from.name())
                        .execute()
                == 1;
    }

    void chargeLater(Tx tx, UUID id, Duration pause) {
        tx.update("""
                        UPDATE orders.order_charge SET due_at = now() + :ms * INTERVAL '1 millisecond'
                         WHERE id = :id AND state = 'PENDING'""").bind("ms", pause.toMillis()).bind("id", id).execute();
    }

    List<UUID> chargesDue(Tx tx, int limit) {
        return tx.query("SELECT id FROM orders.order_charge WHERE due_at < now() ORDER BY due_at LIMIT :limit")
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Two workers at one charge: one of them updates no row. */
    boolean takeCharge(Tx tx, UUID id, Duration lease) {
        return tx.update("""
                        UPDATE orders.order_charge SET due_at = now() + :ms * INTERVAL '1 millisecond'
                         WHERE id = :id AND state = 'PENDING' AND due_at < now()""").bind("ms", lease.toMillis()).bind("id", id).execute() == 1;
    }
}
