package org.alwaysopen.storefront.admin.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.alwaysopen.storefront.AtTheServer;
import org.junit.jupiter.api.Test;

/** Goal: on the real server, the merchants' API is closed to others, and webhooks are taken in only when they are real. */
class PaymentsApiIT extends AtTheServer {
    private static final String SECRET = "whsec_of_the_tests";
    private static final String KEY = "Bearer operator-key-of-the-tests";

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + base.getAuthority() + path))
                .header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void isClosedWithoutTheKey() throws Exception {
        assertThat(send(request("/admin/api/v1/payments")).statusCode()).isEqualTo(401);
        assertThat(send(request("/admin/api/v1/payments").header("Authorization", "Bearer other"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void listsAndAnswersBadInputInASentence() throws Exception {
        HttpResponse<String> list = send(request("/admin/api/v1/payments").header("Authorization", KEY));
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        assertThat(list.body()).contains("\"items\":[", "\"next\":null");
        for (String path : new String[] {"?state=PAID", "?cursor=nonsense", "?limit=1000", "?limit=x", "/not-a-uuid"}) {
            HttpResponse<String> bad =
                    send(request("/admin/api/v1/payments" + path).header("Authorization", KEY));
            assertThat(bad.statusCode()).as(path + " " + bad.body()).isBetween(400, 422);
            assertThat(bad.body()).contains("expected").doesNotContain("Exception", "\tat ");
        }
        HttpResponse<String> none = send(request("/admin/api/v1/payments/" + UUID.randomUUID() + "/refunds")
                .header("Authorization", KEY)
                .header("Idempotency-Key", "k1")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"broken\"}")));
        assertThat(none.statusCode()).as(none.body()).isEqualTo(404);
    }

    /** What they do is told by the module's own test; here, that they are there, and closed to others. */
    @Test
    void whatAMerchantSawAtTheProcessorIsTakenIn() throws Exception {
        String payment = "/admin/api/v1/payments/" + UUID.randomUUID();
        for (String saw :
                new String[] {"attempts/%s/held", "attempts/%s/not-held", "captures/%s/done", "captures/%s/failed"}) {
            HttpRequest.Builder command = request(payment + "/" + saw.formatted(UUID.randomUUID()))
                    .header("Idempotency-Key", "k1")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"seen\", \"reference\": \"pi_1\"}"));
            assertThat(send(command.copy()).statusCode()).as(saw).isEqualTo(401);
            HttpResponse<String> none = send(command.header("Authorization", KEY));
            assertThat(none.statusCode()).as(saw + " " + none.body()).isEqualTo(404);
            assertThat(none.body()).as(saw).containsAnyOf("payment: there is none", "has no CAPTURE");
        }
    }

    @Test
    void switchesAProcessorOff() throws Exception {
        HttpResponse<String> turned = send(request("/admin/api/v1/payments/processors/stripe/regions/azure-westus2")
                .header("Authorization", KEY)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"on\": false, \"reason\": \"drill\"}")));
        assertThat(turned.statusCode()).as(turned.body()).isEqualTo(200);
        HttpResponse<String> switches =
                send(request("/admin/api/v1/payments/processors/switches").header("Authorization", KEY));
        assertThat(switches.body()).contains("azure-westus2", "\"on\":false", "drill");
        HttpResponse<String> health =
                send(request("/admin/api/v1/payments/processors").header("Authorization", KEY));
        assertThat(health.body()).contains("\"processor\":\"stripe\"", "\"answers\":true", "\"switchedOn\":true");
    }

    @Test
    void takesRealWebhooksOnly() throws Exception {
        String body =
                "{\"id\": \"evt_1\", \"object\": \"event\", \"type\": \"customer.created\", \"data\": {\"object\": {}}}";
        String signature = Webhook.Signature.generateSignatureHeader(body, SECRET);
        HttpResponse<String> real = webhook("stripe", body, signature);
        assertThat(real.statusCode()).as(real.body()).isEqualTo(200);
        assertThat(webhook("stripe", body, signature).statusCode()).isEqualTo(200);
        assertThat(webhook("stripe", body + " ", signature).statusCode()).isEqualTo(400);
        assertThat(webhook("stripe", body, "t=1,v1=00").statusCode()).isEqualTo(400);
        assertThat(webhook("paypal", body, signature).statusCode()).isEqualTo(404);
    }

    /** Straight at the server, without an edge before it: an answer comes, whoever signed it, and the server goes on. */
    @Test
    void refusesAMegabyteAtOnceWhetherAnnouncedOrNot() throws Exception {
        String body = "{\"id\": \"" + "x".repeat(1024 * 1024) + "\"}";
        String signature = Webhook.Signature.generateSignatureHeader(body, SECRET);
        for (HttpRequest.BodyPublisher publisher : new HttpRequest.BodyPublisher[] {
            HttpRequest.BodyPublishers.ofString(body),
            HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes()))
        }) {
            HttpResponse<String> refused = send(request("/webhooks/stripe")
                    .version(HttpClient.Version.HTTP_1_1)
                    .timeout(Duration.ofSeconds(20)) // a server that waits for the rest gives up after 30
                    .header("Content-Type", "application/json")
                    .header("Stripe-Signature", signature)
                    .POST(publisher));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
            assertThat(refused.body()).contains("64 KiB");
        }
        takesRealWebhooksOnly();
    }

    private HttpResponse<String> webhook(String processor, String body, String signature) throws Exception {
        return send(request("/webhooks/" + processor)
                .header("Content-Type", "application/json")
                .header("Stripe-Signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
