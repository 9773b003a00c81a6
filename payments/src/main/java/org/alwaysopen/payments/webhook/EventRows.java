package org.alwaysopen.payments.webhook;

import java.time.Duration;
import java.util.List;
import org.alwaysopen.payments.processor.Processor.Event;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code payments.webhook_event}. */
final class EventRows {
    record EventRow(String processor, String eventId, String kind, String body, int tries) {
        static final RowMapper<EventRow> MAPPER = (rs, ctx) -> new EventRow(
                rs.getString("processor"),
                rs.getString("event_id"),
                rs.getString("kind"),
                rs.getString("body"),
                rs.getInt("tries"));

        EventKey key() {
            return new EventKey(processor, eventId);
        }
    }

    record EventKey(String processor, String eventId) {}

    /** Those that are there already stay as they are: two deliveries at once meet at the primary key. */
    void insert(Tx tx, String processor, List<Event> events) {
        tx.update("""
                        INSERT INTO payments.webhook_event (processor, event_id, kind, body, state, due_at)
                        SELECT CAST(:processor AS TEXT), e ->> 'id', e ->> 'kind', e ->> 'body', 'RECEIVED', now()
                          FROM jsonb_array_elements(CAST(:events AS JSONB)) AS events (e)
                        ON CONFLICT (processor, event_id) DO NOTHING""")
                .bind("processor", processor)
                .bind("events", Json.write(events))
                .execute();
    }

    List<EventRow> due(Tx tx, int limit) {
        return tx.query("""
                        SELECT processor, event_id, kind, body, tries FROM payments.webhook_event
                         WHERE due_at <= now() ORDER BY due_at LIMIT :limit""").bind("limit", limit).map(EventRow.MAPPER).list();
    }

    /** Returns false when another worker was quicker: two that saw it due update the same row, the second in vain. */
    boolean take(Tx tx, EventRow event) {
        return tx.update("""
                        UPDATE payments.webhook_event SET state = 'APPLIED', due_at = NULL, tries = tries + 1
                         WHERE processor = :processor AND event_id = :id AND state = 'RECEIVED'""")
                        .bind("processor", event.processor())
                        .bind("id", event.eventId())
                        .execute()
                == 1;
    }

    /** Takes those that tell nothing new, all of them at once; what another worker took meanwhile stays as it is. */
    void takeAll(Tx tx, String processor, List<String> ids) {
        tx.update("""
                        UPDATE payments.webhook_event SET state = 'APPLIED', due_at = NULL, tries = tries + 1
                         WHERE processor = :processor AND event_id = ANY(:ids) AND state = 'RECEIVED'""")
                .bind("processor", processor)
                .bindArray("ids", String.class, ids)
                .execute();
    }

    /** It was taken, and is not about our payments, or tells nothing that we need. */
    void ignore(Tx tx, EventRow event) {
        tx.update("""
                        UPDATE payments.webhook_event SET state = 'IGNORED'
                         WHERE processor = :processor AND event_id = :id""")
                .bind("processor", event.processor())
                .bind("id", event.eventId())
                .execute();
    }

    /** Returns false when another worker applied or parked it meanwhile. */
    boolean failed(Tx tx, EventRow event, boolean park, Duration pause, String why) {
        return tx.update("""
                        UPDATE payments.webhook_event
                           SET tries = tries + 1, state = CASE WHEN :park THEN 'PARKED' ELSE state END,
                               due_at = CASE WHEN :park THEN NULL ELSE now() + :ms * INTERVAL '1 millisecond' END,
                               last_error = :why
                         WHERE processor = :processor AND event_id = :id AND state = 'RECEIVED'""")
                        .bind("park", park)
                        .bind("ms", pause.toMillis())
                        .bind("why", why)
                        .bind("processor", event.processor())
                        .bind("id", event.eventId())
                        .execute()
                == 1;
    }

    /** Those that are done with, the oldest first. One that was parked waits for people, however long. */
    List<EventKey> old(Tx tx, Duration age, int limit) {
        return tx.query("""
                        SELECT processor, event_id FROM payments.webhook_event
                         WHERE received_at < now() - :ageMs * INTERVAL '1 millisecond'
                           AND state IN ('APPLIED', 'IGNORED') ORDER BY received_at LIMIT :limit""")
                .bind("ageMs", age.toMillis())
                .bind("limit", limit)
                .map((rs, ctx) -> new EventKey(rs.getString("processor"), rs.getString("event_id")))
                .list();
    }

    void delete(Tx tx, String processor, List<String> ids) {
        tx.update("""
                        DELETE FROM payments.webhook_event
                         WHERE processor = :processor AND event_id = ANY(:ids) AND state IN ('APPLIED', 'IGNORED')""")
                .bind("processor", processor)
                .bindArray("ids", String.class, ids)
                .execute();
    }
}
