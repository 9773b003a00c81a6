package org.alwaysopen.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * How a simulator is set up.
 *
 * @param port            of the API; 0 for any free one
 * @param controlPort     of the control API alone, which stays open while the API's port is closed; 0 for any free one
 * @param journal         the file of its books; created when missing, continued when there
 * @param webhookUrls     addresses of ONE receiver, such as one per region: tried in turn until one answers 2xx; empty for
 *                        no webhooks
 * @param apiKey          what callers must show (Stripe: {@code Authorization: Bearer}; Adyen: {@code X-API-Key})
 * @param webhookSecret   Stripe: {@code whsec_...}; Adyen: the HMAC key, hexadecimal
 * @param merchantAccount Adyen only
 * @param shopOrigins     origins whose pages may embed the card fields and get tokens, such as
 *                        {@code http://127.0.0.1:8080}; any loopback origin when empty
 */
public record SimulatorSettings(
        int port,
        int controlPort,
        Path journal,
        List<URI> webhookUrls,
        String apiKey,
        String webhookSecret,
        String merchantAccount,
        List<String> shopOrigins) {

    /** Free ports, and secrets that are good for tests only. */
    public static SimulatorSettings forTests(Path journal, URI... webhookUrls) {
        return new SimulatorSettings(
                0, 0, journal, List.of(webhookUrls), TEST_API_KEY, TEST_WEBHOOK_SECRET, TEST_MERCHANT, List.of());
    }

    public static final String TEST_API_KEY = "sk_test_simulator";
    /** Hexadecimal, so that it serves as Adyen's HMAC key too. */
    public static final String TEST_WEBHOOK_SECRET = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";

    public static final String TEST_MERCHANT = "AlwaysOpenShop";

    public SimulatorSettings withPorts(int newPort, int newControlPort) {
        return new SimulatorSettings(
                newPort, newControlPort, journal, webhookUrls, apiKey, webhookSecret, merchantAccount, shopOrigins);
    }

    @Override
    public String toString() {
        return "port " + port + ", journal " + journal + ", webhooks to " + webhookUrls + " (secrets hidden)";
    }
}
