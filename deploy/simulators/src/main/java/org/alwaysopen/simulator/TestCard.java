package org.alwaysopen.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The processors' published test cards, and fault cards of our own. One table for both processors, so that a token that
 * was made for one of them can be tried at the other, as a card vault or a network token allows in production.
 *
 * <p>A token is {@code pm_card_NAME} (Stripe's test payment methods; {@code pm_card_visa_NAME} for declines is the same),
 * or one that the card fields gave out: {@code pm_RANDOM_NAME}. Numbers are the published ones and serve the card fields
 * alone; the only thing kept of a number is which of these cards it is.
 */
public enum TestCard {
    VISA("visa", "visa", "4242", "4242424242424242"),
    VISA_DEBIT("visa_debit", "visa", "5556", "4000056655665556"),
    MASTERCARD("mastercard", "mastercard", "4444", "5555555555554444"),
    MASTERCARD_DEBIT("mastercard_debit", "mastercard", "8210", "5200828282828210"),
    MASTERCARD_PREPAID("mastercard_prepaid", "mastercard", "5100", "5105105105105100"),
    AMEX("amex", "amex", "0005", "378282246310005"),
    DISCOVER("discover", "discover", "1117", "6011111111111117"),
    DINERS("diners", "diners", "0004", "3056930009020004"),
    JCB("jcb", "jcb", "0505", "3566002020360505"),
    UNIONPAY("unionpay", "unionpay", "0005", "6200000000000005"),
    /** Adyen's usual approving Visa and Mastercard. */
    ADYEN_VISA("adyen_visa", "visa", "1111", "4111111111111111"),
    ADYEN_MASTERCARD("adyen_mastercard", "mastercard", "5454", "5454545454545454"),

    DECLINED("chargeDeclined", "0002", "4000000000000002", "card_declined", "generic_decline", "2", "Refused"),
    INSUFFICIENT_FUNDS(
            "chargeDeclinedInsufficientFunds",
            "9995",
            "4000000000009995",
            "card_declined",
            "insufficient_funds",
            "12",
            "Not enough balance"),
    LOST("chargeDeclinedLostCard", "9987", "4000000000009987", "card_declined", "lost_card", "5", "Blocked Card"),
    STOLEN("chargeDeclinedStolenCard", "9979", "4000000000009979", "card_declined", "stolen_card", "5", "Blocked Card"),
    EXPIRED(
            "chargeDeclinedExpiredCard",
            "0069",
            "4000000000000069",
            "expired_card",
            "expired_card",
            "6",
            "Expired Card"),
    INCORRECT_CVC(
            "chargeDeclinedIncorrectCvc",
            "0127",
            "4000000000000127",
            "incorrect_cvc",
            "incorrect_cvc",
            "24",
            "CVC Declined"),
    PROCESSING_ERROR(
            "chargeDeclinedProcessingError",
            "0119",
            "4000000000000119",
            "processing_error",
            "processing_error",
            "4",
            "Acquirer Error"),
    VELOCITY(
            "chargeDeclinedVelocityLimitExceeded",
            "6975",
            "4000000000006975",
            "card_declined",
            "card_velocity_exceeded",
            "22",
            "Withdrawal count exceeded"),
    FRAUDULENT("chargeDeclinedFraudulent", "0019", "4100000000000019", "card_declined", "fraudulent", "20", "FRAUD"),
    RADAR_BLOCK(
            "radarBlock", "4954", "4000000000004954", "card_declined", "fraudulent", "31", "Issuer Suspected Fraud"),

    THREE_DS_REQUIRED("threeDSecure2Required", "3220", "4000000000003220", Challenge.THEN_APPROVED),
    AUTHENTICATION_REQUIRED("authenticationRequired", "3184", "4000002760003184", Challenge.THEN_APPROVED),
    AUTHENTICATION_REQUIRED_ON_SETUP(
            "authenticationRequiredOnSetup", "3155", "4000002500003155", Challenge.THEN_APPROVED),
    AUTHENTICATION_THEN_NO_FUNDS(
            "authenticationRequiredChargeDeclinedInsufficientFunds",
            "3178",
            "4000008260003178",
            Challenge.THEN_NO_FUNDS),

    /** Approves; a chargeback for fraud follows the capture at once. */
    CREATE_DISPUTE("createDispute", "visa", "0259", "4000000000000259"),
    /** Approves; a refund fails later. */
    REFUND_FAIL("refundFail", "visa", "5126", "4000000000005126"),

    /** Ours: approves, and the answer comes 3 s late. */
    SLOW("faultSlow", Fault.LATE),
    /** Ours: the money is held or taken, and the answer never comes. */
    TIMEOUT_AFTER("faultTimeoutAfter", Fault.TIMEOUT_AFTER),
    /** Ours: the money is held or taken, and the answer is 500. */
    ERROR_AFTER("faultErrorAfter", Fault.ERROR_AFTER),
    /** Ours: the money is held or taken, and the connection is reset. */
    RESET_AFTER("faultResetAfter", Fault.RESET_AFTER),
    /** Ours: the money is held or taken, and the answer is half a body. */
    MALFORMED("faultMalformed", Fault.MALFORMED);

    private enum Challenge {
        NONE,
        THEN_APPROVED,
        THEN_NO_FUNDS
    }

    private final String name;
    private final String brand;
    private final String last4;
    private final String number;
    private final String code;
    private final String declineCode;
    private final String adyenCode;
    private final String adyenReason;
    private final Challenge challenge;
    private final Fault fault;

    TestCard(String name, String brand, String last4, String number) {
        this(name, brand, last4, number, null, null, null, null, Challenge.NONE, null);
    }

    TestCard(
            String name,
            String last4,
            String number,
            String code,
            String declineCode,
            String adyenCode,
            String adyenReason) {
        this(name, "visa", last4, number, code, declineCode, adyenCode, adyenReason, Challenge.NONE, null);
    }

    TestCard(String name, String last4, String number, Challenge challenge) {
        this(name, "visa", last4, number, null, null, null, null, challenge, null);
    }

    TestCard(String name, Fault fault) {
        this(name, "visa", "4242", null, null, null, null, null, Challenge.NONE, fault);
    }

    TestCard(
            String name,
            String brand,
            String last4,
            String number,
            String code,
            String declineCode,
            String adyenCode,
            String adyenReason,
            Challenge challenge,
            Fault fault) {
        this.name = name;
        this.brand = brand;
        this.last4 = last4;
        this.number = number;
        this.code = code;
        this.declineCode = declineCode;
        this.adyenCode = adyenCode;
        this.adyenReason = adyenReason;
        this.challenge = challenge;
        this.fault = fault;
    }

    /** The card that a token stands for. Names compare without case. */
    public static Optional<TestCard> ofToken(String token) {
        String lower = token.toLowerCase(Locale.ROOT);
        if (lower.startsWith("pm_card_")) {
            String name = lower.substring("pm_card_".length());
            Optional<TestCard> exact = named(name);
            return exact.isPresent() || !name.startsWith("visa_") ? exact : named(name.substring("visa_".length()));
        }
        if (lower.startsWith("pm_") && lower.indexOf('_', 3) > 0) {
            return named(lower.substring(lower.indexOf('_', 3) + 1));
        }
        return Optional.empty();
    }

    private static Optional<TestCard> named(String lowerCaseName) {
        return Arrays.stream(values())
                .filter(card -> card.name.toLowerCase(Locale.ROOT).equals(lowerCaseName))
                .findFirst();
    }

    /** The card with this published number; empty for any other number. */
    public static Optional<TestCard> ofNumber(String digits) {
        return Arrays.stream(values())
                .filter(card -> digits.equals(card.number))
                .findFirst();
    }

    public String tokenName() {
        return name;
    }

    public String brand() {
        return brand;
    }

    public String last4() {
        return last4;
    }

    /** Stripe's error code, such as {@code card_declined}; null when the card approves. */
    public String code() {
        return code;
    }

    public String declineCode() {
        return declineCode;
    }

    /** Adyen's refusal reason code; null when the card approves. */
    public String adyenCode() {
        return adyenCode;
    }

    public String adyenReason() {
        return adyenReason;
    }

    public boolean declines() {
        return code != null;
    }

    /** Whether the shopper's bank wants to see the shopper first (3-D Secure). */
    public boolean challenges() {
        return challenge != Challenge.NONE;
    }

    /** What the bank says once the shopper was seen: this card, or one that declines. */
    public TestCard afterChallenge() {
        return challenge == Challenge.THEN_NO_FUNDS ? INSUFFICIENT_FUNDS : VISA;
    }

    /** What goes wrong when this card is charged, or null. */
    public Fault fault() {
        return fault;
    }
}
