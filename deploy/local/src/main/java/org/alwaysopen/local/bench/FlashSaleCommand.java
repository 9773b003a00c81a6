package org.alwaysopen.local.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.alwaysopen.local.bench.FlashSale.Options;
import org.alwaysopen.local.bench.FlashSale.Report;
import org.alwaysopen.local.launcher.PostgresSettings;
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

    @Option(
            names = "--connections",
            defaultValue = "8",
            description = "Database connections that the 64 buyers share, but for the first row: there each has its own"
                    + " (default: ${DEFAULT-VALUE}; four for each core are plenty).")
    int connections;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jdbcUrl != null) {
            return judge(new FlashSale(new Options(jdbcUrl, rounds, seconds, connections), System.out).run());
        }
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        PostgresSettings.SETTINGS.forEach(builder::setServerConfig);
        try (EmbeddedPostgres postgres = builder.start()) {
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres";
            return judge(new FlashSale(new Options(url, rounds, seconds, connections), System.out).run());
        }
    }

    private static int judge(Report report) {
        boolean rows = report.hotToSingleRow() >= TO_SINGLE_ROW;
        boolean spread = report.hotToSpread() >= TO_SPREAD;
        System.out.printf(
                Locale.ROOT,
                "goal %.0f x one row whose buyers try again at once: %s%ngoal %.1f x the spread rate: %s%n",
                TO_SINGLE_ROW,
                rows ? "reached" : "NOT reached",
                TO_SPREAD,
                spread ? "reached" : "NOT reached");
        return rows && spread ? 0 : 1;
    }
}
