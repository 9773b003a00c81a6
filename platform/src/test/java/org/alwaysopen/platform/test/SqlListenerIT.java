package org.alwaysopen.platform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Goal: a test that executes forbidden SQL fails, even when the code under test hides the failure. */
class SqlListenerIT {

    @Test
    void aForbiddenStatementFailsTheTestBeforeTheDatabaseSeesIt() {
        TestDatabase database = TestDatabase.fresh("platform");
        assertThatThrownBy(() -> database.transactions()
                        .run(
                                "claim",
                                tx -> tx.query("SELECT id FROM platform.outbox LIMIT 1\n FOR UPDATE Skip\n Locked")
                                        .mapTo(String.class)
                                        .list()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\"skip locked\": not on CockroachDB 22.1");
        assertThatThrownBy(database::close).isInstanceOf(AssertionError.class).hasMessageContaining("skip locked");
    }

    @Test
    void batchesAndReadsAreHeardToo() {
        TestDatabase database = TestDatabase.fresh("platform");
        assertThatThrownBy(() -> database.transactions()
                        .run(
                                "batch",
                                tx -> tx.batch(
                                                "DELETE FROM platform.lease l USING platform.outbox o WHERE l.name = :name")
                                        .bind("name", "x")
                                        .add()
                                        .execute()))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> database.transactions()
                        .read(
                                "read",
                                tx -> tx.query("SELECT ctid FROM platform.lease")
                                        .mapTo(String.class)
                                        .list()))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(database::close).isInstanceOf(AssertionError.class);
    }

    @Test
    void statementsAreCounted() {
        try (TestDatabase database = TestDatabase.fresh("platform")) {
            database.transactions().read("warm up", tx -> 1);
            database.forgetStatements();
            database.transactions()
                    .read(
                            "two",
                            tx -> tx.query("SELECT 1").mapTo(Integer.class).one()
                                    + tx.query("SELECT 2").mapTo(Integer.class).one());
            assertThat(database.statementCount()).isEqualTo(2);
            assertThat(database.statements()).containsExactly("SELECT 1", "SELECT 2");
        }
    }

    @Test
    void databasesDoNotSeeEachOther() {
        try (TestDatabase one = TestDatabase.fresh("platform");
                TestDatabase two = TestDatabase.fresh("platform")) {
            one.execute("INSERT INTO platform.lease VALUES ('n', 'h', now())");
            assertThat(two.transactions()
                            .<Long>read(
                                    "count",
                                    tx -> tx.query("SELECT count(*) FROM platform.lease")
                                            .mapTo(Long.class)
                                            .one()))
                    .isZero();
        }
    }
}
