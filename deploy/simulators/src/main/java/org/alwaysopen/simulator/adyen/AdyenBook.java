package org.alwaysopen.simulator.adyen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.ProcessorBooks.Kind;
import org.alwaysopen.simulator.TestCard;
import org.alwaysopen.simulator.adyen.AdyenPayment.Status;
import org.alwaysopen.simulator.http.Effect;
import org.alwaysopen.simulator.http.Gate;

/**
 * The payments that this Adyen knows, and what may be done with each. A modification is always "received"; whether it
 * came to anything is told by webhook, as docs.adyen.com/online-payments/capture and its neighbours have it. A partial
 * capture ends the rest of the hold: several captures of one payment need an agreement with Adyen. Guarded by the gate's
 * lock.
 */
final class AdyenBook {
    private static final int PSP_LENGTH = 16;
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789";
    /** A blended rate: 3 % and 13 cents; interchange++ would need a bank. */
    private static final long FEE_BASIS_POINTS = 300;

    private static final long FEE_FIXED = 13;
    private static final long CHARGEBACK_FEE = 750;

    /** The changes of one request, collected. */
    static final class Change {
        final List<AdyenPayment> changed = new ArrayList<>();
        final List<Effect.Posting> postings = new ArrayList<>();
        final List<Effect.Notice> notices = new ArrayList<>();
        Fault card;
        /** The payment's or modification's id. */
        String psp;

        AdyenPayment payment;
    }

    private final Clock clock;
    private final String merchant;
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private final Map<String, AdyenPayment> payments = new HashMap<>();
    /** For cancels by the shop's reference, which need not be unique. */
    private final Map<String, List<String>> byReference = new HashMap<>();
    /** The payments whose shoppers are at the bank's page, by the challenge. */
    private final Map<String, String> challenges = new HashMap<>();

    AdyenBook(Clock clock, String merchant) {
        this.clock = clock;
        this.merchant = merchant;
    }

    Collection<AdyenPayment> all() {
        return payments.values();
    }

    /** From the journal: a later snapshot replaces an earlier one. */
    void put(AdyenPayment payment) {
        if (payments.put(payment.psp, payment) == null) {
            byReference
                    .computeIfAbsent(payment.reference, r -> new ArrayList<>(1))
                    .add(payment.psp);
        }
        if (payment.status == Status.REDIRECTED) {
            challenges.put(payment.challenge, payment.psp);
        }
    }

    AdyenPayment require(String psp) {
        AdyenPayment payment = payments.get(psp);
        if (payment == null) {
            throw AdyenError.validation("167", "Original pspReference required for this operation");
        }
        return payment;
    }

    AdyenPayment challenged(String challenge) {
        String psp = challenges.get(challenge);
        if (psp == null) {
            throw AdyenError.validation("14_0422", "The redirectResult is not valid or was used already");
        }
        return payments.get(psp);
    }

    Change pay(JsonNode request) {
        AdyenPayment payment = new AdyenPayment();
        payment.reference = required(request, "reference", "130", "Reference Missing");
        payment.amount = value(request.path("amount"));
        payment.currency = currency(request.path("amount"));
        TestCard card = AdyenCards.of(request.path("paymentMethod"));
        payment.card = card.name();
        payment.manualCapture =
                request.path("additionalData").path("manualCapture").asText("").equals("true");
        payment.returnUrl = request.path("returnUrl").asText("");
        request.path("metadata")
                .properties()
                .forEach(e -> payment.metadata.put(e.getKey(), e.getValue().asText()));
        payment.psp = nextPsp();
        Change change = begin(payment);
        change.psp = payment.psp;
        if (card.challenges()) {
            payment.status = Status.REDIRECTED;
            payment.challenge = nextPsp() + nextPsp();
            put(payment);
            return change;
        }
        put(payment);
        authorise(change, payment, card);
        change.card = card.fault();
        return change;
    }

    private Change begin(AdyenPayment payment) {
        Change change = new Change();
        change.payment = payment;
        change.changed.add(payment);
        return change;
    }

    private void authorise(Change change, AdyenPayment payment, TestCard card) {
        boolean yes = !card.declines();
        payment.card = card.name();
        payment.status = yes ? Status.AUTHORISED : Status.REFUSED;
        Kind kind = yes ? Kind.AUTHORISED : Kind.DECLINED;
        post(change, payment, kind, payment.psp, payment.reference, payment.amount, yes ? "" : card.adyenReason());
        tell(
                change,
                payment,
                "AUTHORISATION",
                payment.psp,
                null,
                payment.reference,
                payment.amount,
                yes,
                yes ? "" : card.adyenReason());
        if (yes && !payment.manualCapture) {
            take(change, payment, payment.psp, payment.reference, payment.amount);
        }
    }

    /** The shop brings back what the bank's page gave the shopper. */
    Change details(String redirectResult) {
        AdyenPayment payment = challenged(redirectResult);
        Change change = begin(payment);
        change.psp = payment.psp;
        if (payment.authenticated == null) {
            throw AdyenError.validation("14_0422", "The shopper has not been at the redirect page yet");
        }
        challenges.remove(redirectResult);
        if (payment.authenticated) {
            authorise(change, payment, TestCard.valueOf(payment.card).afterChallenge());
        } else {
            payment.status = Status.REFUSED;
            post(
                    change,
                    payment,
                    Kind.DECLINED,
                    payment.psp,
                    payment.reference,
                    payment.amount,
                    "3D Not Authenticated");
            tell(
                    change,
                    payment,
                    "AUTHORISATION",
                    payment.psp,
                    null,
                    payment.reference,
                    payment.amount,
                    false,
                    "3D Not Authenticated");
        }
        return change;
    }

    /** The shopper has answered the bank. */
    Change authenticate(String challenge, boolean success) {
        AdyenPayment payment = challenged(challenge);
        payment.authenticated = success;
        return begin(payment);
    }

    Change capture(String psp, JsonNode request) {
        AdyenPayment payment = require(psp);
        long amount = value(request.path("amount"));
        requireCurrency(payment, request);
        Change change = modification(payment);
        String reference = request.path("reference").asText(payment.reference);
        if (payment.status == Status.AUTHORISED && amount <= payment.amount) {
            take(change, payment, change.psp, reference, amount);
            tell(change, payment, "CAPTURE", change.psp, psp, reference, amount, true, "");
        } else {
            tell(
                    change,
                    payment,
                    "CAPTURE",
                    change.psp,
                    psp,
                    reference,
                    amount,
                    false,
                    "Insufficient balance on payment");
        }
        return change;
    }

    private void take(Change change, AdyenPayment payment, String movement, String reference, long amount) {
        payment.status = Status.CAPTURED;
        payment.captured = amount;
        long fee = amount * FEE_BASIS_POINTS / 10_000 + FEE_FIXED;
        post(change, payment, Kind.CAPTURED, movement, reference, amount, "");
        post(change, payment, Kind.FEE, movement, reference, fee, "");
        if (amount < payment.amount) {
            post(change, payment, Kind.RELEASED, movement, reference, payment.amount - amount, "partial_capture");
        }
        if (payment.card.equals(TestCard.CREATE_DISPUTE.name())) {
            chargeBack(change, payment);
        }
    }

    private Change modification(AdyenPayment payment) {
        Change change = begin(payment);
        change.psp = nextPsp();
        return change;
    }

    Change cancel(String psp, JsonNode request) {
        AdyenPayment payment = require(psp);
        Change change = modification(payment);
        String reference = request.path("reference").asText(payment.reference);
        boolean yes = release(change, payment, change.psp, reference);
        tell(
                change,
                payment,
                "CANCELLATION",
                change.psp,
                psp,
                reference,
                payment.amount,
                yes,
                yes ? "" : "Transaction not cancellable");
        return change;
    }

    private boolean release(Change change, AdyenPayment payment, String movement, String reference) {
        if (payment.status == Status.REDIRECTED) {
            payment.status = Status.CANCELLED;
            challenges.remove(payment.challenge);
            return true;
        }
        if (payment.status != Status.AUTHORISED) {
            return payment.status == Status.CANCELLED;
        }
        payment.status = Status.CANCELLED;
        post(change, payment, Kind.RELEASED, movement, reference, payment.amount, "cancel");
        return true;
    }

    /** Cancels whatever is held under the shop's reference: made for answers that got lost. */
    Change cancelByReference(JsonNode request) {
        String wanted = required(request, "paymentReference", "130", "Reference Missing");
        String reference = request.path("reference").asText(wanted);
        Change change = new Change();
        change.psp = nextPsp();
        for (String psp : byReference.getOrDefault(wanted, List.of())) {
            AdyenPayment payment = payments.get(psp);
            if (payment.status == Status.AUTHORISED || payment.status == Status.REDIRECTED) {
                change.changed.add(payment);
                release(change, payment, change.psp, reference);
                tell(change, payment, "TECHNICAL_CANCEL", change.psp, psp, reference, payment.amount, true, "");
            }
        }
        if (change.changed.isEmpty()) {
            AdyenPayment nobody = new AdyenPayment();
            nobody.currency = "EUR";
            tell(change, nobody, "TECHNICAL_CANCEL", change.psp, null, reference, 0, false, "Nothing to cancel");
        }
        return change;
    }

    Change refund(String psp, JsonNode request) {
        AdyenPayment payment = require(psp);
        long amount = value(request.path("amount"));
        requireCurrency(payment, request);
        Change change = modification(payment);
        String reference = request.path("reference").asText(payment.reference);
        boolean yes = amount <= payment.captured - payment.refunded && !payment.chargedBack;
        if (yes) {
            giveBack(change, payment, change.psp, reference, amount);
        }
        tell(
                change,
                payment,
                "REFUND",
                change.psp,
                psp,
                reference,
                amount,
                yes,
                yes ? "" : "Insufficient balance on payment");
        if (yes && payment.card.equals(TestCard.REFUND_FAIL.name())) {
            failRefund(change, payment, change.psp, reference, amount);
        }
        return change;
    }

    private void giveBack(Change change, AdyenPayment payment, String movement, String reference, long amount) {
        payment.refunded += amount;
        post(change, payment, Kind.REFUNDED, movement, reference, amount, "");
    }

    private void failRefund(Change change, AdyenPayment payment, String movement, String reference, long amount) {
        payment.refunded -= amount;
        post(change, payment, Kind.REFUND_FAILED, movement, reference, amount, "");
        tell(
                change,
                payment,
                "REFUND_FAILED",
                movement,
                payment.psp,
                reference,
                amount,
                true,
                "Refund refused by the bank");
    }

    /** Cancels what is held, gives back what was taken. */
    Change reverse(String psp, JsonNode request) {
        AdyenPayment payment = require(psp);
        Change change = modification(payment);
        String reference = request.path("reference").asText(payment.reference);
        long left = payment.captured - payment.refunded;
        boolean yes = payment.status == Status.CAPTURED
                ? left > 0 && !payment.chargedBack
                : release(change, payment, change.psp, reference);
        if (yes && payment.status == Status.CAPTURED) {
            giveBack(change, payment, change.psp, reference, left);
        }
        tell(change, payment, "CANCEL_OR_REFUND", change.psp, psp, reference, payment.amount, yes, "");
        return change;
    }

    /** The shopper's bank takes the money back. */
    Change chargeBack(String psp) {
        AdyenPayment payment = require(psp);
        if (payment.status != Status.CAPTURED || payment.chargedBack) {
            throw AdyenError.validation("0", "This payment cannot be charged back");
        }
        Change change = modification(payment);
        chargeBack(change, payment);
        return change;
    }

    private void chargeBack(Change change, AdyenPayment payment) {
        payment.chargedBack = true;
        String movement = nextPsp();
        post(change, payment, Kind.CHARGED_BACK, movement, payment.reference, payment.captured, "10.4 Other Fraud");
        post(change, payment, Kind.FEE, movement, payment.reference, CHARGEBACK_FEE, "chargeback");
        tell(
                change,
                payment,
                "CHARGEBACK",
                movement,
                payment.psp,
                payment.reference,
                payment.captured,
                true,
                "10.4 Other Fraud");
    }

    /** The shop has won. */
    Change reverseChargeBack(String psp) {
        AdyenPayment payment = require(psp);
        if (!payment.chargedBack) {
            throw AdyenError.validation("0", "This payment is not charged back");
        }
        payment.chargedBack = false;
        Change change = modification(payment);
        post(change, payment, Kind.CHARGEBACK_REVERSED, change.psp, payment.reference, payment.captured, "won");
        tell(change, payment, "CHARGEBACK_REVERSED", change.psp, psp, payment.reference, payment.captured, true, "");
        return change;
    }

    /** The hold runs out at the shopper's bank. */
    Change expire(String psp) {
        AdyenPayment payment = require(psp);
        if (payment.status != Status.AUTHORISED) {
            throw AdyenError.validation("0", "Nothing is held");
        }
        Change change = modification(payment);
        release(change, payment, change.psp, payment.reference);
        tell(change, payment, "EXPIRE", change.psp, psp, payment.reference, payment.amount, true, "");
        return change;
    }

    private static long value(JsonNode amount) {
        if (!amount.path("value").isIntegralNumber() || amount.path("value").asLong() < 1) {
            throw AdyenError.validation("137", "Invalid amount specified");
        }
        return amount.path("value").asLong();
    }

    private static String currency(JsonNode amount) {
        try {
            return Currency.getInstance(amount.path("currency").asText()).getCurrencyCode();
        } catch (IllegalArgumentException e) {
            throw AdyenError.validation("138", "Unsupported currency specified");
        }
    }

    private static void requireCurrency(AdyenPayment payment, JsonNode request) {
        if (!payment.currency.equals(currency(request.path("amount")))) {
            throw AdyenError.validation("138", "The currency is not the payment's");
        }
    }

    private static String required(JsonNode request, String name, String code, String message) {
        String text = request.path(name).asText("");
        if (text.isEmpty()) {
            throw AdyenError.validation(code, message);
        }
        return text;
    }

    private String nextPsp() {
        StringBuilder psp = new StringBuilder(PSP_LENGTH);
        for (int i = 0; i < PSP_LENGTH; i++) {
            psp.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return psp.toString();
    }

    private void post(
            Change change,
            AdyenPayment payment,
            Kind kind,
            String movement,
            String reference,
            long amount,
            String reason) {
        change.postings.add(new Effect.Posting(
                kind,
                payment.psp,
                payment.reference,
                movement,
                reference,
                amount,
                payment.currency,
                reason,
                Map.copyOf(payment.metadata)));
    }

    private void tell(
            Change change,
            AdyenPayment payment,
            String code,
            String psp,
            String original,
            String reference,
            long amount,
            boolean success,
            String reason) {
        ObjectNode item = Gate.JSON.createObjectNode();
        item.putObject("amount").put("currency", payment.currency).put("value", amount);
        item.put("eventCode", code);
        item.put(
                "eventDate",
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.ofHours(1))));
        item.put("merchantAccountCode", merchant);
        item.put("merchantReference", reference);
        if (original != null) {
            item.put("originalReference", original);
        }
        if (payment.card != null) {
            item.put("paymentMethod", AdyenCards.method(TestCard.valueOf(payment.card)));
        }
        item.put("pspReference", psp);
        item.put("reason", reason);
        item.put("success", String.valueOf(success));
        change.notices.add(new Effect.Notice(code + ":" + psp + (original == null ? "" : ":" + original), code, item));
    }
}
