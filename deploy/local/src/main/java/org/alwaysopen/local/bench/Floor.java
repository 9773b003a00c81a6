package org.alwaysopen.local.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.sql.DataSource;

/**
 * The least that an order can cost on this machine, as it is now: as many requests as a {@link CheckoutJourney} has, answered
 * without doing anything, and as many commits of one row, without a server. An order that is more than both is so by its work;
 * no work on the shop's code makes it less.
 */
final class Floor {
    private static final int REQUESTS = CheckoutJourney.STEPS.size();
    /** Every request changes something, and paying commits twice (ADR 0040). */
    private static final int COMMITS = REQUESTS + 1;

    private static final int NOT_FOUND = 404;

    /** Journeys a second. */
    record Result(double answering, double committing) {
        /** One after the other, on the same cores. */
        double both() {
            return 1 / (1 / answering + 1 / committing);
        }
    }

    private final Shoppers shoppers;
    private final String base;
    private final DataSource database;

    Floor(Shoppers shoppers, String base, DataSource database) {
        this.shoppers = shoppers;
        this.base = base;
        this.database = database;
    }

    Result measure(int seconds) throws InterruptedException {
        shoppers.go(this::answered, seconds); // compiles the way of a 404
        double answering = shoppers.go(this::answered, seconds).perSecond();
        return new Result(answering, committing(seconds));
    }

    private long[] answered() {
        long begin = System.nanoTime();
        for (int i = 0; i < REQUESTS; i++) {
            try {
                int status =
                        Requests.send("GET", base + "/api/v1/none", null, null).status();
                if (status != NOT_FOUND) {
                    throw new Shoppers.RefusedException("expected " + NOT_FOUND + ", got " + status);
                }
            } catch (IOException e) {
                throw new Shoppers.RefusedException(e.toString());
            }
        }
        return new long[] {System.nanoTime() - begin};
    }

    private double committing(int seconds) throws InterruptedException {
        ConcurrentMap<Thread, Connection> connections = new ConcurrentHashMap<>();
        try (Connection own = database.getConnection();
                Statement statement = own.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS bench_floor (id UUID NOT NULL PRIMARY KEY, body TEXT NOT NULL)");
            try {
                return shoppers.go(
                                () -> committed(connections.computeIfAbsent(Thread.currentThread(), t -> open())),
                                seconds)
                        .perSecond();
            } finally {
                for (Connection connection : connections.values()) {
                    connection.close();
                }
                statement.execute("DROP TABLE bench_floor");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be compared with", e);
        }
    }

    private Connection open() {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            throw new Shoppers.RefusedException(e.toString());
        }
    }

    private static long[] committed(Connection connection) {
        long begin = System.nanoTime();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO bench_floor (id, body) VALUES (?, ?)")) {
            for (int i = 0; i < COMMITS; i++) {
                insert.setObject(1, UUID.randomUUID());
                insert.setString(2, "a row");
                insert.executeUpdate();
            }
        } catch (SQLException e) {
            throw new Shoppers.RefusedException(e.toString());
        }
        return new long[] {System.nanoTime() - begin};
    }
}
