package org.alwaysopen.storefront.doors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;

/**
 * Everything under {@code /admin} is closed, also what does not exist: to merchants and operators who are signed in, and to
 * scripts with the operator's key as a bearer token, it opens.
 */
@Provider
@PreMatching
@ApplicationScoped
public class AdminDoor implements ContainerRequestFilter {
    @Inject
    Refusal refusal;

    @Override
    public void filter(ContainerRequestContext request) {
        var caller = request.getSecurityContext();
        if (isClosed(request.getUriInfo().getPath())
                && !caller.isUserInRole("merchant")
                && !caller.isUserInRole("operator")) {
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
