package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.Outcome;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.ProcessorBooks;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.http.HttpFront.Network;
import org.alwaysopen.simulator.webhook.Webhooks.Rule;
import org.alwaysopen.simulator.webhook.Webhooks.Trouble;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what a processor says after we have made up our mind otherwise leaves no money behind: a hold is let go, and money
 * that moved against our books is told to people. Method: what happens is made to happen at the simulators, by requests of
 * ours that are still under way or by people at the processor's own desk; its own webhooks tell us.
 */
class LateWordsIT {
    private static final PaymentsSettings.Pace ALERTING = new PaymentsSettings.Pace(
            Tills.QUICK.settleAfter(),
            Tills.QUICK.lease(),
            Tills.QUICK.backoffFirst(),
            Tills.QUICK.backoffMax(),
            Duration.ofMillis(200),
            Tills.QUICK.abandonedAfter(),
            Tills.QUICK.breakerDelay(),
            Tills.QUICK.challengeFor());

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final Transactions transactions = database.transactions();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer door;
    private ProcessorSimulator stripe;
    private ProcessorSimulator adyen;
    private PaymentsModule module;

    @BeforeEach
    void start() throws IOException {
        door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String address = "http://127.0.0.1:" + door.getAddress().getPort() + "/";
        stripe = ProcessorSimulator.stripe(
                SimulatorSettings.forTests(folder.resolve("stripe.jsonl"), URI.create(address + "stripe")));
        adyen = ProcessorSimulator.adyen(
                SimulatorSettings.forTests(folder.resolve("adyen.jsonl"), URI.create(address + "adyen")));
        startServer(false);
        door.createContext("/", exchange -> {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            byte[] body = exchange.getRequestBody().readAllBytes();
            int status = 200;
            try {
                module.webhooks().receive(exchange.getRequestURI().getPath().substring(1), headers, body);
            } catch (ProblemException e) {
                status = e.problem().status();
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        door.start();
    }

    private void startServer(boolean both) {
        Optional<PaymentsSettings.Stripe> first = Optional.of(new PaymentsSettings.Stripe(
                stripe.url(),
                stripe.settings().apiKey(),
                stripe.settings().webhookSecret(),
                new PaymentsSettings.Tariff(1, 1)));
        module = Tills.module(
                transactions,
                PaymentsSettings.of(first.filter(s -> both), Optional.of(Tills.adyen(adyen)))
                        .with(Tills.SHORT, ALERTING)
                        .returningTo("http://127.0.0.1:9/checkout/return/"));
    }

    @AfterEach
    void stop() {
        assertThat(module.books().contradictions()).isEmpty();
        stripe.close();
        adyen.close();
        door.stop(0);
        module.close();
        database.close();
    }

    /** As somebody sends it who is not one of our servers any more, or never was. */
    private void atAdyen(URI base, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("X-API-Key", adyen.settings().apiKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }

    private void holdAtAdyen(UUID reference) throws Exception {
        atAdyen(adyen.url(), "/v71/payments", """
                {"merchantAccount": "%s", "reference": "%s", "amount": {"currency": "USD", "value": 1990},
                 "paymentMethod": {"type": "scheme", "storedPaymentMethodId": "pm_card_visa"},
                 "additionalData": {"manualCapture": "true"}, "returnUrl": "http://127.0.0.1:9/"}""".formatted(adyen.settings().merchantAccount(), reference));
    }

    private UUID open(String token) {
        return Tills.open(transactions, module, Tills.usd(1990), token);
    }

    private State state(UUID payment) {
        return Tills.find(transactions, module, payment).state();
    }

    private void work(String job) {
        module.jobs().stream()
                .filter(j -> j.name().contains(job))
                .forEach(j -> j.run().run());
    }

    private void await(Runnable work, Runnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    work.run();
                    assertion.run();
                });
    }

    private void workUntil(UUID payment, State state) {
        Tills.workUntil(transactions, module, payment, state);
    }

    private long events(String kind, String state) {
        return transactions.read(
                "test: events",
                tx -> tx.query("SELECT count(*) FROM payments.webhook_event WHERE kind = :kind AND state = :state")
                        .bind("kind", kind)
                        .bind("state", state)
                        .mapTo(Long.class)
                        .one());
    }

    private long heldAtAdyen() {
        return adyen.books().positions().stream()
                .mapToLong(ProcessorBooks.Position::held)
                .sum();
    }

    /** Its confirmation was on its way when we gave the challenge up: it is held after we took it for declined. */
    @Test
    void aHoldAfterTheChallengeWasGivenUpIsLetGo() throws Exception {
        UUID id = open("pm_card_threeDSecure2Required");
        assertThat(Tills.pay(transactions, module, id).challenge()).isPresent();
        workUntil(id, State.DECLINED);
        holdAtAdyen(module.merchant().get(id).attempts().get(0).id());
        assertThat(heldAtAdyen()).isEqualTo(1990);
        Tills.workUntil(module, () -> assertThat(heldAtAdyen()).isZero());
        assertThat(state(id)).isEqualTo(State.DECLINED);
    }

    /** Cancelled at Adyen, which is told first; then comes what was before. Nobody may sell by a hold that is gone. */
    @Test
    void aHoldThatEndedBeforeItWasToldIsNoYes() throws Exception {
        module.close();
        startServer(true);
        UUID warmUp = open("pm_card_visa");
        Tills.pay(transactions, module, warmUp);
        adyen.webhooks().add(new Rule("*", Trouble.REORDER, 2, 2, Duration.ZERO));
        stripe.network(Network.BLACK_HOLE);
        adyen.faults().next("payments", Fault.TIMEOUT_AFTER);
        UUID id = open("pm_card_visa");
        assertThat(module.payments().authorise(id)).isInstanceOf(Outcome.Unknown.class);
        String psp = adyen.books().positions().iterator().next().payment();
        atAdyen(
                adyen.url(),
                "/v71/payments/" + psp + "/cancels",
                "{\"merchantAccount\": \""
                        + adyen.settings().merchantAccount() + "\", \"reference\": \""
                        + module.merchant().get(id).attempts().get(1).id() + "\"}");
        await(() -> work("webhooks"), () -> {
            assertThat(events("CANCELLATION", "APPLIED")).isEqualTo(1);
            assertThat(events("AUTHORISATION", "APPLIED")).isEqualTo(1);
        });
        assertThat(state(id)).isNotEqualTo(State.AUTHORISED);
        stripe.network(Network.UP);
        workUntil(id, State.FAILED);
    }

    /** The hold runs out when its capture is asked for, but not sent yet: the capture's own answer decides. */
    @Test
    void aHoldThatExpiresBeforeItsCaptureIsSentEndsAsFailed() throws Exception {
        UUID id = open("pm_card_visa");
        Tills.pay(transactions, module, id);
        String psp = adyen.books().positions().iterator().next().payment();
        atAdyen(adyen.controlUrl(), "/_simulator/expire", "{\"payment\": \"" + psp + "\"}");
        await(
                () -> work("webhooks"),
                () -> assertThat(events("EXPIRE", "APPLIED")).isEqualTo(1));
        workUntil(id, State.FAILED);
        assertThat(module.merchant().get(id).operations())
                .singleElement()
                .satisfies(capture -> assertThat(capture.state()).isEqualTo("REFUSED"));
        assertThat(Tills.alerts(transactions)).isNotEmpty();
    }

    /** A merchant was told to look, found nothing, and said so; then the processor says that the money went after all. */
    @Test
    void aRefundThatIsToldAfterPeopleTookItForFailedIsToldToThem() throws Exception {
        UUID id = open("pm_card_visa");
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        adyen.webhooks().hold();
        adyen.faults().next("refunds", Fault.ERROR_AFTER);
        module.merchant().refund(id, Optional.of(Tills.usd(990)), new Command("r", "merchant", "broken"));
        Tills.workUntil(module, () -> assertThat(Tills.alerts(transactions)).isNotEmpty());
        UUID refund = module.merchant().get(id).operations().get(1).id();
        module.merchant().markFailed(id, refund, new Command("f", "merchant", "not there"));
        int before = Tills.alerts(transactions).size();
        adyen.webhooks().release();
        Tills.workUntil(
                module,
                () -> assertThat(Tills.alerts(transactions))
                        .hasSizeGreaterThan(before)
                        .anyMatch(alert -> alert.contains("REFUNDED")));
    }

    /** Its server died, a worker found the hold, and a merchant takes the money when the client comes back. */
    @Test
    void aCheckoutThatFindsAMerchantsCaptureSellsByIt() throws Exception {
        UUID id = open("pm_card_visa");
        Outcome held = module.payments().authorise(id);
        await(() -> work("recovery"), () -> assertThat(state(id)).isEqualTo(State.AUTHORISED));
        module.merchant().capture(id, Optional.empty(), new Command("c", "merchant", "they rang"));
        assertThat(Tills.record(transactions, module, id, held).state()).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
        assertThat(adyen.books().positions())
                .singleElement()
                .satisfies(position -> assertThat(List.of(position.captures(), position.refunded()))
                        .isEqualTo(List.of(1, 0L)));
    }
}
