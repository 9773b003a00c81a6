package org.alwaysopen.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alwaysopen.platform.Region;

/**
 * The realm as one region's Keycloak imports it: the template {@code realm/shop.json} with the secrets filled in.
 *
 * <p>All regions get the same realm but for one thing: which of the cookie keys is the active one. So a region signs with
 * its own, and verifies those of the others.
 */
public final class RealmFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PRIORITY_OF_SIGNING_KEY = 200;
    private static final int PRIORITY_OF_OTHER_KEYS = 100;

    private RealmFile() {}

    /**
     * @param publicUrls where browsers see the shop, without a slash at the end; exactly these may be returned to
     * @param shopUrl    where the region's Keycloak reaches the region's shop, for back-channel logout
     */
    public static String forRegion(Region region, RealmKeys keys, List<String> publicUrls, String shopUrl) {
        try (InputStream template = RealmFile.class.getResourceAsStream("/realm/shop.json")) {
            ObjectNode realm = (ObjectNode) JSON.readTree(template);
            fillClients(realm, keys, publicUrls, shopUrl);
            ArrayNode providers = (ArrayNode) realm.at("/components/org.keycloak.keys.KeyProvider");
            keyProviders(region, keys).forEach(provider -> addProvider(providers, provider));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(realm);
        } catch (IOException e) {
            throw new UncheckedIOException("realm/shop.json cannot be read", e);
        }
    }

    private static void fillClients(ObjectNode realm, RealmKeys keys, List<String> publicUrls, String shopUrl) {
        for (var node : realm.withArray("clients")) {
            ObjectNode client = (ObjectNode) node;
            boolean shop = "shop".equals(client.get("clientId").asText());
            client.put("secret", shop ? keys.clientSecret() : keys.consoleSecret());
            if (shop) {
                publicUrls.forEach(url -> client.withArray("redirectUris").add(url + "/sign-in/callback"));
                client.put("rootUrl", publicUrls.get(0));
                ObjectNode attributes = client.withObject("/attributes");
                attributes.put("backchannel.logout.url", shopUrl + "/sign-in/backchannel-logout");
                attributes.put(
                        "post.logout.redirect.uris",
                        String.join(
                                "##", publicUrls.stream().map(url -> url + "/").toList()));
            }
        }
    }

    /**
     * A key of the realm as Keycloak keeps it.
     *
     * @param name   unique in the realm, and the same in every region
     * @param config as Keycloak's key providers name it
     */
    public record KeyProvider(String name, String providerId, Map<String, String> config) {
        /** Secrets never reach a log. */
        @Override
        public String toString() {
            return "KeyProvider[" + name + "]";
        }
    }

    /** The keys of the realm in this region: of each kind one signs, and all verify. */
    public static List<KeyProvider> keyProviders(Region region, RealmKeys keys) {
        List<KeyProvider> providers = new ArrayList<>();
        for (RealmKeys.TokenKey key : keys.tokenKeys()) {
            boolean signs = key.equals(keys.tokenKeys().get(0));
            providers.add(
                    new KeyProvider(key.name(), "rsa", config("RS256", signs, Map.of("privateKey", key.privateKey()))));
        }
        keys.cookieKeys()
                .forEach((name, ofRegion) -> ofRegion.forEach(key -> {
                    boolean signs = name.equals(region.name()) && key.equals(ofRegion.get(0));
                    providers.add(new KeyProvider(
                            "sign-in cookies of " + name + " " + key.kid(),
                            "hmac-generated",
                            config("HS512", signs, Map.of("kid", key.kid(), "secret", key.secret()))));
                }));
        return providers;
    }

    private static Map<String, String> config(String algorithm, boolean signs, Map<String, String> key) {
        Map<String, String> config = new TreeMap<>(key);
        config.put("algorithm", algorithm);
        config.put("active", Boolean.toString(signs));
        config.put("enabled", "true");
        config.put("priority", Integer.toString(signs ? PRIORITY_OF_SIGNING_KEY : PRIORITY_OF_OTHER_KEYS));
        return config;
    }

    private static void addProvider(ArrayNode providers, KeyProvider key) {
        ObjectNode provider = providers.addObject();
        provider.put("name", key.name());
        provider.put("providerId", key.providerId());
        ObjectNode values = provider.putObject("config");
        key.config().forEach((name, value) -> values.putArray(name).add(value));
    }
}
