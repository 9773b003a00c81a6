package org.alwaysopen.local.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.alwaysopen.local.bench.FlashSale.Options;
import org.alwaysopen.local.bench.FlashSale.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./shop bench flash-sale}. */
@Command(
        name = "flash-sale",
        mixinStandardHelpOptions = true,
        description = "Reservations per second on one hot SKU: one row, adaptive slots, and spread over 1,000 SKUs.")
public final class FlashSaleCommand implements Callable<Integer> {
    /** The goals of the issue. */
    private static final double TO_SINGLE_ROW = 8;

    private static final double TO_SPREAD = 0.7;

    @Option(names = "--db", description = "JDBC URL, with user; without it, an embedded PostgreSQL of its own.")
    String jdbcUrl;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            description = "Turns that each way takes (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "Length of a measurement (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jdbcUrl != null) {
            return judge(new FlashSale(new Options(jdbcUrl, rounds, seconds), System.out).run());
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", String.valueOf(2 * FlashSale.BUYERS))
                .start()) {
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres";
            return judge(new FlashSale(new Options(url, rounds, seconds), System.out).run());
        }
    }

    private static int judge(Report report) {
        boolean reached = report.hotToSingleRow() >= TO_SINGLE_ROW && report.hotToSpread() >= TO_SPREAD;
        System.out.printf(
                Locale.ROOT,
                "goals: %.0f x the single row, %.1f x the spread rate: %s%n",
                TO_SINGLE_ROW,
                TO_SPREAD,
                reached ? "reached" : "NOT reached");
        return reached ? 0 : 1;
    }
}
