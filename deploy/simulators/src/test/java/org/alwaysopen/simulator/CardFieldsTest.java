package org.alwaysopen.simulator;

import static org.alwaysopen.simulator.StripeSimulatorTest.hold;
import static org.alwaysopen.simulator.StripeSimulatorTest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.model.PaymentIntent;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a card number goes to the processor's pages only, and comes back as a token that the API knows. */
class CardFieldsTest {
    private static final String SHOP = "http://127.0.0.1:8080";

    @TempDir
    Path dir;

    private final Browser browser = new Browser();
    private ProcessorSimulator stripe;
    private StripeClient client;

    @BeforeEach
    void start() {
        SimulatorSettings free = SimulatorSettings.forTests(dir.resolve("stripe.jsonl"));
        stripe = ProcessorSimulator.stripe(new SimulatorSettings(
                0, 0, free.journal(), List.of(), free.apiKey(), free.webhookSecret(), "", List.of(SHOP)));
        client = StripeSimulatorTest.client(stripe, SimulatorSettings.TEST_API_KEY);
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    private String token(String number) throws Exception {
        String body = browser.post(stripe.url() + "/elements/tokens", "number=" + number + "&expiry=12+%2F+34&cvc=123")
                .body();
        return body.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void givesTokensThatChargeAndDeclineAsTheCardDoes() throws Exception {
        String good = token("4242+4242+4242+4242");
        assertThat(good).startsWith("pm_").doesNotContain("4242");
        assertThat(client.v1()
                        .paymentIntents()
                        .create(hold(5000, good).build(), key("k1"))
                        .getStatus())
                .isEqualTo("requires_capture");
        String poor = token("4000000000009995");
        assertThatThrownBy(() ->
                        client.v1().paymentIntents().create(hold(5000, poor).build(), key("k2")))
                .isInstanceOfSatisfying(
                        CardException.class, e -> assertThat(e.getDeclineCode()).isEqualTo("insufficient_funds"));
        assertThat(Files.readString(stripe.settings().journal()))
                .doesNotContain("4242424242424242", "4000000000009995");
    }

    @Test
    void namesWhatIsWrongWithoutRepeatingIt() throws Exception {
        String url = stripe.url() + "/elements/tokens";
        for (String form : List.of(
                "number=4242424242424241&expiry=12/34&cvc=123", "number=4242424242424242&expiry=12/20&cvc=123",
                "number=4242424242424242&expiry=13/34&cvc=123", "number=4242424242424242&expiry=12/34&cvc=1",
                "number=4012888888881881&expiry=12/34&cvc=123", "")) {
            HttpResponse<String> answer = browser.post(url, form);
            assertThat(answer.statusCode()).as(form).isEqualTo(422);
            assertThat(answer.body()).contains("problem").doesNotContain("424242424242", "4012");
        }
    }

    @Test
    void isFramedByTheShopOnlyUnderAStrictPolicy() throws Exception {
        HttpResponse<String> page = browser.get(stripe.url() + "/elements/card?origin=" + SHOP);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors " + SHOP)
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("<script>", "<style", "style=", "onclick");
        assertThat(browser.get(stripe.url() + "/elements/card?origin=http://evil.example")
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.get(stripe.url() + "/elements/card").statusCode()).isEqualTo(400);
        for (String file : List.of("card.css", "card.js", "shop.js")) {
            assertThat(browser.get(stripe.url() + "/elements/" + file).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void worksWithoutJavaScript() throws Exception {
        String back = SHOP + "/checkout/card?cart=1";
        String query = "return=" + URLEncoder.encode(back, StandardCharsets.UTF_8) + "&state=s%221";
        assertThat(browser.get(stripe.url() + "/elements/pay?" + query).body())
                .contains("value=\"" + back + "\"", "value=\"s&quot;1\"");
        String card = "&number=4242424242424242&expiry=12/34&cvc=123";
        HttpResponse<String> sent = browser.post(stripe.url() + "/elements/pay", query + card);
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.headers().firstValue("Location").orElseThrow())
                .matches("\\Q" + back + "\\E&payment_token=pm_\\w{24}_visa&state=s%221");
        assertThat(browser.post(stripe.url() + "/elements/pay", query + "&number=1")
                        .statusCode())
                .isEqualTo(422);
        assertThat(browser.get(stripe.url() + "/elements/pay?return=http://evil.example/")
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.get(stripe.url() + "/elements/pay?return=" + SHOP + "@evil.example/")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void asksTheBankFirstWhenTheCardWantsIt() throws Exception {
        PaymentIntent asked = client.v1()
                .paymentIntents()
                .create(
                        hold(5000, "pm_card_threeDSecure2Required")
                                .setReturnUrl(SHOP + "/back")
                                .build(),
                        key("k1"));
        assertThat(asked.getStatus()).isEqualTo("requires_action");
        String url = asked.getNextAction().getRedirectToUrl().getUrl();
        assertThat(browser.get(url).body()).contains("50.00 USD");
        String back = browser.post(url, "result=success")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(back)
                .startsWith(SHOP + "/back?payment_intent=" + asked.getId())
                .endsWith("redirect_status=succeeded");
        assertThat(client.v1().paymentIntents().retrieve(asked.getId()).getStatus())
                .isEqualTo("requires_capture");
        assertThat(URI.create(back).getQuery()).contains(asked.getClientSecret());

        PaymentIntent other = client.v1()
                .paymentIntents()
                .create(hold(5000, "pm_card_authenticationRequired").build(), key("k2"));
        assertThat(browser.post(other.getNextAction().getRedirectToUrl().getUrl(), "result=failure")
                        .body())
                .contains("not recognised");
        PaymentIntent failed = client.v1().paymentIntents().retrieve(other.getId());
        assertThat(failed.getStatus()).isEqualTo("requires_payment_method");
        assertThat(failed.getLastPaymentError().getCode()).isEqualTo("payment_intent_authentication_failure");
    }
}
