package org.alwaysopen.local.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.alwaysopen.local.launcher.OwnShop;
import org.alwaysopen.local.launcher.RunningShop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./shop bench checkout}. */
@Command(
        name = "checkout",
        mixinStandardHelpOptions = true,
        description =
                "Paid orders per second, from the empty cart on, through the edge and straight to one region, with a"
                        + " profile. Opens a fresh shop of its own, and closes it.")
public final class CheckoutCommand implements Callable<Integer> {
    /** The goals of the issue, on two cores with everything on this machine. */
    private static final double PER_SECOND = 290;

    private static final double P50_MS = 55;

    /** For the database's own counters. */
    private static final int CONNECTIONS_BESIDE = 2;

    @Option(
            names = "--regions",
            defaultValue = "3",
            description = "Regions of the shop that is opened, 1 to 3 (default: ${DEFAULT-VALUE}).")
    int regions;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            description = "Seconds of shopping before that, at least (default: ${DEFAULT-VALUE}).")
    int warmUp;

    @Option(
            names = "--warm-up-max",
            defaultValue = "600",
            description =
                    "Seconds of shopping before that, at most, while the servers still get quicker (default: ${DEFAULT-VALUE}).")
    int warmUpMax;

    @Option(names = "--shoppers", defaultValue = "16", description = "At the same time (default: ${DEFAULT-VALUE}).")
    int shoppers;

    @Option(names = "--running", description = "Use the shop that is up. Its stock and its orders change.")
    boolean running;

    @Option(
            names = "--port-offset",
            defaultValue = "20000",
            description = "Added to every port of the shop that is opened (default: ${DEFAULT-VALUE}).")
    int portOffset;

    @Override
    public Integer call() throws InterruptedException {
        if (running) {
            return measure(RunningShop.find());
        }
        try (OwnShop own = OwnShop.open("bench-checkout", regions, portOffset, Map.of())) {
            return measure(own.shop());
        }
    }

    private int measure(RunningShop shop) throws InterruptedException {
        try (HikariDataSource database = shop.database().open(shoppers + CONNECTIONS_BESIDE)) {
            CheckoutBench.Options options = new CheckoutBench.Options(shoppers, seconds, warmUp, warmUpMax);
            Shoppers.Run edge = new CheckoutBench(shop, database, options, System.out).run();
            boolean reached = edge.perSecond() >= PER_SECOND && edge.percentileMs(0.5) <= P50_MS;
            System.out.printf(
                    Locale.ROOT,
                    "%ngoal for two cores, through the edge: %.0f paid orders a second, p50 %.0f ms: %s%n",
                    PER_SECOND,
                    P50_MS,
                    reached ? "reached" : "NOT reached");
            return reached ? 0 : 1;
        }
    }
}
