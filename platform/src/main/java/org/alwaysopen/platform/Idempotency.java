package org.alwaysopen.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Makes a request happen once, however often it is sent, and in whatever region it arrives.
 *
 * <p>A key is claimed in the transaction of the request's first effect ({@link #claim}), and is {@code RUNNING} from
 * then on; the transaction of its last effect stores the answer with it, and it is {@code DONE} ({@link #complete}).
 * The same request again gets that answer, byte for byte. While it is running it holds a lease: until the lease ends the
 * same request is told to wait; after that its server is taken for dead, and whoever sends the request again goes on
 * from what is recorded about its subject. Work that is one transaction needs no claim before it ({@link #once}).
 *
 * <p>Follows the IETF draft draft-ietf-httpapi-idempotency-key-header, and Stripe's practice: same key with another body
 * is refused. Times are the database's. Stateless and thread-safe.
 */
public final class Idempotency {
    /** The longest key that we store: a client's key is its own choice, within the draft's advice (a UUID is 36). */
    public static final int KEY_LENGTH_MAX = 255;

    private static final int SCOPE_LENGTH_MAX = 100;
    /** Printable ASCII, as the draft has it: what a header can carry, and a log can show. */
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1," + KEY_LENGTH_MAX + "}");

    private Idempotency() {}

    /**
     * What makes two requests the same one.
     *
     * @param scope       what kind of request, and of whom: keys of different scopes do not meet
     * @param key         the client's {@code Idempotency-Key}
     * @param requestHash SHA-256 of all that the answer depends on, in hexadecimal
     */
    public record Request(String scope, String key, String requestHash) {
        public Request {
            if (scope == null || scope.isEmpty() || scope.length() > SCOPE_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        "scope: expected 1 to " + SCOPE_LENGTH_MAX + " characters, got " + scope);
            }
            if (key == null || key.isBlank() || !KEY.matcher(key).matches()) {
                throw Problem.of(
                                400,
                                "idempotency-key",
                                "An Idempotency-Key is needed",
                                "Idempotency-Key: expected 1 to " + KEY_LENGTH_MAX
                                        + " printable ASCII characters, such as a random UUID, so that trying again is"
                                        + " safe")
                        .exception();
            }
        }

        public static Request of(String scope, String key, String... parts) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (String part : parts) {
                    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                    // The length keeps ("ab", "c") and ("a", "bc") apart.
                    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                    digest.update(bytes);
                }
                return new Request(scope, key, HexFormat.of().formatHex(digest.digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    /** The answer that was given, to be given again. */
    public record Response(int status, String contentType, String body) {}

    /** What a claim found. */
    public sealed interface Claim {
        /** Nobody did this before: do it. */
        record New() implements Claim {}

        /** A server that is taken for dead began it: go on with this subject from what is recorded. */
        record Resumed(UUID subject) implements Claim {}

        /** It is done: answer with this. */
        record Done(Response response) implements Claim {}
    }

    private record Row(
            UUID attempt, String requestHash, boolean done, UUID subject, long leaseLeftMs, Response response) {
        static final RowMapper<Row> MAPPER = (rs, ctx) -> new Row(
                rs.getObject("attempt", UUID.class),
                rs.getString("request_hash"),
                "DONE".equals(rs.getString("state")),
                rs.getObject("subject", UUID.class),
                rs.getLong("lease_left_ms"),
                new Response(rs.getInt("status"), rs.getString("content_type"), rs.getString("body")));
    }

    /**
     * Claims the key for this transaction's work.
     *
     * @param subject what the work is about to create, for whoever has to go on with it
     * @param lease   how long the work may take before its server is taken for dead
     * @throws ProblemException 422 when the key was used for another request, 409 with {@code retryAfterSeconds} while
     *                          another server is at work on it
     */
    public static Claim claim(Tx tx, Request request, UUID subject, Duration lease) {
        UUID attempt = UUID.randomUUID();
        // Two servers with the same key: the primary key is the judge, the second one waits here, and then finds the
        // row.
        boolean inserted = tx.query("""
                        INSERT INTO platform.idempotency_key
                               (scope, key, attempt, request_hash, state, subject, leased_until)
                        VALUES (:scope, :key, :attempt, :hash, 'RUNNING', :subject,
                                now() + :leaseMs * INTERVAL '1 millisecond')
                        ON CONFLICT (scope, key) DO NOTHING
                        RETURNING attempt""")
                .bind("scope", request.scope())
                .bind("key", request.key())
                .bind("attempt", attempt)
                .bind("hash", request.requestHash())
                .bind("subject", subject)
                .bind("leaseMs", lease.toMillis())
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
        if (inserted) {
            tx.witnessedBy(witness(request, attempt));
            return new Claim.New();
        }
        return claimExisting(tx, request, attempt, subject, lease);
    }

    /** Only for a transaction that wrote this attempt into the row: else its commit could never be proved. */
    private static Witness witness(Request request, UUID attempt) {
        return new Witness.OfKey(request.scope(), request.key(), request.requestHash(), attempt);
    }

    private static Claim claimExisting(Tx tx, Request request, UUID attempt, UUID subject, Duration lease) {
        Row row =
                find(tx, request).orElseThrow(() -> new IllegalStateException("idempotency row vanished: " + request));
        refuseOther(request, row);
        if (row.done()) {
            return new Claim.Done(row.response());
        }
        if (row.leaseLeftMs() > 0) {
            throw stillRunning(row.leaseLeftMs());
        }
        UUID resumed = row.subject() == null ? subject : row.subject();
        // Two servers that both saw the lease end: the one whose update finds the old attempt goes on, the other waits.
        int taken = tx.update("""
                        UPDATE platform.idempotency_key
                           SET attempt = :attempt, subject = :subject,
                               leased_until = now() + :leaseMs * INTERVAL '1 millisecond'
                         WHERE scope = :scope AND key = :key AND attempt = :seen""")
                .bind("attempt", attempt)
                .bind("subject", resumed)
                .bind("leaseMs", lease.toMillis())
                .bind("scope", request.scope())
                .bind("key", request.key())
                .bind("seen", row.attempt())
                .execute();
        if (taken == 0) {
            throw stillRunning(lease.toMillis());
        }
        tx.witnessedBy(witness(request, attempt));
        return row.subject() == null ? new Claim.New() : new Claim.Resumed(resumed);
    }

    private static void refuseOther(Request request, Row row) {
        if (!row.requestHash().equals(request.requestHash())) {
            throw Problem.of(
                            422,
                            "idempotency-key-reused",
                            "This Idempotency-Key belongs to another request",
                            "Idempotency-Key: it was sent before with other content. Send the same content, or a new key")
                    .exception();
        }
    }

    private static ProblemException stillRunning(long leaseLeftMs) {
        long seconds = Math.min(Math.max(1, (leaseLeftMs + 999) / 1000), 2);
        return Problem.of(
                        409,
                        "still-running",
                        "This request is being worked on",
                        "The same request is running. Send it again, with the same key, in " + seconds + " s")
                .with("retryAfterSeconds", seconds)
                .exception();
    }

    /**
     * Stores the answer with the key, in the transaction of the work's last effect.
     *
     * @return the answer that stands: the given one, or the one that another server stored before
     */
    public static Response complete(Tx tx, Request request, Response response) {
        UUID attempt = UUID.randomUUID();
        int stored = tx.update("""
                        UPDATE platform.idempotency_key
                           SET state = 'DONE', attempt = :attempt, status = :status, content_type = :type, body = :body
                         WHERE scope = :scope AND key = :key AND state = 'RUNNING'""")
                .bind("attempt", attempt)
                .bind("status", response.status())
                .bind("type", response.contentType())
                .bind("body", response.body())
                .bind("scope", request.scope())
                .bind("key", request.key())
                .execute();
        if (stored == 1) {
            tx.witnessedBy(witness(request, attempt));
            return response;
        }
        return find(tx, request).map(Row::response).orElse(response);
    }

    /**
     * Does work that is one transaction, and keeps its answer with the key, at its end and in one statement. Nobody looks for
     * the key before: a request that comes again, which is rare, does the work again, finds the key, and is rolled back. So
     * it does when the work refuses it for what the first time has changed.
     *
     * @param name  of the transaction
     * @param kept  the answer to be kept of what the work came to
     * @param again what the work came to the first time, of the answer that was kept
     * @throws ProblemException what the work throws; 422 when the key was used for another request
     */
    public static <T> T once(
            Transactions transactions,
            String name,
            Request request,
            Transactions.Work<T> work,
            Function<T, Response> kept,
            Function<Response, T> again) {
        try {
            return transactions.run(name, tx -> {
                T result = work.run(tx);
                if (!keep(tx, request, kept.apply(result))) {
                    throw stillRunning(0);
                }
                return result;
            });
        } catch (ProblemException refused) {
            return transactions
                    .read("idempotency: done before", tx -> recorded(tx, request))
                    .map(again)
                    .orElseThrow(() -> refused);
        }
    }

    /**
     * Two servers with the same key: the primary key is the judge, the second one waits here, and then finds the row. What may
     * be taken over is the row that was left by looking for a lost commit ({@link Witness.OfKey}).
     */
    private static boolean keep(Tx tx, Request request, Response response) {
        UUID attempt = UUID.randomUUID();
        int written = tx.update("""
                        INSERT INTO platform.idempotency_key
                               (scope, key, attempt, request_hash, state, leased_until, status, content_type, body)
                        VALUES (:scope, :key, :attempt, :hash, 'DONE', now(), :status, :type, :body)
                        ON CONFLICT (scope, key) DO UPDATE
                           SET state = 'DONE', attempt = excluded.attempt, status = excluded.status,
                               content_type = excluded.content_type, body = excluded.body
                         WHERE idempotency_key.state = 'RUNNING' AND idempotency_key.leased_until < now()
                           AND idempotency_key.request_hash = excluded.request_hash""")
                .bind("scope", request.scope())
                .bind("key", request.key())
                .bind("attempt", attempt)
                .bind("hash", request.requestHash())
                .bind("status", response.status())
                .bind("type", response.contentType())
                .bind("body", response.body())
                .execute();
        tx.witnessedBy(witness(request, attempt));
        return written == 1;
    }

    /**
     * The answer to this request where there is one: for a cheap look, by {@link Transactions#read}, before anything else is
     * done for a request that is sent again. Empty means nothing: only {@link #claim} decides.
     *
     * @throws ProblemException 422 when the key was used for another request
     */
    public static Optional<Response> recorded(Tx tx, Request request) {
        Optional<Row> row = find(tx, request);
        row.ifPresent(found -> refuseOther(request, found));
        return row.filter(Row::done).map(Row::response);
    }

    /**
     * The work goes on elsewhere (an outcome that is not known yet is being settled), and this server waits for nothing:
     * whoever sends the same request again may go on with it at once.
     */
    public static void endLease(Tx tx, Request request) {
        tx.update("""
                        UPDATE platform.idempotency_key SET leased_until = now()
                         WHERE scope = :scope AND key = :key AND state = 'RUNNING'""").bind("scope", request.scope()).bind("key", request.key()).execute();
    }

    /**
     * Lets go of a key whose work had no effect, so that the same key may be tried again at once.
     *
     * @param subject of the work: two servers may come to its end, and when the later one does, the key may have been tried again
     *                and belong to another subject
     */
    public static void forget(Tx tx, Request request, UUID subject) {
        tx.update("""
                        DELETE FROM platform.idempotency_key
                         WHERE scope = :scope AND key = :key AND state = 'RUNNING' AND subject = :subject""")
                .bind("scope", request.scope())
                .bind("key", request.key())
                .bind("subject", subject)
                .execute();
        // The row that proved this transaction may be the one that is gone now: it gets a witness of its own.
        tx.witnessedBy(null);
    }

    private record Old(String scope, String key) {}

    /**
     * Deletes at most {@code limit} keys that were claimed longer than {@code age} ago, and at which nobody works.
     *
     * @return how many there were; as many as {@code limit} means that there may be more
     */
    public static int sweep(Transactions transactions, Duration age, int limit) {
        List<Old> old = transactions.read(
                "sweep keys",
                tx -> tx.query("""
                        SELECT scope, key FROM platform.idempotency_key
                         WHERE created_at < now() - :ageMs * INTERVAL '1 millisecond' AND leased_until < now()
                         ORDER BY created_at LIMIT :limit""")
                        .bind("ageMs", age.toMillis())
                        .bind("limit", limit)
                        .map((rs, ctx) -> new Old(rs.getString("scope"), rs.getString("key")))
                        .list());
        if (old.isEmpty()) {
            return 0;
        }
        return transactions.run("sweep keys", tx -> {
            PreparedBatch batch = tx.batch("""
                    DELETE FROM platform.idempotency_key
                     WHERE scope = :scope AND key = :key AND leased_until < now()""");
            for (Old row : old) {
                batch.bind("scope", row.scope()).bind("key", row.key()).add();
            }
            return IntStream.of(batch.execute()).sum();
        });
    }

    private static Optional<Row> find(Tx tx, Request request) {
        return tx.query("""
                        SELECT attempt, request_hash, state, subject, status, content_type, body,
                               CAST(extract(epoch FROM leased_until - now()) * 1000 AS INT8) AS lease_left_ms
                          FROM platform.idempotency_key WHERE scope = :scope AND key = :key""")
                .bind("scope", request.scope())
                .bind("key", request.key())
                .map(Row.MAPPER)
                .findOne();
    }
}
