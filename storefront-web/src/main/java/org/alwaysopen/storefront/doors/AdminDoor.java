package org.alwaysopen.storefront.doors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.Optional;
import org.alwaysopen.storefront.keys.ApiKeys;
import org.alwaysopen.storefront.signin.ShopAuthentication;

/**
 * Everything under {@code /admin} is closed, also what does not exist: to merchants and operators who are signed in, to
 * scripts with the operator's key as a bearer token, and to merchants' programs with an API key, it opens.
 */
@Provider
@PreMatching
@ApplicationScoped
public class AdminDoor implements ContainerRequestFilter {
    @Inject
    Refusal refusal;

    @Inject
    ApiKeys keys;

    @Override
    public void filter(ContainerRequestContext request) {
        var caller = request.getSecurityContext();
        String path = request.getUriInfo().getPath();
        if (!isClosed(path) || caller.isUserInRole("operator")) {
            return;
        }
        // Judged by the path that the resources see, whatever the server took it for when it looked at the key.
        Optional<String> token = ShopAuthentication.bearer(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        boolean opens = token.isPresent()
                ? keys.check(token.get(), request.getMethod(), path).isPresent()
                : caller.isUserInRole("merchant");
        if (!opens) {
            request.abortWith(refusal.of(request));
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
}
