package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.alwaysopen.platform.OutboxRelay.Message;
import org.alwaysopen.platform.test.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: what was committed is delivered at least once, by whoever is alive, and one bad message stands in nobody's way. */
@Timeout(60)
class OutboxIT {
    private static final Region REGION = new Region("aws-us-east-1");
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ZERO;

    private static TestDatabase database;
    private static Transactions transactions;

    private final List<String> got = new ArrayList<>();

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh("platform");
        transactions = database.transactions();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.execute("DELETE FROM platform.outbox");
    }

    @Test
    void aMessageIsDeliveredOnceWhenNothingGoesWrong() {
        append("order-1");
        OutboxRelay relay = relay("a", message -> got.add(message.key() + message.payload() + message.attempt()));
        assertThat(relay.runOnce()).isEqualTo(1);
        assertThat(relay.runOnce()).isZero();
        assertThat(got).containsExactly("order-1{\"n\": 1}1");
    }

    @Test
    void whatWasUndoneIsNotTold() {
        assertThatThrownBy(() -> transactions.run("undone", tx -> {
                    Outbox.append(tx, "mail", "order-1", "{}", REGION);
                    throw Problem.conflict("no").exception();
                }))
                .isInstanceOf(ProblemException.class);
        assertThat(relay("a", message -> got.add(message.key())).runOnce()).isZero();
    }

    @Test
    void announcementsAndOtherTopicsAreLeftAlone() {
        transactions.run("announce", tx -> {
            Outbox.announce(tx, "mail", "price-1", "{}", REGION);
            Outbox.append(tx, "webhook", "order-1", "{}", REGION);
            return null;
        });
        assertThat(relay("a", message -> got.add(message.key())).runOnce()).isZero();
    }

    @Test
    void anEmptyOutboxCostsOneReadingStatement() {
        database.forgetStatements();
        relay("a", message -> got.add(message.key())).runOnce();
        assertThat(database.statements()).singleElement().asString().startsWith("SELECT");
    }

    @Test
    void anotherRelayTakesOverFromADeadOneWhenItsLeaseIsOver() {
        append("order-1");
        Duration lease = Duration.ofMillis(500);
        // Dies in the middle: an Error is what no handler of the relay's catches, and nothing is recorded.
        OutboxRelay dying = new OutboxRelay(
                transactions,
                "mail",
                "dead",
                message -> {
                    got.add("dead");
                    throw new LinkageError("the server dies here");
                },
                lease,
                AT_ONCE);
        OutboxRelay other = relay("other", message -> got.add("other " + message.attempt()));
        assertThatThrownBy(dying::runOnce).isInstanceOf(LinkageError.class);

        assertThat(other.runOnce()).as("while the lease lasts").isZero();
        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> other.runOnce() == 1);
        assertThat(got).containsExactly("dead", "other 2");
    }

    @Test
    void aPoisonedMessageIsTriedAgainLaterAndLaterAndBlocksNoOther() {
        append("poison");
        append("fine-1");
        append("fine-2");
        OutboxRelay relay = new OutboxRelay(
                transactions,
                "mail",
                "a",
                poisoned(),
                LEASE,
                Duration.ofHours(1).dividedBy(4));
        assertThat(relay.runOnce()).isEqualTo(2);
        assertThat(relay.runOnce()).as("its pause is not over").isZero();
        assertThat(got).containsExactlyInAnyOrder("fine-1", "fine-2");
        assertThat(row("poison"))
                .containsEntry("attempts", 1)
                .containsEntry("last_error", "no such mailbox")
                .containsEntry("due_in_minutes", 15L);
    }

    @Test
    void pausesDoubleUpToAnHour() {
        append("poison");
        OutboxRelay relay = new OutboxRelay(transactions, "mail", "a", poisoned(), LEASE, Duration.ofMinutes(10));
        List<Object> pauses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            makeDue();
            relay.runOnce();
            pauses.add(row("poison").get("due_in_minutes"));
        }
        assertThat(pauses).containsExactly(10L, 20L, 40L, 60L, 60L);
    }

    @Test
    void afterTheLastAttemptItIsParkedUntilAnOperatorRequeuesIt() {
        append("poison");
        OutboxRelay relay = new OutboxRelay(transactions, "mail", "a", poisoned(), LEASE, AT_ONCE);
        for (int i = 0; i < OutboxRelay.ATTEMPTS_MAX + 3; i++) {
            relay.runOnce();
        }
        assertThat(row("poison"))
                .containsEntry("attempts", OutboxRelay.ATTEMPTS_MAX)
                .containsEntry("due_in_minutes", null);
        assertThat(Outbox.sweep(transactions, Duration.ofSeconds(-1), 10))
                .as("is not swept")
                .isZero();

        UUID id = (UUID) row("poison").get("id");
        assertThat(transactions.<Boolean>run("requeue", tx -> OutboxRelay.requeue(tx, id)))
                .isTrue();
        assertThat(relay("b", message -> got.add("mended")).runOnce()).isEqualTo(1);
        assertThat(transactions.<Boolean>run("requeue", tx -> OutboxRelay.requeue(tx, id)))
                .isFalse();
    }

    @Test
    void manyRelaysShareTheWorkAndLoseNothing() throws Exception {
        int messages = 200;
        transactions.run("append", tx -> {
            for (int i = 0; i < messages; i++) {
                Outbox.append(tx, "mail", "order-" + i, "{}", REGION);
            }
            return null;
        });
        Map<String, Integer> deliveries = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<Integer> rounds = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> relays = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            OutboxRelay relay = relay("relay " + i, message -> deliveries.merge(message.key(), 1, Integer::sum));
            relays.add(threads.submit(() -> {
                while (deliveries.size() < messages) {
                    try {
                        rounds.add(relay.runOnce());
                    } catch (Transactions.UnavailableException busy) {
                        // a worker comes again
                    }
                }
            }));
        }
        for (Future<?> relay : relays) {
            relay.get();
        }
        threads.shutdown();
        assertThat(deliveries).hasSize(messages);
        assertThat(deliveries.values()).as("no relay died").containsOnly(1);
    }

    @Test
    void sweepingTakesWhatIsDeliveredOrOnlyAnnounced() {
        append("delivered");
        relay("a", message -> got.add(message.key())).runOnce();
        append("due");
        transactions.run("announce", tx -> {
            Outbox.announce(tx, "price", "announced", "{}", REGION);
            return null;
        });
        assertThat(Outbox.sweep(transactions, Duration.ofHours(1), 10)).isZero();
        assertThat(Outbox.sweep(transactions, Duration.ofSeconds(-1), 1)).isEqualTo(1);
        assertThat(Outbox.sweep(transactions, Duration.ofSeconds(-1), 10)).isEqualTo(1);
        assertThat(row("due")).isNotEmpty();
        new Housekeeping(transactions).runOnce();
        assertThat(new Housekeeping(transactions).sweepWitnesses(Duration.ofSeconds(-1), 5))
                .isEqualTo(5);
    }

    @Test
    void payloadsAreBounded() {
        assertThatThrownBy(() -> transactions.run("too much", tx -> {
                    Outbox.append(tx, "mail", "k", "\"" + "x".repeat(Outbox.PAYLOAD_LENGTH_MAX) + "\"", REGION);
                    return null;
                }))
                .hasMessageContaining("expected at most");
    }

    private OutboxRelay.Delivery poisoned() {
        return message -> {
            if (message.key().equals("poison")) {
                throw new IllegalStateException("no such mailbox");
            }
            got.add(message.key());
        };
    }

    private static OutboxRelay relay(String holder, OutboxRelay.Delivery delivery) {
        return new OutboxRelay(transactions, "mail", holder, delivery, LEASE, AT_ONCE);
    }

    private static void append(String key) {
        transactions.run("append", tx -> {
            Outbox.append(tx, "mail", key, "{\"n\": 1}", REGION);
            return null;
        });
    }

    private static void makeDue() {
        database.execute("UPDATE platform.outbox SET due_at = now()");
    }

    private static Map<String, Object> row(String key) {
        return transactions.read(
                "look", tx -> tx.query("""
                        SELECT id, attempts, last_error,
                               CAST(round(extract(epoch FROM due_at - now()) / 60) AS INT8) AS due_in_minutes
                          FROM platform.outbox WHERE key = :key""").bind("key", key).mapToMap().one());
    }

    /** The compiler's proof that a delivery sees what a receiver needs to know a second delivery. */
    @Test
    void theIdOfAMessageStaysTheSame() {
        append("order-1");
        List<UUID> ids = new ArrayList<>();
        OutboxRelay relay = relay("a", (Message message) -> {
            ids.add(message.id());
            if (ids.size() < 3) {
                throw new IllegalStateException("not now");
            }
        });
        while (relay.runOnce() == 0) {
            assertThat(ids).hasSizeLessThan(3);
        }
        assertThat(ids).hasSize(3);
        assertThat(ids.stream().distinct()).hasSize(1);
    }
}
