package org.alwaysopen.platform;

import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The migrations of one module, by Flyway. In a class of its own: Keycloak uses this platform, and has no Flyway. */
final class Migrations {
    private static final Set<String> MADE_BY_ANOTHER = Set.of("42P06", "42P07", "42710", "23505");

    private Migrations() {}

    /** @return false when another server did the same at the same time, so that it should be looked at again */
    static boolean of(DataSource dataSource, String module, boolean cockroach, boolean lastTry) {
        String folder = "classpath:db/migration/" + module;
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(dataSource)
                    .schemas(module)
                    .defaultSchema(module)
                    .createSchemas(true)
                    .locations(folder + "/common", folder + (cockroach ? "/cockroachdb" : "/postgresql"))
                    .failOnMissingLocations(false)
                    .load()
                    .migrate();
            return true;
        } catch (FlywayException e) {
            // 42P06, 42P07, 42710 and 23505: both made the same schema or table, and the other one was first.
            if (lastTry || !(SqlStates.worthAnotherTry(e) || MADE_BY_ANOTHER.contains(SqlStates.of(e)))) {
                throw e;
            }
            return false;
        }
    }
}
