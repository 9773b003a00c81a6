package org.alwaysopen.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: {@code ./shop reconcile payments} finds nothing when the books agree, and tells the kind of what differs. Method: one
 * purchase at each processor; then a chargeback whose webhook is held back, and then delivered after all.
 */
class ReconcilePaymentsIT {
    private static final String SKU = "MUG-CAMP-FOREST-350ML";
    private static final Duration SETTLED_MAX = Duration.ofMinutes(2);

    private static ShopUnderTest shop;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void open() {
        shop = ShopUnderTest.get();
    }

    private static void buys(String token) {
        Shopper shopper = new Shopper(shop.edge());
        Shopper.Answer paid = shopper.send(
                "POST",
                shopper.fillsACart(SKU) + "/checkout",
                "{\"paymentToken\":\"" + token + "\"}",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(paid.status()).as(paid.toString()).isEqualTo(201);
    }

    private void simulator(String method, String what, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(shop.simulator("stripe") + "/_simulator/" + what))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(what + ": " + answer.body()).isEqualTo(200);
    }

    private static void agrees() {
        Awaitility.await()
                .atMost(SETTLED_MAX)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    ShopUnderTest.Said said = shop.says("reconcile", "payments");
                    assertThat(said.exit()).as(said.text()).isZero();
                    assertThat(said.text()).contains("stripe: ", "adyen: ", " 0 in flight, all agree");
                });
    }

    @Test
    void findsNothingAndThenTheChargebackThatWasNotTold() throws Exception {
        buys("stripe=pm_card_visa");
        buys("adyen=pm_card_visa");
        agrees();
        simulator("POST", "webhooks", "{\"action\":\"hold\",\"type\":\"*\",\"untilCleared\":true}");
        try {
            // Its own journal names each payment; the last one that was captured.
            String journal = Files.readString(shop.state().resolve(Path.of("simulators", "stripe.journal")));
            String payment = journal.substring(journal.lastIndexOf("\"payment_intents.capture\""));
            payment = payment.substring(payment.indexOf("\"pi_") + 1);
            payment = payment.substring(0, payment.indexOf('"'));
            simulator("POST", "chargeback", "{\"payment\":\"" + payment + "\"}");
            String today = LocalDate.now(ZoneOffset.UTC).toString();
            ShopUnderTest.Said said = shop.says("reconcile", "payments", "--processor", "stripe", "--day", today);
            assertThat(said.exit()).as(said.text()).isEqualTo(1);
            assertThat(said.text()).contains("differences {CHARGEBACK=1").doesNotContain("adyen");
            ShopUnderTest.Said other = shop.says("reconcile", "payments", "--processor", "adyen");
            assertThat(other.exit()).as(other.text()).isZero();
        } finally {
            simulator("DELETE", "webhooks", "");
        }
        agrees();
    }
}
