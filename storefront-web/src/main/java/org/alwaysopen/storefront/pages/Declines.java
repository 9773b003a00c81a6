package org.alwaysopen.storefront.pages;

/** A processor's words for a refusal, in a shopper's words. */
final class Declines {
    private Declines() {}

    static String words(String reason) {
        return switch (reason == null ? "" : reason) {
            case "insufficient_funds" -> "There is not enough money on it.";
            case "expired_card" -> "It has expired.";
            case "incorrect_cvc" -> "The security code was not right.";
            case "lost_card", "stolen_card", "pickup_card" -> "Please speak with your bank.";
            default -> "Your bank did not say why.";
        };
    }
}
