package org.alwaysopen.payments.processor.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.PaymentsSettings;
import org.alwaysopen.payments.processor.Failures;
import org.alwaysopen.payments.processor.Processor;
import org.alwaysopen.payments.processor.Tokens;
import org.alwaysopen.platform.Money;

/**
 * Stripe, by its own SDK: a PaymentIntent with manual capture for each attempt.
 *
 * <p>A PaymentIntent is created first, and confirmed by its id in a second request, though Stripe could do both in one.
 * Only the second one holds money, and whoever knows the id can end all doubt: {@code cancel} makes a confirmation that
 * is still under way impossible. And the id can always be had, by creating again with the same idempotency key, which
 * moves nothing. With one request the only ways back to a lost answer would be the search, which lags behind (Stripe:
 * "don't use search in read-after-write flows"), or to hold the money once more. See docs/adr (unknown is a state).
 *
 * <p>Idempotency keys are remembered for 24 hours (docs.stripe.com/api/idempotent_requests). Thread-safe.
 */
public final class StripeProcessor implements Processor {
    public static final String NAME = "stripe";
    static final String ATTEMPT = "attempt_id";
    static final String OPERATION = "operation_id";
    /** "at least 24 hours"; one hour stays for clocks and slow retries. */
    private static final Duration KEYS_LIVE = Duration.ofHours(23);
    /** So many server errors for one thing, and it is left to the next run of the worker. */
    private static final int KEYS_MAX = 5;
    /** The most that Stripe gives in one page; a payment does not have more refunds than that. */
    private static final long REFUNDS_MAX = 100;

    private final StripeClient client;
    private final String returnUrl;
    private final PaymentsSettings.Tariff tariff;
    private final StripeWebhooks webhooks;

    public StripeProcessor(
            PaymentsSettings.Stripe settings, String returnUrl, PaymentsSettings.TimeOuts timeOuts, Clock clock) {
        this.client = StripeClient.builder()
                .setApiKey(settings.apiKey())
                .setApiBase(settings.baseUrl().toString())
                .setConnectTimeout(Math.toIntExact(timeOuts.connect().toMillis()))
                .setReadTimeout(Math.toIntExact(timeOuts.read().toMillis()))
                // Whether to try again is decided by the workers, which know what else has happened.
                .setMaxNetworkRetries(0)
                .build();
        this.returnUrl = returnUrl;
        this.tariff = settings.tariff();
        this.webhooks = new StripeWebhooks(settings.webhookSecret(), clock);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> tokenIn(String token) {
        return Tokens.of(NAME, token).filter(own -> own.startsWith("pm_") || own.startsWith("tok_"));
    }

    @Override
    public boolean takes(Money amount) {
        return true; // Stripe lists more than 135 currencies, ours among them
    }

    @Override
    public Money fee(Money amount) {
        return tariff.of(amount);
    }

    @Override
    public Answer authorise(Hold hold) {
        PaymentIntent created;
        try {
            created = create(hold);
        } catch (StripeException | RuntimeException e) {
            // Nothing is held by a PaymentIntent that nobody confirms. But a server that died may have confirmed it.
            return noHoldFrom(e);
        }
        return confirm(hold, created);
    }

    private PaymentIntent create(Hold hold) throws StripeException {
        PaymentIntentCreateParams params = PaymentIntentCreateParams.builder()
                .setAmount(hold.amount().minorUnits())
                .setCurrency(currency(hold.amount()))
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                .addPaymentMethodType("card")
                .putMetadata(ATTEMPT, hold.attemptId().toString())
                .putMetadata("payment_id", hold.paymentId().toString())
                .putMetadata("order_id", hold.orderId().toString())
                .build();
        return keyed(
                hold.attemptId(), "create", key -> client.v1().paymentIntents().create(params, key));
    }

    private Answer confirm(Hold hold, PaymentIntent created) {
        try {
            PaymentIntentConfirmParams params = PaymentIntentConfirmParams.builder()
                    .setPaymentMethod(hold.token())
                    .setReturnUrl(returnUrl + hold.orderId())
                    .build();
            return whatIsHeld(keyed(
                    hold.attemptId(),
                    "confirm",
                    key -> client.v1().paymentIntents().confirm(created.getId(), params, key)));
        } catch (CardException e) {
            return new Answer.Declined(e.getDeclineCode() == null ? e.getCode() : e.getDeclineCode());
        } catch (InvalidRequestException e) {
            return refusedConfirmation(created.getId(), e);
        } catch (StripeException e) {
            // A server error is an answer at least: the state can be asked for at once. A time-out is left to the
            // worker.
            if (e instanceof ApiConnectionException) {
                return new Answer.Unclear(brief(e));
            }
            Answer state = state(created.getId(), brief(e));
            return isUnderWay(e) && state instanceof Answer.Unclear unclear ? new Answer.NotYet(unclear.why()) : state;
        } catch (RuntimeException e) {
            return new Answer.Unclear(Failures.brief(e));
        }
    }

    /** Confirming again what is confirmed already is refused, too, after the idempotency key is forgotten. */
    private Answer refusedConfirmation(String id, InvalidRequestException refusal) {
        if ("payment_intent_unexpected_state".equals(refusal.getCode())) {
            return state(id, brief(refusal));
        }
        return new Answer.Declined(refusal.getCode() == null ? "invalid_request" : refusal.getCode());
    }

    private Answer state(String id, String why) {
        try {
            return whatIsHeld(client.v1().paymentIntents().retrieve(id));
        } catch (StripeException | RuntimeException e) {
            return new Answer.Unclear(why + "; then " + Failures.brief(e));
        }
    }

    private static Answer whatIsHeld(PaymentIntent intent) {
        return switch (intent.getStatus()) {
            case "requires_capture", "succeeded" -> new Answer.IsHeld(intent.getId());
            case "canceled" -> new Answer.NotHeld("cancelled at Stripe");
            case "requires_action" -> challenge(intent);
            case "requires_payment_method" ->
                intent.getLastPaymentError() == null
                        ? new Answer.Unclear("not confirmed")
                        : new Answer.Declined(declineReason(intent));
            default -> new Answer.Unclear("status " + intent.getStatus());
        };
    }

    private static Answer challenge(PaymentIntent intent) {
        PaymentIntent.NextAction next = intent.getNextAction();
        return next == null || next.getRedirectToUrl() == null
                ? new Answer.Declined("authentication_required") // a way that a browser cannot be sent
                : new Answer.Challenged(next.getRedirectToUrl().getUrl());
    }

    private static String declineReason(PaymentIntent intent) {
        String declineCode = intent.getLastPaymentError().getDeclineCode();
        String code = intent.getLastPaymentError().getCode();
        return declineCode != null ? declineCode : code != null ? code : "declined";
    }

    private static Answer noHoldFrom(Exception e) {
        if (e instanceof InvalidRequestException refusal) {
            return new Answer.Declined(refusal.getCode() == null ? "invalid_request" : refusal.getCode());
        }
        if (isUnderWay(e)) {
            return new Answer.NotYet(brief(e));
        }
        return Failures.neverSent(e) ? new Answer.NotHeld(brief(e)) : new Answer.Unclear(brief(e));
    }

    /** Another server of ours is at the same attempt: https://docs.stripe.com/error-codes#idempotency-key-in-use */
    private static boolean isUnderWay(Exception e) {
        return e instanceof StripeException stripe && "idempotency_key_in_use".equals(stripe.getCode());
    }

    @Override
    public Answer lookUp(Hold hold) {
        try {
            PaymentIntent intent = intent(hold);
            Answer answer = whatIsHeld(intent);
            return isUndecided(intent, answer) ? new Answer.NotYet("status " + intent.getStatus()) : answer;
        } catch (StripeException | RuntimeException e) {
            return new Answer.Unclear(brief(e));
        }
    }

    /** Whether a confirmation, or the shopper at the bank's page, could still make a hold of it. */
    private static boolean isUndecided(PaymentIntent intent, Answer answer) {
        return answer instanceof Answer.Unclear
                || ("requires_action".equals(intent.getStatus()) && answer instanceof Answer.Declined);
    }

    private PaymentIntent intent(Hold hold) throws StripeException {
        String id = hold.reference().isPresent()
                ? hold.reference().get()
                : create(hold).getId();
        return client.v1().paymentIntents().retrieve(id); // a repeated key would tell what was when it was made
    }

    @Override
    public Effect abandon(Hold hold) {
        try {
            PaymentIntent intent = intent(hold);
            Answer answer = whatIsHeld(intent);
            boolean open = isUndecided(intent, answer) || answer instanceof Answer.Challenged;
            Answer last = open ? closeForGood(hold, intent.getId()) : answer;
            if (last instanceof Answer.IsHeld held) {
                return release(new Held(hold.attemptId(), hold.paymentId(), hold.amount(), held.reference()));
            }
            return last instanceof Answer.Declined || last instanceof Answer.NotHeld
                    ? new Effect.Done("nothing")
                    : new Effect.Unclear(String.valueOf(last));
        } catch (StripeException | RuntimeException e) {
            return new Effect.Unclear(brief(e));
        }
    }

    /**
     * Cancels the intent, so that a confirmation that is still under way comes to nothing. Stripe cancels what is held as well:
     * never for an attempt that may still pay for something.
     */
    private Answer closeForGood(Hold hold, String id) throws StripeException {
        try {
            PaymentIntentCancelParams params = PaymentIntentCancelParams.builder()
                    .setCancellationReason(PaymentIntentCancelParams.CancellationReason.ABANDONED)
                    .build();
            keyed(hold.attemptId(), "close", key -> client.v1().paymentIntents().cancel(id, params, key));
        } catch (InvalidRequestException e) {
            return state(id, brief(e));
        }
        // Read anew: a repeated key would tell what was then.
        return state(id, "cancelled");
    }

    @Override
    public Effect release(Held held) {
        try {
            PaymentIntentCancelParams params =
                    PaymentIntentCancelParams.builder().build();
            keyed(held.attemptId(), "void", key -> client.v1().paymentIntents().cancel(held.reference(), params, key));
            return new Effect.Done(held.reference());
        } catch (InvalidRequestException e) {
            return afterRefusal(held, e, "canceled");
        } catch (StripeException | RuntimeException e) {
            return new Effect.Unclear(brief(e));
        }
    }

    @Override
    public Effect capture(Held held, Movement movement) {
        try {
            PaymentIntentCaptureParams params = PaymentIntentCaptureParams.builder()
                    .setAmountToCapture(movement.amount().minorUnits())
                    .putMetadata(OPERATION, movement.id().toString())
                    .build();
            keyed(movement.id(), "capture", key -> client.v1().paymentIntents().capture(held.reference(), params, key));
            return new Effect.Done(held.reference());
        } catch (InvalidRequestException e) {
            return afterRefusal(held, e, "succeeded");
        } catch (CardException e) {
            return new Effect.Refused(e.getCode());
        } catch (StripeException | RuntimeException e) {
            return new Effect.Unclear(brief(e));
        }
    }

    /** Refused because it is done already (by a request whose answer was lost, or by hand)? Then it is done. */
    private Effect afterRefusal(Held held, StripeException refusal, String wanted) {
        try {
            PaymentIntent intent = client.v1().paymentIntents().retrieve(held.reference());
            return wanted.equals(intent.getStatus())
                    ? new Effect.Done(held.reference())
                    : new Effect.Refused(brief(refusal) + ", status " + intent.getStatus());
        } catch (StripeException | RuntimeException e) {
            return new Effect.Unclear(brief(e));
        }
    }

    @Override
    public Effect refund(Held held, Movement movement) {
        try {
            // With each key anew: a request that was under way when it was looked for may have paid since.
            Refund refund = keyed(movement.id(), "refund", key -> {
                Optional<Refund> earlier = refunds(held, movement);
                return earlier.isPresent() ? earlier.get() : createRefund(held, movement, key);
            });
            return switch (String.valueOf(refund.getStatus())) {
                case "failed", "canceled" ->
                    new Effect.Refused(String.valueOf(refund.getFailureReason()), Optional.of(refund.getId()));
                default -> new Effect.Done(refund.getId()); // "pending", too: Stripe has taken it on
            };
        } catch (InvalidRequestException e) {
            return new Effect.Refused(brief(e));
        } catch (StripeException | RuntimeException e) {
            return new Effect.Unclear(brief(e));
        }
    }

    private Refund createRefund(Held held, Movement movement, RequestOptions key) throws StripeException {
        RefundCreateParams params = RefundCreateParams.builder()
                .setPaymentIntent(held.reference())
                .setAmount(movement.amount().minorUnits())
                .putMetadata(OPERATION, movement.id().toString())
                .putMetadata(ATTEMPT, held.attemptId().toString())
                .build();
        return client.v1().refunds().create(params, key);
    }

    /** A key may be forgotten, and Stripe answers a recorded server error again for ever; what it lists is what is. */
    private Optional<Refund> refunds(Held held, Movement movement) throws StripeException {
        RefundListParams params = RefundListParams.builder()
                .setPaymentIntent(held.reference())
                .setLimit(REFUNDS_MAX)
                .build();
        return client.v1().refunds().list(params).getData().stream()
                .filter(refund -> refund.getMetadata() != null
                        && movement.id().toString().equals(refund.getMetadata().get(OPERATION)))
                .findFirst();
    }

    @Override
    public Duration keysLive() {
        return KEYS_LIVE;
    }

    @Override
    public List<Event> open(Map<String, String> headers, byte[] body) throws WebhookRefusedException {
        return webhooks.open(headers, body);
    }

    @Override
    public Notice read(Event event) {
        return webhooks.read(event);
    }

    @Override
    public boolean answers() {
        try {
            client.v1().balance().retrieve();
            return true;
        } catch (StripeException | RuntimeException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Keyed<T> {
        T send(RequestOptions key) throws StripeException;
    }

    /**
     * Sends with our key, so that Stripe does it once. Stripe records a server error, too, and gives it again for that key
     * for ever, marked as replayed; that request has ended, so the next key may try. All of these requests are guarded by
     * what they are about as well: an intent is captured or cancelled once, a refund is looked for first, and an intent
     * whose id nobody got is never confirmed.
     */
    private static <T> T keyed(UUID id, String step, Keyed<T> request) throws StripeException {
        for (int n = 1; ; n++) {
            String key = id + "-" + step + (n == 1 ? "" : "-" + n);
            try {
                return request.send(
                        RequestOptions.builder().setIdempotencyKey(key).build());
            } catch (StripeException e) {
                if (n == KEYS_MAX || !isReplayedServerError(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isReplayedServerError(StripeException e) {
        return e.getStatusCode() != null
                && e.getStatusCode() >= 500
                && e.getStripeError() != null
                && e.getStripeError().getLastResponse() != null
                && e.getStripeError()
                        .getLastResponse()
                        .headers()
                        .firstValue("Idempotent-Replayed")
                        .filter("true"::equals)
                        .isPresent();
    }

    static String currency(Money amount) {
        return amount.currency().getCurrencyCode().toLowerCase(Locale.ROOT);
    }

    /** An error in a few words: Stripe's messages may quote what was sent, so only its codes are kept. */
    private static String brief(Exception e) {
        if (isUnderWay(e)) {
            return "the same request is still under way";
        }
        if (e instanceof StripeException stripe && stripe.getStatusCode() != null && stripe.getStatusCode() > 0) {
            return "HTTP " + stripe.getStatusCode() + " " + stripe.getCode();
        }
        return Failures.brief(e);
    }
}
