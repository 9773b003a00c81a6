package org.alwaysopen.payments.processor.adyen;

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
import com.adyen.model.checkout.PaymentCompletionDetails;
import com.adyen.model.checkout.PaymentDetailsRequest;
import com.adyen.model.checkout.PaymentDetailsResponse;
import com.adyen.model.checkout.PaymentMethodsRequest;
import com.adyen.model.checkout.PaymentRefundRequest;
import com.adyen.model.checkout.PaymentRequest;
import com.adyen.model.checkout.PaymentResponse;
import com.adyen.model.checkout.StandalonePaymentCancelRequest;
import com.adyen.service.checkout.ModificationsApi;
import com.adyen.service.checkout.PaymentsApi;
import com.adyen.service.exception.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.processor.Failures;
import org.alwaysopen.payments.processor.Processor;
import org.alwaysopen.payments.processor.Tokens;
import org.alwaysopen.platform.Money;

/**
 * Adyen, by its own SDK: Checkout API v71, with manual capture.
 *
 * <p>There is no call that reads a payment. What became of a lost answer is found by sending the same request with the
 * same idempotency key ("you can safely retry ... the response to the first attempt will be returned"); a hold that
 * nobody wants is ended by our own reference, without repeating it ({@code POST /cancels}, made for lost answers).
 * Captures, cancels and refunds are only taken on by the answer; a webhook tells when one of them failed after all.
 *
 * <p>Keys are UUIDs (64 characters at most), and are kept for 7 days at least, per company account and regional endpoint:
 * all regions of the shop must use the same endpoint. Thread-safe.
 */
public final class AdyenProcessor implements Processor {
    public static final String NAME = "adyen";
    private static final String API_VERSION = "/v71";
    private static final Duration KEYS_LIVE = Duration.ofDays(7);
    /** So many server errors for one thing, and it is left to the next run of the worker. */
    private static final int KEYS_MAX = 5;
    /** Refused although the shopper's bank was never asked: the request or our account is wrong, or it is not their day. */
    private static final Set<Integer> NOT_PROCESSED = Set.of(401, 403, 429, 503);

    private final PaymentsApi payments;
    private final ModificationsApi modifications;
    private final AdyenWebhooks webhooks;
    private final String returnUrl;
    private final String merchant;
    private final PaymentsSettings.Tariff tariff;
    private final boolean takesSharedTokens;

    public AdyenProcessor(
            PaymentsSettings.Adyen settings, String returnUrl, PaymentsSettings.TimeOuts timeOuts, Clock clock) {
        Config config = new Config();
        config.setApiKey(settings.apiKey());
        // Only names the default address and error texts; the address is given below.
        config.setEnvironment(Environment.TEST);
        config.setConnectionTimeoutMillis(Math.toIntExact(timeOuts.connect().toMillis()));
        config.setReadTimeoutMillis(Math.toIntExact(timeOuts.read().toMillis()));
        // The wait for a free connection of the client's pool, which is as large as our own bound.
        config.setConnectionRequestTimeoutMillis(
                Math.toIntExact(timeOuts.connect().toMillis()));
        Client client = new Client(config);
        String base = settings.baseUrl().toString().replaceAll("/+$", "") + API_VERSION;
        this.payments = new PaymentsApi(client, base);
        this.modifications = new ModificationsApi(client, base);
        this.webhooks = new AdyenWebhooks(settings.hmacKey(), settings.merchantAccount(), clock);
        this.returnUrl = returnUrl;
        this.merchant = settings.merchantAccount();
        this.tariff = settings.tariff();
        this.takesSharedTokens = settings.takesSharedTokens();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> tokenIn(String token) {
        boolean ownName = token.contains("=");
        return Tokens.of(NAME, token).filter(own -> ownName || (takesSharedTokens && own.startsWith("pm_")));
    }

    @Override
    public boolean takes(Money amount) {
        return true; // Adyen lists more than 180 currencies, ours among them
    }

    @Override
    public Money fee(Money amount) {
        return tariff.of(amount);
    }

    @Override
    public Answer authorise(Hold hold) {
        try {
            PaymentRequest request = new PaymentRequest()
                    .merchantAccount(merchant)
                    .reference(hold.attemptId().toString())
                    .amount(amount(hold.amount()))
                    .paymentMethod(new CheckoutPaymentMethod(
                            new CardDetails().type(CardDetails.TypeEnum.SCHEME).storedPaymentMethodId(hold.token())))
                    .shopperReference(hold.orderId().toString())
                    .shopperInteraction(PaymentRequest.ShopperInteractionEnum.CONTAUTH)
                    .recurringProcessingModel(PaymentRequest.RecurringProcessingModelEnum.CARDONFILE)
                    .channel(PaymentRequest.ChannelEnum.WEB)
                    .returnUrl(returnUrl + hold.orderId())
                    .putAdditionalDataItem("manualCapture", "true")
                    .putMetadataItem("payment_id", hold.paymentId().toString());
            return answer(payments.payments(request, key(hold.attemptId())));
        } catch (ApiException e) {
            return refusal(e);
        } catch (IOException | RuntimeException e) {
            return Failures.neverSent(e)
                    ? new Answer.NotHeld(Failures.brief(e))
                    : new Answer.Unclear(Failures.brief(e));
        }
    }

    private static Answer answer(PaymentResponse response) {
        if (response.getResultCode() == null) {
            return new Answer.Unclear("an answer without resultCode");
        }
        return switch (response.getResultCode()) {
            case AUTHORISED ->
                response.getPspReference() == null
                        ? new Answer.Unclear("authorised without pspReference")
                        : new Answer.IsHeld(response.getPspReference());
            case REFUSED -> new Answer.Declined(word(response.getRefusalReason(), "refused"));
            case CANCELLED -> new Answer.NotHeld("cancelled at Adyen");
            // "There was an error when the payment was being processed": Adyen's final word, nothing is held.
            case ERROR -> new Answer.Declined(word(response.getRefusalReason(), "error"));
            case REDIRECTSHOPPER -> challenge(response);
            // Ways that need Adyen's script in our page: we ask for the redirect only.
            case CHALLENGESHOPPER, IDENTIFYSHOPPER, PRESENTTOSHOPPER -> new Answer.Declined("authentication_required");
            default ->
                new Answer.Unclear("resultCode " + response.getResultCode().getValue());
        };
    }

    private static Answer challenge(PaymentResponse response) {
        boolean redirect = response.getAction() != null
                && response.getAction().getActualInstance() instanceof CheckoutRedirectAction;
        return redirect
                ? new Answer.Challenged(
                        response.getAction().getCheckoutRedirectAction().getUrl())
                : new Answer.Unclear("RedirectShopper without an address");
    }

    /**
     * What the shopper brought back is for Adyen to judge: one that is not of this payment, or made up, is as if the shopper
     * had not come back yet.
     */
    private Answer afterChallenge(Hold hold, Challenge challenge) {
        if (challenge.answer().isEmpty()) {
            return new Answer.Challenged(challenge.url());
        }
        String result = challenge.answer().get();
        try {
            PaymentDetailsRequest request =
                    new PaymentDetailsRequest().details(new PaymentCompletionDetails().redirectResult(result));
            PaymentDetailsResponse response =
                    payments.paymentsDetails(request, key(derived(hold.attemptId(), "details " + result)));
            if (!hold.attemptId().toString().equals(response.getMerchantReference())) {
                return new Answer.Challenged(challenge.url());
            }
            String code = response.getResultCode() == null
                    ? "none"
                    : response.getResultCode().getValue();
            return switch (code) {
                case "Authorised" ->
                    response.getPspReference() == null
                            ? new Answer.Unclear("authorised without pspReference")
                            : new Answer.IsHeld(response.getPspReference());
                case "Refused", "Error" -> new Answer.Declined(word(response.getRefusalReason(), "refused"));
                case "Cancelled" -> new Answer.Declined("authentication_cancelled");
                default -> new Answer.Unclear("resultCode " + code);
            };
        } catch (ApiException e) {
            boolean refused = e.getStatusCode() == 400 || e.getStatusCode() == 422;
            return refused && !isUnderWay(e) ? new Answer.Challenged(challenge.url()) : new Answer.Unclear(brief(e));
        } catch (IOException | RuntimeException e) {
            return new Answer.Unclear(Failures.brief(e));
        }
    }

    /** Adyen's "Not enough balance" as {@code not_enough_balance}, as Stripe's words are. */
    private static String word(String reason, String otherwise) {
        return reason == null
                ? otherwise
                : Failures.shortened(reason.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"));
    }

    private static Answer refusal(ApiException e) {
        if (NOT_PROCESSED.contains(e.getStatusCode())) {
            return new Answer.NotHeld(brief(e));
        }
        if (isUnderWay(e)) {
            return new Answer.NotYet(brief(e));
        }
        return e.getStatusCode() >= 400 && e.getStatusCode() < 500
                ? new Answer.Declined("invalid_request")
                : new Answer.Unclear(brief(e));
    }

    @Override
    public Answer lookUp(Hold hold) {
        if (hold.reference().isPresent()) {
            return new Answer.IsHeld(hold.reference().get());
        }
        if (hold.challenge().isPresent()) {
            return afterChallenge(hold, hold.challenge().get());
        }
        Answer answer = authorise(hold);
        if (answer instanceof Answer.NotYet underWay) {
            return new Answer.Unclear(underWay.why()); // soon it is known
        }
        // This try did not get there; an earlier one may have.
        return answer instanceof Answer.NotHeld notHeld ? new Answer.Unclear(notHeld.why()) : answer;
    }

    @Override
    public Effect abandon(Hold hold) {
        StandalonePaymentCancelRequest request = new StandalonePaymentCancelRequest()
                .merchantAccount(merchant)
                .paymentReference(hold.attemptId().toString())
                .reference(hold.attemptId().toString());
        return modify(
                derived(hold.attemptId(), "abandon"),
                true,
                AdyenProcessor::effect,
                key -> modifications.cancelAuthorisedPayment(request, key).getPspReference());
    }

    @Override
    public Effect release(Held held) {
        PaymentCancelRequest request = new PaymentCancelRequest()
                .merchantAccount(merchant)
                .reference(held.attemptId().toString());
        return modify(
                derived(held.attemptId(), "release"),
                true,
                AdyenProcessor::effect,
                key -> modifications
                        .cancelAuthorisedPaymentByPspReference(held.reference(), request, key)
                        .getPspReference());
    }

    @Override
    public Effect capture(Held held, Movement movement) {
        PaymentCaptureRequest request = new PaymentCaptureRequest()
                .merchantAccount(merchant)
                .amount(amount(movement.amount()))
                .reference(movement.id().toString());
        return move(
                movement,
                key -> modifications
                        .captureAuthorisedPayment(held.reference(), request, key)
                        .getPspReference());
    }

    @Override
    public Effect refund(Held held, Movement movement) {
        PaymentRefundRequest request = new PaymentRefundRequest()
                .merchantAccount(merchant)
                .amount(amount(movement.amount()))
                .reference(movement.id().toString());
        return move(
                movement,
                key -> modifications
                        .refundCapturedPayment(held.reference(), request, key)
                        .getPspReference());
    }

    private static Effect move(Movement movement, Modification modification) {
        return modify(movement.id(), movement.afresh(), AdyenProcessor::unclear, modification);
    }

    /** A no to money moved afresh proves nothing: the first request may be the very reason for it. Its webhook knows. */
    private static Effect unclear(ApiException e) {
        return new Effect.Unclear("sent afresh, and not taken, so it may be done already: " + brief(e));
    }

    @FunctionalInterface
    private interface Modification {
        String send(RequestOptions key) throws ApiException, IOException;
    }

    /**
     * Sends with our key. A server error may be recorded for the key, and is then repeated for ever, marked by the key in
     * the answer's header: that request has ended, and what it did is told by a webhook, if it did anything.
     *
     * @param afresh whether the next key may be tried then: a cancel can be repeated, and a movement once no webhook came
     * @param refusedAfresh what a refusal of the next key means
     */
    private static Effect modify(
            UUID firstKey, boolean afresh, Function<ApiException, Effect> refusedAfresh, Modification modification) {
        UUID key = firstKey;
        for (int n = 1; ; n++) {
            try {
                String reference = modification.send(key(key));
                return reference == null
                        ? new Effect.Unclear("an answer without pspReference")
                        : new Effect.Done(reference);
            } catch (ApiException e) {
                if (!afresh || n == KEYS_MAX || !isReplayedServerError(e)) {
                    return n == 1 ? effect(e) : refusedAfresh.apply(e);
                }
                key = derived(firstKey, "again " + n);
            } catch (IOException | RuntimeException e) {
                return new Effect.Unclear(Failures.brief(e));
            }
        }
    }

    private static Effect effect(ApiException e) {
        boolean refused = e.getStatusCode() == 400 || e.getStatusCode() == 404 || e.getStatusCode() == 422;
        return refused && !isUnderWay(e) ? new Effect.Refused(brief(e)) : new Effect.Unclear(brief(e));
    }

    /** "request already processed or in progress". */
    private static boolean isUnderWay(ApiException e) {
        return e.getError() != null && "704".equals(e.getError().getErrorCode());
    }

    private static boolean isReplayedServerError(ApiException e) {
        return e.getStatusCode() >= 500
                && e.getResponseHeaders() != null
                && e.getResponseHeaders().keySet().stream().anyMatch("idempotency-key"::equalsIgnoreCase);
    }

    @Override
    public Duration keysLive() {
        return KEYS_LIVE;
    }

    @Override
    public List<Event> open(Map<String, String> headers, byte[] body) throws WebhookRefusedException {
        return webhooks.open(body);
    }

    @Override
    public Notice read(Event event) {
        return webhooks.read(event);
    }

    /** Asks which ways to pay there are, which moves nothing. */
    @Override
    public boolean answers() {
        try {
            payments.paymentMethods(new PaymentMethodsRequest().merchantAccount(merchant));
            return true;
        } catch (ApiException e) {
            return e.getStatusCode() < 500; // it answered
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static Amount amount(Money money) {
        return new Amount().currency(money.currency().getCurrencyCode()).value(money.minorUnits());
    }

    private static RequestOptions key(UUID id) {
        return new RequestOptions().idempotencyKey(id.toString());
    }

    /** Another key for another request about the same thing; always the same one. */
    private static UUID derived(UUID id, String step) {
        return UUID.nameUUIDFromBytes((step + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    private static String brief(ApiException e) {
        String code = e.getError() == null ? "" : " " + e.getError().getErrorCode();
        return "HTTP " + e.getStatusCode() + code;
    }
}
