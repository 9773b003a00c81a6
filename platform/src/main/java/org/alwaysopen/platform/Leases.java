package org.alwaysopen.platform;

import java.time.Duration;

/**
 * Work that one server at a time may do, anywhere in the world: whoever holds the lease of its name.
 *
 * <p>A lease is taken by a holder for a while, is held longer by taking it again, and ends by {@linkplain #release} or by
 * time: a holder that died stands in nobody's way for longer than that. It saves double work, and no more: a holder that
 * was held up may still be at work when the next one begins, so what the work changes must be safe by itself.
 *
 * <p>Times are the database's. Stateless and thread-safe.
 */
public final class Leases {
    private Leases() {}

    /** Takes the lease, or holds it for longer. False when another holder has it. */
    public static boolean acquire(Tx tx, String name, String holder, Duration length) {
        // Two servers that both saw it end: the row is the judge, the second finds a lease that runs.
        return tx.query("""
                        INSERT INTO platform.lease (name, holder, leased_until)
                        VALUES (:name, :holder, now() + :lengthMs * INTERVAL '1 millisecond')
                        ON CONFLICT (name) DO UPDATE
                           SET holder = excluded.holder, leased_until = excluded.leased_until
                         WHERE lease.holder = excluded.holder OR lease.leased_until < now()
                        RETURNING holder""")
                .bind("name", name)
                .bind("holder", holder)
                .bind("lengthMs", length.toMillis())
                .mapTo(String.class)
                .findOne()
                .isPresent();
    }

    /** Gives the lease up before its time; nothing happens when another holder has it meanwhile. */
    public static void release(Tx tx, String name, String holder) {
        tx.update("DELETE FROM platform.lease WHERE name = :name AND holder = :holder")
                .bind("name", name)
                .bind("holder", holder)
                .execute();
    }
}
