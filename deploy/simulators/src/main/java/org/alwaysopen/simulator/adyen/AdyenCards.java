package org.alwaysopen.simulator.adyen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.alwaysopen.simulator.TestCard;

/**
 * Which card a request means: a token in {@code storedPaymentMethodId}, {@code encryptedCard} or
 * {@code encryptedCardNumber}; Adyen's test encryption {@code test_NUMBER}; and, as on Adyen's test platform, a holder
 * name that orders the refusal, such as {@code DECLINED} or {@code CARD_EXPIRED}.
 */
final class AdyenCards {
    private static final List<String> TOKENS =
            List.of("storedPaymentMethodId", "recurringDetailReference", "encryptedCard", "encryptedCardNumber");

    private AdyenCards() {}

    static TestCard of(JsonNode paymentMethod) {
        TestCard ordered = byHolderName(paymentMethod.path("holderName").asText(""));
        if (ordered != null) {
            return ordered;
        }
        for (String name : TOKENS) {
            String token = paymentMethod.path(name).asText("");
            if (!token.isEmpty()) {
                return byToken(token);
            }
        }
        throw AdyenError.validation("14_004", "Missing payment method details");
    }

    private static TestCard byToken(String token) {
        return (token.startsWith("test_")
                        ? TestCard.ofNumber(token.substring("test_".length()))
                        : TestCard.ofToken(token))
                .orElseThrow(() -> AdyenError.validation("800", "Contract not found"));
    }

    /** Adyen's "result codes": the refusal's words in capitals. */
    private static TestCard byHolderName(String name) {
        if (name.equals("DECLINED")) {
            return TestCard.DECLINED;
        }
        return switch (name) {
            case "NOT_ENOUGH_BALANCE" -> TestCard.INSUFFICIENT_FUNDS;
            case "CARD_EXPIRED", "EXPIRED_CARD" -> TestCard.EXPIRED;
            case "BLOCK_CARD", "BLOCKED_CARD" -> TestCard.LOST;
            case "CVC_DECLINED" -> TestCard.INCORRECT_CVC;
            case "FRAUD" -> TestCard.FRAUDULENT;
            default -> null;
        };
    }

    static String method(TestCard card) {
        return switch (card.brand()) {
            case "mastercard" -> "mc";
            case "unionpay" -> "cup";
            default -> card.brand();
        };
    }

    static List<String> methods() {
        return Arrays.stream(TestCard.values())
                .map(AdyenCards::method)
                .distinct()
                .toList();
    }
}
