package org.alwaysopen.orders;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.AfterSaleStory.Call;
import org.alwaysopen.orders.AfterSaleStory.Deed;
import org.alwaysopen.payments.PaymentsModule;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;

/**
 * A server of one region in a process of its own, for what happens after the sale. It does what it is told, says
 * {@link DyingServer#DONE} after each, and {@link DyingServer#HERE} when it comes to a moment; there it stands still, with its
 * transaction open, until it is killed. Arguments: JDBC URL, Stripe's URL; then lines on standard input with tabs between words:
 * moment and SKU; deed, order, return and key; or {@value #WORK}.
 */
public final class DyingMerchant {
    static final String WORK = "WORK";
    /** Stands before each moment that it comes to. */
    static final String SEES = "at ";

    /** On a machine that is busy with other things a cold process is too slow for the database at first. */
    private static final int TRIES_MAX = 20;

    private DyingMerchant() {}

    public static void main(String[] args) {
        DyingServer.endOnFailure();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[0]);
        config.setMaximumPoolSize(4);
        try (HikariDataSource pool = new HikariDataSource(config);
                Scanner in = new Scanner(System.in, StandardCharsets.UTF_8)) {
            Transactions transactions = new Transactions(pool, Transactions.Observer.NONE, new Random());
            TestShop.ScriptedOffers offers = new TestShop.ScriptedOffers();
            PaymentsModule payments = new PaymentsModule(
                    transactions,
                    TestShop.AWS,
                    AfterSaleShop.settings(URI.create(args[1])),
                    Ids.RANDOM,
                    Clock.systemUTC());
            System.out.println(DyingServer.READY);
            String[] told = in.nextLine().split("\t");
            offers.prices.put(new Sku(told[1]), AfterSaleStory.PRICE);
            offers.prices.put(new Sku(AfterSaleStory.other(told[1])), AfterSaleStory.PRICE_OF_OTHER);
            OrdersModule server = new OrdersModule(
                    transactions,
                    TestShop.AWS,
                    offers,
                    Inventories.create(transactions, TestShop.AWS, TestShop.REGIONS)
                            .inventory(),
                    payments.payments(),
                    Ids.RANDOM,
                    Crashes.hearing(moment -> {
                        System.out.println(SEES + moment);
                        if (moment.equals(told[0])) {
                            DyingServer.standStill();
                        }
                    }));
            while (in.hasNextLine()) {
                String line = in.nextLine();
                patiently(() -> obey(line, server, payments, told[1]));
                System.out.println(DyingServer.DONE);
            }
        }
    }

    private static void obey(String line, OrdersModule server, PaymentsModule payments, String sku) {
        if (line.equals(WORK)) {
            server.jobs().forEach(job -> job.run().run());
            server.refunds(payments.merchant()).run().run();
            payments.jobs().forEach(job -> job.run().run());
            return;
        }
        String[] words = line.split("\t");
        UUID announced = words[2].isEmpty() ? null : UUID.fromString(words[2]);
        Call call = new Call(UUID.fromString(words[1]), announced, words[3], AfterSaleStory.other(sku));
        Deed.valueOf(words[0]).by(server.merchant(), call);
    }

    private static void patiently(Runnable work) {
        for (int tries = 1; ; tries++) {
            try {
                work.run();
                return;
            } catch (Transactions.UnavailableException | ProblemException busy) {
                boolean askAgain = !(busy instanceof ProblemException refused)
                        || refused.problem().type().endsWith("still-running");
                if (tries == TRIES_MAX || !askAgain) {
                    throw busy;
                }
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
    }
}
