package org.alwaysopen.local.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.identity.RealmFile;
import org.alwaysopen.platform.Json;

/** One region's Keycloak, as the realm's client {@code console} may change it: its keys, and passwords of accounts. */
final class KeycloakAdmin {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final String KEY_PROVIDER = "org.keycloak.keys.KeyProvider";
    /** Of the component in the realm through which Keycloak sees the shop's accounts. */
    private static final String ACCOUNTS = "0a1e5c1e-0000-4000-8000-00000000acc0";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String server;
    private final String secret;

    /** @param server such as {@code http://127.0.0.1:8201/identity} */
    KeycloakAdmin(String server, String secret) {
        this.server = server;
        this.secret = secret;
    }

    /** Makes the realm's keys these: adds what is missing, changes what differs, takes away what is not among them. */
    void setKeys(List<RealmFile.KeyProvider> wanted) {
        String token = token();
        Map<String, Map<?, ?>> present = new HashMap<>();
        String realmId = String.valueOf(
                Json.read(admin("GET", "", null, token), Map.class).get("id"));
        for (Object one : Json.read(admin("GET", "/components?type=" + KEY_PROVIDER, null, token), List.class)) {
            Map<?, ?> component = (Map<?, ?>) one;
            present.put(String.valueOf(component.get("name")), component);
        }
        Set<String> names = new HashSet<>();
        for (RealmFile.KeyProvider key : wanted) {
            names.add(key.name());
            Map<String, Object> component = component(key, realmId);
            Map<?, ?> before = present.get(key.name());
            if (before == null) {
                admin("POST", "/components", component, token);
            } else {
                component.put("id", before.get("id"));
                admin("PUT", "/components/" + before.get("id"), component, token);
            }
        }
        present.forEach((name, component) -> {
            boolean ours = List.of("rsa", "hmac-generated").contains(component.get("providerId"));
            if (ours && !names.contains(name)) {
                admin("DELETE", "/components/" + component.get("id"), null, token);
            }
        });
    }

    private static Map<String, Object> component(RealmFile.KeyProvider key, String realmId) {
        Map<String, List<String>> config = new HashMap<>();
        key.config().forEach((name, value) -> config.put(name, List.of(value)));
        Map<String, Object> component = new HashMap<>();
        component.put("name", key.name());
        component.put("providerId", key.providerId());
        component.put("providerType", KEY_PROVIDER);
        component.put("parentId", realmId);
        component.put("config", config);
        return component;
    }

    /** Gives an account a password: Keycloak hashes it, as it does for those who choose one themselves. */
    void setPassword(UUID account, String password) {
        admin(
                "PUT",
                "/users/f:" + ACCOUNTS + ":" + account + "/reset-password",
                Map.of("type", "password", "value", password, "temporary", false),
                token());
    }

    private String token() {
        String form = "grant_type=client_credentials&client_id=console&client_secret="
                + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String answer = send(
                "POST", "/realms/shop/protocol/openid-connect/token", form, "application/x-www-form-urlencoded", "");
        return String.valueOf(Json.read(answer, Map.class).get("access_token"));
    }

    private String admin(String method, String path, Object body, String token) {
        String json = body == null ? null : Json.write(body);
        return send(method, "/admin/realms/shop" + path, json, "application/json", token);
    }

    private String send(String method, String path, String body, String type, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", type)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new LauncherException(server + path.replaceFirst("\\?.*", "")
                        + ": expected an answer of 2xx, got " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new LauncherException(server + " gave no answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException(server + ": interrupted");
        }
    }
}
