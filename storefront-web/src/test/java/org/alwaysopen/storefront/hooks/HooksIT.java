package org.alwaysopen.storefront.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks to a real receiver over HTTP, from a real database, by several workers. */
class HooksIT {
    private static final Region HERE = new Region("aws-us-east-1");
    private static final List<String> PAID = List.of("order.paid");

    private static TestDatabase database;
    private static ExecutorService threads;

    private HttpServer server;
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private volatile int answer = 204;
    private Hooks hooks;

    private record Received(String path, String id, String timestamp, List<String> signatures, String body) {}

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh("platform", "merchant");
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void close() {
        threads.shutdownNow();
        database.close();
    }

    @BeforeEach
    void listen() throws IOException {
        database.execute(
                "DELETE FROM merchant.webhook_attempt",
                "DELETE FROM merchant.webhook_delivery",
                "DELETE FROM merchant.webhook_message",
                "DELETE FROM merchant.webhook_endpoint",
                "DELETE FROM platform.outbox");
        hooks = hooks(new Addresses(true));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                received.add(new Received(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders().getFirst("webhook-id"),
                        exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                        List.of(exchange.getRequestHeaders()
                                .getFirst("webhook-signature")
                                .split(" ")),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                if (answer == 302) {
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                }
                byte[] body = "what I think of it".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer, answer == 204 ? -1 : body.length);
                if (answer != 204) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.start();
    }

    @AfterEach
    void stopListening() {
        server.stop(0);
    }

    private static Hooks hooks(Addresses addresses) {
        return new Hooks(database.transactions(), HERE, addresses, Ids.RANDOM, new Random());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static void tell(Hooks by, UUID message) {
        by.tell(message, "order.paid", Instant.parse("2026-11-21T09:00:00Z"), Map.of("number", "AO-1"));
    }

    private Delivery only(UUID endpoint) {
        List<Delivery> all = hooks.deliveries(endpoint, Optional.empty(), Optional.empty(), 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static void timePasses() {
        database.execute("UPDATE merchant.webhook_delivery SET due_at = now() WHERE due_at IS NOT NULL");
    }

    @Test
    void aMessageGetsThereOnceSignedAndIsWrittenDown() {
        Hooks.WithSecret endpoint = hooks.register(url("/a"), "the ERP", PAID);
        UUID message = UUID.randomUUID();

        tell(hooks, message);
        tell(hooks, message); // the relay told it again
        hooks.tell(UUID.randomUUID(), "order.shipped", Instant.now(), Map.of()); // nobody asked for that
        assertThat(hooks.sendDue()).isEqualTo(1);
        assertThat(hooks.sendDue()).isZero();

        assertThat(received).singleElement().satisfies(one -> {
            assertThat(one.id()).isEqualTo("msg_" + message);
            assertThat(one.body())
                    .isEqualTo(
                            "{\"type\":\"order.paid\",\"timestamp\":\"2026-11-21T09:00:00Z\",\"data\":{\"number\":\"AO-1\"}}");
            assertThat(one.signatures())
                    .containsExactly(new SigningSecret(endpoint.secret())
                            .sign(one.id(), Long.parseLong(one.timestamp()), one.body()));
            assertThat(Instant.ofEpochSecond(Long.parseLong(one.timestamp())))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        });
        Delivery delivery = only(endpoint.endpoint().id());
        assertThat(delivery.state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(hooks.delivery(endpoint.endpoint().id(), delivery.id()).log())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.status()).isEqualTo(204));
    }

    /** A server that had just looked for endpoints, and found none, once let the first sales pass untold. */
    @Test
    void anEndpointIsToldOfTheVeryNextSaleByEveryServer() {
        Hooks elsewhere = hooks(new Addresses(true));
        tell(elsewhere, UUID.randomUUID());
        UUID endpoint = hooks.register(url("/a"), "", PAID).endpoint().id();
        UUID sale = UUID.randomUUID();
        tell(elsewhere, sale);
        assertThat(only(endpoint).messageId()).isEqualTo(sale);
    }

    @Test
    void whatIsNotTakenIsSentAgainWithTheSameIdUntilItIs() {
        UUID endpoint = hooks.register(url("/a"), "", PAID).endpoint().id();
        tell(hooks, UUID.randomUUID());
        answer = 500;
        hooks.sendDue();
        assertThat(hooks.sendDue()).as("not before its pause").isZero();
        answer = 302;
        timePasses();
        hooks.sendDue();
        answer = 204;
        timePasses();
        hooks.sendDue();

        assertThat(received)
                .as("a redirect is not followed")
                .hasSize(3)
                .allMatch(one -> one.path().equals("/a"));
        assertThat(received.stream().map(Received::id).distinct()).hasSize(1);
        Delivery delivery = only(endpoint);
        assertThat(delivery.state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(hooks.delivery(endpoint, delivery.id()).log())
                .extracting(Delivery.Attempt::status)
                .containsExactly(500, 302, 204);
        assertThat(hooks.delivery(endpoint, delivery.id()).log().get(0).response())
                .isEqualTo("what I think of it");
        assertThat(hooks.get(endpoint).failingSince()).isNull();
    }

    @Test
    void aReceiverThatIsNotThereIsWaitedForAndThenTheEndpointIsDisabledAndThatIsTold() {
        UUID endpoint = hooks.register(url("/a"), "", PAID).endpoint().id();
        server.stop(0);
        tell(hooks, UUID.randomUUID());
        hooks.sendDue();
        assertThat(hooks.get(endpoint).failingSince()).isNotNull();
        assertThat(hooks.delivery(endpoint, only(endpoint).id()).log().get(0).error())
                .contains("ConnectException");

        database.execute("UPDATE merchant.webhook_endpoint SET failing_since = now() - INTERVAL '73 hours'");
        timePasses();
        hooks.sendDue();

        assertThat(hooks.get(endpoint).state()).isEqualTo(Endpoint.State.DISABLED);
        assertThat(hooks.get(endpoint).disabledReason()).contains("3 days");
        assertThat(topics()).containsExactly(Hooks.TOPIC_DISABLED);
        timePasses();
        assertThat(hooks.sendDue()).as("a disabled endpoint is told nothing").isZero();
    }

    @Test
    void whatWaitsGoesOnWhenTheEndpointIsEnabledAgain() {
        UUID endpoint = hooks.register(url("/a"), "", PAID).endpoint().id();
        tell(hooks, UUID.randomUUID());
        hooks.change(
                endpoint, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Endpoint.State.DISABLED));
        assertThat(hooks.sendDue()).isZero();

        hooks.change(
                endpoint, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Endpoint.State.ENABLED));
        assertThat(hooks.sendDue()).isEqualTo(1);
        assertThat(received).hasSize(1);
    }

    @Test
    void aReceiverThatIsGoneIsDisabledAtOnce() {
        UUID endpoint = hooks.register(url("/a"), "", PAID).endpoint().id();
        answer = 410;
        tell(hooks, UUID.randomUUID());
        hooks.sendDue();

        assertThat(hooks.get(endpoint).state()).isEqualTo(Endpoint.State.DISABLED);
    }

    @Test
    void afterTheLastTryADeliveryHasFailedAndCanBeReplayed() {
        UUID endpoint = hooks.register(url("/a"), "", PAID).endpoint().id();
        tell(hooks, UUID.randomUUID());
        answer = 503;
        for (int i = 0; i <= Retries.PAUSES.size(); i++) {
            assertThat(only(endpoint).state()).isEqualTo(Delivery.State.WAITING);
            hooks.sendDue();
            timePasses();
        }
        assertThat(only(endpoint).state()).isEqualTo(Delivery.State.FAILED);
        assertThat(hooks.sendDue()).isZero();
        assertThat(hooks.deliveries(endpoint, Optional.of(Delivery.State.FAILED), Optional.empty(), 10))
                .hasSize(1);

        answer = 204;
        hooks.replay(endpoint, only(endpoint).id());
        hooks.sendDue();
        assertThat(only(endpoint).state()).isEqualTo(Delivery.State.DELIVERED);
        hooks.replay(endpoint, only(endpoint).id());
        hooks.sendDue();
        assertThat(received.stream().map(Received::id).distinct()).hasSize(1);
        assertThat(received).hasSize(Retries.PAUSES.size() + 3);
    }

    @Test
    void twoSecretsSignWhileOneTakesTheOthersPlace() {
        Hooks.WithSecret first = hooks.register(url("/a"), "", PAID);
        UUID endpoint = first.endpoint().id();
        Hooks.WithSecret second = hooks.rotate(endpoint, Duration.ofHours(1));
        tell(hooks, UUID.randomUUID());
        hooks.sendDue();

        Received one = received.remove();
        long at = Long.parseLong(one.timestamp());
        assertThat(one.signatures())
                .containsExactly(
                        new SigningSecret(second.secret()).sign(one.id(), at, one.body()),
                        new SigningSecret(first.secret()).sign(one.id(), at, one.body()));

        database.execute("UPDATE merchant.webhook_endpoint SET previous_until = now() - INTERVAL '1 second'");
        hooks.test(endpoint);
        hooks.sendDue();
        assertThat(received.remove().signatures()).hasSize(1);
    }

    @Test
    void manyWorkersSendEachMessageOnce() throws Exception {
        hooks.register(url("/a"), "", PAID);
        hooks.register(url("/b"), "", List.of(Endpoint.ALL));
        for (int i = 0; i < 40; i++) {
            tell(hooks, UUID.randomUUID());
        }
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Hooks region = hooks(new Addresses(true));
            workers.add(threads.submit(() -> {
                for (int round = 0; round < 40; round++) {
                    region.sendDue();
                }
            }));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }

        await().until(() -> {
            timePasses(); // for those that a busy machine did not connect in time
            hooks.sendDue();
            return count("merchant.webhook_delivery WHERE state <> 'DELIVERED'") == 0;
        });
        assertThat(received.stream().map(one -> one.path() + one.id()).distinct())
                .hasSize(80);
        assertThat(received).as("none was sent twice at the same time").hasSizeBetween(80, (int)
                count("merchant.webhook_attempt"));
        assertThat(count("merchant.webhook_attempt WHERE status = 204")).isEqualTo(80);
    }

    @Test
    void aReceiverThatNeverEndsItsAnswerHoldsNobodyUp() throws Exception {
        server.createContext("/slow", exchange -> {
            exchange.getRequestBody().readAllBytes();
            received.add(new Received("/slow", "", "", List.of(), ""));
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                try {
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                    Thread.sleep(200);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        Hooks hurried = new Hooks(
                database.transactions(), HERE, new Addresses(true), Ids.RANDOM, new Random(), Duration.ofSeconds(5));
        UUID slow = hooks.register(url("/slow"), "", PAID).endpoint().id();
        hooks.register(url("/a"), "", PAID);
        tell(hooks, UUID.randomUUID());
        Future<Integer> round = threads.submit(hurried::sendDue);

        await().until(() -> received.stream().anyMatch(one -> one.path().equals("/a")));
        assertThat(round.get()).isEqualTo(2);
        assertThat(only(slow).state()).isEqualTo(Delivery.State.WAITING);
        assertThat(hooks.delivery(slow, only(slow).id()).log().get(0).error()).contains("no whole answer within 5 s");
    }

    /** A name that was public when it was registered, and is one of ours when it is used. */
    @Test
    void anAddressIsLookedAtAgainWhenItIsUsed() {
        UUID endpoint = hooks.register(url("/a"), "", PAID).endpoint().id();
        tell(hooks, UUID.randomUUID());
        hooks(new Addresses(false)).sendDue();

        assertThat(received).isEmpty();
        assertThat(hooks.delivery(endpoint, only(endpoint).id()).log().get(0).error())
                .contains("expected a host on the public Internet");
    }

    @Test
    void oldDeliveriesAreForgotten() {
        UUID endpoint = hooks.register(url("/a"), "", PAID).endpoint().id();
        tell(hooks, UUID.randomUUID());
        hooks.sendDue();
        hooks.sweep();
        assertThat(only(endpoint).state()).isEqualTo(Delivery.State.DELIVERED);

        database.execute(
                "UPDATE merchant.webhook_delivery SET created_at = now() - INTERVAL '31 days'",
                "UPDATE merchant.webhook_message SET created_at = now() - INTERVAL '31 days'");
        hooks.sweep();
        assertThat(hooks.deliveries(endpoint, Optional.empty(), Optional.empty(), 10))
                .isEmpty();
        assertThat(count("merchant.webhook_attempt") + count("merchant.webhook_message"))
                .isZero();
    }

    @Test
    void whatIsNotAsItShouldBeIsRefusedAndNothingIsChanged() {
        hooks.register(url("/a"), "", PAID);
        assertThatThrownBy(() -> hooks.register(url("/a"), "", PAID))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> hooks.register(url("/b"), "", List.of("order.stolen")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("order.stolen");
        assertThatThrownBy(() -> hooks.register(url("/b"), "x".repeat(501), PAID))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("500");
        assertThatThrownBy(() -> hooks.replay(UUID.randomUUID(), UUID.randomUUID()))
                .isInstanceOf(ProblemException.class);
        for (int i = 1; i < Hooks.ENDPOINTS_MAX; i++) {
            hooks.register(url("/n" + i), "", PAID);
        }
        assertThatThrownBy(() -> hooks.register(url("/one-more"), "", PAID))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("20");
        assertThat(hooks.list()).hasSize(Hooks.ENDPOINTS_MAX);
    }

    private static long count(String table) {
        return database.transactions()
                .read(
                        "count",
                        tx -> tx.query("SELECT count(*) FROM " + table)
                                .mapTo(Long.class)
                                .one());
    }

    private static List<String> topics() {
        return database.transactions()
                .read(
                        "topics",
                        tx -> tx.query("SELECT topic FROM platform.outbox WHERE due_at IS NOT NULL")
                                .mapTo(String.class)
                                .list());
    }
}
