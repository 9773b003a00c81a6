package org.alwaysopen.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the outbox messages of one topic, at least once, from any region.
 *
 * <p>A message that is due is claimed with a lease, delivered outside of any transaction, and marked as delivered. A
 * failed one is due again after a pause that doubles with each attempt, and after {@link #ATTEMPTS_MAX} attempts it is
 * parked: its row keeps the last error for the operator, until {@link #requeue}. A relay that dies leaves leases that
 * end, and a relay in another region goes on. So receivers get a message twice at times, and tell by its id; there is no order.
 *
 * <p>Several relays of a topic may run at once, in one server or in many; one relay is used by one thread at a time.
 */
public final class OutboxRelay {
    /** With the pauses between them these are about a day: longer than any outage that we plan for. */
    public static final int ATTEMPTS_MAX = 40;
    /** How many messages one claim takes: few enough to be delivered well within the lease. */
    static final int BATCH_MAX = 20;
    /** How long a dead relay keeps its messages from others. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofHours(1);
    /** What an operator needs of an error; a receiver's whole answer does not belong in the table. */
    private static final int ERROR_LENGTH_MAX = 500;

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final Transactions transactions;
    private final String topic;
    private final String holder;
    private final Delivery delivery;
    private final Duration lease;
    private final Duration pauseFirst;

    /** @param holder who holds the leases: unique among the relays of the world, such as region, server and a random part */
    public OutboxRelay(Transactions transactions, String topic, String holder, Delivery delivery) {
        this(transactions, topic, holder, delivery, LEASE, PAUSE_FIRST);
    }

    OutboxRelay(
            Transactions transactions,
            String topic,
            String holder,
            Delivery delivery,
            Duration lease,
            Duration pauseFirst) {
        this.transactions = transactions;
        this.topic = topic;
        this.holder = holder;
        this.delivery = delivery;
        this.lease = lease;
        this.pauseFirst = pauseFirst;
    }

    /**
     * Brings one message to its receiver; returns when the receiver has it, and throws when it may not. Must end in a
     * bounded time, a few seconds at most. Called outside of any transaction.
     */
    @FunctionalInterface
    public interface Delivery {
        void deliver(Message message) throws Exception;
    }

    /**
     * @param id      the same each time this message is delivered: by it the receiver knows a second delivery
     * @param payload JSON
     * @param attempt 1 at the first delivery
     */
    public record Message(UUID id, String topic, String key, String payload, int attempt) {
        private static final RowMapper<Message> MAPPER = (rs, ctx) -> new Message(
                rs.getObject("id", UUID.class),
                rs.getString("topic"),
                rs.getString("key"),
                rs.getString("payload"),
                rs.getInt("attempts"));
    }

    private record Failure(Message message, String error) {}

    /** Claims and delivers one batch. Returns how many messages were delivered; call it again at once while that is many. */
    public int runOnce() {
        long claimedNanos = System.nanoTime();
        List<Message> claimed = claim();
        List<UUID> delivered = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        for (Message message : claimed) {
            if (System.nanoTime() - claimedNanos > lease.toNanos() * 2 / 3) {
                break; // late, it would run on into another's lease; the rest is due again after that
            }
            try {
                delivery.deliver(message);
                delivered.add(message.id());
            } catch (Exception e) {
                failed.add(new Failure(message, describe(e)));
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        if (!delivered.isEmpty() || !failed.isEmpty()) {
            record(delivered, failed);
        }
        return delivered.size();
    }

    /** Makes a parked message due again, after its cause was mended. Returns whether there was one of this id. */
    public static boolean requeue(Tx tx, UUID id) {
        return tx.update("""
                        UPDATE platform.outbox SET due_at = now(), attempts = 0
                         WHERE id = :id AND delivered_at IS NULL AND due_at IS NULL AND attempts > 0""").bind("id", id).execute() == 1;
    }

    /**
     * Looks for due messages outside of any transaction: at SERIALIZABLE, whoever appends a message while a writing
     * transaction reads that range could be sent back for it. Then takes those by their keys.
     */
    private List<Message> claim() {
        List<UUID> due = transactions.read(
                "find due " + topic,
                tx -> tx.query("""
                        SELECT id FROM platform.outbox WHERE topic = :topic AND due_at <= now()
                         ORDER BY due_at LIMIT :limit""")
                        .bind("topic", topic)
                        .bind("limit", BATCH_MAX)
                        .mapTo(UUID.class)
                        .list());
        if (due.isEmpty()) {
            return List.of();
        }
        // Two relays that found the same rows: the first one moves due_at into the future, the second then updates
        // none.
        return transactions.run(
                "claim " + topic,
                tx -> tx.query("""
                        UPDATE platform.outbox
                           SET due_at = now() + :leaseMs * INTERVAL '1 millisecond',
                               leased_until = now() + :leaseMs * INTERVAL '1 millisecond',
                               leased_by = :holder, attempts = attempts + 1
                         WHERE id = ANY(:ids) AND due_at <= now()
                        RETURNING id, topic, key, payload, attempts""")
                        .bind("leaseMs", lease.toMillis())
                        .bind("holder", holder)
                        .bindArray("ids", UUID.class, due)
                        .map(Message.MAPPER)
                        .list());
    }

    private void record(List<UUID> delivered, List<Failure> failed) {
        transactions.run("record " + topic, tx -> {
            if (!delivered.isEmpty()) {
                // Whoever holds the lease by now: it is delivered.
                tx.update("""
                                UPDATE platform.outbox
                                   SET delivered_at = now(), due_at = NULL, leased_by = NULL, leased_until = NULL,
                                       last_error = NULL
                                 WHERE id = ANY(:ids) AND delivered_at IS NULL""").bindArray("ids", UUID.class, delivered).execute();
            }
            for (Failure failure : failed) {
                recordFailure(tx, failure);
            }
            return null;
        });
        for (Failure failure : failed) {
            logFailure(failure);
        }
    }

    private void recordFailure(Tx tx, Failure failure) {
        boolean last = failure.message().attempt() >= ATTEMPTS_MAX;
        // Only while the lease is ours: another relay that took over decides by its own attempt.
        tx.update("""
                        UPDATE platform.outbox
                           SET due_at = CASE WHEN :last THEN NULL
                                             ELSE now() + :pauseMs * INTERVAL '1 millisecond' END,
                               leased_by = NULL, leased_until = NULL, last_error = :error
                         WHERE id = :id AND leased_by = :holder AND attempts = :attempt""")
                .bind("last", last)
                .bind("pauseMs", pauseAfter(failure.message().attempt()).toMillis())
                .bind("error", failure.error())
                .bind("id", failure.message().id())
                .bind("holder", holder)
                .bind("attempt", failure.message().attempt())
                .execute();
    }

    private void logFailure(Failure failure) {
        Message message = failure.message();
        if (message.attempt() >= ATTEMPTS_MAX) {
            LOG.error(
                    "{} {} of {} is parked after {} attempts: {}",
                    topic,
                    message.id(),
                    message.key(),
                    message.attempt(),
                    failure.error());
        } else if (message.attempt() == 1) {
            LOG.warn(
                    "{} {} of {} was not delivered, and is tried again: {}",
                    topic,
                    message.id(),
                    message.key(),
                    failure.error());
        }
    }

    private Duration pauseAfter(int attempt) {
        long ms = pauseFirst.toMillis() << Math.min(attempt - 1, 20);
        return Duration.ofMillis(Math.min(ms, PAUSE_MAX.toMillis()));
    }

    private static String describe(Exception e) {
        String text =
                String.valueOf(e.getMessage() == null ? e : e.getMessage()).replace('\0', ' ');
        return text.length() > ERROR_LENGTH_MAX ? text.substring(0, ERROR_LENGTH_MAX) : text;
    }
}
