package org.alwaysopen.storefront.doors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import org.alwaysopen.storefront.keys.ApiKeys;
import org.alwaysopen.storefront.keys.KeyCheck;

/**
 * Everything under {@code /admin} is closed, also what does not exist: to merchants and operators who are signed in, to
 * scripts with the operator's key as a bearer token, and to merchants' programs with an API key, it opens.
 */
@Provider
@PreMatching
@ApplicationScoped
public class AdminDoor implements ContainerRequestFilter {
    private static final String SCHEME = "bearer ";

    @Inject
    Refusal refusal;

    @Inject
    ApiKeys keys;

    @Override
    public void filter(ContainerRequestContext request) {
        var caller = request.getSecurityContext();
        String path = request.getUriInfo().getPath();
        if (!isClosed(path) || caller.isUserInRole("merchant") || caller.isUserInRole("operator")) {
            return;
        }
        holder(request, path)
                .ifPresentOrElse(
                        holder -> request.setSecurityContext(new ProgramOfMerchant(holder)),
                        () -> request.abortWith(refusal.of(request)));
    }

    /** An API key opens what its scopes say, and is refused here where they do not. */
    private Optional<KeyCheck.Holder> holder(ContainerRequestContext request, String path) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? keys.check(authorization.substring(SCHEME.length()).strip(), request.getMethod(), path)
                : Optional.empty();
    }

    /** A merchant's program, for this request. */
    private record ProgramOfMerchant(KeyCheck.Holder holder) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return holder::name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals("merchant");
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
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
