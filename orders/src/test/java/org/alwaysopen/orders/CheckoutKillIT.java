package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AZURE;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.checkOut;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.alwaysopen.platform.Idempotency;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The same table as {@link CheckoutCrashIT}, with a real process that gets SIGKILL at each moment, its transaction open. A worker
 * of another region goes on, or the client in a third; then the books are read. One process is started ahead while another dies.
 */
class CheckoutKillIT {
    private static final int STOCK = 5;
    private static TestShop shop;
    private static List<String> steps;
    private static Process next;

    @BeforeAll
    static void open() throws IOException {
        shop = new TestShop();
        steps = shop.server(GCP).checkoutSteps();
        next = start();
    }

    @AfterAll
    static void close() {
        next.destroyForcibly();
        shop.close();
    }

    @TestFactory
    Stream<DynamicTest> aKilledProcessAtEachMoment() {
        Map<String, Boolean> byWorker = new ConcurrentHashMap<>();
        return Crashes.moments(steps).stream()
                .filter(moment -> !moment.equals("committed undo")) // a sale that goes well has none
                .map(moment -> {
                    byWorker.put(moment, byWorker.size() % 2 == 0);
                    return DynamicTest.dynamicTest(moment, () -> kill(moment, byWorker.get(moment)));
                });
    }

    private static void kill(String moment, boolean recoveredByWorker) throws Exception {
        String sku = "K-" + UUID.randomUUID();
        shop.sell(sku, TestShop.KILLED_PRICE, STOCK);
        Cart cart = Giving.withEverything(shop.server(GCP), sku, 2);
        Process dying = next;
        next = start();
        BufferedReader out = new BufferedReader(new InputStreamReader(dying.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo(DyingServer.READY);
        PrintWriter in = new PrintWriter(dying.getOutputStream(), true, StandardCharsets.UTF_8);
        in.println(String.join("\t", moment, cart.id().toString(), "k1", sku));
        assertThat(out.readLine()).isEqualTo(DyingServer.HERE);
        dying.destroyForcibly(); // SIGKILL
        assertThat(dying.waitFor(10, TimeUnit.SECONDS)).isTrue();

        shop.makeAbandoned();
        if (recoveredByWorker) {
            shop.server(GCP).jobs().forEach(job -> job.run().run());
        }
        Idempotency.Response answer = checkOut(shop.server(AZURE), cart.id(), "k1", ScriptedPayments.APPROVED);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(checkOut(shop.server(GCP), cart.id(), "k1", ScriptedPayments.APPROVED))
                .isEqualTo(answer);
        Books.check(shop, sku, STOCK);
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingServer.class.getName(),
                        shop.database.url())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
