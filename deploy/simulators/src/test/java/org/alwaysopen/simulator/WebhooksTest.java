package org.alwaysopen.simulator;

import static org.alwaysopen.simulator.StripeSimulatorTest.hold;
import static org.alwaysopen.simulator.StripeSimulatorTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.adyen.model.notification.NotificationRequest;
import com.adyen.model.notification.NotificationRequestItem;
import com.adyen.notification.WebhookHandler;
import com.adyen.util.HMACValidator;
import com.stripe.StripeClient;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.net.Webhook;
import com.stripe.param.EventListParams;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: webhooks are what the SDKs accept, come at least once, and go wrong as ordered. Method: a small receiver. */
class WebhooksTest {
    @TempDir
    Path dir;

    private record Received(String body, String signature) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer shop;
    private ProcessorSimulator stripe;
    private StripeClient client;

    @BeforeEach
    void start() throws IOException {
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean refuse = refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
            if (!refuse) {
                received.add(new Received(body, exchange.getRequestHeaders().getFirst("Stripe-Signature")));
            }
            exchange.sendResponseHeaders(refuse ? 503 : 200, -1);
            exchange.close();
        });
        shop.start();
        startStripe(hook());
    }

    private URI hook() {
        return URI.create("http://127.0.0.1:" + shop.getAddress().getPort() + "/hook");
    }

    private void startStripe(URI hook) {
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(dir.resolve("stripe.jsonl"), hook));
        client = StripeSimulatorTest.client(stripe, SimulatorSettings.TEST_API_KEY);
    }

    @AfterEach
    void stop() {
        stripe.close();
        shop.stop(0);
    }

    private PaymentIntent create(String key) throws StripeException {
        return client.v1().paymentIntents().create(hold(5000, "pm_card_visa").build(), key(key));
    }

    private void awaitReceived(int count) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> received.size() >= count);
    }

    private Event event(int index) throws SignatureVerificationException {
        Received one = received.get(index);
        return Webhook.constructEvent(one.body(), one.signature(), SimulatorSettings.TEST_WEBHOOK_SECRET);
    }

    private List<String> ids() {
        return received.stream()
                .map(one -> one.body().replaceAll("^\\{\"id\":\"(evt_\\w+)\".*", "$1"))
                .toList();
    }

    @Test
    void stripesAreSignedAndTellEachStep() throws Exception {
        PaymentIntent held = create("k1");
        awaitReceived(1);
        client.v1().paymentIntents().capture(held.getId());
        awaitReceived(2);
        assertThat(event(0).getType()).isEqualTo("payment_intent.amount_capturable_updated");
        assertThat(event(1).getType()).isEqualTo("payment_intent.succeeded");
        PaymentIntent told =
                (PaymentIntent) event(1).getDataObjectDeserializer().getObject().orElseThrow();
        assertThat(told.getId()).isEqualTo(held.getId());
        assertThat(told.getMetadata()).containsEntry("attempt_id", "att-1");
        assertThat(client.v1().events().list(EventListParams.builder().build()).getData())
                .hasSize(2);
    }

    @Test
    void repeatsUntilItIsHeardAlsoAfterARestart() throws Exception {
        refusals.set(1);
        create("k1");
        awaitReceived(1);
        refusals.set(Integer.MAX_VALUE);
        create("k2");
        Awaitility.await().until(() -> stripe.webhooks().counts().failedTries() >= 2);
        stripe.close();
        refusals.set(0);
        startStripe(hook());
        awaitReceived(2);
        assertThat(ids()).doesNotHaveDuplicates();
    }

    @Test
    void losesDuplicatesDelaysAndReorders() throws Exception {
        stripe.webhooks().lose(1, "*");
        create("k1");
        stripe.webhooks().duplicate(1, "*", 3);
        create("k2");
        awaitReceived(3);
        assertThat(ids().stream().distinct()).hasSize(1);
        received.clear();
        stripe.webhooks().reorder("*", 3);
        List<String> holds =
                List.of(create("k3").getId(), create("k4").getId(), create("k5").getId());
        awaitReceived(3);
        for (int i = 0; i < 3; i++) {
            assertThat(received.get(i).body()).contains(holds.get(2 - i));
        }
        received.clear();
        stripe.webhooks().hold();
        PaymentIntent last = create("k6");
        assertThat(stripe.webhooks().counts().held()).isEqualTo(1);
        stripe.webhooks().release();
        awaitReceived(1);
        assertThat(received.get(0).body()).contains(last.getId());
        assertThat(stripe.webhooks().counts().lost()).isEqualTo(1);
        stripe.webhooks().redeliver(ids().get(0));
        awaitReceived(2);
    }

    @Test
    void forgesAndAges() throws Exception {
        Browser browser = new Browser();
        browser.json("POST", stripe.controlUrl() + "/_simulator/webhooks", "{\"action\":\"forge\"}");
        create("k1");
        awaitReceived(1);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> event(0))
                .isInstanceOf(SignatureVerificationException.class);
        browser.json("POST", stripe.controlUrl() + "/_simulator/webhooks", "{\"action\":\"stale\"}");
        create("k2");
        awaitReceived(2);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> event(1))
                .isInstanceOf(SignatureVerificationException.class)
                .hasMessageContaining("tolerance");
    }

    @Test
    void chargebacksComeUnasked() throws Exception {
        PaymentIntent held = create("k1");
        client.v1().paymentIntents().capture(held.getId());
        new Browser()
                .json("POST", stripe.controlUrl() + "/_simulator/chargeback", "{\"payment\":\"" + held.getId() + "\"}");
        awaitReceived(4);
        assertThat(received).anyMatch(one -> one.body().contains("charge.dispute.funds_withdrawn"));
        assertThat(stripe.books().positions())
                .singleElement()
                .satisfies(p -> assertThat(p.chargedBack()).isEqualTo(5000));
    }

    @Test
    void adyensAreWhatTheSdkAccepts() throws Exception {
        SimulatorSettings settings = SimulatorSettings.forTests(dir.resolve("adyen.jsonl"), hook());
        try (ProcessorSimulator adyen = ProcessorSimulator.adyen(settings)) {
            String body = "{\"merchantAccount\":\"AlwaysOpenShop\",\"reference\":\"att-1\",\"amount\":{\"value\":5000,"
                    + "\"currency\":\"USD\"},\"paymentMethod\":{\"storedPaymentMethodId\":\"pm_card_visa\"}}";
            new Browser()
                    .send(java.net.http.HttpRequest.newBuilder(URI.create(adyen.url() + "/v71/payments"))
                            .header("X-API-Key", SimulatorSettings.TEST_API_KEY)
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                            .build());
            awaitReceived(1);
            NotificationRequest request =
                    new WebhookHandler().handleNotificationJson(received.get(0).body());
            NotificationRequestItem item = request.getNotificationItems().get(0);
            assertThat(item.getEventCode()).isEqualTo("AUTHORISATION");
            assertThat(item.isSuccess()).isTrue();
            assertThat(item.getMerchantReference()).isEqualTo("att-1");
            assertThat(item.getEventDate()).isNotNull();
            assertThat(new HMACValidator().validateHMAC(item, SimulatorSettings.TEST_WEBHOOK_SECRET))
                    .isTrue();
        }
    }
}
