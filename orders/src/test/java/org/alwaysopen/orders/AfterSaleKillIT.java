package org.alwaysopen.orders;

import static org.alwaysopen.orders.TestShop.AWS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.alwaysopen.orders.AfterSaleStory.Call;
import org.alwaysopen.orders.AfterSaleStory.Deed;
import org.alwaysopen.orders.AfterSaleStory.End;
import org.alwaysopen.orders.AfterSaleStory.Plot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The stories of {@link AfterSaleCrashIT}, told by a real process, which gets SIGKILL before and after each step and after each
 * commit, its transaction open. A worker of another region goes on, or the merchant in a third; then the books are read. One
 * process is started ahead while another dies.
 */
class AfterSaleKillIT {
    private static final Map<Plot, End> UNDISTURBED = new EnumMap<>(Plot.class);
    /** Where each moment comes first. */
    private static final Map<String, Plot> MOMENTS = new LinkedHashMap<>();

    private static AfterSaleShop shop;
    private static Process next;

    @BeforeAll
    static void tellWhatHappensWhenNobodyDies() throws Exception {
        shop = new AfterSaleShop();
        next = start();
        for (Plot plot : Plot.values()) {
            String sku = AfterSaleStory.newSku();
            try (Mortal alive = new Mortal("all of them", sku)) {
                UNDISTURBED.put(plot, new AfterSaleStory(shop, alive, sku, true).tell(plot));
                alive.seen.forEach(moment -> MOMENTS.putIfAbsent(moment, plot));
            }
        }
        assertThat(MOMENTS.keySet())
                .as("a moment that no story comes to")
                .containsAll(AfterSaleStory.moments(shop.server(AWS).afterSaleSteps()));
    }

    @AfterAll
    static void close() {
        next.destroyForcibly();
        shop.close();
    }

    @TestFactory
    Stream<DynamicTest> aKilledProcessAtEachMoment() {
        AtomicInteger cases = new AtomicInteger();
        return MOMENTS.entrySet().stream().map(entry -> {
            boolean workerGoesOn = cases.getAndIncrement() % 2 == 0;
            return DynamicTest.dynamicTest(entry.getKey(), () -> {
                String sku = AfterSaleStory.newSku();
                try (Mortal server = new Mortal(entry.getKey(), sku)) {
                    End end = new AfterSaleStory(shop, server, sku, workerGoesOn).tell(entry.getValue());
                    assertThat(server.killed).as("came to the moment").isTrue();
                    assertThat(end).isEqualTo(UNDISTURBED.get(entry.getValue()));
                }
            });
        });
    }

    /** A server in a process of its own. Dead, it does nothing: the story goes on elsewhere. */
    private static final class Mortal implements AfterSaleStory.FirstServer, AutoCloseable {
        private final String moment;
        private final Process process;
        private final BufferedReader out;
        private final PrintWriter in;
        private final Set<String> seen = new LinkedHashSet<>();
        private boolean killed;

        Mortal(String moment, String sku) throws IOException {
            this.moment = moment;
            this.process = next;
            next = start();
            this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            this.in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
            assertThat(out.readLine()).isEqualTo(DyingServer.READY);
            in.println(moment + "\t" + sku);
        }

        @Override
        public void does(Deed deed, Call call) {
            String announced = call.announced() == null ? "" : call.announced().toString();
            tell(String.join("\t", deed.name(), call.order().toString(), announced, call.key()));
        }

        @Override
        public void works() {
            tell(DyingMerchant.WORK);
        }

        private void tell(String line) {
            if (killed) {
                return;
            }
            in.println(line);
            String answer = answer();
            while (answer != null && answer.startsWith(DyingMerchant.SEES)) {
                seen.add(answer.substring(DyingMerchant.SEES.length()));
                answer = answer();
            }
            if (DyingServer.HERE.equals(answer)) {
                kill();
                throw new Crashes.Dead(moment);
            }
            assertThat(answer).as(line).isEqualTo(DyingServer.DONE);
        }

        private String answer() {
            try {
                return out.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void kill() {
            killed = true;
            process.destroyForcibly(); // SIGKILL
            try {
                assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx160m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingMerchant.class.getName(),
                        shop.shop.database.url(),
                        shop.stripe.url().toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(new File("target/dying-servers.log")))
                .start();
    }
}
