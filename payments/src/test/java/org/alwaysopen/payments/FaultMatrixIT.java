package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.alwaysopen.payments.Checkpoints.Moment;
import org.alwaysopen.payments.Checkpoints.Step;
import org.alwaysopen.payments.Payments.Outcome;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.Faults;
import org.alwaysopen.simulator.ProcessorBooks;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.http.HttpFront.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever goes wrong with whichever call, on the first try or the second, and wherever our server dies: after the
 * workers have run, the processors' books and ours agree, no order is charged twice, no hold is left, and what the client
 * was told was true.
 *
 * <p>Webhooks are delivered as by the real ones, to whichever server lives, so they race the answers and the workers.
 *
 * <p>Method: the cases are generated: processor x {@link Card} x {@link Step} x request within the step x {@link Trouble} x
 * try x {@link Moment} of death (or none), against the processors' simulators over real HTTP by the processors' own SDKs. A
 * server dies by an Error that nothing catches; its successor is a new module on the same database. By default a share of
 * the cases runs, chosen by a seed ({@code -Dseed=}); {@code -Dmatrix=all} runs them all. A failing case prints its name,
 * and {@code -Dmatrix.case=NAME} runs it alone.
 */
class FaultMatrixIT {
    /** Each has its own simulators and its own database. Most of a case is waiting. */
    private static final int LANES = 6;
    /** The share of CI: about a minute on two cores. */
    private static final int SHARE = 240;

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(25);

    /** Short, so that a time-out costs little; what is merely slow on a busy machine is one more fault. */
    private static final PaymentsSettings.TimeOuts IMPATIENT =
            new PaymentsSettings.TimeOuts(Duration.ofMillis(150), Duration.ofMillis(300));

    private static final PaymentsSettings.Pace PACE = new PaymentsSettings.Pace(
            Tills.QUICK.settleAfter(),
            Tills.QUICK.lease(),
            Tills.QUICK.backoffFirst(),
            Tills.QUICK.backoffMax(),
            Duration.ofSeconds(2),
            Tills.QUICK.abandonedAfter(),
            Tills.QUICK.breakerDelay(),
            Tills.QUICK.challengeFor());

    /** Whether the shopper's bank wants to see the shopper first (3-D Secure). */
    enum Card {
        PLAIN("pm_card_visa"),
        CHALLENGED("pm_card_threeDSecure2Required");

        private final String token;

        Card(String token) {
            this.token = token;
        }

        /** Only a challenge is confirmed; and once the money is held, nobody knows any more that there was one. */
        boolean comesTo(Step step) {
            return switch (step) {
                case AUTHORISE, LOOK_UP, VOID -> true;
                case CONFIRM -> this == CHALLENGED;
                case CAPTURE, REFUND -> this == PLAIN;
            };
        }
    }

    /** What becomes of a shopper who was sent to the bank. */
    enum Shopper {
        COMES_BACK,
        RECOGNISED_AND_GONE,
        /** And tries it once all is over. */
        TOO_LATE
    }

    /** The list of the issue, and a few more. */
    enum Trouble {
        REFUSED(Network.REFUSED),
        CONNECT_TIME_OUT(Network.BLACK_HOLE),
        READ_TIME_OUT_BEFORE(Fault.TIMEOUT_BEFORE),
        READ_TIME_OUT_AFTER(Fault.TIMEOUT_AFTER),
        ERROR_BEFORE(Fault.ERROR_BEFORE),
        ERROR_AFTER(Fault.ERROR_AFTER),
        RESET_AFTER(Fault.RESET_AFTER),
        UNAVAILABLE(Fault.UNAVAILABLE),
        MALFORMED(Fault.MALFORMED),
        SLOW(Fault.SLOW);

        private final Network network;
        private final Fault fault;

        Trouble(Network network) {
            this.network = network;
            this.fault = null;
        }

        Trouble(Fault fault) {
            this.network = null;
            this.fault = fault;
        }
    }

    /**
     * @param alone   whether there is no second processor to take over
     * @param request which request of the step, from 0
     * @param second  whether the first try is spoilt as well
     */
    record Case(
            String processor,
            boolean alone,
            Card card,
            Step step,
            int request,
            Trouble trouble,
            boolean second,
            Moment death) {
        String name() {
            return processor + (alone ? "-alone" : "") + (card == Card.PLAIN ? "" : "-challenged") + "/" + step + "/"
                    + request + "/" + trouble + "/" + (second ? "retry" : "first") + "/"
                    + (death == null ? "alive" : death);
        }

        /** All are needed; for the step of the confirmation somebody has to come back. */
        Shopper shopper() {
            Shopper[] all = Shopper.values();
            return step == Step.CONFIRM ? Shopper.COMES_BACK : all[Math.floorMod(name().hashCode() / 2, all.length)];
        }

        /** Whether the client comes back after its server died; otherwise the checkout is abandoned. Both are needed. */
        boolean clientReturns() {
            return Math.floorMod(name().hashCode(), 2) == 0;
        }
    }

    private static List<Case> generate() {
        List<Case> cases = new ArrayList<>();
        List<Moment> deaths = new ArrayList<>(List.of(Moment.values()));
        deaths.add(null);
        for (String processor : List.of("stripe", "adyen")) {
            for (Step step : Step.values()) {
                for (Card card : Card.values()) {
                    if (card.comesTo(step)) {
                        spoilt(cases, processor, card, step, deaths);
                    }
                }
            }
        }
        return cases;
    }

    private static void spoilt(List<Case> cases, String processor, Card card, Step step, List<Moment> deaths) {
        // No step makes more than two requests in a good run.
        for (int request = 0; request < 2; request++) {
            for (Trouble trouble : Trouble.values()) {
                if (request > 0 && trouble.network != null) {
                    continue; // the whole network, for the whole step
                }
                for (Moment death : deaths) {
                    for (boolean second : new boolean[] {false, true}) {
                        cases.add(new Case(processor, false, card, step, request, trouble, second, death));
                        if (step == Step.AUTHORISE || step == Step.LOOK_UP) {
                            cases.add(new Case(processor, true, card, step, request, trouble, second, death));
                        }
                    }
                }
            }
        }
    }

    @TempDir
    private Path folder;

    @Test
    void theBooksAgreeWhateverHappens() throws Exception {
        List<Case> all = generate();
        long seed = Long.getLong("seed", System.nanoTime());
        String only = System.getProperty("matrix.case", "");
        List<Case> chosen = part(all);
        if (!only.isEmpty()) {
            chosen.removeIf(c -> !c.name().equals(only));
        } else if (!"all".equals(System.getProperty("matrix"))) {
            Collections.shuffle(chosen, new Random(seed));
            chosen = chosen.subList(0, Math.min(SHARE, chosen.size()));
        }
        long began = System.nanoTime();
        Queue<Case> queue = new ConcurrentLinkedQueue<>(chosen);
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicInteger hit = new AtomicInteger();
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        List<Future<?>> running = new ArrayList<>();
        for (int lane = 0; lane < Math.min(LANES, chosen.size()); lane++) {
            Path own = Files.createDirectory(folder.resolve("lane" + lane));
            running.add(lanes.submit(() -> runLane(own, queue, failures, hit)));
        }
        for (Future<?> lane : running) {
            lane.get();
        }
        lanes.shutdown();
        System.out.printf(
                "fault matrix: %d of %d generated cases in %d s, %d with the trouble or death at its step, %d failed,"
                        + " -Dseed=%d%n",
                chosen.size(),
                all.size(),
                (System.nanoTime() - began) / 1_000_000_000,
                hit.get(),
                failures.size(),
                seed);
        assertThat(failures).isEmpty();
    }

    /** With {@code -Dmatrix.part=2/4} every fourth case, from the second one on; all of them otherwise. */
    private static List<Case> part(List<Case> all) {
        String[] part = System.getProperty("matrix.part", "1/1").split("/");
        int parts = Integer.parseInt(part[1]);
        List<Case> chosen = new ArrayList<>();
        for (int i = Integer.parseInt(part[0]) - 1; i < all.size(); i += parts) {
            chosen.add(all.get(i));
        }
        return chosen;
    }

    private static void runLane(Path folder, Queue<Case> queue, Queue<String> failures, AtomicInteger hit) {
        try (Lane lane = new Lane(folder)) {
            lane.warmUp();
            for (Case next = queue.poll(); next != null; next = queue.poll()) {
                try {
                    hit.addAndGet(new Run(lane, next).go() ? 1 : 0);
                } catch (AssertionError | RuntimeException e) {
                    failures.add(next.name() + ": " + e);
                }
            }
        } catch (IOException e) {
            failures.add("lane: " + e);
        }
    }

    /** Two processors and a database, for one case after the other. */
    private static final class Lane implements AutoCloseable {
        private final TestDatabase database = TestDatabase.fresh("platform", "payments");
        private final HttpServer door;
        private final ProcessorSimulator stripe;
        private final ProcessorSimulator adyen;
        private final HttpClient browser = HttpClient.newHttpClient();
        /** The server that is alive, and gets the webhooks. */
        private volatile PaymentsModule server;

        Lane(Path folder) throws IOException {
            door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            door.createContext("/webhooks/", this::webhook);
            door.start();
            stripe = ProcessorSimulator.stripe(
                    SimulatorSettings.forTests(folder.resolve("stripe.jsonl"), address("stripe")));
            adyen = ProcessorSimulator.adyen(
                    SimulatorSettings.forTests(folder.resolve("adyen.jsonl"), address("adyen")));
        }

        private URI address(String processor) {
            return URI.create("http://127.0.0.1:" + door.getAddress().getPort() + "/webhooks/" + processor);
        }

        /** A dead server answers nothing useful; the processor comes again. */
        private void webhook(HttpExchange exchange) throws IOException {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            int status = 503;
            PaymentsModule alive = server;
            if (alive != null) {
                try {
                    alive.webhooks().receive(path.substring(path.lastIndexOf('/') + 1), headers, body);
                    status = 200;
                } catch (RuntimeException e) {
                    status = 500;
                }
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }

        List<ProcessorSimulator> simulators() {
            return List.of(stripe, adyen);
        }

        ProcessorSimulator simulator(String name) {
            return name.equals("stripe") ? stripe : adyen;
        }

        /** @param first the processor that is to be the cheaper one */
        PaymentsSettings settings(String first, boolean alone, PaymentsSettings.TimeOuts timeOuts) {
            PaymentsSettings.Tariff cheap = new PaymentsSettings.Tariff(100, 10);
            PaymentsSettings.Stripe s = Tills.stripe(stripe);
            PaymentsSettings.Adyen a = Tills.adyen(adyen);
            Optional<PaymentsSettings.Stripe> stripeThen = Optional.of(new PaymentsSettings.Stripe(
                    s.baseUrl(), s.apiKey(), s.webhookSecret(), first.equals("stripe") ? cheap : s.tariff()));
            Optional<PaymentsSettings.Adyen> adyenThen = Optional.of(new PaymentsSettings.Adyen(
                    a.baseUrl(),
                    a.apiKey(),
                    a.merchantAccount(),
                    a.hmacKey(),
                    first.equals("adyen") ? cheap : a.tariff(),
                    true));
            return PaymentsSettings.of(
                            stripeThen.filter(x -> !alone || first.equals("stripe")),
                            adyenThen.filter(x -> !alone || first.equals("adyen")))
                    .with(timeOuts, PACE)
                    .returningTo("http://127.0.0.1:9/checkout/return/");
        }

        /** A cold JVM is slower than the time-outs. */
        void warmUp() {
            for (String processor : List.of("stripe", "adyen")) {
                try (PaymentsModule module =
                        Tills.module(database.transactions(), settings(processor, true, Tills.SHORT))) {
                    UUID id = Tills.open(database.transactions(), module, Tills.usd(100), "pm_card_visa");
                    Tills.pay(database.transactions(), module, id);
                    Tills.work(module);
                }
            }
        }

        @Override
        public void close() {
            stripe.close();
            adyen.close();
            door.stop(0);
            database.close();
        }
    }

    /** Our server died here. */
    private static final class Died extends Error {
        Died() {
            super("died", null, false, false);
        }
    }

    /** One case, from the opening to the books. */
    private static final class Run implements Checkpoints {
        private final Lane lane;
        private final Case given;
        private final Transactions transactions;
        private PaymentsModule module;
        private UUID payment;
        private State told;
        private boolean clientGone;
        /** The bank's page to which the shopper was sent; NULL: none yet. */
        private String challenge;

        private boolean backFromBank;
        private boolean armed;
        private int reached;
        private boolean dead;

        Run(Lane lane, Case given) {
            this.lane = lane;
            this.given = given;
            this.transactions = lane.database.transactions();
        }

        /** Returns whether the step that was to be spoilt was reached. */
        boolean go() {
            startServer();
            try {
                payment = Tills.open(transactions, module, Tills.usd(1990), given.card().token);
                arm(Step.AUTHORISE);
                client();
                prepare();
                settle();
                if (challenge != null && given.shopper() == Shopper.TOO_LATE) {
                    atTheBank();
                    settle();
                }
                check();
                return reached > 0;
            } finally {
                calm();
                lane.server = null;
                module.close();
            }
        }

        private void startServer() {
            module = new PaymentsModule(
                    transactions,
                    Tills.REGION,
                    lane.settings(given.processor(), given.alone(), IMPATIENT),
                    Ids.RANDOM,
                    Clock.systemUTC(),
                    this);
            lane.server = module;
        }

        /** From here on the step under test is spoilt. */
        private void arm(Step step) {
            armed |= given.step() == step;
        }

        @Override
        public synchronized void reached(Step step, Moment moment, UUID id) {
            if (!armed || step != given.step() || !id.equals(payment)) {
                return;
            }
            if (moment == Moment.BEFORE_CALL) {
                reached++;
                spoil();
            } else if (moment == Moment.AFTER_CALL) {
                calm();
            }
            boolean lastTry = reached == (given.second() ? 2 : 1);
            if (lastTry && moment == given.death() && !dead) {
                dead = true;
                calm();
                throw new Died();
            }
        }

        private void spoil() {
            // The second try may be at the other processor: only one of them is asked now.
            for (ProcessorSimulator simulator : lane.simulators()) {
                if (given.second() && reached == 1) {
                    simulator.faults().next("*", Fault.UNAVAILABLE);
                } else if (reached == (given.second() ? 2 : 1)) {
                    if (given.trouble().network != null) {
                        simulator.network(given.trouble().network);
                    } else {
                        simulator
                                .faults()
                                .add(new Faults.Rule(
                                        "*", given.trouble().fault, given.request(), 1, Duration.ofMillis(400)));
                    }
                }
            }
        }

        private void calm() {
            for (ProcessorSimulator simulator : lane.simulators()) {
                simulator.faults().clear();
                simulator.network(Network.UP);
            }
        }

        /** Asks and writes down, as orders does; when its server dies, the client asks another one, or is gone. */
        private void client() {
            try {
                ask();
            } catch (Died e) {
                restart();
                clientGone = !given.clientReturns();
                if (!clientGone) {
                    ask();
                }
            }
        }

        private void ask() {
            boolean confirms =
                    Tills.find(transactions, module, payment).challenge().isPresent();
            Step step = confirms ? Step.CONFIRM : Step.AUTHORISE;
            Outcome outcome = module.payments().authorise(payment);
            told = transactions.run("test: record", tx -> {
                State state = module.payments().record(tx, payment, outcome).state();
                reached(step, Moment.BEFORE_COMMIT, payment);
                return state;
            });
            reached(step, Moment.AFTER_COMMIT, payment);
        }

        /** The shopper goes to the bank, if there is one to go to, and brings back to the shop what it gave. */
        private void shopperGoes() {
            Optional<String> page =
                    Tills.find(transactions, module, payment).challenge().filter(now -> challenge == null);
            if (page.isPresent() && !clientGone) {
                challenge = page.get();
                if (given.shopper() != Shopper.TOO_LATE) {
                    Optional<String> brought = atTheBank();
                    backFromBank = given.shopper() == Shopper.COMES_BACK;
                    if (backFromBank && brought.isPresent()) {
                        transactions.run("test: answered", tx -> {
                            module.payments().answered(tx, payment, brought.get());
                            return null;
                        });
                    }
                }
            }
        }

        /** Gives the {@code redirectResult} of the way back. The network is in order here: it is not what is tried. */
        private Optional<String> atTheBank() {
            HttpRequest form = HttpRequest.newBuilder(URI.create(challenge))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("result=success"))
                    .build();
            try {
                HttpResponse<String> answer = lane.browser.send(form, HttpResponse.BodyHandlers.ofString());
                String back = answer.headers().firstValue("Location").orElse("");
                String name = "redirectResult=";
                int at = back.indexOf(name);
                return at < 0
                        ? Optional.empty()
                        : Optional.of(back.substring(at + name.length()).split("&")[0]);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("at the bank's page", e);
            }
        }

        private void restart() {
            calm();
            lane.server = null;
            module.close();
            startServer();
        }

        /** Brings the payment to where the step under test happens. */
        private void prepare() {
            switch (given.step()) {
                case AUTHORISE -> {}
                case CONFIRM -> {
                    shopperGoes();
                    arm(Step.CONFIRM);
                    client();
                }
                case LOOK_UP -> {
                    // A second payment of another order, whose answer is lost on the way back, at all processors.
                    lane.stripe.faults().add(new Faults.Rule("*", Fault.TIMEOUT_AFTER, 1, 1, Duration.ZERO));
                    lane.adyen.faults().next("*", Fault.TIMEOUT_AFTER);
                    payment = Tills.open(transactions, module, Tills.usd(2990), given.card().token);
                    ask();
                    lane.stripe.faults().clear();
                    lane.adyen.faults().clear();
                    arm(Step.LOOK_UP);
                }
                case VOID -> {
                    arm(Step.VOID);
                    transactions.run("test: give back", tx -> {
                        module.payments().giveBack(tx, payment, "out of stock");
                        return null;
                    });
                }
                case CAPTURE -> arm(Step.CAPTURE);
                case REFUND -> {
                    until(State.CAPTURED);
                    arm(Step.REFUND);
                    module.merchant()
                            .refund(
                                    payment,
                                    Optional.of(Tills.usd(990)),
                                    new MerchantPayments.Command("refund", "merchant", "broken"));
                }
                default -> throw new IllegalStateException("no case for the new step " + given.step());
            }
        }

        private void until(State state) {
            long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
            while (Tills.find(transactions, module, payment).state() != state) {
                assertThat(System.nanoTime()).as("waiting for " + state).isLessThan(deadline);
                workOnce();
            }
        }

        private void workOnce() {
            try {
                Tills.work(module);
            } catch (Died e) {
                restart();
            }
            pause();
        }

        private static void pause() {
            try {
                Thread.sleep(15);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The servers run until nothing is left to do. A client that was told "still being settled" is resumed by orders. */
        private void settle() {
            long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
            while (!isSettled()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not settled: " + module.merchant().get(payment));
                }
                workOnce();
                shopperGoes();
                Payments.Payment now = Tills.find(transactions, module, payment);
                boolean resume = !clientGone
                        && (now.state() == State.AUTHORISED && told != State.AUTHORISED
                                || now.challenge().isPresent() && backFromBank);
                if (resume) {
                    try {
                        ask();
                    } catch (Died e) {
                        restart();
                    }
                }
            }
        }

        private boolean isSettled() {
            State state = Tills.find(transactions, module, payment).state();
            boolean ended = state != State.CREATED && state != State.UNKNOWN && state != State.AUTHORISED;
            return ended && (positions().stream().noneMatch(Books.Position::open) || peopleWereTold());
        }

        /**
         * A refund whose request ended in a recorded server error, and of which no webhook told: it is not sent with another
         * key, because it might be paid out twice.
         */
        private boolean peopleWereTold() {
            return given.step() == Step.REFUND
                    && transactions.read(
                                    "test: alerts",
                                    tx -> tx.query("""
                                    SELECT count(*) FROM payments.operation
                                     WHERE payment_id = :payment AND kind = 'REFUND' AND state = 'SENT'
                                       AND alerted_at IS NOT NULL""")
                                            .bind("payment", payment)
                                            .mapTo(Long.class)
                                            .one())
                            == 1;
        }

        private List<Books.Position> positions() {
            return module.merchant().get(payment).attempts().stream()
                    .flatMap(attempt -> module.books().positions(List.of(attempt.id())).stream())
                    .toList();
        }

        private void check() {
            MerchantPayments.Detail detail = module.merchant().get(payment);
            int captures = 0;
            for (Books.Position ours : positions()) {
                Collection<ProcessorBooks.Position> theirs =
                        lane.simulator(ours.processor()).books().positions().stream()
                                .filter(p -> p.reference().equals(ours.attempt().toString()))
                                .toList();
                long held =
                        theirs.stream().mapToLong(ProcessorBooks.Position::held).sum();
                long captured = theirs.stream()
                        .mapToLong(ProcessorBooks.Position::captured)
                        .sum();
                long refunded = theirs.stream()
                        .mapToLong(ProcessorBooks.Position::refunded)
                        .sum();
                captures += theirs.stream()
                        .mapToInt(ProcessorBooks.Position::captures)
                        .sum();
                assertThat(List.of(held, captured, refunded))
                        .as("held, captured, refunded at %s; ours %s; %s", ours.processor(), ours, detail)
                        .isEqualTo(List.of(ours.held(), ours.captured(), ours.refunded()));
                assertThat(held).as("no hold is left: %s", detail).isZero();
            }
            State state = detail.payment().state();
            assertThat(captures).as("captures: %s", detail).isLessThanOrEqualTo(1);
            assertThat(captures == 1)
                    .as("captured or not: %s", detail)
                    .isEqualTo(detail.payment().captured().minorUnits() > 0);
            assertThat(module.books().contradictions()).isEmpty();
            if (told == State.AUTHORISED && given.step() != Step.VOID) {
                assertThat(state).as("the client was told yes: %s", detail).isIn(State.CAPTURED, State.PARTLY_REFUNDED);
            }
            if (told == State.FAILED || told == State.DECLINED) {
                assertThat(captures).as("the client was told no: %s", detail).isZero();
            }
        }
    }
}
