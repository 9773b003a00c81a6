package org.alwaysopen.platform;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Every change that was written to the outbox, by whatever region, seen once by this reader: for caches and search indexes.
 *
 * <p>It starts from now: the first {@link #poll} finds out what now is, and returns nothing. So poll once before the caches
 * are filled. Each later poll returns what was committed since.
 *
 * <p>A row's {@code created_at} is the start of its transaction, and transactions do not commit in that order: a reader
 * that only goes on from the last time it saw would miss the one that took long. So each poll reads again what is newer
 * than the last poll less an overlap, and passes over the ids that it has seen: most polls by {@link #OVERLAP_SHORT}, which
 * finds almost all, and one in {@link #DEEP_EVERY} by {@link #OVERLAP}, which is longer than any transaction can take.
 *
 * <p>A failing poll throws, loses nothing, and is simply done again; a server that could not poll for minutes reads
 * all it missed, as far as the outbox still holds it. Times in the database are the database's. Not thread-safe: one
 * worker polls.
 */
public final class ChangeFeed {
    /**
     * {@link Transactions#TRANSACTION_TIMEOUT} bounds a transaction up to where its commit is sent, and, as time-outs of the
     * connection, a silence before that and the commit itself. A CockroachDB that loses a node settles what was under way
     * within 19 s (measured), and its clocks differ by half a second at most.
     */
    static final Duration OVERLAP =
            Transactions.TRANSACTION_TIMEOUT.multipliedBy(3).plusSeconds(20);
    /** A busy transaction is through in this; reading more each time would be waste. */
    static final Duration OVERLAP_SHORT = Duration.ofSeconds(2);
    /** How late a change may be seen whose transaction took longer than {@link #OVERLAP_SHORT}. */
    static final Duration DEEP_EVERY = Duration.ofSeconds(2);
    /**
     * About 20 MB. In a storm of more changes than this within {@link #OVERLAP} the oldest ids are forgotten, and some
     * changes are returned again: for caches that is waste, not harm.
     */
    static final int SEEN_MAX = 200_000;
    /** Bounds what one statement returns. */
    static final int PAGE = 5_000;
    /** Bounds what one poll returns; the next one goes on behind it. */
    static final int PAGES_PER_POLL_MAX = 10;

    private static final UUID FIRST_UUID = new UUID(0, 0);

    private final Transactions transactions;
    private final Clock clock;
    private final int seenMax;
    private final Map<UUID, Instant> seen = new LinkedHashMap<>();
    /** Up to when, on the database's clock, the changes were read by any poll, and by a deep one; null before the first. */
    private Instant readUpTo;

    private Instant readDeeplyUpTo;
    private Instant deepAt;
    /** What a poll that had too much to read left for the next one; null when there is nothing left. */
    private Reading unfinished;

    /** @param clock tells only when a deep poll is due */
    public ChangeFeed(Transactions transactions, Clock clock) {
        this(transactions, clock, SEEN_MAX);
    }

    ChangeFeed(Transactions transactions, Clock clock, int seenMax) {
        this.transactions = transactions;
        this.clock = clock;
        this.seenMax = seenMax;
    }

    /** One change. {@code payload} is JSON. */
    public record Change(UUID id, String topic, String key, String payload) {
        private static final RowMapper<Change> MAPPER = (rs, ctx) -> new Change(
                rs.getObject("id", UUID.class), rs.getString("topic"), rs.getString("key"), rs.getString("payload"));
    }

    private record Position(Instant createdAt, UUID id) {
        private static final RowMapper<Position> MAPPER =
                (rs, ctx) -> new Position(rs.getTimestamp("created_at").toInstant(), rs.getObject("id", UUID.class));
    }

    /** One pass over the rows behind a position, begun at a time on the database's clock. */
    private record Reading(Instant begunAt, boolean deep, Position behind) {
        Reading onFrom(Position position) {
            return new Reading(begunAt, deep, position);
        }
    }

    /** What was committed since the last poll, about in the order in which it began. */
    public List<Change> poll() {
        if (readUpTo == null) {
            startFromNow();
            return List.of();
        }
        Reading reading = unfinished != null ? unfinished : newReading();
        List<Position> fresh = new ArrayList<>();
        boolean more = true;
        for (int page = 1; more && page <= PAGES_PER_POLL_MAX; page++) {
            List<Position> rows = readPage(reading);
            rows.stream().filter(row -> !seen.containsKey(row.id())).forEach(fresh::add);
            more = rows.size() == PAGE;
            reading = more ? reading.onFrom(rows.get(PAGE - 1)) : reading;
        }
        List<Change> changes = fetch(fresh);
        // Only now: had fetching failed, the next poll would have to find them again.
        remember(fresh);
        unfinished = more ? reading : null;
        if (!more) {
            finished(reading);
        }
        return changes;
    }

    /** What is committed by now is in nobody's cache yet, and what is under way is found by the overlap. */
    private void startFromNow() {
        Instant now = databaseTime();
        Reading reading = new Reading(now, true, new Position(now.minus(OVERLAP), FIRST_UUID));
        List<Position> rows = readPage(reading);
        remember(rows);
        while (rows.size() == PAGE) {
            reading = reading.onFrom(rows.get(PAGE - 1));
            rows = readPage(reading);
            remember(rows);
        }
        finished(reading);
    }

    private Reading newReading() {
        Instant now = databaseTime();
        boolean deep = !clock.instant().isBefore(deepAt);
        Instant from = deep ? readDeeplyUpTo.minus(OVERLAP) : readUpTo.minus(OVERLAP_SHORT);
        return new Reading(now, deep, new Position(from, FIRST_UUID));
    }

    private List<Position> readPage(Reading reading) {
        return transactions.read(
                "read changes",
                tx -> tx.query("""
                        SELECT created_at, id FROM platform.outbox
                         WHERE (created_at, id) > (:at, :id) ORDER BY created_at, id LIMIT :page""")
                        .bind("at", Timestamp.from(reading.behind().createdAt()))
                        .bind("id", reading.behind().id())
                        .bind("page", PAGE)
                        .map(Position.MAPPER)
                        .list());
    }

    private void finished(Reading reading) {
        readUpTo = reading.begunAt();
        if (reading.deep()) {
            readDeeplyUpTo = reading.begunAt();
            deepAt = clock.instant().plus(DEEP_EVERY);
        }
    }

    private List<Change> fetch(List<Position> positions) {
        List<Change> changes = new ArrayList<>(positions.size());
        for (int i = 0; i < positions.size(); i += PAGE) {
            List<UUID> ids = positions.subList(i, Math.min(i + PAGE, positions.size())).stream()
                    .map(Position::id)
                    .toList();
            Map<UUID, Change> byId = new HashMap<>();
            transactions
                    .read(
                            "fetch changes",
                            tx -> tx.query("SELECT id, topic, key, payload FROM platform.outbox WHERE id = ANY(:ids)")
                                    .bindArray("ids", UUID.class, ids)
                                    .map(Change.MAPPER)
                                    .list())
                    .forEach(change -> byId.put(change.id(), change));
            ids.stream().map(byId::get).filter(Objects::nonNull).forEach(changes::add);
        }
        return changes;
    }

    /** Keeps the ids that an overlap can still show again, the newest {@link #SEEN_MAX} of them. */
    private void remember(List<Position> rows) {
        rows.forEach(row -> seen.put(row.id(), row.createdAt()));
        Instant outOfSight = readDeeplyUpTo == null ? Instant.MIN : readDeeplyUpTo.minus(OVERLAP);
        Iterator<Instant> oldestFirst = seen.values().iterator();
        while (oldestFirst.hasNext()) {
            Instant createdAt = oldestFirst.next();
            if (seen.size() <= seenMax && createdAt.isAfter(outOfSight)) {
                break; // a late one further behind stays a little longer
            }
            oldestFirst.remove();
        }
    }

    int seenSize() {
        return seen.size();
    }

    private Instant databaseTime() {
        return transactions.read(
                "database time",
                tx -> tx.query("SELECT now()").mapTo(Instant.class).one());
    }
}
