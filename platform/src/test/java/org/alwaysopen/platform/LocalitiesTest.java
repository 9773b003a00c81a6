package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * Goal: a database with regions gets what the modules' files say, once, and one that has none, or refuses, is left alone. What
 * CockroachDB answers is played here, after its own tests; no real one was asked.
 */
class LocalitiesTest {
    private static final String REGIONS =
            "SELECT region FROM [SHOW REGIONS FROM DATABASE] ORDER BY \"primary\" DESC, region";
    private static final String TABLES = "SELECT table_name, locality FROM [SHOW TABLES FROM placed]";
    private static final String COLUMN =
            "ALTER TABLE placed.stock ADD COLUMN IF NOT EXISTS crdb_region crdb_internal_region"
                    + " NOT NULL AS (CASE WHEN region = 'gcp-us-central1' THEN 'gcp-us-central1'"
                    + " WHEN region = 'aws-us-east-1' THEN 'aws-us-east-1' ELSE 'gcp-us-central1' END) STORED";

    private final List<String> executed = new ArrayList<>();
    private List<String> regions = List.of("gcp-us-central1", "aws-us-east-1");
    private Map<String, String> present = Map.of("price", "REGIONAL BY TABLE IN PRIMARY REGION");
    private String refused = "nothing";

    @Test
    void whatIsNotYetSoIsMadeSo() {
        apply();
        assertThat(executed)
                .containsExactly(
                        REGIONS,
                        TABLES,
                        "ALTER TABLE placed.price SET LOCALITY GLOBAL",
                        "ALTER TABLE placed.cart SET LOCALITY REGIONAL BY ROW",
                        COLUMN,
                        "ALTER TABLE placed.stock SET LOCALITY REGIONAL BY ROW");
    }

    @Test
    void whatIsSoStays() {
        present = Map.of("price", "GLOBAL", "cart", "REGIONAL BY ROW", "stock", "REGIONAL BY ROW");
        apply();
        assertThat(executed).containsExactly(REGIONS, TABLES);
    }

    @Test
    void withoutRegionsNothingIsDone() {
        regions = List.of();
        apply();
        assertThat(executed).containsExactly(REGIONS);
    }

    @Test
    void aTableThatIsRefusedKeepsNoOtherFromItsPlace() {
        refused = "placed.cart";
        apply();
        assertThat(executed).contains("ALTER TABLE placed.price SET LOCALITY GLOBAL", COLUMN);
    }

    @Test
    void aDatabaseThatKnowsNoRegionsIsLeftAlone() {
        refused = "SHOW REGIONS";
        apply();
        assertThat(executed).containsExactly(REGIONS);
    }

    private void apply() {
        Localities.apply(as(DataSource.class), List.of("without a file", "placed"));
    }

    private ResultSet answer(String sql) throws SQLException {
        executed.add(sql);
        if (sql.contains(refused)) {
            throw new SQLException("use of multi-region features requires an enterprise license", "XXC02");
        }
        if (sql.equals(REGIONS)) {
            return rows(regions.stream().map(List::of).toList());
        }
        return rows(present.entrySet().stream()
                .map(table -> List.of(table.getKey(), table.getValue()))
                .toList());
    }

    private static ResultSet rows(List<List<String>> rows) {
        Iterator<List<String>> left = rows.iterator();
        List<String> row = new ArrayList<>();
        return (ResultSet) Proxy.newProxyInstance(
                LocalitiesTest.class.getClassLoader(),
                new Class<?>[] {ResultSet.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "next" -> {
                        row.clear();
                        yield left.hasNext() && row.addAll(left.next());
                    }
                    case "getString" -> row.get((int) arguments[0] - 1);
                    default -> null;
                });
    }

    private <T> T as(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                LocalitiesTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConnection" -> as(Connection.class);
                    case "createStatement" -> as(Statement.class);
                    case "executeQuery" -> answer((String) arguments[0]);
                    case "execute" -> answer((String) arguments[0]) == null;
                    default -> null;
                }));
    }
}
