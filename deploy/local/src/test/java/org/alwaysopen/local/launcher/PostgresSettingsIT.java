package org.alwaysopen.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresSettingsIT {
    /** Goal: what the shop acknowledged survives a power cut; the library starts its databases for tests. Method: ask one. */
    @Test
    void everythingAcknowledgedIsOnTheDisk() throws Exception {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        PostgresSettings.SETTINGS.forEach(builder::setServerConfig);
        try (EmbeddedPostgres postgres = builder.start();
                Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                try (ResultSet found = statement.executeQuery("SHOW " + setting)) {
                    found.next();
                    assertThat(found.getString(1)).as(setting).isEqualTo("on");
                }
            }
        }
    }
}
