package org.alwaysopen.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.alwaysopen.identity.Account.Role;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;

/** The SQL of the schema {@code identity}. */
final class AccountRows {
    private static final String ACCOUNT = """
            SELECT id, mail, first_name, last_name, locale, roles, home_region, enabled, mail_verified, required_actions,
                   sessions_valid_after, failed_attempts, locked_until, created_at, last_seen_at
              FROM identity.account
            """;

    Optional<Account> insert(Tx tx, String mailHash, String mail, String roles, Region home) {
        return tx.query("""
                        INSERT INTO identity.account (mail_hash, mail, roles, home_region)
                        VALUES (:hash, :mail, :roles, :home)
                        ON CONFLICT (mail_hash) DO NOTHING
                        RETURNING id, mail, first_name, last_name, locale, roles, home_region, enabled, mail_verified,
                                  required_actions, sessions_valid_after, failed_attempts, locked_until, created_at,
                                  last_seen_at""")
                .bind("hash", mailHash)
                .bind("mail", mail)
                .bind("roles", roles)
                .bind("home", home.name())
                .map((rs, ctx) -> account(rs))
                .findOne();
    }

    Optional<Account> find(Tx tx, UUID id) {
        return tx.query(ACCOUNT + " WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> account(rs))
                .findOne();
    }

    Optional<Account> findByMailHash(Tx tx, String mailHash) {
        return tx.query(ACCOUNT + " WHERE mail_hash = :hash")
                .bind("hash", mailHash)
                .map((rs, ctx) -> account(rs))
                .findOne();
    }

    List<Account> search(Tx tx, String text, int first, int max) {
        return tx.query(ACCOUNT
                        + " WHERE mail ILIKE :like OR first_name ILIKE :like OR last_name ILIKE :like"
                        + " ORDER BY mail, id LIMIT :max OFFSET :first")
                .bind("like", like(text))
                .bind("max", max)
                .bind("first", first)
                .map((rs, ctx) -> account(rs))
                .list();
    }

    int count(Tx tx, String text) {
        return tx.query("""
                        SELECT count(*) FROM identity.account
                         WHERE mail ILIKE :like OR first_name ILIKE :like OR last_name ILIKE :like""").bind("like", like(text)).mapTo(Integer.class).one();
    }

    int rename(Tx tx, UUID id, String firstName, String lastName) {
        return tx.update("UPDATE identity.account SET first_name = :first, last_name = :last WHERE id = :id")
                .bind("first", firstName)
                .bind("last", lastName)
                .bind("id", id)
                .execute();
    }

    int changeMail(Tx tx, UUID id, String mailHash, String mail) {
        return tx.update("""
                        UPDATE identity.account SET mail_hash = :hash, mail = :mail, mail_verified = FALSE
                         WHERE id = :id AND mail <> :mail""")
                .bind("hash", mailHash)
                .bind("mail", mail)
                .bind("id", id)
                .execute();
    }

    int setLocale(Tx tx, UUID id, String locale) {
        return tx.update("UPDATE identity.account SET locale = :locale WHERE id = :id")
                .bind("locale", locale)
                .bind("id", id)
                .execute();
    }

    int setMailVerified(Tx tx, UUID id, boolean verified) {
        return tx.update("UPDATE identity.account SET mail_verified = :verified WHERE id = :id")
                .bind("verified", verified)
                .bind("id", id)
                .execute();
    }

    int setRequiredActions(Tx tx, UUID id, String actions) {
        return tx.update("UPDATE identity.account SET required_actions = :actions WHERE id = :id")
                .bind("actions", actions)
                .bind("id", id)
                .execute();
    }

    int setRoles(Tx tx, UUID id, String roles) {
        return tx.update("UPDATE identity.account SET roles = :roles WHERE id = :id")
                .bind("roles", roles)
                .bind("id", id)
                .execute();
    }

    int setEnabled(Tx tx, UUID id, boolean enabled) {
        return tx.update("UPDATE identity.account SET enabled = :enabled WHERE id = :id")
                .bind("enabled", enabled)
                .bind("id", id)
                .execute();
    }

    int endSessions(Tx tx, UUID id) {
        return tx.update("UPDATE identity.account SET sessions_valid_after = now() WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    int endSignIn(Tx tx, UUID accountId, Set<String> signInIds, Duration kept) {
        var batch = tx.batch("""
                INSERT INTO identity.ended_sign_in (sign_in_id, account_id, expires_at)
                VALUES (:id, :account, now() + :seconds * INTERVAL '1 second') ON CONFLICT (sign_in_id) DO NOTHING""");
        for (String id : signInIds) {
            batch.bind("id", id)
                    .bind("account", accountId)
                    .bind("seconds", kept.toSeconds())
                    .add();
        }
        return batch.execute().length;
    }

    boolean isAnyEnded(Tx tx, Set<String> signInIds) {
        if (signInIds.isEmpty()) {
            return false;
        }
        return tx.query("SELECT count(*) FROM identity.ended_sign_in WHERE sign_in_id IN (<ids>)")
                        .bindList("ids", List.copyOf(signInIds))
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    int sweepEndedSignIns(Tx tx, int limit) {
        return tx.update("""
                        DELETE FROM identity.ended_sign_in WHERE sign_in_id IN (
                            SELECT sign_in_id FROM identity.ended_sign_in WHERE expires_at < now() LIMIT :limit)""").bind("limit", limit).execute();
    }

    int takeOver(Tx tx, UUID accountId, String from, String to, Duration kept) {
        return tx.update("""
                        INSERT INTO identity.taken_over (account_id, sign_in_id, first_sign_in_id, expires_at)
                        SELECT CAST(:account AS UUID), CAST(:to AS TEXT),
                               coalesce((SELECT first_sign_in_id FROM identity.taken_over
                                          WHERE account_id = :account AND sign_in_id = :from), CAST(:from AS TEXT)),
                               now() + :seconds * INTERVAL '1 second'
                        ON CONFLICT (account_id, sign_in_id) DO NOTHING""")
                .bind("account", accountId)
                .bind("from", from)
                .bind("to", to)
                .bind("seconds", kept.toSeconds())
                .execute();
    }

    Optional<String> firstSignIn(Tx tx, UUID accountId, String signInId) {
        return tx.query("""
                        SELECT first_sign_in_id FROM identity.taken_over
                         WHERE account_id = :account AND sign_in_id = :id""")
                .bind("account", accountId)
                .bind("id", signInId)
                .mapTo(String.class)
                .findOne();
    }

    int sweepTakenOver(Tx tx, int limit) {
        return tx.update("""
                        DELETE FROM identity.taken_over WHERE (account_id, sign_in_id) IN (
                            SELECT account_id, sign_in_id FROM identity.taken_over WHERE expires_at < now()
                             LIMIT :limit)""").bind("limit", limit).execute();
    }

    int seen(Tx tx, UUID id) {
        return tx.update("UPDATE identity.account SET last_seen_at = now() WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /** Whole milliseconds, doubled by shifting: CockroachDB does not multiply a FLOAT with an INT, nor raises one by the other. */
    int countFailure(Tx tx, UUID id, int attemptsMax, long firstLockSeconds, long lockMaxSeconds) {
        return tx.update("""
                        UPDATE identity.account
                           SET failed_attempts = failed_attempts + 1,
                               locked_until = CASE WHEN failed_attempts + 1 < :max THEN locked_until
                                   ELSE now() + INTERVAL '1 millisecond' * least(
                                       :longestMs, :firstMs << least(greatest(failed_attempts + 1 - :max, 0), 20)) END
                         WHERE id = :id""")
                .bind("max", attemptsMax)
                .bind("firstMs", firstLockSeconds * 1000)
                .bind("longestMs", lockMaxSeconds * 1000)
                .bind("id", id)
                .execute();
    }

    int clearFailures(Tx tx, UUID id) {
        return tx.update("""
                        UPDATE identity.account SET failed_attempts = 0, locked_until = NULL
                         WHERE id = :id AND failed_attempts > 0 AND (locked_until IS NULL OR locked_until <= now())""").bind("id", id).execute();
    }

    boolean isLocked(Tx tx, UUID id) {
        return tx.query("SELECT coalesce(locked_until > now(), FALSE) FROM identity.account WHERE id = :id")
                .bind("id", id)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    List<Credential> credentials(Tx tx, UUID accountId) {
        return tx.query("""
                        SELECT id, type, label, secret_data, credential_data, created_at FROM identity.credential
                         WHERE account_id = :account ORDER BY created_at, id""")
                .bind("account", accountId)
                .map((rs, ctx) -> credential(rs))
                .list();
    }

    Credential addCredential(
            Tx tx, UUID accountId, Credential.Type type, String label, String secretData, String credentialData) {
        return tx.query("""
                        INSERT INTO identity.credential (account_id, type, label, secret_data, credential_data)
                        VALUES (:account, :type, :label, :secret, :data)
                        RETURNING id, type, label, secret_data, credential_data, created_at""")
                .bind("account", accountId)
                .bind("type", type.word())
                .bind("label", label)
                .bind("secret", secretData)
                .bind("data", credentialData)
                .map((rs, ctx) -> credential(rs))
                .one();
    }

    int updateCredential(Tx tx, UUID accountId, UUID id, String secretData, String credentialData) {
        return tx.update("""
                        UPDATE identity.credential SET secret_data = :secret, credential_data = :data
                         WHERE account_id = :account AND id = :id""")
                .bind("secret", secretData)
                .bind("data", credentialData)
                .bind("account", accountId)
                .bind("id", id)
                .execute();
    }

    int advanceStep(Tx tx, UUID accountId, UUID id, long step) {
        return tx.update("""
                        UPDATE identity.credential SET last_step = :step
                         WHERE account_id = :account AND id = :id AND last_step < :step""")
                .bind("step", step)
                .bind("account", accountId)
                .bind("id", id)
                .execute();
    }

    int deleteCredentials(Tx tx, UUID accountId, Credential.Type type) {
        return tx.update("DELETE FROM identity.credential WHERE account_id = :account AND type = :type")
                .bind("account", accountId)
                .bind("type", type.word())
                .execute();
    }

    int deleteCredential(Tx tx, UUID accountId, UUID id) {
        return tx.update("DELETE FROM identity.credential WHERE account_id = :account AND id = :id")
                .bind("account", accountId)
                .bind("id", id)
                .execute();
    }

    int delete(Tx tx, UUID id) {
        // No foreign key: a sign-in is ended also when its account is not known any more.
        tx.update("DELETE FROM identity.ended_sign_in WHERE account_id = :id")
                .bind("id", id)
                .execute();
        return tx.update("DELETE FROM identity.account WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    List<Address> addresses(Tx tx, UUID accountId) {
        return tx.query("""
                        SELECT id, name, line1, line2, city, region, postal_code, country FROM identity.address
                         WHERE account_id = :account ORDER BY created_at, id""")
                .bind("account", accountId)
                .map((rs, ctx) -> address(rs))
                .list();
    }

    Address addAddress(Tx tx, UUID accountId, Address address) {
        return tx.query("""
                        INSERT INTO identity.address
                               (account_id, name, line1, line2, city, region, postal_code, country)
                        VALUES (:account, :name, :line1, :line2, :city, :region, :postalCode, :country)
                        RETURNING id, name, line1, line2, city, region, postal_code, country""")
                .bind("account", accountId)
                .bind("name", address.name())
                .bind("line1", address.line1())
                .bind("line2", address.line2())
                .bind("city", address.city())
                .bind("region", address.region())
                .bind("postalCode", address.postalCode())
                .bind("country", address.country())
                .map((rs, ctx) -> address(rs))
                .one();
    }

    int deleteAddress(Tx tx, UUID accountId, UUID id) {
        return tx.update("DELETE FROM identity.address WHERE account_id = :account AND id = :id")
                .bind("account", accountId)
                .bind("id", id)
                .execute();
    }

    private static Account account(ResultSet rs) throws SQLException {
        return new Account(
                rs.getObject("id", UUID.class),
                rs.getString("mail"),
                rs.getString("first_name"),
                rs.getString("last_name"),
                rs.getString("locale"),
                words(rs.getString("roles")).stream().map(Role::of).collect(Collectors.toUnmodifiableSet()),
                new Region(rs.getString("home_region")),
                rs.getBoolean("enabled"),
                rs.getBoolean("mail_verified"),
                words(rs.getString("required_actions")),
                instant(rs, "sessions_valid_after").orElseThrow(),
                rs.getInt("failed_attempts"),
                instant(rs, "locked_until"),
                instant(rs, "created_at").orElseThrow(),
                instant(rs, "last_seen_at"));
    }

    private static Credential credential(ResultSet rs) throws SQLException {
        return new Credential(
                rs.getObject("id", UUID.class),
                Credential.Type.of(rs.getString("type")),
                rs.getString("label"),
                rs.getString("secret_data"),
                rs.getString("credential_data"),
                instant(rs, "created_at").orElseThrow());
    }

    private static Address address(ResultSet rs) throws SQLException {
        return new Address(
                rs.getObject("id", UUID.class),
                rs.getString("name"),
                rs.getString("line1"),
                rs.getString("line2"),
                rs.getString("city"),
                rs.getString("region"),
                rs.getString("postal_code"),
                rs.getString("country"));
    }

    private static Optional<Instant> instant(ResultSet rs, String column) throws SQLException {
        return Optional.ofNullable(rs.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Set<String> words(String joined) {
        return Arrays.stream(joined.split(",")).filter(word -> !word.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    private static String like(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
