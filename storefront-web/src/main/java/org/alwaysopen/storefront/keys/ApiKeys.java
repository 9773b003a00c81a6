package org.alwaysopen.storefront.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The keys of merchants' programs: made by a person, shown once, kept as a hash, good for what their scopes say until they are
 * revoked. A revoked key opens nothing from the next request on, in every region. Thread-safe.
 */
public final class ApiKeys implements KeyCheck {
    private static final String PREFIX = "aokey_";
    private static final int BYTES = 32;
    private static final int ENDING = 4;
    /** More than programs of one merchant; what is revoked does not count. */
    static final int KEYS_MAX = 100;

    private static final int NAME_LENGTH_MAX = 200;
    /** What a token of ours can be; a longer one is not even hashed. */
    private static final int TOKEN_LENGTH_MAX = 200;
    /** Spares a write for each request. */
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final RowMapper<ApiKey> KEY = (rs, ctx) -> new ApiKey(
            rs.getObject("id", UUID.class),
            rs.getString("name"),
            rs.getString("ending"),
            List.of(Json.read(rs.getString("scopes"), String[].class)),
            rs.getString("created_by"),
            rs.getObject("created_at", OffsetDateTime.class).toInstant(),
            instant(rs.getObject("last_used_at", OffsetDateTime.class)),
            instant(rs.getObject("revoked_at", OffsetDateTime.class)));

    private static final String COLUMNS = """
            SELECT id, name, ending, CAST(scopes AS TEXT) AS scopes, created_by, created_at, last_used_at, revoked_at
              FROM merchant.api_key\s""";

    private final Transactions transactions;
    private final Ids ids;

    public ApiKeys(Transactions transactions, Ids ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    private static java.time.Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** A new key, with what it is: told here and never again. */
    public record WithKey(ApiKey apiKey, String key) {}

    /** @throws org.alwaysopen.platform.ProblemException 422 when name or scopes are not as they should be, 409: too many */
    public WithKey create(String name, List<String> scopes, String by) {
        if (name == null || name.isBlank() || name.strip().length() > NAME_LENGTH_MAX) {
            throw Problem.invalid("\"name\": expected 1 to " + NAME_LENGTH_MAX + " characters")
                    .exception();
        }
        if (scopes == null || scopes.isEmpty()) {
            throw Problem.invalid("\"scopes\": expected some of " + Scope.texts())
                    .exception();
        }
        for (String scope : scopes) {
            if (Scope.of(scope).isEmpty()) {
                throw Problem.invalid("\"scopes\": expected some of " + Scope.texts() + ", got \"" + scope + "\"")
                        .exception();
            }
        }
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        UUID id = ids.next();
        return transactions.run("api keys: create", tx -> {
            if (good(tx) >= KEYS_MAX) {
                throw Problem.conflict("keys: there are " + KEYS_MAX + " already. Revoke one first")
                        .exception();
            }
            tx.update("""
                            INSERT INTO merchant.api_key (id, name, key_hash, ending, scopes, created_by)
                            VALUES (:id, :name, :hash, :ending, CAST(:scopes AS JSONB), :by)""")
                    .bind("id", id)
                    .bind("name", name.strip())
                    .bind("hash", hash(key))
                    .bind("ending", key.substring(key.length() - ENDING))
                    .bind("scopes", Json.write(scopes.stream().distinct().toList()))
                    .bind("by", by)
                    .execute();
            return new WithKey(find(tx, id).orElseThrow(), key);
        });
    }

    private static long good(Tx tx) {
        return tx.query("SELECT count(*) FROM merchant.api_key WHERE revoked_at IS NULL")
                .mapTo(Long.class)
                .one();
    }

    private static Optional<ApiKey> find(Tx tx, UUID id) {
        return tx.query(COLUMNS + "WHERE id = :id").bind("id", id).map(KEY).findOne();
    }

    /** The good ones, and the revoked ones after them; the newest first. */
    public List<ApiKey> list() {
        return transactions.read(
                "api keys: list",
                tx -> tx.query(COLUMNS + "ORDER BY (revoked_at IS NOT NULL), created_at DESC, id LIMIT " + 2 * KEYS_MAX)
                        .map(KEY)
                        .list());
    }

    /** From now on it opens nothing. Repeating changes nothing. */
    public ApiKey revoke(UUID id) {
        return transactions.run("api keys: revoke", tx -> {
            tx.update("UPDATE merchant.api_key SET revoked_at = now() WHERE id = :id AND revoked_at IS NULL")
                    .bind("id", id)
                    .execute();
            return find(tx, id)
                    .orElseThrow(
                            () -> Problem.notFound("key: there is no " + id).exception());
        });
    }

    @Override
    public Optional<Holder> check(String token, String method, String path) {
        if (!token.startsWith(PREFIX) || token.length() > TOKEN_LENGTH_MAX) {
            return Optional.empty();
        }
        Optional<ApiKey> found = transactions.read(
                "api keys: check",
                tx -> tx.query(COLUMNS + "WHERE key_hash = :hash AND revoked_at IS NULL")
                        .bind("hash", hash(token))
                        .map(KEY)
                        .findOne());
        found.ifPresent(key -> {
            Optional<Scope> needed = Scope.needed(method, path);
            if (needed.isEmpty() || !key.scopes().contains(needed.get().text())) {
                throw Problem.of(
                                403,
                                "scope-needed",
                                "The key does not open this",
                                "expected a key with the scope "
                                        + needed.map(Scope::text).orElse("of a person: no key opens this")
                                        + "; this one has " + key.scopes())
                        .exception();
            }
            noteUse(key);
        });
        return found.map(key -> new Holder(key.id(), key.name()));
    }

    private void noteUse(ApiKey key) {
        boolean noted = key.lastUsedAt() != null
                && key.lastUsedAt().isAfter(java.time.Instant.now().minus(USE_NOTED_EVERY));
        if (!noted) {
            transactions.run(
                    "api keys: note use",
                    tx -> tx.update("""
                            UPDATE merchant.api_key SET last_used_at = now()
                             WHERE id = :id
                               AND (last_used_at IS NULL OR last_used_at < now() - :everyMs * INTERVAL '1 millisecond')""")
                            .bind("id", key.id())
                            .bind("everyMs", USE_NOTED_EVERY.toMillis())
                            .execute());
        }
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every Java", e);
        }
    }
}
