package org.alwaysopen.platform;

import java.time.Duration;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What happened, written down in the transaction in which it happened, and told to others after the commit.
 *
 * <p>A row is either a message that somebody has to get (a mail, a webhook): an {@link OutboxRelay} of its topic delivers it
 * at least once. Or it only announces a change to the caches: no relay touches it. Both kinds are read by every
 * server's {@link ChangeFeed}. Rows are deleted some time after they are of no more use ({@link #sweep}).
 *
 * <p>Times are the database's. Stateless and thread-safe.
 */
public final class Outbox {
    /** A payload tells what happened and to whom; it is not a place for documents. */
    public static final int PAYLOAD_LENGTH_MAX = 64 * 1024;

    private Outbox() {}

    /**
     * To be delivered by a relay of this topic, at least once, soon after the commit.
     *
     * @param topic       the kind of message, 1 to 100 characters, such as {@code mail}
     * @param key         what it is about, 1 to 255 characters; messages of one key may still be delivered out of order
     * @param payloadJson a JSON value of at most {@link #PAYLOAD_LENGTH_MAX} characters
     * @param region      where it happened
     */
    public static void append(Tx tx, String topic, String key, String payloadJson, Region region) {
        checkLength(topic, payloadJson);
        tx.update("""
                        INSERT INTO platform.outbox (topic, key, payload, region, due_at)
                        VALUES (:topic, :key, CAST(:payload AS JSONB), :region, now())""")
                .bind("topic", topic)
                .bind("key", key)
                .bind("payload", payloadJson)
                .bind("region", region.name())
                .execute();
    }

    /**
     * The same as {@link #append}, as part of a caller's own statement, so that it costs no round trip: the body of a CTE
     * that writes the message only when another one of the statement, {@code rows}, has a row. The payload gets a member
     * {@code at}, the transaction's time. Its parameters are bound by {@link #bind}.
     */
    public static String appendFor(String rows) {
        return """
                INSERT INTO platform.outbox (topic, key, payload, region, due_at)
                SELECT CAST(:outboxTopic AS TEXT), CAST(:outboxKey AS TEXT),
                       CAST(:outboxPayload AS JSONB) || jsonb_build_object('at', now()),
                       CAST(:outboxRegion AS TEXT), now()
                  FROM\s""" + rows + " RETURNING id";
    }

    /** Binds what {@link #appendFor} writes; the payload is a JSON object. */
    public static <S extends SqlStatement<S>> S bind(
            S statement, String topic, String key, String payloadJson, Region region) {
        checkLength(topic, payloadJson);
        return statement
                .bind("outboxTopic", topic)
                .bind("outboxKey", key)
                .bind("outboxPayload", payloadJson)
                .bind("outboxRegion", region.name());
    }

    /** For caches and search indexes only: every region's {@link ChangeFeed} sees it, no relay does. */
    public static void announce(Tx tx, String topic, String key, String payloadJson, Region region) {
        checkLength(topic, payloadJson);
        tx.update("""
                        INSERT INTO platform.outbox (topic, key, payload, region)
                        VALUES (:topic, :key, CAST(:payload AS JSONB), :region)""")
                .bind("topic", topic)
                .bind("key", key)
                .bind("payload", payloadJson)
                .bind("region", region.name())
                .execute();
    }

    /**
     * Deletes at most {@code limit} rows older than {@code age} that are delivered or were announcements only. Parked ones
     * stay until an operator decides.
     *
     * @return how many there were; as many as {@code limit} means that there may be more
     */
    public static int sweep(Transactions transactions, Duration age, int limit) {
        return Sweep.olderThan(transactions, "sweep outbox", age, limit, """
                SELECT id FROM platform.outbox
                 WHERE created_at < now() - :ageMs * INTERVAL '1 millisecond' AND due_at IS NULL
                   AND (delivered_at IS NOT NULL OR attempts = 0)
                 ORDER BY created_at LIMIT :limit""", """
                DELETE FROM platform.outbox WHERE id = ANY(:ids) AND due_at IS NULL""");
    }

    private static void checkLength(String topic, String payloadJson) {
        if (payloadJson.length() > PAYLOAD_LENGTH_MAX) {
            throw new IllegalArgumentException("payload of \"" + topic + "\": expected at most " + PAYLOAD_LENGTH_MAX
                    + " characters, got " + payloadJson.length());
        }
    }
}
