package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.alwaysopen.platform.ChangeFeed.Change;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: a reader sees each change once, whatever the order of commits, and forgets what it need not know. */
@Timeout(60)
class ChangeFeedIT {
    private static final Region REGION = new Region("gcp-us-central1");

    private TestDatabase database;
    private Transactions transactions;
    private ExecutorService threads;
    private Instant time = Instant.now();
    private final Clock clock = new InstantSourceClock(() -> time);

    @BeforeEach
    void start() {
        database = TestDatabase.fresh("platform");
        transactions = database.transactions();
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void itStartsFromNowAndShowsEachChangeOnce() {
        announce("before");
        ChangeFeed feed = new ChangeFeed(transactions, clock);
        assertThat(feed.poll()).isEmpty();
        assertThat(feed.poll()).isEmpty();
        announce("one");
        announce("two");
        assertThat(keys(feed.poll())).containsExactly("one", "two");
        assertThat(feed.poll()).isEmpty();
        time = time.plus(ChangeFeed.DEEP_EVERY);
        assertThat(feed.poll()).as("a deep poll").isEmpty();
    }

    @Test
    void aChangeHoldsWhatWasWritten() {
        ChangeFeed feed = new ChangeFeed(transactions, clock);
        feed.poll();
        transactions.run("write", tx -> {
            Outbox.announce(tx, "price", "SHIRT-M", "{\"price\": 1}", REGION);
            Outbox.append(tx, "mail", "order-1", "{}", REGION);
            return null;
        });
        assertThat(feed.poll())
                .extracting(Change::topic, Change::key, Change::payload)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("price", "SHIRT-M", "{\"price\": 1}"),
                        org.assertj.core.groups.Tuple.tuple("mail", "order-1", "{}"));
    }

    /** Transaction A begins, B begins and commits and is seen, A commits: a cursor behind B would never see A. */
    @Test
    void whatIsCommittedLateIsSeenOnce() throws Exception {
        ChangeFeed feed = new ChangeFeed(transactions, clock);
        feed.poll();
        Open a = open("a");
        announce("b");
        assertThat(keys(feed.poll())).containsExactly("b");
        assertThat(createdBefore("a", a, "b")).as("a began before b").isTrue();

        assertThat(keys(feed.poll())).containsExactly("a");
        assertThat(feed.poll()).isEmpty();
    }

    /** Longer than the short overlap: the deep poll sees it. */
    @Test
    void whatIsCommittedVeryLateIsSeenByTheNextDeepPoll() {
        ChangeFeed feed = new ChangeFeed(transactions, clock);
        feed.poll();
        announce("late");
        database.execute("UPDATE platform.outbox SET created_at = now() - INTERVAL '9 seconds' WHERE key = 'late'");
        announce("b");
        assertThat(keys(feed.poll())).containsExactly("b");
        time = time.plus(ChangeFeed.DEEP_EVERY);
        assertThat(keys(feed.poll())).containsExactly("late");
        time = time.plus(ChangeFeed.DEEP_EVERY);
        assertThat(feed.poll()).isEmpty();
    }

    @Test
    void whatWasUnderWayAtTheStartIsSeen() throws Exception {
        Open a = open("a");
        ChangeFeed feed = new ChangeFeed(transactions, clock);
        assertThat(feed.poll()).isEmpty();
        a.commit();
        assertThat(keys(feed.poll())).containsExactly("a");
    }

    @Test
    void aPollThatFailsLosesNothing() {
        AtomicBoolean broken = new AtomicBoolean();
        AtomicInteger statements = new AtomicInteger();
        var flaky = (javax.sql.DataSource) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {javax.sql.DataSource.class},
                (proxy, method, arguments) -> {
                    // The connections of a poll: the time, the ids, the payloads. The third one breaks.
                    if (broken.get() && statements.incrementAndGet() >= 3) {
                        throw new SQLException("connection refused", "08001");
                    }
                    return method.invoke(database.dataSource(), arguments);
                });
        ChangeFeed feed = new ChangeFeed(new Transactions(flaky, Transactions.Observer.NONE, new Random()), clock);
        feed.poll();
        announce("one");
        database.execute("UPDATE platform.outbox SET created_at = now() - INTERVAL '9 seconds'");
        time = time.plus(ChangeFeed.DEEP_EVERY);
        broken.set(true);
        assertThatThrownBy(feed::poll).isInstanceOf(Transactions.UnavailableException.class);
        broken.set(false);
        assertThat(keys(feed.poll())).containsExactly("one");
    }

    @Test
    void seenIdsAreForgottenWhenTheyAreOutOfSightAndBoundedBeforeThat() {
        ChangeFeed feed = new ChangeFeed(transactions, clock, 10);
        feed.poll();
        for (int i = 0; i < 30; i++) {
            announce("change-" + i);
        }
        assertThat(feed.poll()).hasSize(30);
        assertThat(feed.seenSize()).isLessThanOrEqualTo(10);

        ChangeFeed patient = new ChangeFeed(transactions, clock);
        patient.poll();
        assertThat(patient.seenSize()).isEqualTo(30);
        database.execute("UPDATE platform.outbox SET created_at = now() - INTERVAL '1 hour'");
        ChangeFeed later = new ChangeFeed(transactions, clock);
        later.poll();
        assertThat(later.seenSize()).isZero();
    }

    @Test
    void aStormOfChangesOfOneTransactionIsReadInBoundedParts() {
        ChangeFeed feed = new ChangeFeed(transactions, clock);
        feed.poll();
        int changes = ChangeFeed.PAGE * ChangeFeed.PAGES_PER_POLL_MAX + 1_234;
        database.execute("INSERT INTO platform.outbox (topic, key, payload, region)"
                + " SELECT 'price', 'sku-' || i, '{}', 'aws-us-east-1' FROM generate_series(1, " + changes + ") i");
        List<Change> first = feed.poll();
        List<Change> second = feed.poll();
        assertThat(first).hasSize(ChangeFeed.PAGE * ChangeFeed.PAGES_PER_POLL_MAX);
        assertThat(second).hasSize(1_234);
        List<Change> all = new ArrayList<>(first);
        all.addAll(second);
        assertThat(all.stream().map(Change::key).distinct().count()).isEqualTo(changes);
        assertThat(feed.poll()).isEmpty();
    }

    @Test
    void aQuietPollCostsTwoStatements() {
        ChangeFeed feed = new ChangeFeed(transactions, clock);
        feed.poll();
        database.forgetStatements();
        feed.poll();
        assertThat(database.statementCount()).isEqualTo(2);
    }

    private void announce(String key) {
        transactions.run("announce", tx -> {
            Outbox.announce(tx, "price", key, "{}", REGION);
            return null;
        });
    }

    /** A transaction that has written its change and is not committed yet. */
    private Open open(String key) throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        Future<?> committed = threads.submit(() -> transactions.run("slow", tx -> {
            Outbox.announce(tx, "price", key, "{}", REGION);
            written.countDown();
            try {
                mayCommit.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return null;
        }));
        written.await();
        return () -> {
            mayCommit.countDown();
            committed.get();
        };
    }

    private boolean createdBefore(String earlier, Open open, String later) throws Exception {
        open.commit();
        return transactions.read(
                "compare",
                tx -> tx.query("""
                        SELECT (SELECT created_at FROM platform.outbox WHERE key = :earlier)
                             < (SELECT created_at FROM platform.outbox WHERE key = :later)""")
                        .bind("earlier", earlier)
                        .bind("later", later)
                        .mapTo(Boolean.class)
                        .one());
    }

    private interface Open {
        void commit() throws Exception;
    }

    private static List<String> keys(List<Change> changes) {
        return changes.stream().map(Change::key).toList();
    }

    private static final class InstantSourceClock extends Clock {
        private final InstantSource source;

        InstantSourceClock(InstantSource source) {
            this.source = source;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return source.instant();
        }
    }
}
