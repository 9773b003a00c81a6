package org.alwaysopen.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.alwaysopen.platform.Region;

/**
 * The realm as one region's Keycloak imports it: the template {@code realm/shop.json} with the secrets filled in.
 *
 * <p>All regions get the same realm but for one thing: which of the cookie keys is the active one. So a region signs with
 * its own, and verifies those of the others.
 */
public final class RealmFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PRIORITY_OF_OWN_KEY = 200;
    private static final int PRIORITY_OF_FOREIGN_KEYS = 100;

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
            addProvider(
                    providers,
                    "tokens",
                    "rsa",
                    Map.of(
                            "privateKey", keys.rsaPrivateKeyPem(),
                            "algorithm", "RS256",
                            "active", "true",
                            "enabled", "true",
                            "priority", "200"));
            keys.cookieKeys().forEach((name, key) -> addCookieKey(providers, name, key, name.equals(region.name())));
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

    private static void addCookieKey(ArrayNode providers, String regionName, RealmKeys.CookieKey key, boolean own) {
        addProvider(
                providers,
                "sign-in cookies of " + regionName,
                "hmac-generated",
                Map.of(
                        "kid", key.kid(),
                        "secret", key.secret(),
                        "algorithm", "HS512",
                        "active", Boolean.toString(own),
                        "enabled", "true",
                        "priority", Integer.toString(own ? PRIORITY_OF_OWN_KEY : PRIORITY_OF_FOREIGN_KEYS)));
    }

    private static void addProvider(ArrayNode providers, String name, String providerId, Map<String, String> config) {
        ObjectNode provider = providers.addObject();
        provider.put("name", name);
        provider.put("providerId", providerId);
        ObjectNode values = provider.putObject("config");
        config.forEach((key, value) -> values.putArray(key).add(value));
    }
}
