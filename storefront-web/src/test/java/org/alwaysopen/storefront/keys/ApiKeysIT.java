package org.alwaysopen.storefront.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysIT {
    private static TestDatabase database;
    private static ApiKeys keys;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh("platform", "merchant");
        keys = new ApiKeys(database.transactions(), Ids.RANDOM);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aKeyOpensWhatItsScopesSayAndNothingElse() {
        ApiKeys.WithKey made = keys.create("ERP", List.of("orders:read", "inventory:write"), "operator");

        assertThat(keys.check(made.key(), "GET", "admin/api/v1/orders/1"))
                .contains(new KeyCheck.Holder(made.apiKey().id(), "ERP"));
        assertThat(keys.check(made.key(), "PUT", "/admin//api/v1/inventory/x")).isPresent();
        for (String[] closed : new String[][] {
            {"POST", "admin/api/v1/orders/1/cancel"},
            {"GET", "admin/api/v1/inventory"},
            {"GET", "admin/api/v1/payments"},
            {"GET", "admin/api/v1/api-keys"},
            {"POST", "admin/api/v1/api-keys"},
            {"GET", "admin/api/v1/ordersx"},
            {"GET", "admin/api/v1/"},
            {"GET", "admin/somewhere/else"},
            {"GET", "ADMIN/api/v1/orders"},
            {"GET", "admin/api/v1/unheard-of"}
        }) {
            assertThatThrownBy(() -> keys.check(made.key(), closed[0], closed[1]))
                    .as(closed[0] + " " + closed[1])
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.problem().status()).isEqualTo(403));
        }
    }

    @Test
    void theKeyItselfIsNowhereInTheDatabase() {
        ApiKeys.WithKey made = keys.create("kept by nobody", List.of("mails:read"), "operator");

        String rows = database.transactions()
                .read(
                        "rows",
                        tx -> tx.query("SELECT CAST(array_agg(k) AS TEXT) FROM (SELECT id, name, key_hash, ending,"
                                        + " CAST(scopes AS TEXT), created_by FROM merchant.api_key) AS k")
                                .mapTo(String.class)
                                .one());
        assertThat(rows).contains("kept by nobody").doesNotContain(made.key().substring(7));
        assertThat(keys.list())
                .extracting(ApiKey::ending)
                .contains(made.key().substring(made.key().length() - 4));
    }

    @Test
    void aRevokedKeyOpensNothingFromThenOn() {
        ApiKeys.WithKey made = keys.create("leaver", List.of("orders:read"), "operator");
        assertThat(keys.check(made.key(), "GET", "admin/api/v1/orders")).isPresent();
        UUID id = made.apiKey().id();

        ApiKey revoked = keys.revoke(id);

        assertThat(revoked.revokedAt()).isNotNull();
        assertThat(keys.revoke(id).revokedAt()).isEqualTo(revoked.revokedAt());
        ApiKeys elsewhere = new ApiKeys(database.transactions(), Ids.RANDOM);
        assertThat(elsewhere.check(made.key(), "GET", "admin/api/v1/orders")).isEmpty();
    }

    @Test
    void itsLastUseIsNoted() {
        ApiKeys.WithKey made = keys.create("busy", List.of("orders:read"), "operator");
        assertThat(made.apiKey().lastUsedAt()).isNull();
        keys.check(made.key(), "GET", "admin/api/v1/orders");

        assertThat(keys.list())
                .filteredOn(key -> key.id().equals(made.apiKey().id()))
                .singleElement()
                .satisfies(key -> assertThat(key.lastUsedAt()).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "aokey_", "aokey_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "operator_1234", "'; DROP"})
    void whatIsNoKeyOfOursIsNone(String token) {
        assertThat(keys.check(token, "GET", "admin/api/v1/orders")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'',orders:read", "'  ',orders:read", "ERP,orders:steal", "ERP,''"})
    void whatIsNotAsItShouldBeIsRefused(String name, String scope) {
        assertThatThrownBy(() -> keys.create(name, List.of(scope), "operator")).isInstanceOf(ProblemException.class);
    }
}
