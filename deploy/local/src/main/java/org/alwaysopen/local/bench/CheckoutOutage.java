package org.alwaysopen.local.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.alwaysopen.local.drill.Counter;
import org.alwaysopen.local.drill.EdgeCounter;
import org.alwaysopen.local.launcher.RunningShop;
import org.alwaysopen.local.launcher.RunningSimulator;
import org.alwaysopen.simulator.http.HttpFront.Network;

/**
 * The same outage for the whole shop that is up: shoppers fill carts and check out by the edge, each answer taken as the
 * shopper gets it, without trying again. The processor that goes is the one that carries the load.
 */
final class CheckoutOutage {
    /** Three servers, a database, simulators and the shoppers themselves share the machine. */
    private static final int SHOPPERS = 8;

    private static final int PAID = 201;
    /** Servers that have just started are slower than any outage. */
    private static final int WARM_UP_SECONDS = 15;

    private static final long ANSWER_SECONDS_MAX = 120;

    /** @param seconds of each of the three parts: before, during, after */
    record Options(String processor, Network outage, int seconds) {}

    /** @param share of the checkouts that began {@link ProcessorOutage#GRACE} after the outage, and succeeded */
    record Report(long checkouts, long failed, double share) {}

    private final RunningShop shop;
    private final Options options;
    private final PrintStream out;
    private final OutageLog log = new OutageLog();
    private final RunningSimulator processor;
    private final Counter counter;

    CheckoutOutage(RunningShop shop, Options options, PrintStream out) {
        this.shop = shop;
        this.options = options;
        this.out = out;
        this.counter = new EdgeCounter(shop.status().edge());
        this.processor = shop.simulators().stream()
                .filter(simulator -> simulator.name().equals(options.processor()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no simulator of " + options.processor() + " runs"));
    }

    Report run() throws InterruptedException {
        List<String> skus = Shelves.stockUp(shop);
        out.printf("warming up for %d s%n", WARM_UP_SECONDS);
        load(skus, System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS), new OutageLog())
                .awaitTermination(WARM_UP_SECONDS + ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        long start = System.nanoTime();
        ExecutorService shoppers = load(skus, start + TimeUnit.SECONDS.toNanos(3L * options.seconds()), log);
        TimeUnit.SECONDS.sleep(options.seconds());
        long outageMs = (System.nanoTime() - start) / 1_000_000;
        try {
            network(options.outage());
            TimeUnit.SECONDS.sleep(options.seconds());
        } finally {
            network(Network.UP);
        }
        if (!shoppers.awaitTermination(options.seconds() + ANSWER_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException("shoppers still wait for their answers");
        }
        log.print(out, options.processor(), options.outage().name(), outageMs, options.seconds());
        return new Report(log.size(), log.failed(), log.shareFrom(outageMs + ProcessorOutage.GRACE.toMillis()));
    }

    /** Shoppers without a pause until then. */
    private ExecutorService load(List<String> skus, long end, OutageLog into) {
        ExecutorService shoppers = Executors.newFixedThreadPool(SHOPPERS);
        long start = System.nanoTime();
        for (int i = 0; i < SHOPPERS; i++) {
            String sku = skus.get(i % skus.size());
            shoppers.submit(() -> {
                while (System.nanoTime() < end) {
                    checkOut(sku, start, into);
                }
            });
        }
        shoppers.shutdown();
        return shoppers;
    }

    /** Counted from the press of the button: filling a cart asks no processor. */
    private void checkOut(String sku, long start, OutageLog into) {
        Optional<UUID> cart = counter.fill(sku, 1);
        if (cart.isEmpty()) {
            return;
        }
        long began = System.nanoTime();
        Counter.Answer answer = counter.pay(cart.get(), UUID.randomUUID().toString(), "pm_card_visa");
        into.add((began - start) / 1_000_000, (System.nanoTime() - began) / 1_000_000, answer.status() == PAID);
    }

    private void network(Network state) throws InterruptedException {
        processor.order("POST", "network", "{\"state\":\"" + state.name().toLowerCase(Locale.ROOT) + "\"}");
    }
}
