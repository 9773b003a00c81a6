package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.Payments.Outcome;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a payment whose bank wants to see the shopper (3-D Secure) is held once the shopper was recognised, declined when not,
 * and let go when the shopper never comes back; no lost answer, death or made-up return changes that. Method: both processors'
 * simulators, their challenge pages asked and answered over HTTP as a browser does, without webhooks.
 */
class ChallengeIT {
    private static final String CHALLENGED = "pm_card_threeDSecure2Required";
    private static final String THEN_NO_FUNDS = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds";

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final Transactions transactions = database.transactions();
    private final HttpClient browser = HttpClient.newHttpClient();
    private ProcessorSimulator processor;
    private PaymentsModule module;

    private void start(String name) {
        SimulatorSettings settings = SimulatorSettings.forTests(folder.resolve(name + ".jsonl"));
        boolean stripe = name.equals("stripe");
        processor = stripe ? ProcessorSimulator.stripe(settings) : ProcessorSimulator.adyen(settings);
        module = Tills.module(
                transactions,
                PaymentsSettings.of(
                                stripe ? Optional.of(Tills.stripe(processor)) : Optional.empty(),
                                stripe ? Optional.empty() : Optional.of(Tills.adyen(processor)))
                        .with(Tills.SHORT, Tills.QUICK)
                        .returningTo("http://127.0.0.1:9/checkout/return/"));
    }

    @AfterEach
    void stop() {
        assertThat(module.books().contradictions()).isEmpty();
        processor.close();
        module.close();
        database.close();
    }

    private UUID challenged(String token) {
        UUID id = Tills.open(transactions, module, Tills.usd(1990), token);
        Payments.Payment payment = Tills.pay(transactions, module, id);
        assertThat(payment.state()).isEqualTo(State.UNKNOWN);
        assertThat(payment.challenge()).isPresent();
        return id;
    }

    /** Answers the bank's page, and gives what the shopper brings back to the shop. */
    private Map<String, String> atTheBank(UUID payment, String result) throws IOException, InterruptedException {
        Payments.Payment now = Tills.find(transactions, module, payment);
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(URI.create(now.challenge().orElseThrow()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("result=" + result))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
        assertThat(back.getPath()).isEqualTo("/checkout/return/" + now.orderId());
        Map<String, String> brought = new HashMap<>();
        for (String pair : back.getQuery().split("&")) {
            brought.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return brought;
    }

    private void answered(UUID payment, String answer) {
        transactions.run("test: answered", tx -> {
            module.payments().answered(tx, payment, answer);
            return null;
        });
    }

    /** The shopper is back at the shop. */
    private State comesBack(UUID payment, Map<String, String> brought) {
        Optional.ofNullable(brought.get("redirectResult")).ifPresent(answer -> answered(payment, answer));
        return Tills.pay(transactions, module, payment).state();
    }

    private void workUntil(UUID payment, State state) {
        Tills.workUntil(transactions, module, payment, state);
    }

    private long heldAtTheProcessor() {
        return processor.books().positions().stream().mapToLong(p -> p.held()).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void isHeldAndCapturedOnceTheShopperWasRecognised(String name) throws Exception {
        start(name);
        UUID id = challenged(CHALLENGED);
        assertThat(Tills.pay(transactions, module, id).state()).as("not yet").isEqualTo(State.UNKNOWN);
        assertThat(comesBack(id, atTheBank(id, "success"))).isEqualTo(State.AUTHORISED);
        assertThat(Tills.find(transactions, module, id).challenge()).isEmpty();
        workUntil(id, State.CAPTURED);
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.CAPTURED);
        assertThat(processor.books().positions())
                .singleElement()
                .satisfies(position -> assertThat(position.captures()).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void isDeclinedWhenTheShopperWasNot(String name) throws Exception {
        start(name);
        UUID id = challenged(CHALLENGED);
        assertThat(comesBack(id, atTheBank(id, "failure"))).isEqualTo(State.DECLINED);
        UUID poor = challenged(THEN_NO_FUNDS);
        assertThat(comesBack(poor, atTheBank(poor, "success"))).isEqualTo(State.DECLINED);
        assertThat(heldAtTheProcessor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void isLetGoWhenTheShopperNeverComesBack(String name) throws Exception {
        start(name);
        UUID away = challenged(CHALLENGED);
        UUID recognised = challenged(CHALLENGED);
        Map<String, String> late = atTheBank(recognised, "success");
        workUntil(away, State.DECLINED);
        workUntil(recognised, State.DECLINED);
        assertThat(Tills.find(transactions, module, away).declineReason()).contains("authentication_expired");
        assertThat(heldAtTheProcessor()).isZero();
        assertThat(comesBack(recognised, late)).as("too late").isEqualTo(State.DECLINED);
        assertThat(heldAtTheProcessor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void aServerThatDiedBeforeWritingItDownDoesNotEndIt(String name) throws Exception {
        start(name);
        UUID id = Tills.open(transactions, module, Tills.usd(1990), CHALLENGED);
        assertThat(module.payments().authorise(id)).isInstanceOf(Outcome.Challenged.class);
        workUntil(id, State.UNKNOWN); // the recovery worker found that the shopper is asked
        assertThat(comesBack(id, atTheBank(id, "success"))).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void aLostAnswerAfterTheReturnIsFoundAgain(String name) throws Exception {
        start(name);
        UUID id = challenged(CHALLENGED);
        Map<String, String> brought = atTheBank(id, "success");
        processor
                .faults()
                .next(name.equals("stripe") ? "payment_intents.retrieve" : "payments.details", Fault.TIMEOUT_AFTER);
        assertThat(comesBack(id, brought)).isEqualTo(State.UNKNOWN);
        assertThat(comesBack(id, brought)).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
        assertThat(processor.books().positions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void aMadeUpOrForeignReturnChangesNothing(String name) throws Exception {
        start(name);
        UUID id = challenged(CHALLENGED);
        assertThat(comesBack(id, Map.of("redirectResult", "made-up"))).isEqualTo(State.UNKNOWN);
        UUID other = challenged(CHALLENGED);
        Map<String, String> others = atTheBank(other, "success");
        assertThat(comesBack(id, others)).as("another one's").isEqualTo(State.UNKNOWN);
        assertThat(comesBack(id, atTheBank(id, "success"))).isEqualTo(State.AUTHORISED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "adyen"})
    void aSaleThatFellThroughMeanwhileHoldsNothing(String name) throws Exception {
        start(name);
        UUID id = challenged(CHALLENGED);
        transactions.run("test: give back", tx -> {
            module.payments().giveBack(tx, id, "out of stock");
            return null;
        });
        assertThat(Tills.find(transactions, module, id).challenge()).isEmpty();
        workUntil(id, State.VOIDED);
        assertThat(heldAtTheProcessor()).isZero();
    }
}
