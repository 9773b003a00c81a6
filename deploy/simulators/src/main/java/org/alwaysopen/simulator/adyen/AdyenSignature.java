package org.alwaysopen.simulator.adyen;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Adyen's notification signature: HMAC-SHA256 over eight members of the item, Base64; the key is hexadecimal. */
final class AdyenSignature {
    private AdyenSignature() {}

    static String of(JsonNode item, String hexKey) {
        String text = String.join(
                ":",
                item.path("pspReference").asText(),
                item.path("originalReference").asText(""),
                item.path("merchantAccountCode").asText(),
                item.path("merchantReference").asText(""),
                item.path("amount").path("value").asText(),
                item.path("amount").path("currency").asText(),
                item.path("eventCode").asText(),
                item.path("success").asText());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(hexKey), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
