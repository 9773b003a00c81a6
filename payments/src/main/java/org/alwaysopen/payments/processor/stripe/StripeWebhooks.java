package org.alwaysopen.payments.processor.stripe;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.processor.Processor.Event;
import org.alwaysopen.payments.processor.Processor.Notice;
import org.alwaysopen.payments.processor.Processor.Notice.What;
import org.alwaysopen.payments.processor.Processor.WebhookRefusedException;
import org.alwaysopen.platform.Money;

/**
 * Stripe's webhooks: {@code Stripe-Signature: t=...,v1=...}, an HMAC of the time and the raw body.
 *
 * <p>The objects are read as plain JSON, because an event has the API version of its endpoint, which need not be the
 * SDK's.
 */
final class StripeWebhooks {
    /** Stripe's own default: enough for clocks that differ and for its retries, which are signed anew. */
    private static final long TOLERANCE_SECONDS = 300;

    private final String secret;
    private final Clock clock;

    StripeWebhooks(String secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    List<Event> open(Map<String, String> headers, byte[] body) throws WebhookRefusedException {
        String signature = headers.get("stripe-signature");
        if (signature == null) {
            throw new WebhookRefusedException(WebhookRefusedException.Why.FORGED, "Stripe-Signature: missing");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            Webhook.Signature.verifyHeader(text, signature, secret, TOLERANCE_SECONDS, clock);
        } catch (SignatureVerificationException e) {
            boolean old = String.valueOf(e.getMessage()).contains("tolerance");
            throw new WebhookRefusedException(
                    old ? WebhookRefusedException.Why.TOO_OLD : WebhookRefusedException.Why.FORGED,
                    old
                            ? "Stripe-Signature: its time is more than " + TOLERANCE_SECONDS + " s away from ours"
                            : "Stripe-Signature: does not fit the body");
        }
        try {
            JsonObject event = JsonParser.parseString(text).getAsJsonObject();
            return List.of(new Event(
                    text(event, "id").orElseThrow(), text(event, "type").orElseThrow(), text));
        } catch (JsonParseException | IllegalStateException | NoSuchElementException e) {
            throw new WebhookRefusedException(
                    WebhookRefusedException.Why.MALFORMED, "body: expected a Stripe event as JSON");
        }
    }

    Notice read(Event event) {
        JsonObject object = JsonParser.parseString(event.body())
                .getAsJsonObject()
                .getAsJsonObject("data")
                .getAsJsonObject("object");
        return switch (event.kind()) {
            case "payment_intent.amount_capturable_updated" -> ofIntent(What.HELD, object, "amount_capturable");
            case "payment_intent.payment_failed" -> ofIntent(What.DECLINED, object, "amount");
            case "payment_intent.canceled" -> ofIntent(What.RELEASED, object, "amount");
            case "payment_intent.succeeded" -> ofIntent(What.CAPTURED, object, "amount_received");
            case "refund.created", "refund.updated", "charge.refund.updated" -> ofRefund(object);
            case "refund.failed" -> ofMovement(What.REFUND_FAILED, object);
            case "charge.dispute.funds_withdrawn" -> ofMovement(What.CHARGED_BACK, object);
            case "charge.dispute.funds_reinstated" -> ofMovement(What.CHARGE_BACK_REVERSED, object);
            default -> nothing(event.kind());
        };
    }

    private static Notice ofIntent(What what, JsonObject intent, String amountName) {
        String reason = text(intent, "last_payment_error")
                .or(() -> text(intent, "cancellation_reason"))
                .orElse("webhook");
        JsonElement error = intent.get("last_payment_error");
        if (error != null && error.isJsonObject()) {
            reason = text(error.getAsJsonObject(), "decline_code")
                    .or(() -> text(error.getAsJsonObject(), "code"))
                    .orElse("declined");
        }
        return new Notice(
                what,
                metadata(intent, StripeProcessor.ATTEMPT),
                metadata(intent, StripeProcessor.OPERATION),
                text(intent, "id"),
                text(intent, "id"),
                amount(intent, amountName),
                reason);
    }

    private static Notice ofRefund(JsonObject refund) {
        String status = text(refund, "status").orElse("");
        return switch (status) {
            case "succeeded", "pending" -> ofMovement(What.REFUNDED, refund);
            case "failed", "canceled" -> ofMovement(What.REFUND_FAILED, refund);
            default -> nothing("refund with status " + status);
        };
    }

    private static Notice ofMovement(What what, JsonObject movement) {
        return new Notice(
                what,
                metadata(movement, StripeProcessor.ATTEMPT),
                metadata(movement, StripeProcessor.OPERATION),
                text(movement, "payment_intent"),
                text(movement, "id"),
                amount(movement, "amount"),
                text(movement, "failure_reason")
                        .or(() -> text(movement, "reason"))
                        .orElse("webhook"));
    }

    private static Notice nothing(String kind) {
        return new Notice(
                What.NOTHING_WE_NEED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                kind);
    }

    private static Optional<String> text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || !value.isJsonPrimitive() ? Optional.empty() : Optional.of(value.getAsString());
    }

    private static Optional<Money> amount(JsonObject object, String name) {
        return text(object, "currency")
                .flatMap(currency -> text(object, name)
                        .map(minor -> Money.of(Long.parseLong(minor), currency.toUpperCase(Locale.ROOT))));
    }

    /** Our ids, where somebody did not put other text under their names. */
    private static Optional<UUID> metadata(JsonObject object, String name) {
        JsonElement metadata = object.get("metadata");
        if (metadata == null || !metadata.isJsonObject()) {
            return Optional.empty();
        }
        try {
            return text(metadata.getAsJsonObject(), name).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
