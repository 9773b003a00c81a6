package org.alwaysopen.storefront.hooks;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The SQL of {@code merchant.webhook_message}, {@code webhook_delivery} and {@code webhook_attempt}. */
final class DeliveryRows {
    private static final RowMapper<Delivery> DELIVERY = (rs, ctx) -> new Delivery(
            rs.getObject("id", UUID.class),
            rs.getObject("endpoint_id", UUID.class),
            rs.getObject("message_id", UUID.class),
            rs.getString("type"),
            Delivery.State.valueOf(rs.getString("state")),
            rs.getInt("attempts"),
            EndpointRows.instant(rs, "due_at"),
            EndpointRows.instant(rs, "created_at"));

    private static final String COLUMNS = """
            SELECT id, endpoint_id, message_id, type, state, attempts, due_at, created_at
              FROM merchant.webhook_delivery\s""";

    /** What a worker took. */
    record Claimed(UUID id, UUID endpoint, UUID message, int attempt, int tries) {}

    void insert(Tx tx, UUID message, String type, String body, List<UUID> endpoints) {
        tx.update("""
                        INSERT INTO merchant.webhook_message (id, type, body) VALUES (:id, :type, :body)
                        ON CONFLICT (id) DO NOTHING""").bind("id", message).bind("type", type).bind("body", body).execute();
        tx.update("""
                        INSERT INTO merchant.webhook_delivery (endpoint_id, message_id, type)
                        SELECT endpoint, CAST(:id AS UUID), CAST(:type AS TEXT) FROM unnest(CAST(:endpoints AS UUID[])) AS e (endpoint)
                        ON CONFLICT (endpoint_id, message_id) DO NOTHING""")
                .bind("id", message)
                .bind("type", type)
                .bindArray("endpoints", UUID.class, endpoints)
                .execute();
    }

    /** Due ones, of each endpoint only the first few, so that a slow one does not take the turn of the others. */
    List<UUID> due(Tx tx, int perEndpoint, int limit) {
        return tx.query("""
                        SELECT id FROM (
                            SELECT d.id, d.due_at, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.due_at) AS turn
                              FROM merchant.webhook_delivery d JOIN merchant.webhook_endpoint e ON e.id = d.endpoint_id
                             WHERE d.due_at <= now() AND e.state = 'ENABLED') AS waiting
                         WHERE turn <= :turns ORDER BY due_at LIMIT :limit""")
                .bind("turns", perEndpoint)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Two workers that found the same rows: the first one moves due_at into the future, the second takes none. */
    List<Claimed> claim(Tx tx, List<UUID> ids, Duration lease) {
        return tx.query("""
                        UPDATE merchant.webhook_delivery
                           SET due_at = now() + :leaseMs * INTERVAL '1 millisecond', attempts = attempts + 1,
                               tries = tries + 1
                         WHERE id = ANY(:ids) AND due_at <= now()
                        RETURNING id, endpoint_id, message_id, attempts, tries""")
                .bind("leaseMs", lease.toMillis())
                .bindArray("ids", UUID.class, ids)
                .map((rs, ctx) -> new Claimed(
                        rs.getObject("id", UUID.class),
                        rs.getObject("endpoint_id", UUID.class),
                        rs.getObject("message_id", UUID.class),
                        rs.getInt("attempts"),
                        rs.getInt("tries")))
                .list();
    }

    Optional<String> body(Tx tx, UUID message) {
        return tx.query("SELECT body FROM merchant.webhook_message WHERE id = :id")
                .bind("id", message)
                .mapTo(String.class)
                .findOne();
    }

    void log(Tx tx, UUID delivery, int number, Sender.Result result) {
        tx.update("""
                        INSERT INTO merchant.webhook_attempt (delivery_id, number, took_ms, status, error, response)
                        VALUES (:delivery, :number, :took, :status, :error, :response)
                        ON CONFLICT (delivery_id, number) DO NOTHING""")
                .bind("delivery", delivery)
                .bind("number", number)
                .bind("took", (int) Math.min(Integer.MAX_VALUE, result.tookMs()))
                .bind("status", result.status().orElse(null))
                .bind("error", result.error().orElse(null))
                .bind("response", result.response().orElse(null))
                .execute();
    }

    /** It got there: whoever holds the lease by now. */
    void delivered(Tx tx, UUID id) {
        tx.update("UPDATE merchant.webhook_delivery SET state = 'DELIVERED', due_at = NULL WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /** It did not. Only while the lease is ours: another worker that took over decides by its own attempt. */
    void failed(Tx tx, UUID id, int attempt, Optional<Duration> pause) {
        tx.update("""
                        UPDATE merchant.webhook_delivery
                           SET state = CASE WHEN :last THEN 'FAILED' ELSE 'WAITING' END,
                               due_at = CASE WHEN :last THEN NULL ELSE now() + :pauseMs * INTERVAL '1 millisecond' END
                         WHERE id = :id AND attempts = :attempt AND state = 'WAITING'""")
                .bind("last", pause.isEmpty())
                .bind("pauseMs", pause.orElse(Duration.ZERO).toMillis())
                .bind("id", id)
                .bind("attempt", attempt)
                .execute();
    }

    Optional<Delivery> find(Tx tx, UUID endpoint, UUID id) {
        return tx.query(COLUMNS + "WHERE id = :id AND endpoint_id = :endpoint")
                .bind("id", id)
                .bind("endpoint", endpoint)
                .map(DELIVERY)
                .findOne();
    }

    List<Delivery> newest(
            Tx tx, UUID endpoint, Optional<Delivery.State> state, Optional<Delivery.Place> after, int limit) {
        return tx.query(COLUMNS + """
                        WHERE endpoint_id = :endpoint AND (CAST(:state AS TEXT) IS NULL OR state = :state)
                          AND (created_at, id) < (CAST(:at AS TIMESTAMPTZ), CAST(:id AS UUID))
                        ORDER BY created_at DESC, id DESC LIMIT :limit""")
                .bind("endpoint", endpoint)
                .bind("state", state.map(Enum::name).orElse(null))
                .bind(
                        "at",
                        after.map(Delivery.Place::at)
                                .orElse(Instant.parse("9999-01-01T00:00:00Z"))
                                .atOffset(ZoneOffset.UTC))
                .bind("id", after.map(Delivery.Place::id).orElse(new UUID(-1, -1)))
                .bind("limit", limit)
                .map(DELIVERY)
                .list();
    }

    List<Delivery.Attempt> attempts(Tx tx, UUID delivery) {
        return tx.query("""
                        SELECT number, at, took_ms, status, error, response FROM merchant.webhook_attempt
                         WHERE delivery_id = :delivery ORDER BY number""")
                .bind("delivery", delivery)
                .map((rs, ctx) -> new Delivery.Attempt(
                        rs.getInt("number"),
                        EndpointRows.instant(rs, "at"),
                        rs.getInt("took_ms"),
                        rs.getObject("status", Integer.class),
                        rs.getString("error"),
                        rs.getString("response")))
                .list();
    }

    /** From the beginning, and with all the patience of a new one. @return false when it had its share of attempts */
    boolean again(Tx tx, UUID id, int attemptsMax) {
        return tx.update("""
                        UPDATE merchant.webhook_delivery SET state = 'WAITING', tries = 0, due_at = now()
                         WHERE id = :id AND attempts < :max""").bind("id", id).bind("max", attemptsMax).execute() == 1;
    }

    /** Old enough to be forgotten; looked for outside of the transaction that deletes them. */
    List<UUID> older(Tx tx, String table, Duration age, int limit) {
        return tx.query("SELECT id FROM merchant." + table + """
                         WHERE created_at < now() - :ageMs * INTERVAL '1 millisecond' ORDER BY created_at LIMIT :limit""".indent(1))
                .bind("ageMs", age.toMillis())
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    void forgetDeliveries(Tx tx, List<UUID> ids) {
        tx.update("DELETE FROM merchant.webhook_attempt WHERE delivery_id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids)
                .execute();
        tx.update("DELETE FROM merchant.webhook_delivery WHERE id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids)
                .execute();
    }

    void forgetMessages(Tx tx, List<UUID> ids) {
        tx.update("DELETE FROM merchant.webhook_message WHERE id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids)
                .execute();
    }
}
