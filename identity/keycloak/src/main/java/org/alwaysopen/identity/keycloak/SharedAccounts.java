package org.alwaysopen.identity.keycloak;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.ws.rs.core.Response;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.alwaysopen.identity.Accounts;
import org.alwaysopen.identity.MailHash;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorPageException;

/**
 * The accounts, as the providers in this server share them: one pool for all of them, opened at first use.
 *
 * <p>Configured by the environment, as the shop itself is: {@code SHOP_DB_URL}, {@code SHOP_DB_USER},
 * {@code SHOP_DB_PASSWORD}, {@code SHOP_REGION} and {@code SHOP_MAIL_HASH_KEY} (Base64, 32 bytes or more). Thread-safe.
 */
final class SharedAccounts {
    /** Sign-ins are short, and argon2 keeps a core busy longer than the database: a few connections do. */
    private static final int CONNECTIONS_MAX = 8;
    /** A shopper waits at the sign-in page no longer than this for a database that does not answer. */
    private static final long CONNECTION_TIMEOUT_MS = 3_000;

    private static final class Holder {
        static final Accounts ACCOUNTS = open();
    }

    private SharedAccounts() {}

    static Accounts get() {
        return Holder.ACCOUNTS;
    }

    /** Runs it; when the database does not answer, the person sees Keycloak's error page, and can try again. */
    static <T> T orErrorPage(KeycloakSession session, Supplier<T> work) {
        try {
            return work.get();
        } catch (Transactions.UnavailableException | Transactions.UnknownOutcomeException lost) {
            throw new ErrorPageException(session, Response.Status.SERVICE_UNAVAILABLE, "accountsUnavailable");
        }
    }

    private static Accounts open() {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(environment("SHOP_DB_URL"));
        pool.setUsername(environment("SHOP_DB_USER"));
        pool.setPassword(Optional.ofNullable(System.getenv("SHOP_DB_PASSWORD")).orElse(""));
        pool.setMaximumPoolSize(CONNECTIONS_MAX);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        pool.setInitializationFailTimeout(-1);
        pool.setPoolName("accounts");
        return new Accounts(
                new Transactions(new HikariDataSource(pool), Transactions.Observer.NONE, ThreadLocalRandom.current()),
                new MailHash(Base64.getDecoder().decode(environment("SHOP_MAIL_HASH_KEY"))),
                new Region(environment("SHOP_REGION")));
    }

    private static String environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(() -> new IllegalStateException("environment: expected " + name + ", which is not set"));
    }

    /** What the shop's realm shows of an account as attributes; others are not kept. */
    static final Set<String> ATTRIBUTES = Set.of("username", "email", "firstName", "lastName", "locale");
}
