package org.alwaysopen.simulator.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.alwaysopen.simulator.ProcessorBooks.Kind;
import org.alwaysopen.simulator.TestCard;
import org.alwaysopen.simulator.http.Effect.Posting;

/**
 * The payments that this Stripe knows, and what may be done with each: the life of a PaymentIntent as
 * docs.stripe.com/payments/paymentintents/lifecycle has it. Ids of charges, refunds and ledger entries are made from the
 * intent's, so that each leads back to its payment. Guarded by the gate's lock.
 */
final class IntentBook {
    /** Stripe's limits for cards: 50 cents, and eight digits. */
    private static final long AMOUNT_MIN = 50;

    private static final long AMOUNT_MAX = 99_999_999;
    /** List price: 2.9 % and 30 cents; the fixed part is a cent amount in every currency here. */
    private static final long FEE_BASIS_POINTS = 290;

    private static final long FEE_FIXED = 30;
    private static final long DISPUTE_FEE = 1500;

    private static final Set<String> CONFIRMABLE =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action");

    /** Something to tell by webhook. @param object drawn with the address of the challenge page */
    record Happening(String type, Function<Function<Intent, String>, ObjectNode> object, String key) {}

    /** @param declined the card that said no, or null. @param card the card that was charged, or null */
    record Change(
            Intent intent,
            List<Posting> postings,
            List<Happening> happenings,
            TestCard declined,
            TestCard card,
            String triedMethod) {
        static Change of(Intent intent) {
            return new Change(intent, new ArrayList<>(), new ArrayList<>(), null, null, null);
        }

        Change with(TestCard otherDeclined, TestCard otherCard, String method) {
            return new Change(intent, postings, happenings, otherDeclined, otherCard, method);
        }
    }

    /** @param object the refund as it is answered: what goes wrong with it later is told by webhook */
    record Refunded(Change change, ObjectNode object) {}

    private final Clock clock;
    private final StripeIds ids = new StripeIds();
    private final Map<String, Intent> intents = new HashMap<>();
    /** In the order of their creation. */
    private final List<Intent> ordered = new ArrayList<>();
    /** Net, by currency; added up at the first question, and kept up from then on. */
    private Map<String, Long> balance;

    IntentBook(Clock clock) {
        this.clock = clock;
    }

    String newId(String prefix) {
        return ids.next(prefix);
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    Collection<Intent> all() {
        return intents.values();
    }

    List<Intent> ordered() {
        return ordered;
    }

    /** Shops ask for it to see whether we are there: it must not cost a walk through all payments each time. */
    Map<String, Long> balance() {
        if (balance == null) {
            balance = new HashMap<>();
            for (Intent intent : ordered) {
                if (intent.charge != null && intent.charge.capturedAs != null) {
                    addToBalance(intent.currency, intent.charge.capturedAs);
                    intent.charge.refunds.forEach(refund -> addToBalance(intent.currency, refund.ledger));
                }
            }
        }
        return balance;
    }

    private void addToBalance(String currency, Intent.Ledger entry) {
        balance.merge(currency, entry.amount - entry.fee, Long::sum);
    }

    /** From the journal: a later snapshot replaces an earlier one. */
    void put(Intent intent) {
        Intent earlier = intents.put(intent.id, intent);
        if (earlier == null) {
            ordered.add(intent);
        } else {
            ordered.set(ordered.lastIndexOf(earlier), intent);
        }
    }

    Optional<Intent> find(String id) {
        return Optional.ofNullable(intents.get(id));
    }

    Intent require(String id) {
        Intent intent = intents.get(id);
        if (intent == null) {
            throw StripeError.noSuch("payment_intent", "intent", id);
        }
        return intent;
    }

    /** The payment that a charge, refund or ledger id was made from. */
    Optional<Intent> behind(String id) {
        int start = id.indexOf('_') + 1;
        return id.length() < start + 24
                ? Optional.empty()
                : Optional.ofNullable(intents.get("pi_" + id.substring(start, start + 24)));
    }

    private static String derived(String prefix, Intent intent, String more) {
        return prefix + intent.id.substring("pi_".length()) + more;
    }

    Change create(Form form, String key) {
        Intent intent = new Intent();
        intent.amount = amount(form);
        intent.currency = currency(form);
        intent.captureMethod = form.text("capture_method").orElse("automatic");
        if (!Set.of("automatic", "automatic_async", "manual").contains(intent.captureMethod)) {
            throw StripeError.invalid(
                    "capture_method", "Invalid capture_method: must be automatic, automatic_async or manual");
        }
        boolean confirm = form.is("confirm");
        Optional<String> method = form.text("payment_method");
        method.ifPresent(IntentBook::requireCard);
        if (confirm && method.isEmpty()) {
            throw StripeError.missing("payment_method");
        }
        intent.id = ids.next("pi_");
        intent.clientSecret = intent.id + "_secret_" + ids.next("").substring(0, 16);
        intent.created = now();
        intent.metadata.putAll(form.map("metadata"));
        intent.description = form.text("description").orElse(null);
        intent.returnUrl = form.text("return_url").orElse(null);
        intent.paymentMethod = method.orElse(null);
        intent.status = method.isPresent() ? "requires_confirmation" : "requires_payment_method";
        put(intent);
        return confirm ? confirm(intent, form, key) : Change.of(intent);
    }

    private static long amount(Form form) {
        long amount = form.number("amount").orElseThrow(() -> StripeError.missing("amount"));
        if (amount < AMOUNT_MIN) {
            throw StripeError.invalid(
                    "amount", "Amount must be at least " + AMOUNT_MIN + " in the smallest unit, got " + amount);
        }
        if (amount > AMOUNT_MAX) {
            throw StripeError.invalid("amount", "Amount must be no more than " + AMOUNT_MAX + ", got " + amount);
        }
        return amount;
    }

    private static String currency(Form form) {
        String currency = form.required("currency").toLowerCase(Locale.ROOT);
        try {
            Currency.getInstance(currency.toUpperCase(Locale.ROOT));
            return currency;
        } catch (IllegalArgumentException e) {
            throw StripeError.invalid("currency", "Invalid currency: " + currency);
        }
    }

    private static TestCard requireCard(String paymentMethod) {
        return TestCard.ofToken(paymentMethod)
                .orElseThrow(() -> StripeError.noSuch("PaymentMethod", "payment_method", paymentMethod));
    }

    Change update(String id, Form form) {
        Intent intent = require(id);
        intent.metadata.putAll(form.map("metadata"));
        form.text("description").ifPresent(text -> intent.description = text);
        if (form.number("amount").isPresent()) {
            if (!CONFIRMABLE.contains(intent.status)) {
                throw unexpected(intent, "This PaymentIntent's amount could not be updated");
            }
            intent.amount = amount(form);
        }
        return Change.of(intent);
    }

    Change confirm(Intent intent, Form form, String key) {
        if (!CONFIRMABLE.contains(intent.status)) {
            throw unexpected(intent, "You cannot confirm this PaymentIntent");
        }
        String method = form.text("payment_method").orElse(intent.paymentMethod);
        if (method == null) {
            throw StripeError.state(
                    "payment_intent_unexpected_state",
                    "You cannot confirm this PaymentIntent because it's missing a payment method.");
        }
        TestCard card = requireCard(method);
        form.text("return_url").ifPresent(url -> intent.returnUrl = url);
        intent.paymentMethod = method;
        if (card.challenges()) {
            intent.status = "requires_action";
            Change change = Change.of(intent).with(null, card, method);
            return told(change, "payment_intent.requires_action", key);
        }
        return charge(Change.of(intent), card, method, key);
    }

    private Change charge(Change begun, TestCard card, String method, String key) {
        Intent intent = begun.intent();
        if (card.declines()) {
            intent.latestDeclinedCharge = derived("ch_", intent, "d");
            intent.lastDecline = card.name();
            intent.status = "requires_payment_method";
            intent.paymentMethod = null;
            post(begun, Kind.DECLINED, intent.latestDeclinedCharge, key, intent.amount, card.declineCode());
            return told(begun.with(card, card, method), "payment_intent.payment_failed", key);
        }
        intent.lastDecline = null;
        intent.charge = new Intent.Charge();
        intent.charge.id = derived("ch_", intent, "");
        intent.charge.amount = intent.amount;
        intent.charge.created = now();
        intent.charge.card = card.name();
        intent.status = "requires_capture";
        Change change = begun.with(null, card, method);
        post(change, Kind.AUTHORISED, intent.charge.id, key, intent.amount, "");
        return intent.captureMethod.equals("manual")
                ? told(change, "payment_intent.amount_capturable_updated", key)
                : take(change, intent.amount, key);
    }

    Change capture(String id, Form form, String key) {
        Intent intent = require(id);
        if (!intent.status.equals("requires_capture")) {
            throw unexpected(intent, "This PaymentIntent could not be captured");
        }
        long amount = form.number("amount_to_capture").orElse(intent.amount);
        if (amount < 1) {
            throw StripeError.invalid("amount_to_capture", "Invalid positive integer: " + amount);
        }
        if (amount > intent.capturable()) {
            throw StripeError.state(
                    "amount_too_large",
                    "The amount to capture, " + amount + ", is greater than the amount that can be captured, "
                            + intent.capturable() + ".");
        }
        intent.metadata.putAll(form.map("metadata"));
        return take(Change.of(intent), amount, key);
    }

    private Change take(Change change, long amount, String key) {
        Intent intent = change.intent();
        Intent.Charge charge = intent.charge;
        charge.captured = true;
        charge.amountCaptured = amount;
        charge.capturedAs = ledger(
                intent, derived("txn_", intent, ""), "charge", amount, amount * FEE_BASIS_POINTS / 10_000 + FEE_FIXED);
        intent.status = "succeeded";
        intent.amountReceived = amount;
        post(change, Kind.CAPTURED, charge.id, key, amount, "");
        post(change, Kind.FEE, charge.capturedAs.id, key, charge.capturedAs.fee, "");
        if (amount < charge.amount) {
            post(change, Kind.RELEASED, charge.id, key, charge.amount - amount, "partial_capture");
        }
        Change done = told(change, "payment_intent.succeeded", key);
        return charge.card.equals(TestCard.CREATE_DISPUTE.name()) ? disputed(done) : done;
    }

    Change cancel(String id, Form form, String key) {
        Intent intent = require(id);
        if (!CONFIRMABLE.contains(intent.status) && !intent.status.equals("requires_capture")) {
            throw unexpected(intent, "You cannot cancel this PaymentIntent");
        }
        return cancelled(intent, form.text("cancellation_reason").orElse(null), key);
    }

    private Change cancelled(Intent intent, String reason, String key) {
        Change change = Change.of(intent);
        long held = intent.capturable();
        intent.status = "canceled";
        intent.canceledAt = now();
        intent.cancellationReason = reason;
        if (held > 0) {
            post(change, Kind.RELEASED, intent.charge.id, key, held, reason == null ? "" : reason);
        }
        return told(change, "payment_intent.canceled", key);
    }

    /** The hold runs out, as it does at Stripe after seven days. */
    Change expire(String id) {
        Intent intent = require(id);
        if (!intent.status.equals("requires_capture")) {
            throw unexpected(intent, "This hold cannot run out");
        }
        return cancelled(intent, "automatic", "");
    }

    Refunded refund(Form form, String key) {
        Intent intent = form.text("payment_intent")
                .map(this::require)
                .or(() -> form.text("charge").flatMap(this::behind))
                .orElseThrow(() -> StripeError.missing("payment_intent"));
        if (intent.charge == null || !intent.charge.captured) {
            throw StripeError.state(
                    null, "This PaymentIntent (" + intent.id + ") does not have a successful charge to refund.");
        }
        if (intent.charge.disputed) {
            throw StripeError.state("charge_disputed", "The charge has been charged back: " + intent.charge.id);
        }
        long left = intent.charge.amountCaptured - intent.charge.refunded();
        long amount = form.number("amount").orElse(left);
        if (left == 0) {
            throw StripeError.state(
                    "charge_already_refunded", "Charge " + intent.charge.id + " has already been refunded.");
        }
        if (amount < 1) {
            throw StripeError.invalid("amount", "Invalid positive integer: " + amount);
        }
        if (amount > left) {
            throw StripeError.state(
                    null, "Refund amount (" + amount + ") is greater than unrefunded amount on charge (" + left + ")");
        }
        return refunded(intent, amount, form, key);
    }

    private Refunded refunded(Intent intent, long amount, Form form, String key) {
        Intent.Refund refund = new Intent.Refund();
        int number = intent.charge.refunds.size() + 1;
        refund.id = derived("re_", intent, "n" + number);
        refund.amount = amount;
        refund.reason = form.text("reason").orElse(null);
        refund.created = now();
        refund.metadata.putAll(form.map("metadata"));
        refund.ledger = ledger(intent, derived("txn_", intent, "n" + number), "refund", -amount, 0);
        intent.charge.refunds.add(refund);
        Change change = Change.of(intent);
        postRefund(change, Kind.REFUNDED, refund, key);
        ObjectNode object = StripeJson.refund(intent, refund);
        change.happenings().add(new Happening("refund.created", url -> object, key));
        if (intent.charge.card.equals(TestCard.REFUND_FAIL.name())) {
            failed(change, refund);
        }
        return new Refunded(change, object);
    }

    Change failRefund(String id, String refundId) {
        Intent intent = require(id);
        Intent.Refund refund = Optional.ofNullable(intent.charge).stream()
                .flatMap(charge -> charge.refunds.stream())
                .filter(r -> r.id.equals(refundId) && !r.status.equals("failed"))
                .findFirst()
                .orElseThrow(() -> StripeError.noSuch("refund", "refund", refundId));
        Change change = Change.of(intent);
        failed(change, refund);
        return change;
    }

    private void failed(Change change, Intent.Refund refund) {
        refund.status = "failed";
        postRefund(change, Kind.REFUND_FAILED, refund, "");
        ObjectNode object = StripeJson.refund(change.intent(), refund);
        change.happenings().add(new Happening("refund.failed", url -> object, ""));
    }

    /** The shopper's bank takes the money back. */
    Change dispute(String id) {
        Intent intent = require(id);
        if (intent.charge == null || !intent.charge.captured || intent.charge.disputed) {
            throw unexpected(intent, "This payment cannot be charged back");
        }
        return disputed(Change.of(intent));
    }

    private Change disputed(Change change) {
        Intent intent = change.intent();
        intent.charge.disputed = true;
        String id = derived("dp_", intent, "");
        post(change, Kind.CHARGED_BACK, id, "", intent.charge.amountCaptured, "fraudulent");
        post(change, Kind.FEE, id, "", DISPUTE_FEE, "dispute");
        ObjectNode object = StripeJson.dispute(intent, id, "needs_response", now());
        change.happenings().add(new Happening("charge.dispute.created", url -> object, ""));
        change.happenings().add(new Happening("charge.dispute.funds_withdrawn", url -> object, ""));
        return change;
    }

    /** The shop has won. */
    Change disputeWon(String id) {
        Intent intent = require(id);
        if (intent.charge == null || !intent.charge.disputed) {
            throw unexpected(intent, "This payment is not charged back");
        }
        intent.charge.disputed = false;
        Change change = Change.of(intent);
        String dispute = derived("dp_", intent, "");
        post(change, Kind.CHARGEBACK_REVERSED, dispute, "", intent.charge.amountCaptured, "won");
        ObjectNode object = StripeJson.dispute(intent, dispute, "won", now());
        change.happenings().add(new Happening("charge.dispute.funds_reinstated", url -> object, ""));
        change.happenings().add(new Happening("charge.dispute.closed", url -> object, ""));
        return change;
    }

    /** The shopper has been at the bank's page. */
    Change authenticate(String id, boolean success) {
        Intent intent = require(id);
        if (!intent.status.equals("requires_action")) {
            throw unexpected(intent, "There is nothing to authenticate");
        }
        String method = intent.paymentMethod;
        TestCard card = requireCard(method);
        if (success) {
            return charge(Change.of(intent), card.afterChallenge(), method, "").with(null, null, method);
        }
        intent.status = "requires_payment_method";
        intent.lastDecline = StripeJson.AUTHENTICATION_FAILED;
        intent.paymentMethod = null;
        Change change = Change.of(intent);
        post(change, Kind.DECLINED, intent.id, "", intent.amount, "authentication_failure");
        return told(change, "payment_intent.payment_failed", "");
    }

    private StripeError unexpected(Intent intent, String cannot) {
        return StripeError.state(
                "payment_intent_unexpected_state", cannot + " because it has a status of " + intent.status + ".");
    }

    private Intent.Ledger ledger(Intent intent, String id, String type, long amount, long fee) {
        Intent.Ledger ledger = new Intent.Ledger();
        ledger.id = id;
        ledger.type = type;
        ledger.amount = amount;
        ledger.fee = fee;
        ledger.created = now();
        if (balance != null) {
            addToBalance(intent.currency, ledger);
        }
        return ledger;
    }

    /** Drawn at once: the event tells how it was then. */
    private Change told(Change change, String type, String key) {
        change.happenings()
                .add(new Happening(
                        type, url -> StripeJson.intent(change.intent(), url.apply(change.intent()), List.of()), key));
        return change;
    }

    private void post(Change change, Kind kind, String movement, String key, long amount, String reason) {
        Intent intent = change.intent();
        String operation = intent.metadata.getOrDefault("operation_id", key);
        change.postings().add(posting(intent, kind, movement, operation, amount, reason));
    }

    private void postRefund(Change change, Kind kind, Intent.Refund refund, String key) {
        String operation = refund.metadata.getOrDefault("operation_id", key);
        String reason = refund.reason == null ? "" : refund.reason;
        change.postings().add(posting(change.intent(), kind, refund.id, operation, refund.amount, reason));
    }

    private static Posting posting(
            Intent intent, Kind kind, String movement, String operation, long amount, String reason) {
        return new Posting(
                kind,
                intent.id,
                reference(intent.metadata),
                movement,
                operation,
                amount,
                intent.currency.toUpperCase(Locale.ROOT),
                reason,
                Map.copyOf(intent.metadata));
    }

    private static String reference(Map<String, String> metadata) {
        for (String name : List.of("reference", "attempt_id", "payment_id", "order_id")) {
            if (metadata.containsKey(name)) {
                return metadata.get(name);
            }
        }
        return "";
    }
}
