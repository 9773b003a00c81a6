package org.alwaysopen.storefront.pages;

import org.alwaysopen.payments.Payments;

/** A processor's words for a refusal, in a shopper's words. */
final class Declines {
    private Declines() {}

    static String words(String reason) {
        return switch (reason == null ? "" : reason) {
            case "insufficient_funds" -> "There is not enough money on it.";
            case "expired_card" -> "It has expired.";
            case "incorrect_cvc" -> "The security code was not right.";
            case "lost_card", "stolen_card", "pickup_card" -> "Please speak with your bank.";
            case Payments.TRANSFER_EXPIRED -> "No transfer reached us in time.";
            case "authentication_expired" -> "Your bank waited for you, and you did not come back in time.";
            case "payment_intent_authentication_failure",
                    "authentication_required",
                    "authentication_cancelled",
                    "3d_not_authenticated" -> "Your bank did not recognise you.";
            // Adyen's words
            case "not_enough_balance" -> "There is not enough money on it.";
            case "cvc_declined" -> "The security code was not right.";
            case "blocked_card" -> "Please speak with your bank.";
            default -> "Your bank did not say why.";
        };
    }
}
