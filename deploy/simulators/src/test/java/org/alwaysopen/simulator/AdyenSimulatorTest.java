package org.alwaysopen.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.adyen.Client;
import com.adyen.Config;
import com.adyen.enums.Environment;
import com.adyen.model.RequestOptions;
import com.adyen.model.checkout.Amount;
import com.adyen.model.checkout.CardDetails;
import com.adyen.model.checkout.CheckoutPaymentMethod;
import com.adyen.model.checkout.CheckoutRedirectAction;
import com.adyen.model.checkout.PaymentCancelRequest;
import com.adyen.model.checkout.PaymentCaptureRequest;
import com.adyen.model.checkout.PaymentCaptureResponse;
import com.adyen.model.checkout.PaymentCompletionDetails;
import com.adyen.model.checkout.PaymentDetailsRequest;
import com.adyen.model.checkout.PaymentDetailsResponse;
import com.adyen.model.checkout.PaymentMethodsRequest;
import com.adyen.model.checkout.PaymentRefundRequest;
import com.adyen.model.checkout.PaymentRequest;
import com.adyen.model.checkout.PaymentResponse;
import com.adyen.model.checkout.PaymentResponse.ResultCodeEnum;
import com.adyen.model.checkout.PaymentReversalRequest;
import com.adyen.model.checkout.StandalonePaymentCancelRequest;
import com.adyen.service.checkout.ModificationsApi;
import com.adyen.service.checkout.PaymentsApi;
import com.adyen.service.exception.ApiException;
import java.nio.file.Path;
import org.alwaysopen.simulator.ProcessorBooks.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: Adyen's own SDK cannot tell the simulator from Adyen. Method: the unmodified SDK over HTTP, then the books. */
class AdyenSimulatorTest {
    @TempDir
    Path dir;

    private ProcessorSimulator adyen;
    private PaymentsApi payments;
    private ModificationsApi modifications;

    @BeforeEach
    void start() {
        adyen = ProcessorSimulator.adyen(SimulatorSettings.forTests(dir.resolve("adyen.jsonl")));
        payments = new PaymentsApi(client(SimulatorSettings.TEST_API_KEY), adyen.url() + "/v71");
        modifications = new ModificationsApi(client(SimulatorSettings.TEST_API_KEY), adyen.url() + "/v71");
    }

    private static Client client(String key) {
        Config config = new Config();
        config.setApiKey(key);
        config.setEnvironment(Environment.TEST);
        config.setConnectionTimeoutMillis(1000);
        config.setReadTimeoutMillis(2000);
        return new Client(config);
    }

    @AfterEach
    void stop() {
        adyen.close();
    }

    private static Amount usd(long cents) {
        return new Amount().currency("USD").value(cents);
    }

    private static PaymentRequest hold(long cents, CardDetails card) {
        return new PaymentRequest()
                .merchantAccount(SimulatorSettings.TEST_MERCHANT)
                .reference("att-1")
                .amount(usd(cents))
                .paymentMethod(new CheckoutPaymentMethod(card.type(CardDetails.TypeEnum.SCHEME)))
                .returnUrl("https://shop.example/return")
                .putAdditionalDataItem("manualCapture", "true")
                .putMetadataItem("payment_id", "p-1");
    }

    private static PaymentRequest hold(long cents, String token) {
        return hold(cents, new CardDetails().storedPaymentMethodId(token));
    }

    private static PaymentCaptureRequest capture(long cents, String reference) {
        return new PaymentCaptureRequest()
                .merchantAccount(SimulatorSettings.TEST_MERCHANT)
                .amount(usd(cents))
                .reference(reference);
    }

    @Test
    void holdsTakesAndGivesBack() throws Exception {
        PaymentResponse held = payments.payments(hold(5000, "pm_card_visa"));
        assertThat(held.getResultCode()).isEqualTo(ResultCodeEnum.AUTHORISED);
        assertThat(held.getMerchantReference()).isEqualTo("att-1");

        PaymentCaptureResponse taken =
                modifications.captureAuthorisedPayment(held.getPspReference(), capture(4000, "op-1"));
        assertThat(taken.getStatus()).isEqualTo(PaymentCaptureResponse.StatusEnum.RECEIVED);
        modifications.refundCapturedPayment(
                held.getPspReference(),
                new PaymentRefundRequest()
                        .merchantAccount(SimulatorSettings.TEST_MERCHANT)
                        .amount(usd(1500))
                        .reference("op-2"));
        assertThat(adyen.books().entries())
                .extracting(ProcessorBooks.Entry::kind)
                .containsExactly(Kind.AUTHORISED, Kind.CAPTURED, Kind.FEE, Kind.RELEASED, Kind.REFUNDED);
        assertThat(adyen.books().positions()).singleElement().satisfies(p -> {
            assertThat(p.reference()).isEqualTo("att-1");
            assertThat(p.held()).isZero();
            assertThat(p.captured()).isEqualTo(4000);
            assertThat(p.refunded()).isEqualTo(1500);
            assertThat(p.fees()).isEqualTo(133);
        });
        assertThat(adyen.books().entries().get(4).movementReference()).isEqualTo("op-2");
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined, Refused, 2",
        "pm_card_chargeDeclinedInsufficientFunds, Not enough balance, 12",
        "pm_card_chargeDeclinedExpiredCard, Expired Card, 6",
        "pm_card_chargeDeclinedIncorrectCvc, CVC Declined, 24"
    })
    void refusesByReason(String token, String reason, String code) throws Exception {
        PaymentResponse refused = payments.payments(hold(5000, token));
        assertThat(refused.getResultCode()).isEqualTo(ResultCodeEnum.REFUSED);
        assertThat(refused.getRefusalReason()).isEqualTo(reason);
        assertThat(refused.getRefusalReasonCode()).isEqualTo(code);
        assertThat(adyen.books().entries())
                .singleElement()
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DECLINED));
    }

    @Test
    void knowsAdyensTestEncryptionAndHolderNames() throws Exception {
        CardDetails card = new CardDetails()
                .encryptedCardNumber("test_4111111111111111")
                .encryptedExpiryMonth("test_03")
                .encryptedExpiryYear("test_2030")
                .encryptedSecurityCode("test_737");
        assertThat(payments.payments(hold(5000, card)).getResultCode()).isEqualTo(ResultCodeEnum.AUTHORISED);
        assertThat(payments.payments(hold(5000, card.holderName("NOT_ENOUGH_BALANCE")))
                        .getRefusalReason())
                .isEqualTo("Not enough balance");
    }

    @Test
    void cancelsByItsOwnAndByTheShopsReference() throws Exception {
        PaymentResponse first = payments.payments(hold(5000, "pm_card_visa"));
        modifications.cancelAuthorisedPaymentByPspReference(
                first.getPspReference(),
                new PaymentCancelRequest()
                        .merchantAccount(SimulatorSettings.TEST_MERCHANT)
                        .reference("c-1"));
        payments.payments(hold(6000, "pm_card_visa").reference("att-2"));
        modifications.cancelAuthorisedPayment(new StandalonePaymentCancelRequest()
                .merchantAccount(SimulatorSettings.TEST_MERCHANT)
                .paymentReference("att-2")
                .reference("c-2"));
        PaymentResponse third = payments.payments(hold(7000, "pm_card_visa").reference("att-3"));
        modifications.refundOrCancelPayment(
                third.getPspReference(),
                new PaymentReversalRequest()
                        .merchantAccount(SimulatorSettings.TEST_MERCHANT)
                        .reference("c-3"));
        assertThat(adyen.books().positions()).hasSize(3).allSatisfy(p -> {
            assertThat(p.held()).isZero();
            assertThat(p.captures()).isZero();
        });
    }

    @Test
    void repeatsTheFirstAnswerForTheSameKeyAlsoAfterARestart() throws Exception {
        RequestOptions key = new RequestOptions().idempotencyKey("k-1");
        PaymentResponse first = payments.payments(hold(5000, "pm_card_visa"), key);
        assertThat(payments.payments(hold(5000, "pm_card_visa"), key).getPspReference())
                .isEqualTo(first.getPspReference());
        adyen.close();
        start();
        assertThat(payments.payments(hold(5000, "pm_card_visa"), key).getPspReference())
                .isEqualTo(first.getPspReference());
        modifications.captureAuthorisedPayment(first.getPspReference(), capture(5000, "op-1"));
        assertThat(adyen.books().positions())
                .singleElement()
                .satisfies(p -> assertThat(p.captures()).isEqualTo(1));
    }

    @Test
    void asksTheBankFirstWhenTheCardWantsIt() throws Exception {
        PaymentResponse redirect = payments.payments(hold(5000, "pm_card_threeDSecure2Required"));
        assertThat(redirect.getResultCode()).isEqualTo(ResultCodeEnum.REDIRECTSHOPPER);
        CheckoutRedirectAction action = redirect.getAction().getCheckoutRedirectAction();
        Browser browser = new Browser();
        assertThat(browser.get(action.getUrl()).body()).contains("50.00 USD");
        String back = browser.post(action.getUrl(), "result=success")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(back).startsWith("https://shop.example/return?redirectResult=");
        PaymentDetailsResponse done = payments.paymentsDetails(new PaymentDetailsRequest()
                .details(new PaymentCompletionDetails().redirectResult(back.substring(back.indexOf('=') + 1))));
        assertThat(done.getResultCode()).isEqualTo(PaymentDetailsResponse.ResultCodeEnum.AUTHORISED);
        assertThat(adyen.books().positions())
                .singleElement()
                .satisfies(p -> assertThat(p.held()).isEqualTo(5000));
    }

    @Test
    void refusesWhatAdyenRefuses() throws Exception {
        assertThatThrownBy(
                        () -> new PaymentsApi(client("wrong"), adyen.url() + "/v71").payments(hold(1, "pm_card_visa")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getStatusCode()).isEqualTo(401));
        assertThatThrownBy(() -> payments.payments(hold(5000, "pm_card_visa").merchantAccount("Somebody")))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.getError().getErrorCode()).isEqualTo("901"));
        assertThatThrownBy(() -> payments.payments(hold(0, "pm_card_visa"))).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> modifications.captureAuthorisedPayment("ABCDEFGHJKLMNPQR", capture(5000, "op-1")))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.getError().getErrorCode()).isEqualTo("167"));
        PaymentResponse held = payments.payments(hold(5000, "pm_card_visa"));
        // Taken on, and failed later: the webhook says so, the books show nothing.
        modifications.captureAuthorisedPayment(held.getPspReference(), capture(5001, "op-1"));
        assertThat(adyen.books().positions())
                .singleElement()
                .satisfies(p -> assertThat(p.captures()).isZero());
        assertThat(payments.paymentMethods(new PaymentMethodsRequest().merchantAccount(SimulatorSettings.TEST_MERCHANT))
                        .getPaymentMethods())
                .hasSize(1);
    }
}
