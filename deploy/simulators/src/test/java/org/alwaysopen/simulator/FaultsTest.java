package org.alwaysopen.simulator;

import static org.alwaysopen.simulator.StripeSimulatorTest.hold;
import static org.alwaysopen.simulator.StripeSimulatorTest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.alwaysopen.simulator.http.HttpFront.Network;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: an ordered fault hits the ordered call and no other, and the effect is there or not, as its name says. */
class FaultsTest {
    @TempDir
    Path dir;

    private ProcessorSimulator stripe;
    private StripeClient client;

    @BeforeEach
    void start() {
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(dir.resolve("stripe.jsonl")));
        client = StripeClient.builder()
                .setApiBase(stripe.url().toString())
                .setApiKey(SimulatorSettings.TEST_API_KEY)
                .setConnectTimeout(500)
                .setReadTimeout(700)
                .setMaxNetworkRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    private PaymentIntent create(String method, String key) throws StripeException {
        return client.v1().paymentIntents().create(hold(5000, method).build(), key(key));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SLOW", "LATE"},
            mode = EnumSource.Mode.EXCLUDE)
    void hitsTheNextCallOfItsOperationOnly(Fault fault) throws StripeException {
        stripe.faults().next("payment_intents.capture", fault);
        PaymentIntent held = create("pm_card_visa", "k1");
        client.v1().balance().retrieve();
        // The JDK beneath the SDK silently sends a POST again when its connection is reset: the order is used up by the
        // first of the two, and the second one is answered.
        boolean repeatedByTheJdk = fault == Fault.RESET_BEFORE || fault == Fault.RESET_AFTER;
        if (repeatedByTheJdk) {
            client.v1().paymentIntents().capture(held.getId(), null, key("c1"));
        } else {
            assertThatThrownBy(() -> client.v1().paymentIntents().capture(held.getId(), null, key("c1")))
                    .isInstanceOf(StripeException.class);
        }
        boolean effect = switch (fault) {
            case RESET_AFTER, TIMEOUT_AFTER, ERROR_AFTER, MALFORMED -> true;
            default -> false;
        };
        assertThat(captures()).isEqualTo(effect || repeatedByTheJdk ? 1 : 0);
        assertThat(stripe.faults().pending()).isEmpty();
    }

    private int captures() {
        return stripe.books().positions().iterator().next().captures();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"TIMEOUT_BEFORE", "TIMEOUT_AFTER", "UNAVAILABLE", "MALFORMED", "MALFORMED_BEFORE", "TOO_MANY"})
    void aRepeatWithTheSameKeyHasOneEffect(Fault fault) throws StripeException {
        stripe.faults().next("payment_intents.create", fault);
        assertThatThrownBy(() -> create("pm_card_visa", "k1")).isInstanceOf(StripeException.class);
        assertThat(create("pm_card_visa", "k1").getStatus()).isEqualTo("requires_capture");
        assertThat(stripe.books().positions()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR_BEFORE", "ERROR_AFTER"})
    void aServerErrorIsRememberedUnderTheKey(Fault fault) {
        stripe.faults().next("payment_intents.create", fault);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> create("pm_card_visa", "k1"))
                    .isInstanceOfSatisfying(
                            StripeException.class,
                            e -> assertThat(e.getStatusCode()).isEqualTo(500));
        }
        assertThat(stripe.books().positions()).hasSize(fault == Fault.ERROR_AFTER ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = TestCard.class,
            names = {"TIMEOUT_AFTER", "ERROR_AFTER", "MALFORMED", "SLOW"})
    void faultCardsChargeFirst(TestCard card) {
        assertThatThrownBy(() -> create("pm_card_" + card.tokenName(), "k1")).isInstanceOf(StripeException.class);
        assertThat(stripe.books().positions())
                .singleElement()
                .satisfies(p -> assertThat(p.held()).isEqualTo(5000));
    }

    @Test
    void slowIsLateBeforeItsEffectAndBusyMeanwhile() throws Exception {
        stripe.faults().slow(1, "payment_intents.create", Duration.ofMillis(400));
        CompletableFuture<PaymentIntent> first = CompletableFuture.supplyAsync(() -> {
            try {
                return create("pm_card_visa", "k1");
            } catch (StripeException e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().until(() -> stripe.faults().pending().isEmpty());
        assertThatThrownBy(() -> create("pm_card_visa", "k1")).isInstanceOfSatisfying(StripeException.class, e -> {
            assertThat(e.getStatusCode()).isEqualTo(409);
            assertThat(e.getCode()).isEqualTo("idempotency_key_in_use");
        });
        assertThat(stripe.books().positions()).isEmpty();
        String id = first.get(2, TimeUnit.SECONDS).getId();
        assertThat(create("pm_card_visa", "k1").getId()).isEqualTo(id);
    }

    @Test
    void lateHasItsEffectAtOnce() {
        stripe.faults().add(new Faults.Rule("*", Fault.LATE, 0, 1, Duration.ofSeconds(30)));
        assertThatThrownBy(() -> create("pm_card_visa", "k1"))
                .isInstanceOf(ApiConnectionException.class)
                .hasRootCauseInstanceOf(SocketTimeoutException.class);
        assertThat(stripe.books().positions()).hasSize(1);
    }

    @Test
    void skipsAndCounts() throws StripeException {
        stripe.faults().add(new Faults.Rule("payment_intents.create", Fault.UNAVAILABLE, 1, 2, Duration.ZERO));
        create("pm_card_visa", "k1");
        assertThatThrownBy(() -> create("pm_card_visa", "k2")).isInstanceOf(StripeException.class);
        assertThatThrownBy(() -> create("pm_card_visa", "k2")).isInstanceOf(StripeException.class);
        create("pm_card_visa", "k2");
        stripe.faults().always("*", Fault.UNAVAILABLE);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> client.v1().balance().retrieve()).isInstanceOf(StripeException.class);
        }
        stripe.faults().clear();
        client.v1().balance().retrieve();
    }

    @Test
    void thePortCanReallyBeClosed() throws StripeException {
        create("pm_card_visa", "k1");
        stripe.network(Network.REFUSED);
        assertThatThrownBy(() -> client.v1().balance().retrieve())
                .isInstanceOf(ApiConnectionException.class)
                .hasRootCauseInstanceOf(ConnectException.class);
        stripe.network(Network.UP);
        client.v1().balance().retrieve();
    }

    @Test
    void thePortCanSwallowWhatKnocks() throws StripeException {
        create("pm_card_visa", "k1");
        stripe.network(Network.BLACK_HOLE);
        assertThatThrownBy(() -> client.v1().balance().retrieve())
                .isInstanceOf(ApiConnectionException.class)
                .hasRootCauseInstanceOf(SocketTimeoutException.class)
                .rootCause()
                .hasMessageContaining("onnect");
        stripe.network(Network.UP);
        client.v1().balance().retrieve();
    }

    @Test
    void isOrderedOverHttpToo() throws Exception {
        Browser browser = new Browser();
        String control = stripe.controlUrl() + "/_simulator/";
        assertThat(browser.json(
                                "POST",
                                control + "faults",
                                "{\"operation\":\"*\",\"fault\":\"unavailable\",\"times\":2}")
                        .body())
                .contains("\"fault\":\"unavailable\"");
        assertThatThrownBy(() -> client.v1().balance().retrieve()).isInstanceOf(StripeException.class);
        browser.json("DELETE", stripe.url() + "/_simulator/faults", "");
        client.v1().balance().retrieve();
        assertThat(browser.json("POST", control + "network", "{\"state\":\"refused\"}")
                        .body())
                .contains("\"network\":\"refused\"");
        assertThatThrownBy(() -> client.v1().balance().retrieve()).isInstanceOf(ApiConnectionException.class);
        browser.json("POST", control + "network", "{\"state\":\"up\"}");
        client.v1().balance().retrieve();
        assertThat(browser.json("POST", control + "faults", "{\"fault\":\"flood\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.json("POST", control + "faults", "[").statusCode()).isEqualTo(400);
        PaymentIntent held = create("pm_card_visa", "k1");
        assertThat(browser.json("POST", control + "expire", "{\"payment\":\"" + held.getId() + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.v1().paymentIntents().retrieve(held.getId()).getStatus())
                .isEqualTo("canceled");
    }
}
