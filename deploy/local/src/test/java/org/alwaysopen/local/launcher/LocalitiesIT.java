package org.alwaysopen.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.Test;

/** Goal: the modules' localities for CockroachDB name tables and columns that there are. Whether it takes them is not seen here. */
class LocalitiesIT {
    private static final Pattern LINE = Pattern.compile("(\\w+) +(?:GLOBAL|REGIONAL BY ROW(?: OF (\\w+))?)");

    @Test
    void everyLineIsAboutATableThatThereIs() throws IOException {
        try (TestDatabase database = TestDatabase.fresh(Supervisor.SCHEMAS.toArray(new String[0]))) {
            int lines = 0;
            for (String module : Supervisor.SCHEMAS) {
                for (String line : localities(module)) {
                    Matcher matcher = LINE.matcher(line);
                    assertThat(matcher.matches()).as(line).isTrue();
                    List<String> columns = columns(database, module, matcher.group(1));
                    assertThat(columns).as(module + ": " + line).isNotEmpty();
                    if (matcher.group(2) != null) {
                        assertThat(columns).as(module + ": " + line).contains(matcher.group(2));
                    }
                    lines++;
                }
            }
            assertThat(lines).as("lines in all").isGreaterThan(20);
        }
    }

    private static List<String> localities(String module) throws IOException {
        String file = "db/migration/" + module + "/cockroachdb/localities.txt";
        try (InputStream in = LocalitiesIT.class.getClassLoader().getResourceAsStream(file)) {
            return in == null
                    ? List.of()
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .toList();
        }
    }

    private static List<String> columns(TestDatabase database, String schema, String table) {
        return database.transactions()
                .read(
                        "columns",
                        tx -> tx.query("""
                                SELECT column_name FROM information_schema.columns
                                 WHERE table_schema = :schema AND table_name = :table""")
                                .bind("schema", schema)
                                .bind("table", table)
                                .mapTo(String.class)
                                .list());
    }
}
