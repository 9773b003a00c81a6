package org.alwaysopen.storefront.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.ShopConfig;
import org.alwaysopen.storefront.keys.ApiKeys;
import org.alwaysopen.storefront.keys.KeyCheck;

/**
 * Everything under {@code /admin} is closed, also what does not exist; the operator's key, sent as a bearer token, opens
 * it, and an API key opens what its scopes say.
 */
@Provider
@PreMatching
@ApplicationScoped
public class OperatorGate implements ContainerRequestFilter {
    private static final String SCHEME = "bearer ";

    private final byte[] key;
    private final KeyCheck keys;

    /** For the server's proxies only. */
    protected OperatorGate() {
        this.key = new byte[0];
        this.keys = null;
    }

    @Inject
    public OperatorGate(ShopConfig config, ApiKeys keys) {
        this.keys = keys;
        this.key = config.operatorKey().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (isClosed(path) && !opens(authorization) && !keyOpens(authorization, request.getMethod(), path)) {
            throw Problem.of(
                            401,
                            "operator-key-needed",
                            "This part of the shop is closed",
                            "Authorization: expected \"Bearer KEY\" with an API key, or with the operator's key. "
                                    + "\"./shop up\" keeps it in .shop/secrets.json")
                    .exception();
        }
    }

    /** By the decoded path, as the matching of resources sees it, and without regard to case and doubled slashes. */
    static boolean isClosed(String path) {
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        int end = start;
        while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != ';') {
            end++;
        }
        return path.substring(start, end).toLowerCase(Locale.ROOT).equals("admin");
    }

    private boolean keyOpens(String authorization, String method, String path) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && keys.check(authorization.substring(SCHEME.length()).strip(), method, path)
                        .isPresent();
    }

    private boolean opens(String authorization) {
        if (key.length == 0 || authorization == null || authorization.length() < SCHEME.length()) {
            return false;
        }
        String scheme = authorization.substring(0, SCHEME.length());
        byte[] sent = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        // Compared in constant time: the time of a wrong answer must not tell how much of it was right.
        return scheme.equalsIgnoreCase(SCHEME) && MessageDigest.isEqual(sent, key);
    }
}
