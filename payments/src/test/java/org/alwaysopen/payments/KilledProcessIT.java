package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.alwaysopen.payments.Checkpoints.Moment;
import org.alwaysopen.payments.Checkpoints.Step;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.Outcome;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.ProcessorBooks;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what {@link FaultMatrixIT} shows with a simulated death holds for a process that is really killed (SIGKILL), with its
 * connections, locks and leases. Method: a child process pays, and is killed at each {@link Moment} of the steps on the way
 * to the money; then another server goes on. The next child is started meanwhile.
 */
class KilledProcessIT {
    private static final String REACHED = "reached";

    @TempDir
    private Path folder;

    /** Where a child dies. */
    private record Place(Step step, Moment moment) {}

    /**
     * The child: pays, and waits at the given point to be killed. Arguments: database, Stripe, step, moment; it is told the payment
     * on its standard input.
     */
    public static final class Server {
        public static void main(String[] args) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(args[0]);
            config.setMaximumPoolSize(6);
            Transactions transactions =
                    new Transactions(new HikariDataSource(config), Transactions.Observer.NONE, new Random());
            Step step = Step.valueOf(args[2]);
            Moment moment = Moment.valueOf(args[3]);
            UUID payment = UUID.fromString(new Scanner(System.in, StandardCharsets.UTF_8).nextLine());
            Checkpoints waitToBeKilled = (s, m, id) -> {
                if (s == step && m == moment && id.equals(payment)) {
                    System.out.println(REACHED);
                    sleepForEver();
                }
            };
            PaymentsModule module = new PaymentsModule(
                    transactions,
                    Tills.OTHER_REGION,
                    settings(URI.create(args[1])),
                    Ids.RANDOM,
                    Clock.systemUTC(),
                    waitToBeKilled);
            Outcome outcome = module.payments().authorise(payment);
            transactions.run("child: record", tx -> {
                module.payments().record(tx, payment, outcome);
                waitToBeKilled.reached(Step.AUTHORISE, Moment.BEFORE_COMMIT, payment);
                return null;
            });
            waitToBeKilled.reached(Step.AUTHORISE, Moment.AFTER_COMMIT, payment);
            if (step == Step.VOID) {
                transactions.run("child: give back", tx -> {
                    module.payments().giveBack(tx, payment, "the last one was sold");
                    return null;
                });
            }
            boolean refundAsked = step != Step.REFUND;
            while (true) {
                Tills.work(module);
                if (!refundAsked && Tills.find(transactions, module, payment).state() == State.CAPTURED) {
                    module.merchant().refund(payment, Optional.empty(), new Command("r", "merchant", "broken"));
                    refundAsked = true;
                }
            }
        }

        private static void sleepForEver() {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static PaymentsSettings settings(URI stripe) {
        return PaymentsSettings.of(
                        Optional.of(new PaymentsSettings.Stripe(
                                stripe,
                                SimulatorSettings.TEST_API_KEY,
                                SimulatorSettings.TEST_WEBHOOK_SECRET,
                                PaymentsSettings.Stripe.LIST_PRICE)),
                        Optional.empty())
                .with(Tills.SHORT, Tills.QUICK);
    }

    @Test
    void anotherServerGoesOn() throws Exception {
        int cases = 0;
        try (TestDatabase database = TestDatabase.fresh("platform", "payments");
                ProcessorSimulator stripe =
                        ProcessorSimulator.stripe(SimulatorSettings.forTests(folder.resolve("stripe.jsonl")))) {
            PaymentsModule module = Tills.module(database.transactions(), settings(stripe.url()));
            List<Place> places = Stream.of(Step.AUTHORISE, Step.CAPTURE, Step.VOID, Step.REFUND)
                    .flatMap(step -> Stream.of(Moment.values()).map(moment -> new Place(step, moment)))
                    .toList();
            Process next = start(database.url(), stripe.url(), places.get(0));
            try {
                for (Place place : places) {
                    Process child = next;
                    if (++cases < places.size()) {
                        next = start(database.url(), stripe.url(), places.get(cases));
                    }
                    UUID payment = Tills.open(database.transactions(), module, Tills.usd(1990), "pm_card_visa");
                    killAt(place, child, payment);
                    goOn(database.transactions(), module, payment, place.step());
                    check(module, stripe, payment, place.step(), place.toString());
                }
            } finally {
                next.destroyForcibly();
            }
            assertThat(module.books().contradictions()).isEmpty();
            module.close();
        }
        System.out.printf("killed processes: %d cases%n", cases);
    }

    private static Process start(String database, URI stripe, Place place) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Server.class.getName(),
                        database,
                        stripe.toString(),
                        place.step().name(),
                        place.moment().name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void killAt(Place place, Process child, UUID payment) throws IOException, InterruptedException {
        try (PrintWriter input = new PrintWriter(child.outputWriter(), true);
                BufferedReader output = child.inputReader()) {
            input.println(payment);
            String line = output.readLine();
            while (line != null && !line.equals(REACHED)) {
                line = output.readLine();
            }
            assertThat(line).as("the child came to " + place).isEqualTo(REACHED);
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The client asks again, at another server, until it has its answer and the money has moved. */
    private static void goOn(Transactions transactions, PaymentsModule module, UUID payment, Step step) {
        State end = end(step);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    State state = Tills.find(transactions, module, payment).state();
                    boolean open = state == State.CREATED || state == State.AUTHORISED || state == State.UNKNOWN;
                    if (open && step != Step.VOID) {
                        Tills.pay(transactions, module, payment);
                    }
                    Tills.work(module);
                    assertThat(Tills.find(transactions, module, payment).state())
                            .isEqualTo(end);
                });
    }

    private static State end(Step step) {
        return switch (step) {
            case VOID -> State.VOIDED;
            case REFUND -> State.REFUNDED;
            default -> State.CAPTURED;
        };
    }

    private static void check(PaymentsModule module, ProcessorSimulator stripe, UUID payment, Step step, String name) {
        String attempt = module.merchant().get(payment).attempts().get(0).id().toString();
        ProcessorBooks.Position position = stripe.books().positions().stream()
                .filter(p -> p.reference().equals(attempt))
                .findFirst()
                .orElseThrow();
        assertThat(position.captures()).as(name).isEqualTo(step == Step.VOID ? 0 : 1);
        assertThat(position.captured()).as(name).isEqualTo(step == Step.VOID ? 0 : 1990);
        assertThat(position.refunded()).as(name).isEqualTo(step == Step.REFUND ? 1990 : 0);
        assertThat(position.held()).as(name).isZero();
    }
}
