package org.alwaysopen.payments.processor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tokens for a means of payment, as a checkout hands them on.
 *
 * <p>A token belongs to the processor that gave it. So that a second processor can take over, the payment page has the
 * card fields of each of them give a token, and joins them: {@code stripe=pm_123;adyen=456}. A token without names is
 * each processor's own, to be known by its form.
 */
public final class Tokens {
    private static final Pattern DIGITS = Pattern.compile("(?<![0-9A-Za-z])(?:[0-9][ -]?){13,19}(?![0-9A-Za-z])");

    private Tokens() {}

    /** The part of the token that is this processor's. */
    public static Optional<String> of(String processor, String token) {
        if (!token.contains("=")) {
            return Optional.of(token);
        }
        for (String part : token.split(";")) {
            if (part.startsWith(processor + "=")) {
                return Optional.of(part.substring(processor.length() + 1));
            }
        }
        return Optional.empty();
    }

    /** Whether the text holds what looks like a card number: 13 to 19 digits whose check digit is right (Luhn). */
    public static boolean looksLikeCardNumber(String text) {
        Matcher matcher = DIGITS.matcher(text);
        while (matcher.find()) {
            if (luhn(matcher.group().replaceAll("[ -]", ""))) {
                return true;
            }
        }
        return false;
    }

    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
