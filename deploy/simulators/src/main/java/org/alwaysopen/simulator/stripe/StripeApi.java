package org.alwaysopen.simulator.stripe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.SimulatorSettings;
import org.alwaysopen.simulator.TestCard;
import org.alwaysopen.simulator.http.Api;
import org.alwaysopen.simulator.http.ChallengePage;
import org.alwaysopen.simulator.http.Effect;
import org.alwaysopen.simulator.http.Gate;
import org.alwaysopen.simulator.http.Reply;
import org.alwaysopen.simulator.http.Request;
import org.alwaysopen.simulator.webhook.Webhooks;

/**
 * Stripe's API as far as a shop with manual capture needs it: payment intents, refunds, payment methods, balance
 * transactions, events. Rules and words follow docs.stripe.com/api.
 */
public final class StripeApi implements Api {
    static final String INTENTS = "/v1/payment_intents";
    private static final String CHALLENGES = "/3ds/";
    /** The bank's page, for the shopper: no key, but the intent's secret in the address. */
    private static final String PAGE = "pages.challenge";

    private final SimulatorSettings settings;
    private final Webhooks webhooks;
    private final IntentBook book;
    private final StripeLists lists;
    private final String authorization;
    private volatile URI base = URI.create("");

    public StripeApi(SimulatorSettings settings, Clock clock, Webhooks webhooks) {
        this.settings = settings;
        this.webhooks = webhooks;
        this.book = new IntentBook(clock);
        this.lists = new StripeLists(book, clock);
        this.authorization = "Bearer " + settings.apiKey();
    }

    @Override
    public void servedAt(URI address) {
        this.base = address;
    }

    private record Route(String method, String[] parts, String operation) {
        static Route of(String method, String path, String operation) {
            return new Route(method, path.split("/"), operation);
        }

        boolean fits(String otherMethod, String[] otherParts) {
            if (!method.equals(otherMethod) || parts.length != otherParts.length) {
                return false;
            }
            for (int i = 0; i < parts.length; i++) {
                if (!parts[i].equals("*") && !parts[i].equals(otherParts[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Fixed words before stars: {@code search} is not an id. */
    private static final List<Route> ROUTES = List.of(
            Route.of("POST", "/v1/payment_intents", "payment_intents.create"),
            Route.of("GET", "/v1/payment_intents/search", "payment_intents.search"),
            Route.of("GET", "/v1/payment_intents", "payment_intents.list"),
            Route.of("GET", "/v1/payment_intents/*", "payment_intents.retrieve"),
            Route.of("POST", "/v1/payment_intents/*", "payment_intents.update"),
            Route.of("POST", "/v1/payment_intents/*/confirm", "payment_intents.confirm"),
            Route.of("POST", "/v1/payment_intents/*/capture", "payment_intents.capture"),
            Route.of("POST", "/v1/payment_intents/*/cancel", "payment_intents.cancel"),
            Route.of("POST", "/v1/refunds", "refunds.create"),
            Route.of("GET", "/v1/refunds", "refunds.list"),
            Route.of("GET", "/v1/refunds/*", "refunds.retrieve"),
            Route.of("GET", "/v1/charges/*", "charges.retrieve"),
            Route.of("POST", "/v1/payment_methods", "payment_methods.create"),
            Route.of("GET", "/v1/payment_methods/*", "payment_methods.retrieve"),
            Route.of("GET", "/v1/balance", "balance.retrieve"),
            Route.of("GET", "/v1/balance_transactions", "balance_transactions.list"),
            Route.of("GET", "/v1/balance_transactions/*", "balance_transactions.retrieve"),
            Route.of("GET", "/v1/events", "events.list"),
            Route.of("GET", "/v1/events/*", "events.retrieve"),
            Route.of("GET", "/3ds/*/*", PAGE),
            Route.of("POST", "/3ds/*/*", PAGE));

    @Override
    public Optional<String> operation(Request request) {
        String[] parts = request.path().split("/");
        return ROUTES.stream()
                .filter(route -> route.fits(request.method(), parts))
                .map(Route::operation)
                .findFirst();
    }

    @Override
    public Optional<Reply> refuse(Request request, String operation) {
        boolean known =
                request.header("Authorization").filter(authorization::equals).isPresent();
        if (known || operation.equals(PAGE)) {
            return Optional.empty();
        }
        String message = request.header("Authorization").isPresent()
                ? "Invalid API Key provided"
                : "You did not provide an API key.";
        return Optional.of(StripeError.reply(401, StripeError.error("invalid_request_error", null, message)));
    }

    @Override
    public Reply notFound(Request request) {
        String message = "Unrecognized request URL (" + request.method() + ": " + request.path() + ").";
        return StripeError.reply(404, StripeError.error("invalid_request_error", null, message));
    }

    @Override
    public Effect execute(Request request, String operation) {
        if (operation.equals(PAGE)) {
            return challenge(request);
        }
        try {
            boolean post = request.method().equals("POST");
            Form form = Form.parse(post ? request.bodyText() : request.query());
            String[] parts = request.path().split("/");
            String id = parts.length > 3 ? parts[3] : "";
            String key = request.header("Idempotency-Key").orElse("");
            return post ? change(operation, id, form, key) : Effect.none(question(operation, id, form));
        } catch (StripeError e) {
            return e.isValidation() ? Effect.none(e.reply()) : Effect.remembered(e.reply());
        }
    }

    private Effect challenge(Request request) {
        String[] parts = request.path().split("/");
        Intent intent = book.find(parts[2])
                .filter(found -> found.clientSecret.equals(parts[3]))
                .orElse(null);
        if (intent == null) {
            return Effect.none(notFound(request));
        }
        boolean open = intent.status.equals("requires_action");
        if (!open) {
            return Effect.none(ChallengePage.done(intent.charge != null));
        }
        if (request.method().equals("GET")) {
            return Effect.none(ChallengePage.ask("stripe", intent.amount, intent.currency));
        }
        String returnUrl = intent.returnUrl;
        Effect effect = effect(book.authenticate(intent.id, ChallengePage.recognised(request)), null);
        boolean success = intent.charge != null;
        String query = "payment_intent=" + intent.id + "&payment_intent_client_secret=" + intent.clientSecret
                + "&redirect_status=" + (success ? "succeeded" : "failed");
        Reply back = ChallengePage.back(returnUrl, query, success);
        return new Effect(back, false, effect.changed(), effect.postings(), effect.notices(), null);
    }

    private Effect change(String operation, String id, Form form, String key) {
        switch (operation) {
            case "payment_methods.create" -> {
                return paymentMethod(form);
            }
            case "refunds.create" -> {
                IntentBook.Refunded refunded = book.refund(form, key);
                return effect(refunded.change(), refunded.object());
            }
            default -> {
                IntentBook.Change change = switch (operation) {
                    case "payment_intents.create" -> book.create(form, key);
                    case "payment_intents.update" -> book.update(id, form);
                    case "payment_intents.confirm" -> book.confirm(book.require(id), form, key);
                    case "payment_intents.capture" -> book.capture(id, form, key);
                    case "payment_intents.cancel" -> book.cancel(id, form, key);
                    default -> throw new IllegalStateException("no such operation: " + operation);
                };
                return effect(change, render(change.intent(), form.list("expand")));
            }
        }
    }

    private Effect effect(IntentBook.Change change, ObjectNode object) {
        Reply reply = object == null ? null : change.declined() == null ? json(200, object) : declined(change, object);
        List<Effect.Notice> notices = new ArrayList<>();
        for (IntentBook.Happening happening : change.happenings()) {
            notices.add(notice(happening));
        }
        Fault fault = change.card() == null ? null : change.card().fault();
        return new Effect(reply, true, List.of(change.intent()), change.postings(), notices, fault);
    }

    private Reply declined(IntentBook.Change change, ObjectNode intent) {
        ObjectNode error = StripeJson.decline(change.declined(), change.intent().latestDeclinedCharge);
        error.set("payment_intent", intent);
        error.set("payment_method", StripeJson.paymentMethod(change.triedMethod(), change.intent().created));
        return StripeError.reply(402, error);
    }

    private Effect.Notice notice(IntentBook.Happening happening) {
        String id = book.newId("evt_");
        ObjectNode event = StripeJson.object(id, "event", book.now());
        event.put("api_version", "2026-07-29.dahlia");
        event.putObject("data").set("object", happening.object().apply(this::challengeUrl));
        event.put("pending_webhooks", 1);
        event.putObject("request")
                .putNull("id")
                .put("idempotency_key", happening.key().isEmpty() ? null : happening.key());
        event.put("type", happening.type());
        return new Effect.Notice(id, happening.type(), event);
    }

    private Effect paymentMethod(Form form) {
        String token = form.text("card[token]")
                .orElseThrow(() -> StripeError.invalid(
                        "card[number]",
                        "Card numbers are for the card fields only: send card[token], such as tok_visa."));
        String id = token.startsWith("tok_") ? "pm_card_" + token.substring(4) : token;
        if (TestCard.ofToken(id).isEmpty()) {
            throw StripeError.noSuch("token", "card[token]", token);
        }
        return Effect.remembered(json(200, StripeJson.paymentMethod(id, book.now())));
    }

    private Reply question(String operation, String id, Form form) {
        Function<Intent, ObjectNode> render = intent -> render(intent, form.list("expand"));
        ObjectNode answer = switch (operation) {
            case "payment_intents.retrieve" -> render.apply(book.require(id));
            case "payment_intents.list" -> lists.intents(form, render);
            case "payment_intents.search" -> lists.search(form, render);
            case "refunds.retrieve" -> lists.refund(id);
            case "refunds.list" -> lists.refunds(form);
            case "charges.retrieve" -> lists.charge(id);
            case "payment_methods.retrieve" -> lists.paymentMethod(id);
            case "balance.retrieve" -> lists.balance();
            case "balance_transactions.list" -> lists.ledger(form);
            case "balance_transactions.retrieve" -> lists.ledgerEntry(id);
            case "events.list" -> lists.events(form, webhooks.recent(1000));
            case "events.retrieve" ->
                webhooks.body(id)
                        .map(body -> (ObjectNode) body)
                        .orElseThrow(() -> StripeError.noSuch("event", "id", id));
            default -> throw new IllegalStateException("no such operation: " + operation);
        };
        return json(200, answer);
    }

    private ObjectNode render(Intent intent, List<String> expand) {
        return StripeJson.intent(intent, challengeUrl(intent), expand);
    }

    private String challengeUrl(Intent intent) {
        return base + CHALLENGES + intent.id + "/" + intent.clientSecret;
    }

    static Reply json(int status, JsonNode node) {
        return Reply.json(status, node.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String fingerprint(Request request) {
        String parameters;
        try {
            parameters = Form.parse(request.bodyText()).canonical();
        } catch (StripeError e) {
            parameters = request.bodyText();
        }
        return Gate.fingerprint(request.method() + " " + request.path() + " " + parameters);
    }

    @Override
    public Reply keyInUse(String key) {
        return StripeError.reply(
                409,
                StripeError.error(
                        "idempotency_error",
                        "idempotency_key_in_use",
                        "There is currently another in-progress request using this Idempotent Key (that probably means you"
                                + " submitted twice, and the other request is still going through): " + key
                                + ". Please try again later."));
    }

    @Override
    public Optional<Reply> keyMismatch(String key) {
        return Optional.of(StripeError.reply(
                400,
                StripeError.error(
                        "idempotency_error",
                        null,
                        "Keys for idempotent requests can only be used with the same parameters they were first used with."
                                + " Try using a key other than '" + key
                                + "' if you meant to execute a different request.")));
    }

    @Override
    public Reply replayed(Reply first, String key) {
        return first.with("Idempotent-Replayed", "true").with("Idempotency-Key", key);
    }

    @Override
    public Reply serverError() {
        return StripeError.reply(
                500, StripeError.error("api_error", null, "An unexpected error occurred on our side; we are sorry."));
    }

    @Override
    public Reply unavailable() {
        return StripeError.reply(503, StripeError.error("api_error", null, "The service is not available now."));
    }

    @Override
    public Reply tooMany() {
        return StripeError.reply(
                429, StripeError.error("invalid_request_error", "rate_limit", "Request rate limit exceeded."));
    }

    @Override
    public void reload(JsonNode snapshot) {
        try {
            book.put(Gate.JSON.treeToValue(snapshot, Intent.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the journal holds a payment that cannot be read", e);
        }
    }

    @Override
    public Effect control(String action, JsonNode body) {
        String id = body.path("payment").asText();
        try {
            IntentBook.Change change = switch (action) {
                case "chargeback" -> book.dispute(id);
                case "chargeback-reversal" -> book.disputeWon(id);
                case "expire" -> book.expire(id);
                case "fail-refund" -> book.failRefund(id, body.path("refund").asText());
                case "authenticate" ->
                    book.authenticate(id, body.path("success").asBoolean(true));
                default -> throw new IllegalArgumentException("no such action: " + action);
            };
            return effect(change, render(change.intent(), List.of()));
        } catch (StripeError e) {
            throw new IllegalArgumentException(e.getMessage());
        }
    }

    @Override
    public Signed sign(Effect.Notice notice, Instant at, boolean forged) {
        byte[] body = notice.body().toString().getBytes(StandardCharsets.UTF_8);
        String secret = forged ? settings.webhookSecret() + "?" : settings.webhookSecret();
        String signed = at.getEpochSecond() + "." + new String(body, StandardCharsets.UTF_8);
        String header = "t=" + at.getEpochSecond() + ",v1=" + StripeSignature.hmac(secret, signed);
        return new Signed(Map.of("Stripe-Signature", header), body);
    }

    @Override
    public ObjectNode summary() {
        Map<String, Integer> byStatus = new HashMap<>();
        book.all().forEach(intent -> byStatus.merge(intent.status, 1, Integer::sum));
        ObjectNode node = Gate.JSON.createObjectNode();
        node.set("payment_intents", Gate.JSON.valueToTree(byStatus));
        return node;
    }
}
