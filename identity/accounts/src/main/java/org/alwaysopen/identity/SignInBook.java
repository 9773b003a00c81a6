package org.alwaysopen.identity;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;

/** The sign-ins that may still hold, for their person to look at and to end. Thread-safe. */
public final class SignInBook {
    /** More than anybody has browsers; the newest are shown. */
    public static final int SHOWN_MAX = 50;

    private final Transactions transactions;

    public SignInBook(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * @param signInId  the name that the sign-in began with; to end that is to end it in all regions
     * @param browser   as it names itself
     * @param expiresAt when it is over at the latest; times are UTC
     */
    public record Entry(
            String signInId, UUID account, Region region, String browser, Instant signedInAt, Instant expiresAt) {}

    /** Writes it down; a sign-in that another region goes on with stays one, at the place where it is now. */
    public void write(Entry entry) {
        transactions.run(
                "identity: write sign-in",
                tx -> tx.update("""
                        INSERT INTO identity.sign_in (account_id, sign_in_id, region, browser, signed_in_at, expires_at)
                        VALUES (:account, :id, :region, :browser, :at, :expiresAt)
                        ON CONFLICT (account_id, sign_in_id) DO UPDATE
                           SET region = excluded.region, browser = excluded.browser,
                               signed_in_at = excluded.signed_in_at, expires_at = excluded.expires_at""")
                        .bind("account", entry.account())
                        .bind("id", entry.signInId())
                        .bind("region", entry.region().name())
                        .bind("browser", entry.browser())
                        .bind("at", entry.signedInAt().atOffset(ZoneOffset.UTC))
                        .bind("expiresAt", entry.expiresAt().atOffset(ZoneOffset.UTC))
                        .execute());
    }

    /** Those of an account that nobody ended, the newest first. */
    public List<Entry> of(UUID account) {
        return transactions.read(
                "identity: list sign-ins",
                tx -> tx.query("""
                                SELECT s.sign_in_id, s.region, s.browser, s.signed_in_at, s.expires_at
                                  FROM identity.sign_in s
                                  JOIN identity.account a ON a.id = s.account_id
                                 WHERE s.account_id = :account AND s.expires_at > now()
                                   AND s.signed_in_at + INTERVAL '1 second' > a.sessions_valid_after
                                   AND NOT EXISTS (SELECT 1 FROM identity.ended_sign_in e
                                                    WHERE e.sign_in_id = s.sign_in_id)
                                 ORDER BY s.signed_in_at DESC, s.sign_in_id LIMIT :max""")
                        .bind("account", account)
                        .bind("max", SHOWN_MAX)
                        .map((rs, ctx) -> new Entry(
                                rs.getString("sign_in_id"),
                                account,
                                new Region(rs.getString("region")),
                                rs.getString("browser"),
                                rs.getObject("signed_in_at", OffsetDateTime.class)
                                        .toInstant(),
                                rs.getObject("expires_at", OffsetDateTime.class).toInstant()))
                        .list());
    }

    /** Forgets at most {@code limit} that are over. */
    public int sweep(int limit) {
        return transactions.run(
                "identity: sweep sign-ins",
                tx -> tx.update("""
                        DELETE FROM identity.sign_in WHERE (account_id, sign_in_id) IN (
                            SELECT account_id, sign_in_id FROM identity.sign_in WHERE expires_at < now() LIMIT :limit)""").bind("limit", limit).execute());
    }
}
