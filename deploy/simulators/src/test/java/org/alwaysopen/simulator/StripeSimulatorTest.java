package org.alwaysopen.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import java.nio.file.Path;
import java.util.List;
import org.alwaysopen.simulator.ProcessorBooks.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: Stripe's own SDK cannot tell the simulator from Stripe. Method: the unmodified SDK over HTTP, then the books. */
class StripeSimulatorTest {
    @TempDir
    Path dir;

    private ProcessorSimulator stripe;
    private StripeClient client;

    @BeforeEach
    void start() {
        stripe = ProcessorSimulator.stripe(SimulatorSettings.forTests(dir.resolve("stripe.jsonl")));
        client = client(stripe, SimulatorSettings.TEST_API_KEY);
    }

    static StripeClient client(ProcessorSimulator stripe, String key) {
        return StripeClient.builder()
                .setApiBase(stripe.url().toString())
                .setApiKey(key)
                .setConnectTimeout(1000)
                .setReadTimeout(2000)
                .setMaxNetworkRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    static PaymentIntentCreateParams.Builder hold(long amount, String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(amount)
                .setCurrency("usd")
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                .setPaymentMethod(method)
                .putMetadata("attempt_id", "att-1")
                .setConfirm(true);
    }

    static RequestOptions key(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }

    private PaymentIntent create(PaymentIntentCreateParams params, String key) throws StripeException {
        return client.v1().paymentIntents().create(params, key(key));
    }

    @Test
    void holdsTakesAndGivesBack() throws StripeException {
        PaymentIntent held = create(hold(5000, "pm_card_visa").build(), "k1");
        assertThat(held.getStatus()).isEqualTo("requires_capture");
        assertThat(held.getAmountCapturable()).isEqualTo(5000);

        PaymentIntent taken = client.v1().paymentIntents().capture(held.getId());
        assertThat(taken.getStatus()).isEqualTo("succeeded");
        assertThat(taken.getAmountReceived()).isEqualTo(5000);

        Refund refund = client.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(held.getId())
                        .setAmount(1200L)
                        .putMetadata("operation_id", "op-7")
                        .build());
        assertThat(refund.getStatus()).isEqualTo("succeeded");
        assertThat(client.v1().refunds().retrieve(refund.getId()).getAmount()).isEqualTo(1200);
        assertThat(client.v1()
                        .refunds()
                        .list(RefundListParams.builder()
                                .setPaymentIntent(held.getId())
                                .build())
                        .getData())
                .hasSize(1);

        PaymentIntent read = client.v1()
                .paymentIntents()
                .retrieve(
                        held.getId(),
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge.balance_transaction")
                                .build());
        assertThat(read.getLatestChargeObject().getAmountRefunded()).isEqualTo(1200);
        assertThat(read.getLatestChargeObject().getBalanceTransactionObject().getFee())
                .isEqualTo(175);
        assertThat(client.v1().balance().retrieve().getPending().get(0).getAmount())
                .isEqualTo(5000 - 175 - 1200);

        assertThat(stripe.books().entries())
                .extracting(ProcessorBooks.Entry::kind)
                .containsExactly(Kind.AUTHORISED, Kind.CAPTURED, Kind.FEE, Kind.REFUNDED);
        assertThat(stripe.books().positions()).singleElement().satisfies(p -> {
            assertThat(p.reference()).isEqualTo("att-1");
            assertThat(p.held()).isZero();
            assertThat(p.captured()).isEqualTo(5000);
            assertThat(p.refunded()).isEqualTo(1200);
        });
        assertThat(stripe.books().entries().get(3).movementReference()).isEqualTo("op-7");
    }

    @Test
    void letsGoOfTheRestAfterAPartialCapture() throws StripeException {
        PaymentIntent held = create(hold(5000, "pm_card_mastercard").build(), "k1");
        client.v1()
                .paymentIntents()
                .capture(
                        held.getId(),
                        PaymentIntentCaptureParams.builder()
                                .setAmountToCapture(3000L)
                                .build());
        assertThat(stripe.books().positions()).singleElement().satisfies(p -> {
            assertThat(p.captured()).isEqualTo(3000);
            assertThat(p.released()).isEqualTo(2000);
            assertThat(p.held()).isZero();
        });
        assertThatThrownBy(() -> client.v1().paymentIntents().capture(held.getId()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("succeeded");
    }

    @Test
    void confirmsInASecondCall() throws StripeException {
        PaymentIntent created =
                create(hold(5000, "pm_card_visa").setConfirm(false).build(), "k1");
        assertThat(created.getStatus()).isEqualTo("requires_confirmation");
        assertThat(client.v1().paymentIntents().confirm(created.getId()).getStatus())
                .isEqualTo("requires_capture");
        assertThatThrownBy(() -> client.v1().paymentIntents().confirm(created.getId()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("payment_intent_unexpected_state"));
    }

    @Test
    void cancelsAHold() throws StripeException {
        PaymentIntent held = create(hold(5000, "pm_card_visa").build(), "k1");
        assertThat(client.v1().paymentIntents().cancel(held.getId()).getStatus())
                .isEqualTo("canceled");
        assertThat(stripe.books().positions())
                .singleElement()
                .satisfies(p -> assertThat(p.held()).isZero());
        assertThatThrownBy(() -> client.v1().paymentIntents().capture(held.getId()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined, card_declined, generic_decline",
        "pm_card_visa_chargeDeclined, card_declined, generic_decline",
        "pm_card_chargeDeclinedInsufficientFunds, card_declined, insufficient_funds",
        "pm_card_visa_chargeDeclinedInsufficientFunds, card_declined, insufficient_funds",
        "pm_card_chargeDeclinedLostCard, card_declined, lost_card",
        "pm_card_chargeDeclinedExpiredCard, expired_card, expired_card",
        "pm_card_chargeDeclinedIncorrectCvc, incorrect_cvc, incorrect_cvc",
        "pm_card_chargeDeclinedProcessingError, processing_error, processing_error",
        "pm_card_radarBlock, card_declined, fraudulent"
    })
    void declinesByReason(String method, String code, String declineCode) {
        CardException e = catchThrowableOfType(
                CardException.class, () -> create(hold(5000, method).build(), "k1"));
        assertThat(e.getStatusCode()).isEqualTo(402);
        assertThat(e.getCode()).isEqualTo(code);
        assertThat(e.getDeclineCode()).isEqualTo(declineCode);
        assertThat(e.getStripeError().getPaymentIntent().getStatus()).isEqualTo("requires_payment_method");
        assertThat(stripe.books().entries()).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(Kind.DECLINED);
            assertThat(entry.reason()).isEqualTo(declineCode);
        });
    }

    @Test
    void repeatsTheFirstAnswerForTheSameKey() throws StripeException {
        PaymentIntentCreateParams params = hold(5000, "pm_card_visa").build();
        PaymentIntent first = create(params, "k1");
        PaymentIntent second = create(params, "k1");
        assertThat(second.getId()).isEqualTo(first.getId());
        assertThat(second.getLastResponse().body())
                .isEqualTo(first.getLastResponse().body());
        assertThat(second.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThat(stripe.books().positions()).hasSize(1);
        assertThatThrownBy(() -> create(hold(5001, "pm_card_visa").build(), "k1"))
                .isInstanceOf(IdempotencyException.class)
                .hasMessageContaining("same parameters");
    }

    @Test
    void repeatsADecline() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> create(hold(5000, "pm_card_chargeDeclined").build(), "k1"))
                    .isInstanceOf(CardException.class);
        }
        assertThat(stripe.books().entries()).hasSize(1);
    }

    @Test
    void remembersEverythingAfterARestart() throws StripeException {
        PaymentIntentCreateParams params = hold(5000, "pm_card_visa").build();
        PaymentIntent held = create(params, "k1");
        stripe.close();
        start();
        assertThat(create(params, "k1").getLastResponse().body())
                .isEqualTo(held.getLastResponse().body());
        assertThat(client.v1().paymentIntents().capture(held.getId()).getStatus())
                .isEqualTo("succeeded");
        stripe.close();
        start();
        assertThat(client.v1().paymentIntents().retrieve(held.getId()).getStatus())
                .isEqualTo("succeeded");
        assertThat(stripe.books().positions())
                .singleElement()
                .satisfies(p -> assertThat(p.captures()).isEqualTo(1));
    }

    @Test
    void findsByMetadataAndLists() throws StripeException {
        PaymentIntent held =
                create(hold(5000, "pm_card_visa").putMetadata("order_id", "o-1").build(), "k1");
        create(hold(6000, "pm_card_visa").putMetadata("order_id", "o-2").build(), "k2");
        List<PaymentIntent> found = client.v1()
                .paymentIntents()
                .search(PaymentIntentSearchParams.builder()
                        .setQuery("metadata['order_id']:'o-1' AND status:'requires_capture'")
                        .build())
                .getData();
        assertThat(found).singleElement().satisfies(i -> assertThat(i.getId()).isEqualTo(held.getId()));
        var page = client.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder().setLimit(1L).build());
        assertThat(page.getHasMore()).isTrue();
        assertThat(page.getData().get(0).getAmount()).isEqualTo(6000);
        var next = client.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder()
                        .setLimit(1L)
                        .setStartingAfter(page.getData().get(0).getId())
                        .build());
        assertThat(next.getData().get(0).getId()).isEqualTo(held.getId());
        assertThat(next.getHasMore()).isFalse();
    }

    @Test
    void refusesWhatStripeRefuses() throws StripeException {
        assertThatThrownBy(() -> client(stripe, "sk_test_wrong").v1().balance().retrieve())
                .isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() -> create(hold(5000, "pm_nobody").build(), "k1"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("resource_missing"));
        assertThatThrownBy(() -> create(hold(-1, "pm_card_visa").build(), "k1"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.v1().paymentIntents().retrieve("pi_unknown"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(404));
        PaymentIntent held = create(hold(5000, "pm_card_visa").build(), "k1"); // errors of validation use up no key
        assertThatThrownBy(() -> client.v1()
                        .paymentIntents()
                        .capture(
                                held.getId(),
                                PaymentIntentCaptureParams.builder()
                                        .setAmountToCapture(5001L)
                                        .build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("amount_too_large"));
        assertThatThrownBy(() -> client.v1()
                        .refunds()
                        .create(RefundCreateParams.builder()
                                .setPaymentIntent(held.getId())
                                .build()))
                .isInstanceOf(InvalidRequestException.class);
        client.v1().paymentIntents().capture(held.getId());
        assertThatThrownBy(() -> client.v1()
                        .refunds()
                        .create(RefundCreateParams.builder()
                                .setPaymentIntent(held.getId())
                                .setAmount(5001L)
                                .build()))
                .isInstanceOf(InvalidRequestException.class);
    }
}
