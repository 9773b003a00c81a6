package org.alwaysopen.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.StreamSupport;
import org.alwaysopen.platform.Region;
import org.junit.jupiter.api.Test;

/** Goal: all regions import the same realm, but for whose cookie key is the active one. */
class RealmFileTest {
    private static final Region AWS = new Region("aws-us-east-1");
    private static final Region GCP = new Region("gcp-us-central1");
    private final RealmKeys keys = RealmKeys.generate(List.of(AWS, GCP), new SecureRandom());

    @Test
    void aRegionSignsWithItsOwnKeyAndKnowsTheOthers() throws Exception {
        assertThat(activeCookieKeys(realm(AWS)))
                .containsExactly(keys.cookieKeys().get(AWS.name()).kid());
        assertThat(activeCookieKeys(realm(GCP)))
                .containsExactly(keys.cookieKeys().get(GCP.name()).kid());
        assertThat(cookieKeys(realm(AWS)))
                .hasSize(2)
                .allMatch(key -> config(key, "enabled").equals("true"));
    }

    @Test
    void onlyExactAddressesMayBeReturnedTo() throws Exception {
        JsonNode shop = realm(AWS).at("/clients/0");
        assertThat(shop.at("/redirectUris")).hasSize(1);
        assertThat(shop.at("/redirectUris/0").asText()).isEqualTo("https://shop.example/sign-in/callback");
        assertThat(shop.at("/attributes/pkce.code.challenge.method").asText()).isEqualTo("S256");
    }

    @Test
    void secretsAreNotShown() {
        assertThat(keys.toString()).doesNotContain(keys.clientSecret(), keys.rsaPrivateKeyPem());
        assertThat(keys.cookieKeys().toString())
                .doesNotContain(keys.cookieKeys().get(AWS.name()).secret());
    }

    private JsonNode realm(Region region) throws Exception {
        return new ObjectMapper()
                .readTree(RealmFile.forRegion(region, keys, List.of("https://shop.example"), "http://127.0.0.1:8101"));
    }

    private static List<JsonNode> cookieKeys(JsonNode realm) {
        return StreamSupport.stream(
                        realm.at("/components/org.keycloak.keys.KeyProvider").spliterator(), false)
                .filter(provider -> provider.get("providerId").asText().equals("hmac-generated"))
                .toList();
    }

    private static List<String> activeCookieKeys(JsonNode realm) {
        return cookieKeys(realm).stream()
                .filter(key -> config(key, "active").equals("true"))
                .map(key -> config(key, "kid"))
                .toList();
    }

    private static String config(JsonNode provider, String name) {
        return provider.at("/config/" + name + "/0").asText();
    }
}
