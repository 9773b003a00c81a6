package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AZURE;
import static org.alwaysopen.orders.TestShop.GCP;
import static org.alwaysopen.orders.TestShop.checkOut;
import static org.alwaysopen.orders.TestShop.filled;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final Set<String> KILLED = new HashSet<>();
    private static Process next;

    @BeforeAll
    static void open() throws IOException {
        shop = new TestShop();
        next = start();
    }

    @AfterAll
    static void everyMomentHadItsDeath() {
        List<String> moments = Crashes.moments(shop.server(GCP));
        next.destroyForcibly();
        shop.close();
        assertThat(KILLED).containsExactlyInAnyOrderElementsOf(moments);
    }

    /** Each moment once, the sales that go well and those that are undone, followed by a worker and by the client in turns. */
    @TestFactory
    Stream<DynamicTest> aKilledProcessAtEachMoment() {
        AtomicInteger cases = new AtomicInteger();
        return Crashes.moments(shop.server(GCP)).stream().map(moment -> {
            boolean byWorker = cases.getAndIncrement() % 2 == 0;
            return DynamicTest.dynamicTest(moment, () -> {
                if (moment.equals(Crashes.AFTER_UNDO)) {
                    killAfterTheUndo();
                } else {
                    kill(moment, byWorker);
                }
                KILLED.add(moment);
            });
        });
    }

    private static void kill(String moment, boolean recoveredByWorker) throws Exception {
        String token = Crashes.isOfUndo(moment) ? ScriptedPayments.DECLINED : ScriptedPayments.APPROVED;
        String sku = "K-" + UUID.randomUUID();
        shop.sell(sku, TestShop.KILLED_PRICE, STOCK);
        Cart cart = Giving.withEverything(shop.server(GCP), sku, 2);
        killAt(moment, cart, sku, token);

        shop.makeAbandoned();
        if (recoveredByWorker) {
            shop.server(GCP).jobs().forEach(job -> job.run().run());
        }
        Idempotency.Response answer = checkOut(shop.server(AZURE), cart.id(), "k1", token);

        assertThat(answer.status()).isEqualTo(Crashes.isOfUndo(moment) ? 402 : 201);
        assertThat(checkOut(shop.server(GCP), cart.id(), "k1", token)).isEqualTo(answer);
        Books.check(shop, sku, STOCK);
    }

    /** The processor had no clear word, the stock went to another shopper meanwhile, and then it says that it holds the money. */
    private static void killAfterTheUndo() throws Exception {
        String sku = "K-" + UUID.randomUUID();
        shop.sell(sku, TestShop.KILLED_PRICE, 1);
        Cart cart = filled(shop.server(GCP), sku, 1);
        Idempotency.Response unclear = checkOut(shop.server(GCP), cart.id(), "k1", ScriptedPayments.UNCLEAR);
        assertThat(unclear.status()).isEqualTo(202);
        shop.endReservation(UUID.fromString(unclear.body().substring(0, 36)));
        Cart other = filled(shop.server(GCP), sku, 1);
        assertThat(checkOut(shop.server(GCP), other.id(), "k2", ScriptedPayments.APPROVED)
                        .status())
                .isEqualTo(201);
        killAt(Crashes.AFTER_UNDO, cart, sku, ScriptedPayments.UNCLEAR);

        shop.makeAbandoned();
        assertThat(checkOut(shop.server(AZURE), cart.id(), "k1", ScriptedPayments.UNCLEAR)
                        .status())
                .isEqualTo(409);
        Books.check(shop, sku, 1);
    }

    /** Returns when the process stood at the moment, and is no more. */
    private static void killAt(String moment, Cart cart, String sku, String token) throws Exception {
        Process dying = next;
        next = start();
        BufferedReader out = new BufferedReader(new InputStreamReader(dying.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo(DyingServer.READY);
        PrintWriter in = new PrintWriter(dying.getOutputStream(), true, StandardCharsets.UTF_8);
        in.println(String.join("\t", moment, cart.id().toString(), "k1", sku, token));
        assertThat(out.readLine()).isEqualTo(DyingServer.HERE);
        dying.destroyForcibly(); // SIGKILL
        assertThat(dying.waitFor(10, TimeUnit.SECONDS)).isTrue();
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
                .redirectError(ProcessBuilder.Redirect.appendTo(new File("target/dying-servers.log")))
                .start();
    }
}
