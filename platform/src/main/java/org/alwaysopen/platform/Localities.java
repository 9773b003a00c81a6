package org.alwaysopen.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where CockroachDB keeps a module's rows, once its database spans regions: {@code db/migration/MODULE/cockroachdb/localities.txt}.
 *
 * <p>A line of it is a table and one of
 * <ul>
 *   <li>{@code GLOBAL}: read in every region without asking another one, and written slowly;
 *   <li>{@code REGIONAL BY ROW}: each row in the region whose server wrote it;
 *   <li>{@code REGIONAL BY ROW OF column}: each row in the region that this column names.
 * </ul>
 * Tables without a line stay in the primary region.
 *
 * <p>No migration, since it is no matter of a version: a database may get its regions later, or never (they take a licence).
 * It is looked at after the migrations each time, does what is not done yet, and what fails is told and left: rows in
 * another place are slower, and as right.
 */
final class Localities {
    private static final Logger LOG = LoggerFactory.getLogger(Localities.class);
    private static final String BY_ROW_OF = "REGIONAL BY ROW OF ";

    private Localities() {}

    /** The primary one first. */
    record Regions(List<String> names) {
        String primary() {
            return names.get(0);
        }
    }

    static void apply(DataSource dataSource, List<String> modules) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            Regions regions = regions(statement);
            if (regions.names().isEmpty()) {
                LOG.info("the database has no regions, so each table is where the cluster puts it");
                return;
            }
            for (String module : modules) {
                Map<String, String> wantedOfAll = wanted(module);
                Map<String, String> present = wantedOfAll.isEmpty() ? Map.of() : present(statement, module);
                for (Map.Entry<String, String> wanted : wantedOfAll.entrySet()) {
                    if (!isSo(present.get(wanted.getKey()), wanted.getValue())) {
                        change(statement, module + "." + wanted.getKey(), wanted.getValue(), regions);
                    }
                }
            }
        } catch (SQLException e) {
            LOG.warn("localities are left as they are: {}", e.getMessage());
        }
    }

    private static void change(Statement statement, String table, String locality, Regions regions) {
        try {
            for (String sql : statements(table, locality, regions)) {
                statement.execute(sql);
            }
            LOG.info("{} is {}", table, locality);
        } catch (SQLException e) {
            LOG.warn("{} is not {}: {}", table, locality, e.getMessage());
        }
    }

    private static Regions regions(Statement statement) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet found = statement.executeQuery(
                "SELECT region FROM [SHOW REGIONS FROM DATABASE] ORDER BY \"primary\" DESC, region")) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        return new Regions(names);
    }

    private static Map<String, String> present(Statement statement, String module) throws SQLException {
        Map<String, String> localities = new LinkedHashMap<>();
        try (ResultSet found =
                statement.executeQuery("SELECT table_name, locality FROM [SHOW TABLES FROM " + module + "]")) {
            while (found.next()) {
                localities.put(found.getString(1), found.getString(2));
            }
        }
        return localities;
    }

    /** The lines of a module, in their order; none when it has no such file. */
    static Map<String, String> wanted(String module) {
        String file = "db/migration/" + module + "/cockroachdb/localities.txt";
        try (InputStream in = Localities.class.getClassLoader().getResourceAsStream(file)) {
            return in == null
                    ? Map.of()
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(line -> line.strip().split("\\s+", 2))
                            .collect(Collectors.toMap(
                                    word -> word[0], word -> word[1], (one, other) -> one, LinkedHashMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSo(String present, String wanted) {
        return present != null && present.equals(wanted.startsWith(BY_ROW_OF) ? "REGIONAL BY ROW" : wanted);
    }

    /** Each is safe to run again after a failure of the one behind it. */
    static List<String> statements(String table, String locality, Regions regions) {
        List<String> statements = new ArrayList<>();
        if (locality.startsWith(BY_ROW_OF)) {
            // CockroachDB looks for a column of this name and type before it adds one of its own. A region that the
            // database
            // does not have (yet) is taken for the primary one.
            statements.add("ALTER TABLE " + table
                    + " ADD COLUMN IF NOT EXISTS crdb_region crdb_internal_region NOT NULL AS (CASE "
                    + regions.names().stream()
                            .map(name -> "WHEN " + locality.substring(BY_ROW_OF.length()) + " = '" + name + "' THEN '"
                                    + name + "' ")
                            .collect(Collectors.joining())
                    + "ELSE '" + regions.primary() + "' END) STORED");
        }
        statements.add("ALTER TABLE " + table + " SET LOCALITY "
                + (locality.startsWith(BY_ROW_OF) ? "REGIONAL BY ROW" : locality));
        return statements;
    }
}
