package org.alwaysopen.local.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alwaysopen.local.edge.FakeRegion.Manner;
import org.alwaysopen.platform.Region;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a request that is safe to repeat is answered while any region is well, and one that is not is never sent twice.
 * Method: real sockets; regions that refuse, hang up before or in the middle of an answer, drain, and come back.
 */
class EdgeIT {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private FakeRegion first;
    private FakeRegion second;
    private Edge edge;

    @BeforeEach
    void openTwoRegions() throws Exception {
        first = new FakeRegion(new Region("aws-us-east-1"));
        second = new FakeRegion(new Region("gcp-us-central1"));
        edge = new Edge(List.of(first.site(), second.site()));
        edge.open(0);
        awaitReady(first, true);
        awaitReady(second, true);
    }

    @AfterEach
    void close() throws Exception {
        edge.close();
        first.close();
        second.close();
    }

    @Test
    void requestsAreSharedAndSayWhoServed() throws Exception {
        Map<String, Integer> served = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            served.merge(servedBy(get("/page")), 1, Integer::sum);
        }
        assertThat(served).containsOnlyKeys("aws-us-east-1", "gcp-us-central1");
        assertThat(served.values()).allMatch(count -> count >= 10);
    }

    @Test
    void aReadIsAnsweredByAnotherRegionWhenOneHangsUp() throws Exception {
        first.behave(Manner.HANG_UP_BEFORE_ANSWER);
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = get("/page");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(servedBy(answer)).isEqualTo("gcp-us-central1");
        }
    }

    @Test
    void aPostWithAKeyIsSentAgainWithItsBody() throws Exception {
        first.behave(Manner.HANG_UP_BEFORE_ANSWER);
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = post("/checkout", "pay-" + i, "key-" + i);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("pay-" + i);
        }
    }

    @Test
    void aPostWithoutAKeyIsNeverSentTwice() throws Exception {
        first.behave(Manner.HANG_UP_BEFORE_ANSWER);
        int refused = 0;
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = post("/checkout", "once-" + i, null);
            refused += answer.statusCode() == 502 ? 1 : 0;
            int body = i;
            assertThat(first.timesSeen("once-" + body) + second.timesSeen("once-" + body))
                    .isEqualTo(1);
        }
        assertThat(refused).as("the test must have met the dying region").isPositive();
    }

    @Test
    void aDeadRegionIsLeftOutAtOnceAndTakenBackWhenItIsReady() throws Exception {
        first.close();
        for (int i = 0; i < 10; i++) {
            // Nobody listens: nothing was sent, so that even a post without a key may go elsewhere.
            assertThat(post("/cart", "line", null).statusCode()).isEqualTo(200);
        }
        awaitReady(first, false);
        first.reopen();
        awaitReady(first, true);
        await().atMost(GENEROUS).until(() -> servedBy(get("/page")).equals("aws-us-east-1"));
    }

    @Test
    void aRegionThatSaysItIsNotReadyGetsNothing() throws Exception {
        first.behave(Manner.NOT_READY);
        awaitReady(first, false);
        for (int i = 0; i < 10; i++) {
            assertThat(servedBy(get("/page"))).isEqualTo("gcp-us-central1");
        }
    }

    @Test
    void aDrainingRegionGetsNothingNewUnlessItIsTheOnlyOne() throws Exception {
        edge.drain(first.region(), true);
        for (int i = 0; i < 10; i++) {
            assertThat(servedBy(get("/page"))).isEqualTo("gcp-us-central1");
        }
        second.close();
        awaitReady(second, false);
        assertThat(servedBy(get("/page"))).isEqualTo("aws-us-east-1");
    }

    @Test
    void weightsAreKept() throws Exception {
        edge.weigh(first.region(), 10);
        int atFirst = 0;
        for (int i = 0; i < 110; i++) {
            atFirst += servedBy(get("/page")).equals("aws-us-east-1") ? 1 : 0;
        }
        assertThat(atFirst).isBetween(5, 20);
    }

    @Test
    void noRegionIsAnHonestAnswer() throws Exception {
        first.close();
        second.close();
        HttpResponse<String> answer = get("/page");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "Forwarded",
                "X-Real-IP",
                "X-Served-By"
            })
    void whatOnlyTheEdgeMaySayIsDropped(String header) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/echo-headers"))
                .header(header, "forged")
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).body())
                .doesNotContain("forged")
                .containsIgnoringCase("X-Forwarded-For: 127.0.0.1");
    }

    @Test
    void aZeroByteInThePathIsRefusedWithASentence() throws Exception {
        HttpResponse<String> answer = get("/api/v1/orders/%00");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void anAnswerThatBreaksOffIsNotPassedOffAsWhole() {
        first.behave(Manner.HANG_UP_IN_ANSWER);
        second.behave(Manner.HANG_UP_IN_ANSWER);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> get("/page")))
                .isInstanceOf(java.io.IOException.class);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).timeout(GENEROUS).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, String key) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).timeout(GENEROUS).POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + edge.port() + path);
    }

    private static String servedBy(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Served-By").orElse("nobody");
    }

    private void awaitReady(FakeRegion region, boolean ready) {
        await().atMost(GENEROUS)
                .until(() -> edge.standings().get(region.region()).shopReady() == ready);
    }
}
