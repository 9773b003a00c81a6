package org.alwaysopen.platform;

import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * The shop's SQL store: how a connection is set up, and how its schemas come to be.
 *
 * <p>Each module has a schema of its name, and its migrations under {@code db/migration/MODULE/common}; what only
 * CockroachDB knows (localities) stands under {@code db/migration/MODULE/cockroachdb}, and what only PostgreSQL knows
 * (storage parameters) under {@code db/migration/MODULE/postgresql}.
 */
public final class ShopDatabase {
    private ShopDatabase() {}

    /**
     * A JDBC URL with what every connection of ours needs: SERIALIZABLE, and bounds on how long a statement, a lock or an
     * idle transaction may last, so that no transaction outlives {@link Transactions#TRANSACTION_TIMEOUT}.
     */
    public static String withSessionDefaults(String jdbcUrl) {
        long timeoutMs = Transactions.TRANSACTION_TIMEOUT.toMillis();
        String options = String.join(
                "%20",
                "-c",
                "default_transaction_isolation=serializable",
                "-c",
                "statement_timeout=" + timeoutMs,
                "-c",
                "lock_timeout=" + timeoutMs / 2,
                "-c",
                "idle_in_transaction_session_timeout=" + timeoutMs);
        return jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + "options=" + options
                + "&ApplicationName=alwaysopen&connectTimeout=3&loginTimeout=5&socketTimeout=15&tcpKeepAlive=true";
    }

    static Jdbi jdbi(DataSource dataSource) {
        return Jdbi.create(dataSource)
                .registerArrayType(UUID.class, "uuid")
                .registerArrayType(String.class, "text")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8");
    }

    /** Brings the schemas of these modules up to date, one after the other. Safe to run again, and from two places. */
    public static void migrate(DataSource dataSource, List<String> modules) {
        boolean cockroach = isCockroach(dataSource);
        for (String module : modules) {
            String folder = "classpath:db/migration/" + module;
            Flyway.configure(ShopDatabase.class.getClassLoader())
                    .dataSource(dataSource)
                    .schemas(module)
                    .defaultSchema(module)
                    .createSchemas(true)
                    .locations(folder + "/common", folder + (cockroach ? "/cockroachdb" : "/postgresql"))
                    .failOnMissingLocations(false)
                    .load()
                    .migrate();
        }
    }

    /** Whether the store behind is CockroachDB; PostgreSQL otherwise. */
    public static boolean isCockroach(DataSource dataSource) {
        return Jdbi.create(dataSource)
                .withHandle(handle -> handle.createQuery("SELECT version()")
                        .mapTo(String.class)
                        .one())
                .contains("CockroachDB");
    }
}
