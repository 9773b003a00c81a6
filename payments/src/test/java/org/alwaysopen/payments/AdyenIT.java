package org.alwaysopen.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.ProcessorBooks;
import org.alwaysopen.simulator.ProcessorSimulator;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.webhook.Webhooks.Rule;
import org.alwaysopen.simulator.webhook.Webhooks.Trouble;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: by Adyen's own SDK, money is held, captured and refunded once, and its webhooks count when they are Adyen's. */
class AdyenIT {
    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh("platform", "payments");
    private final Transactions transactions = database.transactions();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private HttpServer door;
    private ProcessorSimulator adyen;
    private PaymentsModule module;

    @BeforeEach
    void start() throws IOException {
        door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        URI address = URI.create("http://127.0.0.1:" + door.getAddress().getPort() + "/webhooks/adyen");
        adyen = ProcessorSimulator.adyen(SimulatorSettings.forTests(folder.resolve("adyen.jsonl"), address));
        module = Tills.module(
                transactions,
                PaymentsSettings.of(Optional.empty(), Optional.of(Tills.adyen(adyen)))
                        .with(Tills.SHORT, Tills.QUICK));
        door.createContext("/webhooks/adyen", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String answer;
            int status = 200;
            try {
                answer = module.webhooks().receive("adyen", Map.of(), body);
                bodies.add(body);
            } catch (ProblemException e) {
                answer = e.problem().detail();
                status = e.problem().status();
            }
            answers.add(answer);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        door.start();
    }

    @AfterEach
    void stop() {
        assertThat(module.books().contradictions()).isEmpty();
        adyen.close();
        door.stop(0);
        module.close();
        database.close();
    }

    private UUID open(String token) {
        return Tills.open(transactions, module, Tills.usd(1990), token);
    }

    private void workUntil(UUID payment, State state) {
        Tills.workUntil(transactions, module, payment, state);
    }

    private long applied() {
        return transactions.read(
                "test: applied",
                tx -> tx.query("SELECT count(*) FROM payments.webhook_event WHERE state = 'APPLIED'")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void isCapturedAndRefundedAndItsWebhooksAreApplied() {
        UUID id = open("pm_card_visa");
        assertThat(Tills.pay(transactions, module, id).state()).isEqualTo(State.AUTHORISED);
        workUntil(id, State.CAPTURED);
        module.merchant().refund(id, Optional.of(Tills.usd(990)), new Command("r", "merchant", "broken"));
        workUntil(id, State.PARTLY_REFUNDED);
        Tills.workUntil(module, () -> assertThat(applied()).isEqualTo(3)); // AUTHORISATION, CAPTURE, REFUND
        assertThat(answers).containsOnly("[accepted]");
        ProcessorBooks.Position position = adyen.books().positions().iterator().next();
        assertThat(List.of(position.captured(), position.refunded(), position.held()))
                .containsExactly(1990L, 990L, 0L);
    }

    /** One of them twice, too; and the whole of it a second time. */
    @Test
    void manyInOneDeliveryAreStoredOnceAndTogether() throws IOException {
        UUID id = open("pm_card_visa");
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        Awaitility.await().until(() -> bodies.size() >= 2);
        database.execute("DELETE FROM payments.webhook_event");
        ObjectNode delivery = (ObjectNode) Json.mapper().readTree(bodies.get(0));
        ArrayNode items = (ArrayNode) delivery.get("notificationItems");
        items.addAll((ArrayNode) Json.mapper().readTree(bodies.get(1)).get("notificationItems"));
        items.add(items.get(0));
        for (int time = 1; time <= 2; time++) {
            database.forgetStatements();
            assertThat(module.webhooks()
                            .receive("adyen", Map.of(), Json.mapper().writeValueAsBytes(delivery)))
                    .isEqualTo("[accepted]");
            assertThat(database.statementCount()).isEqualTo(1);
        }
        Tills.work(module);
        assertThat(applied()).isEqualTo(2);
    }

    @Test
    void forgedOnesAreRefused() {
        adyen.webhooks().add(new Rule("*", Trouble.FORGE, 1, 1, Duration.ZERO));
        Tills.pay(transactions, module, open("pm_card_visa"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> assertThat(answers).anyMatch(answer -> answer.contains("hmacSignature: does not fit")));
        assertThat(applied()).isZero();
    }

    @Test
    void isDeclinedWithItsWord() {
        UUID id = open("pm_card_chargeDeclinedInsufficientFunds");
        assertThat(Tills.pay(transactions, module, id).declineReason()).contains("not_enough_balance");
    }

    @Test
    void aRefundWithARecordedErrorIsToldByItsWebhook() {
        UUID id = open("pm_card_visa");
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        adyen.faults().next("refunds", Fault.ERROR_AFTER);
        module.merchant().refund(id, Optional.of(Tills.usd(990)), new Command("r", "merchant", "broken"));
        workUntil(id, State.PARTLY_REFUNDED);
        assertThat(adyen.books().positions().iterator().next().refunded()).isEqualTo(990);
    }

    /**
     * The first request took the money, and its error is recorded. The second one, sent afresh, fails because of that, whichever
     * of the two messages comes first.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCaptureWithARecordedErrorIsNotUndoneByItsSecondRequest(boolean failureFirst) {
        if (failureFirst) {
            adyen.webhooks().reorder("CAPTURE", 2);
        }
        adyen.webhooks().hold();
        adyen.faults().next("captures", Fault.ERROR_AFTER);
        UUID id = open("pm_card_visa");
        Tills.pay(transactions, module, id);
        workUntil(id, State.CAPTURED);
        adyen.webhooks().release();
        // AUTHORISATION, CAPTURE that succeeded, CAPTURE that failed
        Tills.workUntil(module, () -> assertThat(applied()).isEqualTo(3));
        assertThat(Tills.find(transactions, module, id).state()).isEqualTo(State.CAPTURED);
        assertThat(adyen.books().positions().iterator().next().captured()).isEqualTo(1990);
    }
}
