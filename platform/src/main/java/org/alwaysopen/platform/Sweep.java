package org.alwaysopen.platform;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Deletes old rows in small steps: looks for them outside of any transaction, then deletes those by their keys. */
final class Sweep {
    private Sweep() {}

    /**
     * @param select finds {@code id}s by {@code :ageMs} and {@code :limit}. It reads a range, and at SERIALIZABLE a writer
     *               into a range that a writing transaction has read is sent back: so it has no part in that transaction
     * @param delete deletes {@code :ids}, and says once more what may be deleted
     */
    static int olderThan(
            Transactions transactions, String name, Duration age, int limit, String select, String delete) {
        List<UUID> ids = transactions.read(
                name,
                tx -> tx.query(select)
                        .bind("ageMs", age.toMillis())
                        .bind("limit", limit)
                        .mapTo(UUID.class)
                        .list());
        if (ids.isEmpty()) {
            return 0;
        }
        return transactions.run(
                name, tx -> tx.update(delete).bindArray("ids", UUID.class, ids).execute());
    }
}
