package org.alwaysopen.local.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.alwaysopen.local.launcher.RunningShop;
import org.alwaysopen.local.launcher.Status;

/**
 * How many orders a shop on this machine takes, from the empty cart to the paid order, through the edge and straight to one
 * server; and where the time goes. See {@link CheckoutJourney} for what a shopper does.
 */
final class CheckoutBench {

    private static final int PROFILE_SECONDS = 10;
    private static final int WARM_UP_WINDOW_SECONDS = 20;
    /** Less than that from window to window is the machine's noise. */
    private static final double FALLING = 0.97;

    private static final int WARM_UP_WINDOWS_QUIET = 3;

    /**
     * @param warmUp    seconds at least, for the compilers of all the processes
     * @param warmUpMax seconds at most, while an order still costs the servers less from window to window
     */
    record Options(int shoppers, int seconds, int warmUp, int warmUpMax) {}

    private final RunningShop shop;
    private final Status status;
    private final Options options;
    private final PrintStream out;
    private final ShopUse use;
    private final Shoppers shoppers;
    private final Floor floor;

    CheckoutBench(RunningShop shop, DataSource database, Options options, PrintStream out) {
        this.shop = shop;
        this.status = shop.status();
        this.options = options;
        this.out = out;
        this.use = new ShopUse(
                shop,
                database,
                status.regions().stream().map(Status.RegionStatus::shop).toList());
        this.shoppers = new Shoppers(options.shoppers());
        this.floor = new Floor(shoppers, status.edge(), database);
    }

    /** @return what the run through the edge came to */
    Shoppers.Run run() throws InterruptedException {
        List<String> skus = Shelves.stockUp(shop);
        String server = status.regions().get(0).shop();
        CheckoutJourney throughEdge = new CheckoutJourney(status.edge(), skus);
        warmUp(throughEdge);
        Shoppers.Run edge = measured("through the edge", throughEdge);
        measured("straight to " + status.regions().get(0).name(), new CheckoutJourney(server, skus));
        compareWithFloor(edge);
        profile(throughEdge);
        return edge;
    }

    /** Java compiles what is used most, and again better, for thousands of orders: what is measured meanwhile is the compiler. */
    private void warmUp(CheckoutJourney journey) throws InterruptedException {
        List<Double> costs = new ArrayList<>();
        double seconds = 0;
        int orders = 0;
        while (seconds < options.warmUp() || (seconds < options.warmUpMax() && isFalling(costs))) {
            ShopUse.Reading before = use.read();
            Shoppers.Run run = shoppers.go(journey, WARM_UP_WINDOW_SECONDS);
            costs.add(use.read().minus(before).cpuMs().get(ShopUse.SERVERS) / Math.max(1, run.done()));
            seconds += run.seconds();
            orders += run.done();
        }
        out.printf(
                Locale.ROOT,
                "warmed up by %d orders in %.0f s; the servers' processor time of one, every %d s: %s ms%n",
                orders,
                seconds,
                WARM_UP_WINDOW_SECONDS,
                costs.stream().map(ms -> "%.0f".formatted(ms)).collect(Collectors.joining(" ")));
    }

    private static boolean isFalling(List<Double> costs) {
        int old = costs.size() - WARM_UP_WINDOWS_QUIET;
        return old < 1
                || Collections.min(costs.subList(old, costs.size())) < FALLING * Collections.min(costs.subList(0, old));
    }

    private Shoppers.Run measured(String how, CheckoutJourney journey) throws InterruptedException {
        Map<String, Double> threadsBefore = threads();
        ShopUse.Reading before = use.read();
        Shoppers.Run run = shoppers.go(journey, options.seconds());
        ShopUse.Reading used = use.read().minus(before);
        Map<String, Double> threads = threads();
        threads.replaceAll((kind, ms) -> ms - threadsBefore.getOrDefault(kind, 0.0));
        out.printf(
                Locale.ROOT,
                "%n%s, %d shoppers: %.0f paid orders a second, p50 %.1f ms, p99 %.1f ms, %d refused%n",
                how,
                options.shoppers(),
                run.perSecond(),
                run.percentileMs(0.5),
                run.percentileMs(0.99),
                run.refused());
        if (run.firstRefusal() != null) {
            out.println("  first refusal: " + run.firstRefusal());
        }
        if (run.done() == 0) {
            return run;
        }
        for (int step = 0; step < CheckoutJourney.STEPS.size(); step++) {
            out.printf(
                    Locale.ROOT,
                    "  %-14s p50 %6.1f ms   p99 %6.1f ms%n",
                    CheckoutJourney.STEPS.get(step),
                    run.percentileMs(step, 0.5),
                    run.percentileMs(step, 0.99));
        }
        shares(run, used);
        out.printf("  of that, the threads of %s:", status.regions().get(0).name());
        threads.forEach((kind, ms) -> out.printf(Locale.ROOT, " %s %.2f", kind, ms / run.done()));
        out.println();
        return run;
    }

    private void compareWithFloor(Shoppers.Run edge) throws InterruptedException {
        Floor.Result least = floor.measure(options.seconds());
        out.printf(
                Locale.ROOT,
                """

                for comparison, here and now: a shop that answers as many requests through the edge and does nothing (404) comes to %.0f
                  journeys a second, one that commits as many rows by a bare connection to %.0f, and one that does both and nothing
                  else to %.0f. The shop's orders are %.0f %% of that.
                """,
                least.answering(),
                least.committing(),
                least.both(),
                100 * edge.perSecond() / least.both());
    }

    private Map<String, Double> threads() {
        ProcessHandle server = shop.processes().get(status.regions().get(0).name() + "-shop");
        return server == null ? new TreeMap<>() : ServerThreads.cpuMs(server);
    }

    private void shares(Shoppers.Run run, ShopUse.Reading used) {
        double orders = run.done();
        double journey = run.meanMs();
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
        double busy = cpu / 1000 / run.seconds() / cores;
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
        shoppers.go(journey, PROFILE_SECONDS);
        Profile.print(server, recording.get(), out);
    }
}
