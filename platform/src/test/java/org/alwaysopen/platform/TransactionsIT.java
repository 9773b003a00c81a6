package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.platform.test.Wire;
import org.alwaysopen.platform.test.Wire.Cut;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Goal: what a transaction did is done once, or not at all, whatever happens to it: collisions, lost connections, a killed
 * backend, an answer that never comes. Method: make each happen on a real database, then count the rows that the work left.
 */
@Timeout(60)
class TransactionsIT {
    private static TestDatabase database;
    private static ExecutorService threads;

    private final AtomicInteger runs = new AtomicInteger();
    private final Heard heard = new Heard();

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh("platform");
        database.execute(
                "CREATE TABLE effect (id UUID PRIMARY KEY, note TEXT NOT NULL)",
                "CREATE TABLE duty (doctor TEXT PRIMARY KEY, on_call BOOLEAN NOT NULL)");
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        database.close();
    }

    @BeforeEach
    void clear() {
        database.execute("DELETE FROM effect", "DELETE FROM duty");
    }

    @Test
    void tellsHowEachRunEnded() {
        Transactions transactions = transactions(database.dataSource());

        transactions.run("goes well", tx -> null);
        assertThatThrownBy(() -> transactions.run("says no", tx -> {
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");

        assertThat(heard.endings).containsExactly(Transactions.Ending.COMMITTED, Transactions.Ending.REFUSED);
    }

    @Test
    void twoThatCollideAreDoneOneAfterTheOther() throws Exception {
        database.execute("INSERT INTO duty VALUES ('ada', true), ('ben', true)");
        Transactions transactions = transactions(database.dataSource());
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);

        Future<Boolean> ada = threads.submit(() -> goHomeIfAnotherStays(transactions, "ada", bothHaveRead));
        Future<Boolean> ben = threads.submit(() -> goHomeIfAnotherStays(transactions, "ben", bothHaveRead));

        assertThat(List.of(ada.get(), ben.get())).containsExactlyInAnyOrder(true, false);
        assertThat(heard.states).contains("40001");
        assertThat(transactions.<Integer>read(
                        "count",
                        tx -> tx.query("SELECT count(*) FROM duty WHERE on_call")
                                .mapTo(Integer.class)
                                .one()))
                .isEqualTo(1);
    }

    /** Write skew: each reads what the other writes. Below SERIALIZABLE both go home. */
    private static boolean goHomeIfAnotherStays(Transactions transactions, String doctor, CyclicBarrier bothHaveRead) {
        AtomicInteger tries = new AtomicInteger();
        return transactions.run("go home", tx -> {
            int onCall = tx.query("SELECT count(*) FROM duty WHERE on_call")
                    .mapTo(Integer.class)
                    .one();
            if (tries.incrementAndGet() == 1) {
                unchecked(() -> bothHaveRead.await(10, TimeUnit.SECONDS));
            }
            if (onCall < 2) {
                return false;
            }
            tx.update("UPDATE duty SET on_call = false WHERE doctor = :doctor")
                    .bind("doctor", doctor)
                    .execute();
            return true;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "AFTER_COMMIT, true, 1",
        "AFTER_COMMIT, false, 1",
        "BEFORE_COMMIT, true, 2",
        "BEFORE_COMMIT, false, 2",
    })
    void aConnectionCutAroundTheCommitLeavesOneEffect(Cut cut, boolean withKey, int runsExpected) {
        try (Wire wire = database.wire();
                TestDatabase behindWire = database.through(wire)) {
            Transactions transactions = transactions(behindWire.dataSource());
            wire.cut(cut);

            String note = transactions.run("write", tx -> write(tx, withKey));

            assertThat(note).isEqualTo("run " + runsExpected);
            assertThat(notes()).containsExactly("run " + runsExpected);
            assertThat(runs).hasValue(runsExpected);
            assertThat(heard.ambiguous).hasValue(1);
        }
    }

    /** Work that touched a key, and whose row there does not hold this attempt, must be proved by another row. */
    @ParameterizedTest
    @ValueSource(strings = {"found done", "forgot it", "completed too late", "resumed it", "completed it"})
    void aLostAnswerIsProvedWhateverBecameOfTheKey(String what) {
        Idempotency.Request request =
                Idempotency.Request.of("test", UUID.randomUUID().toString(), "body");
        Idempotency.Response answer = new Idempotency.Response(200, "text/plain", "done");
        Duration lease = what.equals("resumed it") ? Duration.ofMillis(-1) : Duration.ofSeconds(30);
        UUID subject = UUID.randomUUID();
        database.transactions().run("claim", tx -> Idempotency.claim(tx, request, subject, lease));
        if (what.equals("found done") || what.equals("completed too late")) {
            database.transactions().run("complete", tx -> Idempotency.complete(tx, request, answer));
        }
        try (Wire wire = database.wire();
                TestDatabase behindWire = database.through(wire)) {
            Transactions transactions = transactions(behindWire.dataSource());
            wire.cut(Cut.AFTER_COMMIT);
            transactions.run("write", tx -> {
                switch (what) {
                    case "found done", "resumed it" ->
                        Idempotency.claim(tx, request, UUID.randomUUID(), Duration.ofSeconds(30));
                    case "forgot it" -> Idempotency.forget(tx, request, subject);
                    default -> Idempotency.complete(tx, request, answer);
                }
                return write(tx, false);
            });
        }
        assertThat(runs).hasValue(1);
        assertThat(notes()).containsExactly("run 1");
        assertThat(heard.ambiguous).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({
        "COMMIT_ON_ITS_WAY, true, 1",
        "COMMIT_ON_ITS_WAY, false, 1",
        "COMMIT_LOST_ON_ITS_WAY, true, 2",
        "COMMIT_LOST_ON_ITS_WAY, false, 2",
    })
    void aCommitStillOnItsWayIsWaitedFor(Cut cut, boolean withKey, int runsExpected) throws Exception {
        assumeFalse(database.isCockroach(), "asks PostgreSQL who waits for a lock");
        try (Wire wire = database.wire();
                TestDatabase behindWire = database.through(wire)) {
            Transactions transactions = transactions(behindWire.dataSource());
            wire.cut(cut);

            Future<String> note = threads.submit(() -> transactions.run("write", tx -> write(tx, withKey)));
            wire.awaitHeld();
            awaitOneThatWaitsForALock();
            assertThat(runs)
                    .as("nothing is done again while the first may still come")
                    .hasValue(1);
            wire.release();

            assertThat(note.get()).isEqualTo("run " + runsExpected);
            assertThat(notes()).containsExactly("run " + runsExpected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resultIsAmbiguousIsSettledBothWays(boolean committed) {
        AtomicInteger commits = new AtomicInteger();
        DataSource cockroachLosesANode = TestDataSources.committing(database.dataSource(), connection -> {
            if (commits.incrementAndGet() > 1) {
                connection.commit();
                return;
            }
            if (committed) {
                connection.commit();
            } else {
                connection.rollback();
            }
            throw new SQLException("result is ambiguous: error=unable to dial n2", "40003");
        });

        transactions(cockroachLosesANode).run("write", tx -> write(tx, false));

        assertThat(runs).hasValue(committed ? 1 : 2);
        assertThat(notes()).hasSize(1);
        assertThat(heard.ambiguous).hasValue(1);
    }

    /** What CockroachDB and PostgreSQL say when a node dies, a range is away, or somebody was in the way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "40001", "40003", "40P01", "55P03", "08003", "08006", "57014", "57P01", "57P02", "57P03", "25P03",
                "53200", "53300", "58C00", "58C01", "XXUUU"
            })
    void whatFailsBeforeTheCommitCostsOneMoreTry(String state) {
        AtomicInteger asked = new AtomicInteger();
        Runnable failingOnce = () -> {
            if (asked.incrementAndGet() == 1) {
                throw new JdbiException("", new SQLException("rpc error: code = Unavailable", state)) {};
            }
        };
        transactions(database.dataSource()).run("write", tx -> {
            String note = write(tx, false);
            failingOnce.run();
            return note;
        });
        assertThat(runs).hasValue(2);
        assertThat(notes()).containsExactly("run 2");

        asked.set(0);
        List<String> read = transactions(database.dataSource()).read("read", tx -> {
            List<String> notes =
                    tx.query("SELECT note FROM effect").mapTo(String.class).list();
            failingOnce.run();
            return notes;
        });
        assertThat(read).containsExactly("run 2");
        assertThat(asked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40003", "08006", "57P01"})
    void whatMayBeDoneTwiceIsSimplyDoneAgain(String state) {
        UUID id = UUID.randomUUID();
        transactions(database.dataSource()).runRepeatable("store", tx -> {
            assertThat(tx.query("SHOW transaction_isolation")
                            .mapTo(String.class)
                            .one())
                    .isEqualTo("serializable");
            tx.update("INSERT INTO effect (id, note) VALUES (:id, 'stored') ON CONFLICT (id) DO NOTHING")
                    .bind("id", id)
                    .execute();
            if (runs.incrementAndGet() == 1) {
                throw new JdbiException("", new SQLException("its answer is lost", state)) {};
            }
            return null;
        });
        assertThat(runs).hasValue(2);
        assertThat(notes()).containsExactly("stored");
        assertThat(heard.ambiguous).hasValue(0);
    }

    /** Neither the connections of the pool that are lost with it, nor the one that is in use, are noticed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatANodeDoesNotEndAnotherOneDoes(boolean writing) throws Exception {
        try (Wire node = database.wire();
                TestDatabase nodes = database.throughFirst(node)) {
            Transactions transactions = transactions(nodes.dataSource());
            fillPool(transactions, 3);
            AtomicInteger tries = new AtomicInteger();
            Transactions.Work<String> work = tx -> {
                if (tries.incrementAndGet() == 1) {
                    tx.query("SELECT 1").mapTo(Integer.class).one();
                    node.die();
                }
                return writing
                        ? write(tx, true)
                        : tx.query("SELECT 'found'").mapTo(String.class).one();
            };

            String result = writing ? transactions.run("write", work) : transactions.read("read", work);

            assertThat(tries.get()).isGreaterThan(1);
            assertThat(result).isEqualTo(writing ? notes().get(0) : "found");
            assertThat(notes()).hasSize(writing ? 1 : 0);
        }
    }

    private static void fillPool(Transactions transactions, int connections) throws Exception {
        CyclicBarrier allHaveOne = new CyclicBarrier(connections);
        List<Future<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            readers.add(threads.submit(() -> transactions.read("fill the pool", tx -> {
                unchecked(() -> allHaveOne.await(10, TimeUnit.SECONDS));
                return 1;
            })));
        }
        for (Future<Integer> reader : readers) {
            reader.get();
        }
    }

    @Test
    void aBackendKilledInTheMiddleOfTheWorkIsNotNoticed() {
        assumeFalse(database.isCockroach(), "pg_terminate_backend");
        transactions(database.dataSource()).run("write", tx -> {
            String note = write(tx, false);
            if (runs.get() == 1) {
                kill(tx);
            }
            tx.query("SELECT 1").mapTo(Integer.class).one();
            return note;
        });

        assertThat(runs).hasValue(2);
        assertThat(notes()).containsExactly("run 2");
    }

    @Test
    void aBackendKilledBeforeItGetsTheCommitHasNotCommitted() {
        assumeFalse(database.isCockroach(), "pg_terminate_backend");
        AtomicInteger commits = new AtomicInteger();
        DataSource killing = TestDataSources.committing(database.dataSource(), connection -> {
            if (commits.incrementAndGet() == 1) {
                database.execute("SELECT pg_terminate_backend("
                        + connection.unwrap(org.postgresql.PGConnection.class).getBackendPID() + ", 5000)");
            }
            connection.commit();
        });

        transactions(killing).run("write", tx -> write(tx, true));

        assertThat(runs).hasValue(2);
        assertThat(notes()).containsExactly("run 2");
        assertThat(heard.ambiguous).hasValue(1);
    }

    @Test
    void aConnectionFromAPoolThatIsDeadIsReplaced() {
        assumeFalse(database.isCockroach(), "pg_terminate_backend");
        Transactions transactions = transactions(database.dataSource());
        transactions.run("first", tx -> write(tx, false));
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

        transactions.run("second", tx -> write(tx, false));

        assertThat(notes()).hasSize(2);
    }

    @Test
    void whenTheDatabaseCannotBeAskedTheOutcomeIsCalledUnknown() throws Exception {
        try (Wire wire = database.wire();
                TestDatabase behindWire = database.through(wire)) {
            Transactions transactions = transactions(behindWire.dataSource());
            wire.cut(Cut.COMMIT_ON_ITS_WAY);
            Thread[] runner = new Thread[1];
            Future<String> note = threads.submit(() -> {
                runner[0] = Thread.currentThread();
                return transactions.run("write", tx -> write(tx, true));
            });
            wire.awaitHeld();
            wire.refuseConnections();
            wire.release();
            while (heard.ambiguous.get() == 0) {
                Thread.onSpinWait();
            }
            runner[0].interrupt();

            assertThatThrownBy(note::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(Transactions.UnknownOutcomeException.class);
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void aRefusalUndoesTheWorkAndIsNotTriedAgain() {
        assertThatThrownBy(() -> transactions(database.dataSource()).run("write", tx -> {
                    write(tx, false);
                    throw Problem.conflict("no").exception();
                }))
                .isInstanceOf(ProblemException.class);
        assertThat(runs).hasValue(1);
        assertThat(notes()).isEmpty();
    }

    @Test
    void anErrorUndoesTheWorkAndComesOutAsItIs() {
        AssertionError error = new AssertionError("a bug");
        assertThatThrownBy(() -> transactions(database.dataSource()).run("write", tx -> {
                    write(tx, false);
                    throw error;
                }))
                .isSameAs(error);
        assertThat(notes()).isEmpty();
        transactions(database.dataSource()).run("the thread and the pool are as before", tx -> write(tx, false));
    }

    @Test
    void workThatHidesAFailureIsNotCommitted() {
        assertThatThrownBy(() -> transactions(database.dataSource()).run("write", tx -> {
                    write(tx, true);
                    try {
                        tx.update("INSERT INTO effect VALUES (NULL, 'x')").execute();
                    } catch (RuntimeException hidden) {
                        // as careless code does
                    }
                    return null;
                }))
                .hasMessageContaining("went on");
        assertThat(runs).hasValue(1);
        assertThat(notes()).isEmpty();
    }

    @Test
    void oneInsideAnotherThrows() {
        Transactions transactions = transactions(database.dataSource());
        for (Callable<Object> inner : List.<Callable<Object>>of(
                () -> transactions.run("inner", tx -> write(tx, false)),
                () -> transactions.read("inner", tx -> 1),
                () -> transactions(database.dataSource()).run("of another object", tx -> 1))) {
            assertThatThrownBy(() -> transactions.run("outer", tx -> unchecked(inner)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inside \"outer\"");
        }
        assertThat(notes()).isEmpty();
        transactions.run("afterwards", tx -> write(tx, false));
    }

    @Test
    void triesAreBounded() {
        DataSource alwaysColliding = TestDataSources.committing(database.dataSource(), connection -> {
            connection.rollback();
            throw new SQLException("restart transaction", "40001");
        });
        assertThatThrownBy(() -> transactions(alwaysColliding).run("write", tx -> write(tx, false)))
                .isInstanceOf(Transactions.UnavailableException.class);
        assertThat(runs).hasValue(Transactions.TRIES_MAX);
        assertThat(heard.ambiguous).as("40001 at commit is no doubt").hasValue(0);
    }

    @Test
    void timeIsBounded() {
        long begunNanos = System.nanoTime();
        assertThatThrownBy(() -> transactions(database.dataSource()).run("write", tx -> {
                    write(tx, false);
                    tx.query("SELECT CAST(pg_sleep(30) AS TEXT)")
                            .mapTo(String.class)
                            .one();
                    return null;
                }))
                .isInstanceOf(Transactions.UnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begunNanos))
                .isLessThan(Transactions.BUDGET.plus(Transactions.TRANSACTION_TIMEOUT));
        assertThat(notes()).isEmpty();
    }

    @Test
    void connectionsWithoutTheSessionDefaultsAreRefusedWithWhatToDo() {
        assumeFalse(database.isCockroach(), "which is always SERIALIZABLE");
        PGSimpleDataSource bare = new PGSimpleDataSource();
        bare.setUrl(database.url().replaceFirst("options=[^&]*", ""));
        assertThatThrownBy(() -> transactions(bare).run("write", tx -> write(tx, false)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("found read committed")
                .hasMessageContaining("ShopDatabase.withSessionDefaults");
        assertThat(notes()).isEmpty();
    }

    @Test
    void optionsThatTheUrlHasAlreadyStay() {
        String bare = database.url().replaceFirst("options=[^&]*", "options=-c%20extra_float_digits=0");
        PGSimpleDataSource both = new PGSimpleDataSource();
        both.setUrl(ShopDatabase.withSessionDefaults(bare));
        Transactions transactions = transactions(both);
        transactions.run("write", tx -> write(tx, false));
        assertThat(transactions.<String>read(
                        "look",
                        tx -> tx.query("SHOW extra_float_digits")
                                .mapTo(String.class)
                                .one()))
                .isEqualTo("0");
    }

    @Test
    void anObserverThatFailsChangesNothing() {
        Transactions transactions = new Transactions(
                database.dataSource(),
                new Transactions.Observer() {
                    @Override
                    public void committed(String name, int tries) {
                        throw new IllegalStateException("no metrics today");
                    }
                },
                new Random());
        transactions.run("write", tx -> write(tx, false));
        assertThat(runs).hasValue(1);
        assertThat(notes()).hasSize(1);
    }

    @Test
    void theHappyPathTakesThreeRoundTripsAndWithAKeyTwo() {
        try (Wire wire = database.wire();
                TestDatabase behindWire = database.through(wire)) {
            Transactions transactions = transactions(behindWire.dataSource());
            transactions.run("warm up", tx -> write(tx, false));
            behindWire.forgetStatements();

            int before = wire.turns();
            transactions.run("one statement", tx -> insert(tx, "one"));
            assertThat(wire.turns() - before)
                    .as("BEGIN with the statement, the witness, COMMIT")
                    .isEqualTo(3);
            assertThat(behindWire.statementCount()).isEqualTo(2);

            before = wire.turns();
            transactions.run(
                    "only a claim",
                    tx -> Idempotency.claim(
                            tx,
                            Idempotency.Request.of("test", UUID.randomUUID().toString()),
                            null,
                            Duration.ofSeconds(1)));
            assertThat(wire.turns() - before).as("BEGIN with the claim, COMMIT").isEqualTo(2);

            before = wire.turns();
            transactions.runRepeatable("one statement", tx -> insert(tx, "another"));
            assertThat(wire.turns() - before)
                    .as("a statement that may be done twice")
                    .isEqualTo(1);

            before = wire.turns();
            transactions.read(
                    "one", tx -> tx.query("SELECT 1").mapTo(Integer.class).one());
            assertThat(wire.turns() - before).as("a reading statement").isEqualTo(1);
        }
    }

    private String write(Tx tx, boolean withKey) {
        String note = "run " + runs.incrementAndGet();
        if (withKey) {
            Idempotency.Claim claim = Idempotency.claim(
                    tx, Idempotency.Request.of("test", this + "", "body"), UUID.randomUUID(), Duration.ofSeconds(30));
            assertThat(claim).isInstanceOf(Idempotency.Claim.New.class);
        }
        return insert(tx, note);
    }

    private static String insert(Tx tx, String note) {
        tx.update("INSERT INTO effect (id, note) VALUES (:id, :note)")
                .bind("id", UUID.randomUUID())
                .bind("note", note)
                .execute();
        return note;
    }

    private static void kill(Tx tx) {
        int pid = tx.query("SELECT pg_backend_pid()").mapTo(Integer.class).one();
        database.execute("SELECT pg_terminate_backend(" + pid + ", 5000)");
    }

    private static void awaitOneThatWaitsForALock() {
        org.awaitility.Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Jdbi.create(database.dataSource())
                                .withHandle(handle -> handle.createQuery(
                                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                                        + " AND wait_event_type = 'Lock'")
                                        .mapTo(Integer.class)
                                        .one())
                        == 1);
    }

    private static List<String> notes() {
        return Jdbi.create(database.dataSource())
                .withHandle(handle -> handle.createQuery("SELECT note FROM effect ORDER BY note")
                        .mapTo(String.class)
                        .list());
    }

    private Transactions transactions(DataSource dataSource) {
        return new Transactions(dataSource, heard, new Random());
    }

    private static <T> T unchecked(Callable<T> action) {
        try {
            return action.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Heard implements Transactions.Observer {
        private final ConcurrentLinkedQueue<String> states = new ConcurrentLinkedQueue<>();
        private final AtomicInteger ambiguous = new AtomicInteger();
        private final ConcurrentLinkedQueue<Transactions.Ending> endings = new ConcurrentLinkedQueue<>();

        @Override
        public void ended(String name, Transactions.Ending ending, Duration took) {
            endings.add(ending);
        }

        @Override
        public void retried(String name, String sqlState) {
            states.add(sqlState);
        }

        @Override
        public void ambiguous(String name) {
            ambiguous.incrementAndGet();
        }
    }
}
