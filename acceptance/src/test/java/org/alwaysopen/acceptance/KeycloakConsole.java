package org.alwaysopen.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One region's Keycloak as an operator's console changes it: by its admin API, past the edge. */
final class KeycloakConsole {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String server;
    /** Null while there is none. */
    private String bearer;

    KeycloakConsole(ShopUnderTest shop, String region) {
        this.server = shop.identity(region);
        String form = "grant_type=client_credentials&client_id=console&client_secret="
                + URLEncoder.encode(shop.consoleSecret(), StandardCharsets.UTF_8);
        this.bearer = ShopUnderTest.json(send(
                        "POST",
                        server + "/realms/shop/protocol/openid-connect/token",
                        form,
                        "application/x-www-form-urlencoded"))
                .get("access_token")
                .asText();
    }

    void setEnabled(String mail, boolean enabled) {
        ObjectNode user = user(mail);
        user.put("enabled", enabled);
        admin("PUT", "/users/" + user.get("id").asText(), user.toString());
    }

    /** As if the phone was lost: it is to be set up anew at the next sign-in. */
    void forgetSecondFactors(String mail) {
        admin("PUT", "/users/" + user(mail).get("id").asText() + "/disable-credential-types", "[\"otp\"]");
    }

    private ObjectNode user(String mail) {
        JsonNode found = ShopUnderTest.json(
                admin("GET", "/users?exact=true&email=" + URLEncoder.encode(mail, StandardCharsets.UTF_8), null));
        return (ObjectNode) found.get(0);
    }

    private String admin(String method, String path, String body) {
        return send(method, server + "/admin/realms/shop" + path, body, "application/json");
    }

    private String send(String method, String url, String body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(ANSWER_MAX)
                .header("Content-Type", type)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError(method + " " + url + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(method + " " + url + ": no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
