package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Goal: servers that start at once may migrate at once, and a pool's connections are as before afterwards. */
@Timeout(60)
class ShopDatabaseIT {

    @Test
    void migratingFromThreePlacesAtOnceAndAgain() throws Exception {
        try (TestDatabase empty = TestDatabase.fresh()) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(empty.url());
            ExecutorService servers = Executors.newFixedThreadPool(3);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(servers.submit(() -> ShopDatabase.migrate(dataSource, List.of("platform"))));
            }
            for (Future<?> one : all) {
                one.get();
            }
            servers.shutdown();
            ShopDatabase.migrate(dataSource, List.of("platform"));
            empty.transactions().run("a first transaction", tx -> 1);
        }
    }

    @Test
    void aPooledConnectionIsAsBeforeAfterwards() throws SQLException {
        try (TestDatabase database = TestDatabase.fresh("platform")) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(database.url());
            try (Connection connection = dataSource.getConnection()) {
                DataSource patient = new PatientDataSource(TestDataSources.single(connection), Duration.ofMinutes(10));
                try (Connection migrating = patient.getConnection()) {
                    assertThat(show(migrating, "statement_timeout")).isIn("10min", "600000");
                }
                assertThat(show(connection, "statement_timeout")).isIn("5s", "5000");
                assertThat(connection.getNetworkTimeout()).isEqualTo(15_000);
            }
        }
    }

    /** A database that refuses all of it, as PostgreSQL does, stands for a CockroachDB that does. */
    @Test
    void localitiesThatCannotBeHadFailNothing() {
        try (TestDatabase database = TestDatabase.fresh("platform")) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(database.url());
            Localities.apply(dataSource, List.of("placed"));
            database.transactions().run("a transaction", tx -> 1);
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("SHOW " + setting)) {
            result.next();
            return result.getString(1);
        }
    }
}
