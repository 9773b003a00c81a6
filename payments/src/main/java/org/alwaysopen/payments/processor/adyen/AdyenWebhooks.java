package org.alwaysopen.payments.processor.adyen;

import com.adyen.model.notification.NotificationRequestItem;
import com.adyen.util.HMACValidator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.SignatureException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.processor.Processor.Event;
import org.alwaysopen.payments.processor.Processor.Notice;
import org.alwaysopen.payments.processor.Processor.Notice.What;
import org.alwaysopen.payments.processor.Processor.WebhookRefusedException;
import org.alwaysopen.platform.Money;

/**
 * Adyen's standard webhooks: a batch of items, each with an HMAC of its own over its main values.
 *
 * <p>The HMAC does not cover the event's date, and Adyen repeats an event for up to 30 days with the same one. So the time
 * window is those 30 days, and it is the unique event that keeps an old one from being applied again.
 */
final class AdyenWebhooks {
    /** Adyen's retries end then. */
    private static final Duration WINDOW_PAST = Duration.ofDays(31);
    /** For clocks that differ. */
    private static final Duration WINDOW_AHEAD = Duration.ofMinutes(10);
    /** Adyen sends one item as JSON today; its format allows some. */
    private static final int ITEMS_MAX = 50;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String hmacKey;
    private final String merchant;
    private final Clock clock;

    AdyenWebhooks(String hmacKey, String merchant, Clock clock) {
        this.hmacKey = hmacKey;
        this.merchant = merchant;
        this.clock = clock;
    }

    List<Event> open(byte[] body) throws WebhookRefusedException {
        JsonNode items = items(body);
        List<Event> events = new ArrayList<>();
        for (JsonNode wrapper : items) {
            JsonNode item = wrapper.path("NotificationRequestItem");
            verify(item);
            // Adyen: "to identify duplicates, use eventCode and pspReference"; a failure after a success is news.
            String id = item.path("eventCode").asText() + ":"
                    + item.path("pspReference").asText() + ":"
                    + item.path("success").asText();
            events.add(new Event(id, item.path("eventCode").asText(), item.toString()));
        }
        return events;
    }

    private static JsonNode items(byte[] body) throws WebhookRefusedException {
        try {
            JsonNode items = JSON.readTree(body).path("notificationItems");
            if (items.isArray() && !items.isEmpty() && items.size() <= ITEMS_MAX) {
                return items;
            }
        } catch (IOException e) {
            // told below
        }
        throw new WebhookRefusedException(
                WebhookRefusedException.Why.MALFORMED,
                "body: expected an Adyen notification with 1 to " + ITEMS_MAX + " notificationItems");
    }

    private void verify(JsonNode item) throws WebhookRefusedException {
        try {
            NotificationRequestItem signed = signed(item);
            if (!merchant.equals(signed.getMerchantAccountCode())
                    || !new HMACValidator().validateHMAC(signed, hmacKey)) {
                throw forged();
            }
        } catch (SignatureException | RuntimeException e) {
            throw forged();
        }
        Duration age = Duration.between(date(item), clock.instant());
        if (age.compareTo(WINDOW_PAST) > 0 || age.compareTo(WINDOW_AHEAD.negated()) < 0) {
            throw new WebhookRefusedException(
                    WebhookRefusedException.Why.TOO_OLD,
                    "eventDate: expected one of the last " + WINDOW_PAST.toDays() + " days");
        }
    }

    private static WebhookRefusedException forged() {
        return new WebhookRefusedException(
                WebhookRefusedException.Why.FORGED, "additionalData.hmacSignature: does not fit the item");
    }

    private static Instant date(JsonNode item) throws WebhookRefusedException {
        try {
            return OffsetDateTime.parse(item.path("eventDate").asText()).toInstant();
        } catch (DateTimeException e) {
            throw new WebhookRefusedException(
                    WebhookRefusedException.Why.MALFORMED, "eventDate: expected a date with a time zone");
        }
    }

    /** What the HMAC is made of, in the SDK's own type, which computes it. */
    private static NotificationRequestItem signed(JsonNode item) {
        com.adyen.model.notification.Amount amount = new com.adyen.model.notification.Amount();
        amount.setCurrency(item.path("amount").path("currency").asText());
        amount.setValue(item.path("amount").path("value").asLong());
        return new NotificationRequestItem()
                .setPspReference(item.path("pspReference").asText())
                .setOriginalReference(text(item, "originalReference").orElse(""))
                .setMerchantAccountCode(item.path("merchantAccountCode").asText())
                .setMerchantReference(item.path("merchantReference").asText())
                .setAmount(amount)
                .setEventCode(item.path("eventCode").asText())
                .setSuccess(item.path("success").asBoolean())
                .setAdditionalData(Map.of(
                        "hmacSignature",
                        item.path("additionalData").path("hmacSignature").asText()));
    }

    Notice read(Event event) {
        JsonNode item;
        try {
            item = JSON.readTree(event.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored event that is no JSON", e);
        }
        boolean success = item.path("success").asBoolean();
        return switch (event.kind()) {
            case "AUTHORISATION" -> ofPayment(success ? What.HELD : What.DECLINED, item, "pspReference");
            case "EXPIRE" -> ofPayment(What.RELEASED, item, "originalReference");
            case "CANCELLATION", "TECHNICAL_CANCEL" ->
                ofPayment(success ? What.RELEASED : What.RELEASE_FAILED, item, "originalReference");
            case "CAPTURE" -> ofMovement(success ? What.CAPTURED : What.CAPTURE_FAILED, item);
            case "CAPTURE_FAILED" -> ofMovement(What.CAPTURE_FAILED, item);
            case "REFUND" -> ofMovement(success ? What.REFUNDED : What.REFUND_FAILED, item);
            case "REFUND_FAILED", "REFUNDED_REVERSED" -> ofMovement(What.REFUND_FAILED, item);
            case "CHARGEBACK", "SECOND_CHARGEBACK" -> ofPayment(What.CHARGED_BACK, item, "originalReference");
            case "CHARGEBACK_REVERSED" -> ofPayment(What.CHARGE_BACK_REVERSED, item, "originalReference");
            default ->
                new Notice(
                        What.NOTHING_WE_NEED,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        event.kind());
        };
    }

    /** Our reference of an authorisation and of its cancellation is the attempt. */
    private static Notice ofPayment(What what, JsonNode item, String referenceName) {
        return new Notice(
                what,
                uuid(item, "merchantReference"),
                Optional.empty(),
                text(item, referenceName),
                Optional.empty(),
                amount(item),
                text(item, "reason").orElse("webhook"));
    }

    /** Our reference of a capture or refund is the operation. */
    private static Notice ofMovement(What what, JsonNode item) {
        return new Notice(
                what,
                Optional.empty(),
                uuid(item, "merchantReference"),
                text(item, "originalReference"),
                text(item, "pspReference"),
                amount(item),
                text(item, "reason").orElse("webhook"));
    }

    private static Optional<String> text(JsonNode item, String name) {
        return Optional.ofNullable(item.path(name).textValue()).filter(text -> !text.isEmpty());
    }

    private static Optional<UUID> uuid(JsonNode item, String name) {
        try {
            return text(item, name).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Money> amount(JsonNode item) {
        JsonNode amount = item.path("amount");
        return amount.path("value").isIntegralNumber()
                ? Optional.of(Money.of(
                        amount.path("value").asLong(), amount.path("currency").asText()))
                : Optional.empty();
    }
}
