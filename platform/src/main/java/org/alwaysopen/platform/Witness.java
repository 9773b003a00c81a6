package org.alwaysopen.platform;

import java.sql.PreparedStatement;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;

/**
 * A row that a transaction writes so that it can be known later whether the transaction was committed.
 *
 * <p>It holds something that only this attempt wrote. Found after a lost answer, it proves the commit.
 */
sealed interface Witness {

    /**
     * Tells whether the transaction that wrote this witness is committed, for good.
     *
     * <p>It may still be under way in the database. So this writes to the same row: that waits until the other one has
     * ended; where there is no row it leaves one, and a commit that would still come fails on it.
     */
    boolean settle(Handle handle);

    /**
     * The row of a client's idempotency key.
     *
     * @param attempt a random id that only this attempt wrote there
     */
    record OfKey(String scope, String key, String requestHash, UUID attempt) implements Witness {
        /** The row that it may leave is one whose lease is over: the next claim of the key takes it. */
        @Override
        public boolean settle(Handle handle) {
            UUID found = handle.createQuery("""
                            INSERT INTO platform.idempotency_key
                                   (scope, key, attempt, request_hash, state, leased_until)
                            VALUES (:scope, :key, :fence, :hash, 'RUNNING', now() - INTERVAL '1 second')
                            ON CONFLICT (scope, key) DO UPDATE SET attempt = idempotency_key.attempt
                            RETURNING attempt""")
                    .bind("scope", scope)
                    .bind("key", key)
                    .bind("fence", UUID.randomUUID())
                    .bind("hash", requestHash)
                    .mapTo(UUID.class)
                    .one();
            return attempt.equals(found);
        }
    }

    /** A row of its own, for work that claimed no key. */
    record OfTransaction(UUID id) implements Witness {
        private static final String WITH = "WITH ";
        private static final String ALONG =
                "WITH witness AS (INSERT INTO platform.witness (id, committed) VALUES (:witness, true) RETURNING id),\n";

        /** Adds the row: the last statement before the commit. */
        static OfTransaction leave(Tx tx) {
            UUID id = UUID.randomUUID();
            tx.update("INSERT INTO platform.witness (id, committed) VALUES (:id, true)")
                    .bind("id", id)
                    .execute();
            return new OfTransaction(id);
        }

        /** Adds the row by a statement that the transaction does anyway. Only when that is done there is a witness. */
        static Query along(Tx tx, String sql) {
            if (!sql.startsWith(WITH)) {
                throw new IllegalArgumentException("sql: expected a statement that begins with WITH, got " + sql);
            }
            UUID id = UUID.randomUUID();
            return tx.query(ALONG + sql.substring(WITH.length()))
                    .bind("witness", id)
                    .addCustomizer(new StatementCustomizer() {
                        @Override
                        public void afterExecution(PreparedStatement statement, StatementContext context) {
                            tx.witnessedBy(new OfTransaction(id));
                        }
                    });
        }

        @Override
        public boolean settle(Handle handle) {
            return handle.createQuery("""
                            INSERT INTO platform.witness (id, committed) VALUES (:id, false)
                            ON CONFLICT (id) DO UPDATE SET committed = witness.committed
                            RETURNING committed""").bind("id", id).mapTo(Boolean.class).one();
        }
    }
}
