package org.alwaysopen.platform;

import java.sql.Types;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shop's SQL store: how a connection is set up, and how its schemas come to be.
 *
 * <p>Each module has a schema of its name, and its migrations under {@code db/migration/MODULE/common}; what only
 * CockroachDB knows (its {@link Localities}) stands under {@code db/migration/MODULE/cockroachdb}, and what only PostgreSQL
 * knows (storage parameters) under {@code db/migration/MODULE/postgresql}.
 */
public final class ShopDatabase {
    private static final long TIMEOUT_MS = Transactions.TRANSACTION_TIMEOUT.toMillis();

    private static final String SESSION_OPTIONS = String.join(
            "%20",
            "-c",
            "default_transaction_isolation=serializable",
            "-c",
            "statement_timeout=" + TIMEOUT_MS,
            "-c",
            "lock_timeout=" + TIMEOUT_MS / 2,
            "-c",
            "idle_in_transaction_session_timeout=" + TIMEOUT_MS,
            "-c",
            // PostgreSQL reads a table of a page or two as a whole, index or not, and then collides at SERIALIZABLE
            // with everybody who writes to it. CockroachDB knows the word, and has no need of it.
            "enable_seqscan=off");

    private static final Map<String, String> CONNECTION_PARAMETERS = new TreeMap<>(Map.of(
            "ApplicationName", "alwaysopen",
            "connectTimeout", "3",
            // The detail of an error quotes the row, a person's address included, and ends up in logs.
            "logServerErrorDetail", "false",
            "loginTimeout", "5",
            // Longer than any statement may take: it is for a network that swallows everything.
            "socketTimeout", "15",
            "tcpKeepAlive", "true"));

    /** A migration of a full table, or a schema change on CockroachDB, takes longer than a statement of the shop may. */
    private static final Duration MIGRATION_STATEMENT_TIMEOUT = Duration.ofMinutes(10);
    /** Servers that start at once migrate at once: one does it, the others collide, and find it done. */
    private static final int MIGRATION_TRIES_MAX = 5;

    private static final Logger LOG = LoggerFactory.getLogger(ShopDatabase.class);

    private ShopDatabase() {}

    /**
     * A JDBC URL with what every connection of ours needs: SERIALIZABLE, and bounds on how long a statement, a lock or an
     * idle transaction may last, so that no transaction outlives {@link Transactions#TRANSACTION_TIMEOUT}. Options that the URL
     * has already stay, and these are added behind them; a parameter that it has already ({@code connectTimeout}) stays.
     */
    public static String withSessionDefaults(String jdbcUrl) {
        int question = jdbcUrl.indexOf('?');
        String place = question < 0 ? jdbcUrl : jdbcUrl.substring(0, question);
        Map<String, String> parameters = new LinkedHashMap<>();
        if (question >= 0) {
            for (String parameter : jdbcUrl.substring(question + 1).split("&")) {
                int equals = parameter.indexOf('=');
                if (equals > 0) {
                    parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
                }
            }
        }
        // The database goes through the options in turn, and the last word on one counts: ours.
        parameters.merge(
                "options", SESSION_OPTIONS, (given, ours) -> given.endsWith(ours) ? given : given + "%20" + ours);
        CONNECTION_PARAMETERS.forEach(parameters::putIfAbsent);
        return place
                + parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                        .collect(Collectors.joining("&", "?", ""));
    }

    static Jdbi jdbi(DataSource dataSource) {
        return Jdbi.create(dataSource)
                .registerArgument(new UuidArguments())
                .registerArrayType(UUID.class, "uuid")
                .registerArrayType(String.class, "text")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8");
    }

    /** Brings the schemas of these modules up to date, one after the other. Safe to run again, and from several places at once. */
    public static void migrate(DataSource dataSource, List<String> modules) {
        boolean cockroach = isCockroach(dataSource);
        DataSource patient = new PatientDataSource(dataSource, MIGRATION_STATEMENT_TIMEOUT);
        for (String module : modules) {
            for (int tries = 1; !Migrations.of(patient, module, cockroach, tries == MIGRATION_TRIES_MAX); tries++) {
                LOG.info("migrations of {} collided with another server's, and are looked at again", module);
            }
        }
        if (cockroach) {
            Localities.apply(patient, modules);
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

    /** JDBI's own would call the type of a missing UUID a VARCHAR, which the database refuses for a UUID column. */
    private static final class UuidArguments extends AbstractArgumentFactory<UUID> {
        UuidArguments() {
            super(Types.OTHER);
        }

        @Override
        protected Argument build(UUID value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, value);
        }
    }
}
