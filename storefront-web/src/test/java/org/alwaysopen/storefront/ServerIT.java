package org.alwaysopen.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Goal: the WAR, as it is shipped, boots on the real server with its pool, and answers. */
class ServerIT extends AtTheServer {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void isReadyWhenTheDatabaseAnswers() throws Exception {
        HttpResponse<String> ready = get("/health/ready", "*/*");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"database\",\"status\":\"UP\"");
    }

    @Test
    void showsAPageAndSaysWhichRegionServedIt() throws Exception {
        HttpResponse<String> home = get("/", "text/html");
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.headers().firstValue("X-Served-By")).contains("aws-us-east-1");
        assertThat(home.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(home.body()).contains("Always Open");
    }

    /** Its workers' transactions count; the recovery worker's numbers are there before it has recovered anything. */
    @Test
    void showsItsTransactionsAndItsRecoveryAsMetrics() throws Exception {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                get("/metrics?scope=application", "text/plain").body())
                        .containsPattern(
                                "shop_transaction_seconds_count\\{[^}]*ending=\"COMMITTED\"[^}]*name=\"recovery: look\"")
                        .containsPattern("shop_checkout_recovered_total\\{[^}]*state=\"PAID\"[^}]*\\} 0"));
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + base.getAuthority() + path))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
