package org.alwaysopen.simulator.adyen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.TestCard;
import org.alwaysopen.simulator.adyen.AdyenPayment.Status;
import org.alwaysopen.simulator.http.Api;
import org.alwaysopen.simulator.http.ChallengePage;
import org.alwaysopen.simulator.http.Effect;
import org.alwaysopen.simulator.http.Gate;
import org.alwaysopen.simulator.http.Reply;
import org.alwaysopen.simulator.http.Request;

/**
 * Adyen's Checkout API as far as a shop with manual capture needs it: payments, details after 3-D Secure, captures,
 * cancels (also by the shop's reference), refunds, reversals. Any version in the path. Rules and words follow
 * docs.adyen.com.
 */
public final class AdyenApi implements Api {
    /** {@code /v71/payments/PSP/captures}, with or without {@code /checkout} before it. */
    private static final Pattern PATH = Pattern.compile("(?:/checkout)?/v\\d+/(paymentMethods|cancels|payments)"
            + "(?:/(details)|/([A-Z0-9]{16})/(captures|cancels|refunds|reversals))?");

    /** The bank's page, for the shopper: no key, but the payment's secret in the address. */
    private static final String PAGE = "pages.challenge";

    private static final Pattern PAGE_PATH = Pattern.compile("/3ds/([A-Z0-9]{32})");

    private final SimulatorSettings settings;
    private final AdyenBook book;
    private volatile URI base = URI.create("");

    public AdyenApi(SimulatorSettings settings, Clock clock) {
        this.settings = settings;
        this.book = new AdyenBook(clock, settings.merchantAccount());
    }

    @Override
    public void servedAt(URI address) {
        this.base = address;
    }

    @Override
    public Optional<String> operation(Request request) {
        Matcher matcher = PATH.matcher(request.path());
        if (PAGE_PATH.matcher(request.path()).matches()) {
            return Optional.of(PAGE);
        }
        if (!request.method().equals("POST") || !matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group(4) != null) {
            return matcher.group(1).equals("payments") ? Optional.of(matcher.group(4)) : Optional.empty();
        }
        return switch (matcher.group(1)) {
            case "payments" -> Optional.of(matcher.group(2) == null ? "payments" : "payments.details");
            case "cancels" -> Optional.of("cancels.by_reference");
            default -> Optional.of("paymentMethods");
        };
    }

    @Override
    public Optional<Reply> refuse(Request request, String operation) {
        boolean known =
                request.header("X-API-Key").filter(settings.apiKey()::equals).isPresent();
        return known || operation.equals(PAGE)
                ? Optional.empty()
                : Optional.of(AdyenError.reply(401, "000", "security", "HTTP Status Response - Unauthorized"));
    }

    @Override
    public Reply notFound(Request request) {
        return AdyenError.reply(404, "000", "validation", "HTTP Status Response - Not Found");
    }

    @Override
    public Effect execute(Request request, String operation) {
        try {
            if (operation.equals(PAGE)) {
                return challenge(request);
            }
            JsonNode body = body(request);
            String merchant = body.path("merchantAccount").asText("");
            if (!operation.equals("payments.details") && !merchant.equals(settings.merchantAccount())) {
                throw merchant.isEmpty()
                        ? AdyenError.validation("901", "Invalid Merchant Account")
                        : AdyenError.validation("901", "Invalid Merchant Account " + merchant);
            }
            if (operation.equals("paymentMethods")) {
                return Effect.none(json(200, methods()));
            }
            return carriedOut(operation, request.path(), body);
        } catch (AdyenError e) {
            return Effect.none(e.reply());
        }
    }

    private Effect challenge(Request request) {
        String secret = request.path().substring(request.path().lastIndexOf('/') + 1);
        AdyenPayment payment = book.challenged(secret);
        if (request.method().equals("GET")) {
            return Effect.none(ChallengePage.ask("adyen", payment.amount, payment.currency));
        }
        boolean success = ChallengePage.recognised(request);
        AdyenBook.Change change = book.authenticate(secret, success);
        return new Effect(
                ChallengePage.back(payment.returnUrl, "redirectResult=" + secret, success),
                false,
                change.changed,
                change.postings,
                change.notices,
                null);
    }

    private static JsonNode body(Request request) {
        try {
            JsonNode body = Gate.JSON.readTree(request.body());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // told below
        }
        throw AdyenError.validation("702", "Required object 'request' is not provided.");
    }

    private Effect carriedOut(String operation, String path, JsonNode body) {
        Matcher matcher = PATH.matcher(path);
        String psp = matcher.matches() ? matcher.group(3) : null;
        AdyenBook.Change change = switch (operation) {
            case "payments" -> book.pay(body);
            case "payments.details" ->
                book.details(body.path("details").path("redirectResult").asText(""));
            case "captures" -> book.capture(psp, body);
            case "cancels" -> book.cancel(psp, body);
            case "cancels.by_reference" -> book.cancelByReference(body);
            case "refunds" -> book.refund(psp, body);
            case "reversals" -> book.reverse(psp, body);
            default -> throw new IllegalStateException("no such operation: " + operation);
        };
        Reply reply = operation.startsWith("payments")
                ? json(200, payment(change.payment))
                : json(201, received(operation, psp, change, body));
        return effect(change, reply);
    }

    private static Effect effect(AdyenBook.Change change, Reply reply) {
        return new Effect(reply, true, change.changed, change.postings, change.notices, change.card);
    }

    private ObjectNode payment(AdyenPayment payment) {
        ObjectNode node = Gate.JSON.createObjectNode();
        TestCard card = TestCard.valueOf(payment.card);
        if (payment.status == Status.REDIRECTED) {
            node.putObject("action")
                    .put("type", "redirect")
                    .put("method", "GET")
                    .put("paymentMethodType", "scheme")
                    .put("url", base + "/3ds/" + payment.challenge);
            return node.put("resultCode", "RedirectShopper");
        }
        node.put("pspReference", payment.psp);
        node.putObject("additionalData").put("cardSummary", card.last4()).put("paymentMethod", AdyenCards.method(card));
        node.putObject("amount").put("currency", payment.currency).put("value", payment.amount);
        node.put("merchantReference", payment.reference);
        node.putObject("paymentMethod").put("brand", AdyenCards.method(card)).put("type", "scheme");
        if (payment.status == Status.REFUSED) {
            boolean stranger = Boolean.FALSE.equals(payment.authenticated);
            node.put("refusalReason", stranger ? "3D Not Authenticated" : card.adyenReason());
            node.put("refusalReasonCode", stranger ? "11" : card.adyenCode());
            return node.put("resultCode", "Refused");
        }
        return node.put("resultCode", "Authorised");
    }

    private ObjectNode received(String operation, String psp, AdyenBook.Change change, JsonNode body) {
        ObjectNode node = Gate.JSON.createObjectNode().put("merchantAccount", settings.merchantAccount());
        if (psp != null) {
            node.put("paymentPspReference", psp);
        } else {
            node.put("paymentReference", body.path("paymentReference").asText());
        }
        node.put("pspReference", change.psp);
        if (body.has("reference")) {
            node.set("reference", body.path("reference"));
        }
        if (operation.equals("captures") || operation.equals("refunds")) {
            node.set("amount", body.path("amount"));
        }
        return node.put("status", "received");
    }

    private static ObjectNode methods() {
        ObjectNode node = Gate.JSON.createObjectNode();
        ObjectNode cards =
                node.putArray("paymentMethods").addObject().put("name", "Cards").put("type", "scheme");
        AdyenCards.methods().forEach(cards.putArray("brands")::add);
        return node;
    }

    private static Reply json(int status, JsonNode node) {
        return Reply.json(status, node.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String fingerprint(Request request) {
        return Gate.fingerprint(request.path() + " " + request.bodyText());
    }

    @Override
    public Reply keyInUse(String key) {
        return AdyenError.reply(422, "704", "validation", "request already processed or in progress")
                .with("Idempotency-Key", key);
    }

    /** Adyen does not document that it compares requests: the first answer is repeated. */
    @Override
    public Optional<Reply> keyMismatch(String key) {
        return Optional.empty();
    }

    @Override
    public Reply replayed(Reply first, String key) {
        return first.with("Idempotency-Key", key);
    }

    @Override
    public Reply serverError() {
        return AdyenError.reply(500, "905", "internal", "An internal error occurred");
    }

    /** "transient-error: true" says that the same key may be tried again. */
    @Override
    public Reply unavailable() {
        return AdyenError.reply(503, "905_1", "internal", "Could not find an acquirer account now")
                .with("transient-error", "true");
    }

    @Override
    public Reply tooMany() {
        return AdyenError.reply(429, "905_4", "internal", "Too many requests").with("transient-error", "true");
    }

    @Override
    public void reload(JsonNode snapshot) {
        try {
            book.put(Gate.JSON.treeToValue(snapshot, AdyenPayment.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the journal holds a payment that cannot be read", e);
        }
    }

    @Override
    public Effect control(String action, JsonNode body) {
        String psp = body.path("payment").asText();
        try {
            AdyenBook.Change change = switch (action) {
                case "chargeback" -> book.chargeBack(psp);
                case "chargeback-reversal" -> book.reverseChargeBack(psp);
                case "expire" -> book.expire(psp);
                case "authenticate" ->
                    book.authenticate(
                            book.require(psp).challenge, body.path("success").asBoolean(true));
                default -> throw new IllegalArgumentException("no such action: " + action);
            };
            return effect(change, json(200, payment(change.payment)));
        } catch (AdyenError e) {
            throw new IllegalArgumentException(e.getMessage());
        }
    }

    @Override
    public Signed sign(Effect.Notice notice, Instant at, boolean forged) {
        ObjectNode item = notice.body().deepCopy();
        String signature = AdyenSignature.of(item, settings.webhookSecret());
        item.putObject("additionalData").put("hmacSignature", forged ? "AAAA" + signature.substring(4) : signature);
        ObjectNode body = Gate.JSON.createObjectNode().put("live", "false");
        body.putArray("notificationItems").addObject().set("NotificationRequestItem", item);
        return new Signed(Map.of(), body.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public ObjectNode summary() {
        Map<Status, Integer> byStatus = new HashMap<>();
        book.all().forEach(payment -> byStatus.merge(payment.status, 1, Integer::sum));
        ObjectNode node = Gate.JSON.createObjectNode();
        node.set("payments", Gate.JSON.valueToTree(byStatus));
        return node;
    }
}
