package org.alwaysopen.simulator.stripe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.alwaysopen.simulator.TestCard;

/** Stripe's objects as JSON: the members that the SDK's models and a shop read. */
final class StripeJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** In place of a card's name: the shopper failed at the bank's page. */
    static final String AUTHENTICATION_FAILED = "authentication_failed";

    private StripeJson() {}

    /** @param expand Stripe's paths, such as {@code latest_charge.balance_transaction} */
    static ObjectNode intent(Intent intent, String challengeUrl, List<String> expand) {
        ObjectNode node = object(intent.id, "payment_intent", intent.created);
        node.put("amount", intent.amount);
        node.put("amount_capturable", intent.capturable());
        node.put("amount_received", intent.amountReceived);
        node.put("canceled_at", intent.canceledAt);
        node.put("cancellation_reason", intent.cancellationReason);
        node.put("capture_method", intent.captureMethod);
        node.put("client_secret", intent.clientSecret);
        node.put("confirmation_method", "automatic");
        node.put("currency", intent.currency);
        node.put("description", intent.description);
        node.set("last_payment_error", lastError(intent));
        latestCharge(intent, node, expand);
        metadata(node, intent.metadata);
        node.set("next_action", nextAction(intent, challengeUrl));
        if (intent.paymentMethod != null && expand.contains("payment_method")) {
            node.set("payment_method", paymentMethod(intent.paymentMethod, intent.created));
        } else {
            node.put("payment_method", intent.paymentMethod);
        }
        node.putArray("payment_method_types").add("card");
        return node.put("status", intent.status);
    }

    private static void latestCharge(Intent intent, ObjectNode node, List<String> expand) {
        if (intent.charge == null) {
            node.put("latest_charge", intent.latestDeclinedCharge);
        } else if (expand.stream().anyMatch(path -> path.startsWith("latest_charge"))) {
            node.set("latest_charge", charge(intent, expand.contains("latest_charge.balance_transaction")));
        } else {
            node.put("latest_charge", intent.charge.id);
        }
    }

    private static ObjectNode nextAction(Intent intent, String challengeUrl) {
        if (!intent.status.equals("requires_action")) {
            return null;
        }
        ObjectNode action = NODES.objectNode().put("type", "redirect_to_url");
        action.putObject("redirect_to_url").put("url", challengeUrl).put("return_url", intent.returnUrl);
        return action;
    }

    private static ObjectNode lastError(Intent intent) {
        if (intent.lastDecline == null) {
            return null;
        }
        if (intent.lastDecline.equals(AUTHENTICATION_FAILED)) {
            return StripeError.error(
                    "invalid_request_error",
                    "payment_intent_authentication_failure",
                    "The provided PaymentMethod has failed authentication.");
        }
        return decline(TestCard.valueOf(intent.lastDecline), intent.latestDeclinedCharge);
    }

    /** A card error as Stripe words it. */
    static ObjectNode decline(TestCard card, String charge) {
        String message = switch (card.code()) {
            case "expired_card" -> "Your card has expired.";
            case "incorrect_cvc" -> "Your card's security code is incorrect.";
            case "processing_error" -> "An error occurred while processing your card. Try again in a little bit.";
            default ->
                card == TestCard.INSUFFICIENT_FUNDS ? "Your card has insufficient funds." : "Your card was declined.";
        };
        ObjectNode error = StripeError.error("card_error", card.code(), message);
        error.put("decline_code", card.declineCode());
        return error.put("charge", charge);
    }

    static ObjectNode charge(Intent intent, boolean withBalanceTransaction) {
        Intent.Charge charge = intent.charge;
        ObjectNode node = object(charge.id, "charge", charge.created);
        node.put("amount", charge.amount);
        node.put("amount_captured", charge.amountCaptured);
        long released = intent.status.equals("canceled") ? charge.amount : 0;
        node.put("amount_refunded", charge.refunded() + released);
        if (charge.capturedAs == null) {
            node.putNull("balance_transaction");
        } else if (withBalanceTransaction) {
            node.set("balance_transaction", ledger(charge.capturedAs, intent.currency, charge.id));
        } else {
            node.put("balance_transaction", charge.capturedAs.id);
        }
        node.put("captured", charge.captured);
        node.put("currency", intent.currency);
        node.put("disputed", charge.disputed);
        metadata(node, intent.metadata);
        node.putObject("outcome")
                .put("network_status", "approved_by_network")
                .put("type", "authorized")
                .put("seller_message", "Payment complete.");
        node.put("paid", true);
        node.put("payment_intent", intent.id);
        node.put("payment_method", intent.paymentMethod);
        TestCard card = TestCard.valueOf(charge.card);
        ObjectNode details = node.putObject("payment_method_details").put("type", "card");
        details.set("card", card(card));
        node.put("refunded", charge.captured && charge.refunded() == charge.amountCaptured || released > 0);
        return node.put("status", "succeeded");
    }

    static ObjectNode refund(Intent intent, Intent.Refund refund) {
        ObjectNode node = object(refund.id, "refund", refund.created);
        node.remove("livemode");
        node.put("amount", refund.amount);
        node.put("balance_transaction", refund.ledger == null ? null : refund.ledger.id);
        node.put("charge", intent.charge.id);
        node.put("currency", intent.currency);
        metadata(node, refund.metadata);
        node.put("payment_intent", intent.id);
        node.put("reason", refund.reason);
        if (refund.status.equals("failed")) {
            node.put("failure_reason", "expired_or_canceled_card");
        }
        return node.put("status", refund.status);
    }

    static ObjectNode dispute(Intent intent, String id, String status, long created) {
        ObjectNode node = object(id, "dispute", created);
        node.put("amount", intent.charge.amountCaptured);
        node.put("charge", intent.charge.id);
        node.put("currency", intent.currency);
        metadata(node, intent.metadata);
        node.put("payment_intent", intent.id);
        node.put("reason", "fraudulent");
        return node.put("status", status);
    }

    static ObjectNode ledger(Intent.Ledger ledger, String currency, String source) {
        ObjectNode node = NODES.objectNode().put("id", ledger.id).put("object", "balance_transaction");
        node.put("amount", ledger.amount);
        node.put("available_on", ledger.created + 2 * 86400);
        node.put("created", ledger.created);
        node.put("currency", currency);
        node.put("fee", ledger.fee);
        ArrayNode details = node.putArray("fee_details");
        if (ledger.fee != 0) {
            details.addObject()
                    .put("amount", ledger.fee)
                    .put("currency", currency)
                    .put("description", "Stripe processing fees")
                    .put("type", "stripe_fee");
        }
        node.put("net", ledger.amount - ledger.fee);
        node.put("reporting_category", ledger.type);
        node.put("source", source);
        node.put("status", "pending");
        return node.put("type", ledger.type);
    }

    static ObjectNode paymentMethod(String id, long created) {
        ObjectNode node = object(id, "payment_method", created).put("type", "card");
        node.set("card", card(TestCard.ofToken(id).orElse(TestCard.VISA)));
        node.putObject("metadata");
        return node;
    }

    private static ObjectNode card(TestCard card) {
        return NODES.objectNode()
                .put("brand", card.brand())
                .put("country", "US")
                .put("exp_month", 12)
                .put("exp_year", 2034)
                .put("funding", "credit")
                .put("last4", card.last4());
    }

    static ObjectNode list(String url, List<ObjectNode> page, boolean more) {
        ObjectNode node = NODES.objectNode().put("object", "list");
        node.putArray("data").addAll(page);
        return node.put("has_more", more).put("url", url);
    }

    static ObjectNode object(String id, String type, long created) {
        return NODES.objectNode()
                .put("id", id)
                .put("object", type)
                .put("created", created)
                .put("livemode", false);
    }

    private static void metadata(ObjectNode node, Map<String, String> metadata) {
        ObjectNode map = node.putObject("metadata");
        metadata.forEach(map::put);
    }
}
