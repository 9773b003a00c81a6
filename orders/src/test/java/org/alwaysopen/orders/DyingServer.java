package org.alwaysopen.orders;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;

/**
 * A server of one region in a process of its own. It checks out the cart that it is told to, says {@value #HERE} when it comes
 * to a moment, and stands still there, with its transaction open, until it is killed. Arguments: JDBC URL; then a line on
 * standard input: moment, cart, key, SKU and payment token, with tabs between them. Its processor speaks clearly.
 */
public final class DyingServer {
    static final String HERE = "standing at the moment";
    static final String READY = "ready";
    static final String DONE = "done without coming there";

    /** A key that is at work is free again after ten seconds. */
    private static final int TRIES_MAX = 20;

    private DyingServer() {}

    public static void main(String[] args) throws Exception {
        endOnFailure();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[0]);
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config);
                Scanner in = new Scanner(System.in, StandardCharsets.UTF_8)) {
            Transactions transactions = new Transactions(pool, Transactions.Observer.NONE, new Random());
            TestShop.ScriptedOffers offers = new TestShop.ScriptedOffers();
            System.out.println(READY);
            String[] order = in.nextLine().split("\t");
            offers.prices.put(new Sku(order[3]), TestShop.KILLED_PRICE);
            ScriptedPayments.Processor processor = new ScriptedPayments.Processor();
            processor.speaksClearly = true;
            OrdersModule server = new OrdersModule(
                    transactions,
                    TestShop.AWS,
                    offers,
                    Inventories.create(transactions, TestShop.AWS, TestShop.REGIONS)
                            .inventory(),
                    new ScriptedPayments(transactions, processor),
                    Ids.RANDOM,
                    standingAt(order[0]));
            checkOutPatiently(server, order);
            System.out.println(DONE);
        }
    }

    /** On a machine that is busy with other things a cold process is too slow for the database at first: as a client, it asks again. */
    private static void checkOutPatiently(OrdersModule server, String[] order) {
        for (int tries = 1; ; tries++) {
            try {
                TestShop.checkOut(server, UUID.fromString(order[1]), order[2], order[4]);
                return;
            } catch (Transactions.UnavailableException | ProblemException busy) {
                if (tries == TRIES_MAX) {
                    throw busy;
                }
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
    }

    private static CheckoutObserver standingAt(String moment) {
        return Crashes.doing(moment, DyingServer::standStill);
    }

    /** Threads of its own would keep a failed process alive, and who listens to it would wait for ever. */
    static void endOnFailure() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
    }

    /** Until it is killed. */
    static void standStill() {
        System.out.println(HERE);
        while (true) {
            LockSupport.park();
        }
    }
}
