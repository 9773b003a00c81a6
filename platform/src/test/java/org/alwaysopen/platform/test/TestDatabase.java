package org.alwaysopen.platform.test;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.alwaysopen.platform.ShopDatabase;
import org.alwaysopen.platform.Transactions;
import org.awaitility.Awaitility;

/**
 * A database of a test's own, fresh and migrated.
 *
 * <p>By default it is one of an embedded PostgreSQL 15 that all tests of this JVM share, and that ends with it; a fresh
 * database is then copied from a template in some tens of milliseconds. With {@code -Dtest.db=jdbc:postgresql://...}
 * (the URL of any database whose user may create others) the same tests run there: on CockroachDB, above all.
 *
 * <p>Its data source refuses SQL outside the common subset ({@link SqlSubset}) by failing the test, and counts statements.
 */
public final class TestDatabase implements AutoCloseable {
    /** Tests with a few dozen threads wait for each other, as they do in a server. */
    private static final int POOL_MAX = 16;
    /** Many tests leave a pool behind; it shrinks to nothing when it is not used. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

    private static final int CONNECTIONS_MAX = 300;
    /** Whose every connection and migration is no news in a test. Kept, as a logger that nobody holds forgets its level. */
    private static final List<Logger> QUIET = Stream.of("com.zaxxer.hikari", "org.flywaydb", "io.zonky.test", "")
            .map(Logger::getLogger)
            .toList();

    private static final String GIVEN = System.getProperty("test.db", "");
    private static final Map<List<String>, String> TEMPLATES = new ConcurrentHashMap<>();

    static {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        // It shows each lost connection with a stack trace; tests lose them on purpose.
        QUIET.get(0).setLevel(Level.SEVERE);
        // A condition is worth waiting for: two cores that do something else for ten seconds are no failure.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    private final String url;
    private final boolean dropped;
    private final HikariDataSource pool;
    private final SqlListener listener = new SqlListener(false);
    private final DataSource dataSource;
    private final Transactions transactions;

    private TestDatabase(String url, boolean dropped) {
        this.url = url;
        this.dropped = dropped;
        this.pool = pool(url);
        this.dataSource = ProxyDataSourceBuilder.create(pool).listener(listener).build();
        this.transactions = new Transactions(dataSource, Transactions.Observer.NONE, new Random());
    }

    /** A new database with the schemas of these modules, in the order of their dependencies. */
    public static TestDatabase fresh(String... modules) {
        List<String> wanted = List.of(modules);
        if (isGiven()) {
            TestDatabase database = new TestDatabase(create(null), true);
            migrate(database.url, wanted);
            return database;
        }
        return new TestDatabase(create(TEMPLATES.computeIfAbsent(wanted, TestDatabase::template)), false);
    }

    /** For use: what the module under test gets. */
    public DataSource dataSource() {
        return dataSource;
    }

    public Transactions transactions() {
        return transactions;
    }

    /** The complete JDBC URL, with user, password and session defaults; for a server under test, or a connection of one's own. */
    public String url() {
        return url;
    }

    /** How many statements were executed since the start or {@link #forgetStatements}; BEGIN, COMMIT and ROLLBACK are not counted. */
    public long statementCount() {
        return listener.count();
    }

    /** Their text, with {@code ?} for parameters. */
    public List<String> statements() {
        return listener.statements();
    }

    public void forgetStatements() {
        listener.forget();
    }

    /** The same database, reached through a {@link Wire}; it has a pool of its own. */
    public TestDatabase through(Wire wire) {
        return new TestDatabase(url.replaceFirst("//[^/]+/", "//127.0.0.1:" + wire.port() + "/"), false);
    }

    /** The same database as two nodes: one behind the wire, asked first, and one that is always there. */
    public TestDatabase throughFirst(Wire wire) {
        return new TestDatabase(url.replaceFirst("//([^/]+)/", "//127.0.0.1:" + wire.port() + ",$1/"), false);
    }

    /** A wire to this database (of several nodes, to the first) that cuts nothing yet. */
    public Wire wire() {
        String[] place = url.replaceFirst(".*//([^/,]+)[^/]*/.*", "$1").split(":");
        return new Wire(place[0], Integer.parseInt(place[1]));
    }

    /** Executes statements as they are, outside of any rule: to make a table for a test, or to look. */
    public void execute(String... statements) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the tests run on CockroachDB, for the few that are about one of the two. */
    public boolean isCockroach() {
        return ShopDatabase.isCockroach(pool);
    }

    /** Ends its connections, drops it where it would stay, and fails when some code swallowed the failure of a forbidden statement. */
    @Override
    public void close() {
        pool.close();
        if (dropped) {
            drop(databaseOf(url));
        }
        if (!listener.offences().isEmpty()) {
            throw new AssertionError(String.join("\n", listener.offences()));
        }
    }

    private static boolean isGiven() {
        return !GIVEN.isBlank();
    }

    private static String template(List<String> modules) {
        String plain = create(null);
        migrate(plain, modules);
        return databaseOf(plain);
    }

    private static void migrate(String url, List<String> modules) {
        try (HikariDataSource migrating = pool(url)) {
            ShopDatabase.migrate(
                    ProxyDataSourceBuilder.create(migrating)
                            .listener(new SqlListener(true))
                            .build(),
                    modules);
        }
    }

    private static String create(String template) {
        String name = "t_" + UUID.randomUUID().toString().replace("-", "");
        String base = isGiven() ? GIVEN : Embedded.URL;
        try (Connection connection = DriverManager.getConnection(base);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + (template == null ? "" : " TEMPLATE " + template));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a test database at " + base, e);
        }
        return ShopDatabase.withSessionDefaults(base.replaceFirst("(//[^/]+/)[^?]*", "$1" + name));
    }

    /** On a server that outlives the tests; the embedded one takes its databases with it. */
    private static void drop(String name) {
        try (Connection connection = DriverManager.getConnection(GIVEN);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + name);
        } catch (SQLException e) {
            Logger.getLogger(TestDatabase.class.getName())
                    .warning("test database " + name + " stays: " + e.getMessage());
        }
    }

    private static String databaseOf(String url) {
        return url.replaceFirst(".*//[^/]+/([^?]*).*", "$1");
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(POOL_MAX);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        config.setPoolName("test");
        return new HikariDataSource(config);
    }

    /** Started at the first use, ended with the JVM by its own hook. */
    private static final class Embedded {
        static final String URL = start();

        private static String start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", String.valueOf(CONNECTIONS_MAX))
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        // A test's data need not survive the machine; everything else is as it is in earnest.
                        .setServerConfig("max_pred_locks_per_transaction", "1024")
                        .setServerConfig("max_pred_locks_per_page", "16")
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
                return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
            } catch (IOException e) {
                throw new IllegalStateException("the embedded PostgreSQL does not start", e);
            }
        }
    }
}
