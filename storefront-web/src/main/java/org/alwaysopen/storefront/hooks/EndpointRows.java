package org.alwaysopen.storefront.hooks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The SQL of {@code merchant.webhook_endpoint}. */
final class EndpointRows {
    private static final int ENDING = 4;

    private static final String COLUMNS = """
            SELECT id, url, description, CAST(events AS TEXT) AS events, state, disabled_reason, failing_since, secret,
                   CASE WHEN previous_until > now() THEN previous_secret END AS previous_secret,
                   CASE WHEN previous_until > now() THEN previous_until END AS previous_until, created_at
              FROM merchant.webhook_endpoint\s""";

    private static final RowMapper<Endpoint> ENDPOINT = (rs, ctx) -> {
        String secret = rs.getString("secret");
        return new Endpoint(
                rs.getObject("id", UUID.class),
                rs.getString("url"),
                rs.getString("description"),
                List.of(Json.read(rs.getString("events"), String[].class)),
                Endpoint.State.valueOf(rs.getString("state")),
                rs.getString("disabled_reason"),
                instant(rs, "failing_since"),
                secret.substring(secret.length() - ENDING),
                instant(rs, "previous_until"),
                instant(rs, "created_at"));
    };

    /** An endpoint with what signs for it, the newest first. */
    record Signing(Endpoint endpoint, List<SigningSecret> secrets) {}

    private static final RowMapper<Signing> SIGNING = (rs, ctx) -> {
        List<SigningSecret> secrets = new ArrayList<>(List.of(new SigningSecret(rs.getString("secret"))));
        Optional.ofNullable(rs.getString("previous_secret"))
                .map(SigningSecret::new)
                .ifPresent(secrets::add);
        return new Signing(ENDPOINT.map(rs, ctx), secrets);
    };

    static Instant instant(ResultSet rs, String column) throws SQLException {
        OffsetDateTime time = rs.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    List<Endpoint> all(Tx tx) {
        return tx.query(COLUMNS + "ORDER BY created_at, id").map(ENDPOINT).list();
    }

    Optional<Endpoint> find(Tx tx, UUID id) {
        return tx.query(COLUMNS + "WHERE id = :id").bind("id", id).map(ENDPOINT).findOne();
    }

    List<Signing> signing(Tx tx, List<UUID> ids) {
        return tx.query(COLUMNS + "WHERE id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids)
                .map(SIGNING)
                .list();
    }

    /** @return false when there is one with this URL */
    boolean insert(Tx tx, UUID id, String url, String description, List<String> events, SigningSecret secret) {
        return tx.update("""
                        INSERT INTO merchant.webhook_endpoint (id, url, description, events, secret)
                        VALUES (:id, :url, :description, CAST(:events AS JSONB), :secret)
                        ON CONFLICT (url) DO NOTHING""")
                        .bind("id", id)
                        .bind("url", url)
                        .bind("description", description)
                        .bind("events", Json.write(events))
                        .bind("secret", secret.text())
                        .execute()
                == 1;
    }

    /** An endpoint that is enabled begins with a clean slate. */
    void change(Tx tx, UUID id, String url, String description, List<String> events, Endpoint.State state) {
        tx.update("""
                        UPDATE merchant.webhook_endpoint
                           SET url = :url, description = :description, events = CAST(:events AS JSONB), state = :state,
                               failing_since = CASE WHEN :state = 'ENABLED' AND state = 'DISABLED' THEN NULL
                                                    ELSE failing_since END,
                               disabled_reason = CASE WHEN :state = 'ENABLED' THEN NULL
                                                      ELSE COALESCE(disabled_reason, 'by a merchant') END
                         WHERE id = :id""")
                .bind("id", id)
                .bind("url", url)
                .bind("description", description)
                .bind("events", Json.write(events))
                .bind("state", state.name())
                .execute();
    }

    boolean rotate(Tx tx, UUID id, SigningSecret secret, Duration keepPrevious) {
        return tx.update("""
                        UPDATE merchant.webhook_endpoint
                           SET previous_secret = secret, secret = :secret,
                               previous_until = now() + :keepMs * INTERVAL '1 millisecond'
                         WHERE id = :id""")
                        .bind("id", id)
                        .bind("secret", secret.text())
                        .bind("keepMs", keepPrevious.toMillis())
                        .execute()
                == 1;
    }

    boolean delete(Tx tx, UUID id) {
        return tx.update("DELETE FROM merchant.webhook_endpoint WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    void wentWell(Tx tx, UUID id) {
        tx.update("UPDATE merchant.webhook_endpoint SET failing_since = NULL"
                        + " WHERE id = :id AND failing_since IS NOT NULL")
                .bind("id", id)
                .execute();
    }

    /** @return whether it was the one to disable it: of two servers that find it failing, one tells */
    boolean wentWrong(Tx tx, UUID id, boolean gone, String reason) {
        tx.update("UPDATE merchant.webhook_endpoint SET failing_since = now() WHERE id = :id AND failing_since IS NULL")
                .bind("id", id)
                .execute();
        return tx.update("""
                        UPDATE merchant.webhook_endpoint SET state = 'DISABLED', disabled_reason = :reason
                         WHERE id = :id AND state = 'ENABLED'
                           AND (:gone OR failing_since < now() - :patienceMs * INTERVAL '1 millisecond')""")
                        .bind("id", id)
                        .bind("reason", reason)
                        .bind("gone", gone)
                        .bind("patienceMs", Retries.PATIENCE.toMillis())
                        .execute()
                == 1;
    }
}
