package org.alwaysopen.local.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.alwaysopen.local.launcher.RunningShop;
import org.alwaysopen.local.launcher.Status;

/**
 * How many orders a shop on this machine takes, from the empty cart to the paid order, through the edge and straight to one
 * server; and where the time goes. See {@link CheckoutJourney} for what a shopper does.
 */
final class CheckoutBench {

    private static final int PROFILE_SECONDS = 10;

    /** @param warmUp seconds, for the compilers of all the processes */
    record Options(int shoppers, int seconds, int warmUp) {}

    /** What a run came to; times in ms. */
    record Result(double perSecond, double p50, double p99, int refused) {}

    private final RunningShop shop;
    private final Status status;
    private final Options options;
    private final PrintStream out;
    private final ShopUse use;

    CheckoutBench(RunningShop shop, DataSource database, Options options, PrintStream out) {
        this.shop = shop;
        this.status = shop.status();
        this.options = options;
        this.out = out;
        this.use = new ShopUse(
                shop,
                database,
                status.regions().stream().map(Status.RegionStatus::shop).toList());
    }

    /** @return what the run through the edge came to */
    Result run() throws InterruptedException {
        List<String> skus = Shelves.stockUp(shop);
        String server = status.regions().get(0).shop();
        CheckoutJourney throughEdge = new CheckoutJourney(status.edge(), skus);
        out.printf("warming up for %d s%n", options.warmUp());
        shop(throughEdge, options.warmUp());
        Result edge = measured("through the edge", throughEdge);
        measured("straight to " + status.regions().get(0).name(), new CheckoutJourney(server, skus));
        profile(throughEdge);
        return edge;
    }

    private Result measured(String how, CheckoutJourney journey) throws InterruptedException {
        Map<String, Double> threadsBefore = threads();
        ShopUse.Reading before = use.read();
        Run run = shop(journey, options.seconds());
        ShopUse.Reading used = use.read().minus(before);
        Map<String, Double> threads = threads();
        threads.replaceAll((kind, ms) -> ms - threadsBefore.getOrDefault(kind, 0.0));
        Result result = run.result();
        out.printf(
                Locale.ROOT,
                "%n%s, %d shoppers: %.0f paid orders a second, p50 %.1f ms, p99 %.1f ms, %d refused%n",
                how,
                options.shoppers(),
                result.perSecond(),
                result.p50(),
                result.p99(),
                result.refused());
        if (run.firstRefusal != null) {
            out.println("  first refusal: " + run.firstRefusal);
        }
        if (run.journeys.isEmpty()) {
            return result;
        }
        for (int step = 0; step < CheckoutJourney.STEPS.size(); step++) {
            int s = step;
            long[] sorted =
                    run.journeys.stream().mapToLong(took -> took[s]).sorted().toArray();
            out.printf(
                    Locale.ROOT,
                    "  %-14s p50 %6.1f ms   p99 %6.1f ms%n",
                    CheckoutJourney.STEPS.get(step),
                    percentile(sorted, 0.5),
                    percentile(sorted, 0.99));
        }
        shares(run, used);
        out.printf("  of that, the threads of %s:", status.regions().get(0).name());
        threads.forEach((kind, ms) -> out.printf(Locale.ROOT, " %s %.2f", kind, ms / run.journeys.size()));
        out.println();
        return result;
    }

    private Map<String, Double> threads() {
        ProcessHandle server = shop.processes().get(status.regions().get(0).name() + "-shop");
        return server == null ? new TreeMap<>() : ServerThreads.cpuMs(server);
    }

    private void shares(Run run, ShopUse.Reading used) {
        double orders = run.journeys.size();
        double journey = run.journeys.stream()
                        .mapToLong(took -> Arrays.stream(took).sum())
                        .average()
                        .orElseThrow()
                / 1e6;
        double database = used.transactionsMs() / orders;
        double processor = used.processorMs() / orders;
        out.printf(
                Locale.ROOT,
                """
                  time of an order: %.1f ms, of which %.1f ms (%.0f %%) in transactions of the database (%.1f ms in its statements),
                    %.1f ms (%.0f %%) at the processor, %.1f ms (%.0f %%) in us: HTTP, the edge, JSON, and waiting for a core
                  database: %.1f commits, %.2f rollbacks and %.1f flushes of its log for each order
                """,
                journey,
                database,
                100 * database / journey,
                used.statementsMs() / orders,
                processor,
                100 * processor / journey,
                journey - database - processor,
                100 * (journey - database - processor) / journey,
                used.commits() / orders,
                used.rollbacks() / orders,
                used.flushes() / orders);
        double cpu =
                used.cpuMs().values().stream().mapToDouble(Double::doubleValue).sum();
        int cores = Runtime.getRuntime().availableProcessors();
        out.printf(Locale.ROOT, "  processor time of an order: %.2f ms:", cpu / orders);
        used.cpuMs()
                .forEach(
                        (part, ms) -> out.printf(Locale.ROOT, " %s %.2f (%.0f %%)", part, ms / orders, 100 * ms / cpu));
        double busy = cpu / 1000 / run.seconds / cores;
        out.printf(
                Locale.ROOT,
                "%n  what limits it: %s. The %d cores were %.0f %% busy with this; at %.2f ms an order they can do %.0f a second.%n",
                busy > 0.85
                        ? "the processor cores"
                        : "not the cores alone: waiting, for the disk, for locks, or for other work here",
                cores,
                100 * busy,
                cpu / orders,
                cores * 1000 * orders / cpu);
    }

    private void profile(CheckoutJourney journey) throws InterruptedException {
        ProcessHandle server = shop.processes().get(status.regions().get(0).name() + "-shop");
        Optional<Path> recording = server == null ? Optional.empty() : Profile.begin(server);
        if (recording.isEmpty()) {
            out.println("no profile: this Java has no jcmd, or the server is not ours");
            return;
        }
        shop(journey, PROFILE_SECONDS);
        Profile.print(server, recording.get(), out);
    }

    private static double percentile(long[] sortedNanos, double share) {
        return sortedNanos.length == 0 ? 0 : sortedNanos[(int) (share * (sortedNanos.length - 1))] / 1e6;
    }

    /** What all shoppers did together. */
    private static final class Run {
        final List<long[]> journeys = new ArrayList<>();
        double seconds;
        int refused;
        String firstRefusal;

        Result result() {
            long[] sorted = journeys.stream()
                    .mapToLong(took -> Arrays.stream(took).sum())
                    .sorted()
                    .toArray();
            return new Result(journeys.size() / seconds, percentile(sorted, 0.5), percentile(sorted, 0.99), refused);
        }
    }

    private Run shop(CheckoutJourney journey, int seconds) throws InterruptedException {
        Run run = new Run();
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        CountDownLatch done = new CountDownLatch(options.shoppers());
        for (int i = 0; i < options.shoppers(); i++) {
            Thread shopper = new Thread(() -> {
                try {
                    buyUntil(end, journey, run);
                } finally {
                    done.countDown();
                }
            });
            shopper.setDaemon(true);
            shopper.start();
        }
        done.await();
        run.seconds = (System.nanoTime() - begin) / 1e9;
        return run;
    }

    private static void buyUntil(long end, CheckoutJourney journey, Run run) {
        List<long[]> bought = new ArrayList<>();
        int refused = 0;
        String why = null;
        while (System.nanoTime() < end) {
            try {
                bought.add(journey.buy());
            } catch (CheckoutJourney.RefusedException e) {
                refused++;
                why = e.getMessage();
            }
        }
        synchronized (run) {
            run.journeys.addAll(bought);
            run.refused += refused;
            run.firstRefusal = run.firstRefusal == null ? why : run.firstRefusal;
        }
    }
}
