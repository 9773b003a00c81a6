package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.alwaysopen.platform.Idempotency.Claim;
import org.alwaysopen.platform.Idempotency.Request;
import org.alwaysopen.platform.Idempotency.Response;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a request has one effect and one answer, however often, by whom and after what accident it is sent. */
@Timeout(60)
class IdempotencyIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration OVER = Duration.ofMillis(-1);
    private static final Response ANSWER =
            new Response(201, "application/json", "{\"number\": \"A-1\",\n  \"note\": \"grüße \\u0000 ✓\"}");

    private static TestDatabase database;
    private static Transactions transactions;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh("platform");
        database.execute("CREATE TABLE effect (subject UUID NOT NULL)");
        transactions = database.transactions();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void theSameRequestGetsTheSameBytes() {
        Request request = request("body");
        assertThat(claim(request, UUID.randomUUID(), LONG)).isEqualTo(new Claim.New());
        complete(request, ANSWER);

        assertThat(claim(request, UUID.randomUUID(), LONG)).isEqualTo(new Claim.Done(ANSWER));
        assertThat(recorded(request)).contains(ANSWER);
    }

    @Test
    void theFirstAnswerStands() {
        Request request = request("body");
        claim(request, UUID.randomUUID(), LONG);
        complete(request, ANSWER);
        Response later = new Response(500, "text/plain", "too late");
        assertThat(complete(request, later)).isEqualTo(ANSWER);
        assertThat(claim(request, UUID.randomUUID(), LONG)).isEqualTo(new Claim.Done(ANSWER));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherRequestWithTheKeyIsRefused(boolean done) {
        Request request = request("body");
        claim(request, UUID.randomUUID(), LONG);
        if (done) {
            complete(request, ANSWER);
        }
        Request other = Request.of(request.scope(), request.key(), "another body");
        assertThat(problemOf(() -> claim(other, UUID.randomUUID(), LONG)).status())
                .isEqualTo(422);
        assertThat(problemOf(() -> recorded(other)).status()).isEqualTo(422);
    }

    @Test
    void workOfOneTransactionIsDoneOnceAndItsAnswerKept() {
        Request request = request("body");
        UUID first = once(request, UUID.randomUUID());
        assertThat(once(request, UUID.randomUUID())).isEqualTo(first);
        assertThat(effects(first)).isEqualTo(1);
        assertThat(claim(request, UUID.randomUUID(), LONG)).isInstanceOf(Claim.Done.class);
        Request other = Request.of(request.scope(), request.key(), "another body");
        UUID second = UUID.randomUUID();
        assertThat(problemOf(() -> once(other, second)).status()).isEqualTo(422);
        assertThat(effects(second)).isZero();
    }

    @Test
    void workThatIsRefusedForWhatTheFirstTimeChangedIsAnsweredAsThen() {
        Request request = request("body");
        UUID first = once(request, UUID.randomUUID());
        Transactions.Work<UUID> refused = tx -> {
            throw Problem.conflict("it is an order by now").exception();
        };
        assertThat(once(request, refused)).isEqualTo(first);
        assertThat(problemOf(() -> once(request("body"), refused)).status()).isEqualTo(409);
    }

    @Test
    void workOfOneTransactionWaitsForWhoeverIsAtWorkOnItsKeyAndTakesOverWhatIsLeft() {
        Request request = request("body");
        claim(request, UUID.randomUUID(), LONG);
        UUID early = UUID.randomUUID();
        assertThat(problemOf(() -> once(request, early)).status()).isEqualTo(409);
        assertThat(effects(early)).isZero();

        Request left = request("body");
        claim(left, UUID.randomUUID(), OVER);
        UUID late = UUID.randomUUID();
        assertThat(once(left, late)).isEqualTo(late);
        assertThat(effects(late)).isEqualTo(1);
    }

    /** Two servers at the same moment: both do the work, one of them in vain. */
    @Test
    void workOfOneTransactionHasOneEffectHoweverOftenItIsSentAtOnce() throws Exception {
        Request request = request("body");
        CyclicBarrier together = new CyclicBarrier(4);
        ExecutorService servers = Executors.newFixedThreadPool(4);
        List<UUID> subjects = Stream.generate(UUID::randomUUID).limit(4).toList();
        List<Future<UUID>> answers = new ArrayList<>();
        for (UUID subject : subjects) {
            answers.add(servers.submit(() -> {
                together.await();
                return once(request, subject);
            }));
        }
        Set<UUID> different = new HashSet<>();
        for (Future<UUID> answer : answers) {
            different.add(answer.get());
        }
        servers.shutdown();
        assertThat(different).hasSize(1);
        assertThat(subjects.stream().mapToLong(IdempotencyIT::effects).sum()).isEqualTo(1);
    }

    private static UUID once(Request request, UUID subject) {
        return once(request, tx -> {
            tx.update("INSERT INTO effect VALUES (:subject)")
                    .bind("subject", subject)
                    .execute();
            return subject;
        });
    }

    private static UUID once(Request request, Transactions.Work<UUID> work) {
        return Idempotency.once(
                transactions,
                "once",
                request,
                work,
                done -> new Response(200, "text/plain", done.toString()),
                answer -> UUID.fromString(answer.body()));
    }

    private static long effects(UUID subject) {
        return transactions.<Long>read(
                "count",
                tx -> tx.query("SELECT count(*) FROM effect WHERE subject = :subject")
                        .bind("subject", subject)
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void theSameKeyInAnotherScopeIsAnotherRequest() {
        Request request = request("body");
        claim(request, UUID.randomUUID(), LONG);
        assertThat(claim(Request.of("another scope", request.key(), "x"), UUID.randomUUID(), LONG))
                .isEqualTo(new Claim.New());
    }

    @Test
    void aRunningRequestIsToldWhenToComeBack() {
        Request request = request("body");
        claim(request, UUID.randomUUID(), LONG);
        Problem problem = problemOf(() -> claim(request, UUID.randomUUID(), LONG));
        assertThat(problem.status()).isEqualTo(409);
        assertThat((long) problem.extensions().get("retryAfterSeconds")).isBetween(1L, 2L);
        assertThat(recorded(request)).isEmpty();
    }

    @Test
    void whoComesAfterADeadServerGoesOnWithItsSubjectAndIsTheOnlyOne() {
        Request request = request("body");
        UUID subject = UUID.randomUUID();
        claim(request, subject, OVER);
        assertThat(claim(request, UUID.randomUUID(), LONG)).isEqualTo(new Claim.Resumed(subject));
        assertThat(problemOf(() -> claim(request, UUID.randomUUID(), LONG)).status())
                .isEqualTo(409);
    }

    @Test
    void workThatWasUndoneLeavesNoClaim() {
        Request request = request("body");
        assertThatThrownBy(() -> transactions.run("refused", tx -> {
                    Idempotency.claim(tx, request, null, LONG);
                    throw Problem.conflict("out of stock").exception();
                }))
                .isInstanceOf(ProblemException.class);
        assertThat(claim(request, null, LONG)).isEqualTo(new Claim.New());
    }

    @Test
    void aForgottenKeyMayBeTriedAgainAtOnce() {
        Request request = request("body");
        UUID first = UUID.randomUUID();
        claim(request, first, LONG);
        forget(request, first);
        assertThat(claim(request, UUID.randomUUID(), LONG)).isEqualTo(new Claim.New());
    }

    @Test
    void aKeyThatWasTriedAgainIsNotForgottenForWhatItWasBefore() {
        Request request = request("body");
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        claim(request, first, LONG);
        forget(request, first);
        claim(request, second, OVER);

        forget(request, first);
        assertThat(claim(request, UUID.randomUUID(), LONG)).isEqualTo(new Claim.Resumed(second));
    }

    private void forget(Request request, UUID subject) {
        transactions.run("forget", tx -> {
            Idempotency.forget(tx, request, subject);
            return null;
        });
    }

    @Test
    void partsOfARequestDoNotRunTogether() {
        assertThat(Request.of("s", "k", "ab", "c").requestHash())
                .isNotEqualTo(Request.of("s", "k", "a", "bc").requestHash());
    }

    @Test
    void keysThatNoHeaderCanCarryAreRefused() {
        for (String key : new String[] {null, "", "  ", "x".repeat(256), "a\0b", "ü", "a\nb"}) {
            assertThat(problemOf(() -> Request.of("s", key)).status()).isEqualTo(400);
        }
        assertThat(Request.of("s", "x".repeat(255)).key()).hasSize(255);
    }

    @Test
    void sweepingTakesOldOnesAtWhichNobodyWorks() {
        Request done = request("x");
        Request running = request("x");
        claim(done, null, OVER);
        complete(done, ANSWER);
        claim(running, null, LONG);
        int swept = 0;
        for (int now = -1; now != 0; swept += now) {
            now = Idempotency.sweep(transactions, Duration.ofSeconds(-1), 3);
            assertThat(now).isLessThanOrEqualTo(3);
        }
        assertThat(swept).isPositive();
        assertThat(problemOf(() -> claim(running, null, LONG)).status()).isEqualTo(409);
        assertThat(claim(done, null, LONG)).isEqualTo(new Claim.New());
    }

    static List<Long> seeds() {
        String given = System.getProperty("seed");
        return given != null ? List.of(Long.valueOf(given)) : List.of(1L, 2L, 3L, new Random().nextLong());
    }

    /**
     * Method: several servers send the same few requests again and again, and die at random after their first transaction,
     * which leaves a lease that is over. Then each request that was answered has one effect, and all its answers are one.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void manyServersManyTimesOneEffect(long seed) throws Exception {
        System.out.println("IdempotencyIT -Dseed=" + seed);
        database.execute("DELETE FROM effect");
        Random random = new Random(seed);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            requests.add(request("body " + i));
        }
        ExecutorService servers = Executors.newFixedThreadPool(6);
        List<Future<List<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long seedOfServer = random.nextLong();
            answers.add(servers.submit(() -> sendAgainAndAgain(requests, new Random(seedOfServer))));
        }
        List<String> all = new ArrayList<>();
        for (Future<List<String>> some : answers) {
            all.addAll(some.get());
        }
        servers.shutdown();

        assertThat(all).as("seed " + seed).isNotEmpty();
        assertThat(all.stream().distinct().count())
                .as("answers to %d requests, seed %d", requests.size(), seed)
                .isEqualTo(requests.size());
        assertThat(transactions.<Long>read(
                        "count",
                        tx -> tx.query("SELECT count(*) FROM effect")
                                .mapTo(Long.class)
                                .one()))
                .as("effects, seed %d", seed)
                .isEqualTo(requests.size());
    }

    private static List<String> sendAgainAndAgain(List<Request> requests, Random random) {
        List<String> answers = new ArrayList<>();
        for (int round = 0; round < 3 || answers.size() < requests.size(); round++) {
            for (Request request : requests) {
                try {
                    String answer = serve(request, random.nextInt(3) == 0);
                    if (answer != null) {
                        answers.add(request.key() + answer);
                    }
                } catch (ProblemException running) {
                    assertThat(running.problem().status()).isEqualTo(409);
                } catch (Transactions.UnavailableException busy) {
                    // a client tries again
                }
            }
        }
        return answers;
    }

    /** First the effect with the claim, then the answer; between the two the server may die. */
    private static String serve(Request request, boolean dies) {
        UUID subject = UUID.randomUUID();
        Claim claim = transactions.run("first", tx -> {
            Claim found = Idempotency.claim(tx, request, subject, dies ? OVER : LONG);
            if (found instanceof Claim.New) {
                tx.update("INSERT INTO effect VALUES (:subject)")
                        .bind("subject", subject)
                        .execute();
            }
            return found;
        });
        if (claim instanceof Claim.Done done) {
            return done.response().body();
        }
        if (dies) {
            return null;
        }
        UUID about = claim instanceof Claim.Resumed resumed ? resumed.subject() : subject;
        return complete(request, new Response(201, "text/plain", about.toString()))
                .body();
    }

    private static Request request(String body) {
        return Request.of("test", UUID.randomUUID().toString(), body);
    }

    private static Optional<Response> recorded(Request request) {
        return transactions.read("look", tx -> Idempotency.recorded(tx, request));
    }

    private static Claim claim(Request request, UUID subject, Duration lease) {
        return transactions.run("claim", tx -> Idempotency.claim(tx, request, subject, lease));
    }

    private static Response complete(Request request, Response response) {
        return transactions.run("complete", tx -> Idempotency.complete(tx, request, response));
    }

    private static Problem problemOf(Callable<?> action) {
        return catchThrowableOfType(ProblemException.class, action::call).problem();
    }
}
