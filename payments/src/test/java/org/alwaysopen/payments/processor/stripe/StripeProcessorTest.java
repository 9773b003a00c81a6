package org.alwaysopen.payments.processor.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.processor.Processor.Effect;
import org.alwaysopen.payments.processor.Processor.Held;
import org.alwaysopen.payments.processor.Processor.Movement;
import org.alwaysopen.platform.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: what Stripe does between two requests of ours moves no money twice. Method: a Stripe that does it just then. */
class StripeProcessorTest {
    private static final UUID REFUND = UUID.randomUUID();

    private final List<String> keys = new CopyOnWriteArrayList<>();
    private HttpServer stripe;

    @BeforeEach
    void start() throws IOException {
        stripe = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stripe.start();
    }

    @AfterEach
    void stop() {
        stripe.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String refund() {
        return "{\"id\": \"re_1\", \"object\": \"refund\", \"status\": \"succeeded\", \"metadata\": {\"operation_id\": \""
                + REFUND + "\"}}";
    }

    /**
     * The first request was still under way when it was looked for, and ended in an error that Stripe recorded, after it had
     * paid: a second key would pay again.
     */
    @Test
    void aRefundIsLookedForAgainBeforeItIsSentWithAnotherKey() {
        stripe.createContext("/v1/refunds", exchange -> {
            if (exchange.getRequestMethod().equals("GET")) {
                answer(
                        exchange,
                        200,
                        "{\"object\": \"list\", \"has_more\": false, \"data\": [" + (keys.isEmpty() ? "" : refund())
                                + "]}");
                return;
            }
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            if (keys.size() == 1) {
                exchange.getResponseHeaders().add("Idempotent-Replayed", "true");
                answer(exchange, 500, "{\"error\": {\"type\": \"api_error\", \"message\": \"a recorded error\"}}");
            } else {
                answer(exchange, 200, refund().replace("re_1", "re_2"));
            }
        });
        StripeProcessor processor = new StripeProcessor(
                new PaymentsSettings.Stripe(
                        URI.create("http://127.0.0.1:" + stripe.getAddress().getPort()),
                        "sk_test_nobody",
                        "whsec_nobody",
                        PaymentsSettings.Stripe.LIST_PRICE),
                "http://127.0.0.1:9/",
                new PaymentsSettings.TimeOuts(Duration.ofSeconds(5), Duration.ofSeconds(10)),
                Clock.systemUTC());
        Effect effect = processor.refund(
                new Held(UUID.randomUUID(), UUID.randomUUID(), Money.of(1990, "USD"), "pi_1"),
                new Movement(REFUND, Money.of(990, "USD"), "broken", false));
        assertThat(effect).isEqualTo(new Effect.Done("re_1"));
        assertThat(keys).hasSize(1);
    }
}
