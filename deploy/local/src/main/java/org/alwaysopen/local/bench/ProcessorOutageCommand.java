package org.alwaysopen.local.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.alwaysopen.local.launcher.OwnShop;
import org.alwaysopen.local.launcher.RunningShop;
import org.alwaysopen.local.reconcile.ReconcilePaymentsCommand;
import org.alwaysopen.simulator.http.HttpFront.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./shop bench processor-outage}. Exit code 0 when the goal is reached and the books agree. */
@Command(
        name = "processor-outage",
        mixinStandardHelpOptions = true,
        description =
                "The cheaper payment processor goes down in the middle of load: how many checkouts still succeed?")
public final class ProcessorOutageCommand implements Callable<Integer> {
    /** The goal of the issue. */
    private static final double SHARE = 0.999;

    @Option(
            names = "--outage",
            defaultValue = "BLACK_HOLE",
            description = "REFUSED: connecting is refused. BLACK_HOLE: nothing answers (default: ${DEFAULT-VALUE}).")
    Network outage;

    @Option(
            names = "--seconds",
            defaultValue = "12",
            description = "Length of each part: before, during, after (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--payments",
            description = "Payments alone, without a shop around them: more of them, on a database of their own.")
    boolean paymentsAlone;

    @Option(
            names = "--processor",
            defaultValue = "adyen",
            description = "Which one goes (default: ${DEFAULT-VALUE}, the cheaper one for what is bought;"
                    + " with --payments it is stripe).")
    String processor;

    @Option(
            names = "--regions",
            defaultValue = "3",
            description = "Regions of the shop that is opened, 1 to 3 (default: ${DEFAULT-VALUE}).")
    int regions;

    @Option(
            names = "--port-offset",
            defaultValue = "20000",
            description = "Added to every port of the shop that is opened (default: ${DEFAULT-VALUE}).")
    int portOffset;

    @Option(names = "--running", description = "Use the shop that is up. Its stock and its orders change.")
    boolean running;

    /** The workers' rounds after an outage; what is still in flight then is counted as such. */
    private static final int SETTLING_SECONDS = 20;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!paymentsAlone) {
            if (running) {
                return checkouts(RunningShop.find());
            }
            try (OwnShop own = OwnShop.open("bench-processor-outage", regions, portOffset, Map.of())) {
                return checkouts(own.shop());
            }
        }
        Path folder = Files.createTempDirectory("processor-outage");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start()) {
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres";
            return judge(
                    new ProcessorOutage(new ProcessorOutage.Options(url, folder, outage, seconds), System.out).run());
        }
    }

    private int checkouts(RunningShop shop) throws IOException, InterruptedException {
        CheckoutOutage.Report report =
                new CheckoutOutage(shop, new CheckoutOutage.Options(processor, outage, seconds), System.out).run();
        TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
        boolean agree = new ReconcilePaymentsCommand().compare(shop) == 0;
        boolean reached = report.share() >= SHARE && agree;
        System.out.printf(
                Locale.ROOT,
                "%d checkouts, %d failed; %.3f %% succeeded from %d s after the outage on (goal %.1f %%): %s%n",
                report.checkouts(),
                report.failed(),
                100 * report.share(),
                ProcessorOutage.GRACE.toSeconds(),
                100 * SHARE,
                reached ? "reached" : "NOT reached");
        return reached ? 0 : 1;
    }

    private static int judge(ProcessorOutage.Report report) {
        boolean agree = report.stripe().agrees() && report.adyen().agrees();
        boolean reached = report.share() >= SHARE && agree;
        System.out.printf(
                Locale.ROOT,
                "%d payments, %d failed; %.3f %% succeeded from %d s after the outage on (goal %.1f %%)%n",
                report.payments(),
                report.failed(),
                100 * report.share(),
                ProcessorOutage.GRACE.toSeconds(),
                100 * SHARE);
        System.out.printf(
                "books: stripe %d compared, %d in flight, %s; adyen %d compared, %d in flight, %s: %s%n",
                report.stripe().compared(),
                report.stripe().inFlight(),
                report.stripe().agrees() ? "agree" : report.stripe().differences(),
                report.adyen().compared(),
                report.adyen().inFlight(),
                report.adyen().agrees() ? "agree" : report.adyen().differences(),
                reached ? "reached" : "NOT reached");
        return reached ? 0 : 1;
    }
}
