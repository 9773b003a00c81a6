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
        assertThat(activeCookieKeys(realm(AWS))).containsExactly(cookieKid(keys, AWS));
        assertThat(activeCookieKeys(realm(GCP))).containsExactly(cookieKid(keys, GCP));
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
    void aKeyIsKnownEverywhereBeforeItSigns() {
        RealmKeys known = keys.withNextKeys(new SecureRandom());
        RealmKeys signing = known.nextKeysFirst();
        assertThat(signers(known)).isEqualTo(signers(keys));
        assertThat(names(known)).isEqualTo(names(signing)).containsAll(names(keys));
        assertThat(signers(signing)).hasSize(2).doesNotContainAnyElementsOf(signers(keys));
        // The old ones verify on, for as many rotations as the limit says.
        RealmKeys later = signing;
        for (int i = 0; i < RealmKeys.KEYS_KEPT_MAX; i++) {
            later = later.withNextKeys(new SecureRandom()).nextKeysFirst();
        }
        assertThat(later.tokenKeys()).hasSize(RealmKeys.KEYS_KEPT_MAX).doesNotContainAnyElementsOf(signing.tokenKeys());
    }

    private static List<String> names(RealmKeys keys) {
        return RealmFile.keyProviders(AWS, keys).stream()
                .map(RealmFile.KeyProvider::name)
                .sorted()
                .toList();
    }

    private static List<String> signers(RealmKeys keys) {
        return RealmFile.keyProviders(AWS, keys).stream()
                .filter(key -> key.config().get("active").equals("true"))
                .map(RealmFile.KeyProvider::name)
                .toList();
    }

    private static String cookieKid(RealmKeys keys, Region region) {
        return keys.cookieKeys().get(region.name()).get(0).kid();
    }

    @Test
    void anEndedSignInIsRememberedForLongerThanAnySessionOfKeycloakLives() throws Exception {
        JsonNode realm = realm(AWS);
        for (String longest : List.of("ssoSessionMaxLifespan", "ssoSessionMaxLifespanRememberMe")) {
            assertThat(realm.get(longest).asLong())
                    .as(longest)
                    .isPositive()
                    .isLessThan(Accounts.SIGN_IN_AGE_MAX.toSeconds());
        }
    }

    @Test
    void secretsAreNotShown() {
        assertThat(keys.toString())
                .doesNotContain(
                        keys.clientSecret(),
                        keys.tokenKeys().get(0).privateKey(),
                        keys.cookieKeys().get(AWS.name()).get(0).secret());
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
