package org.alwaysopen.storefront.doors;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Set;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.ShopConfig;
import org.alwaysopen.storefront.http.Problems;
import org.alwaysopen.storefront.signin.CurrentPerson;

/**
 * Refuses what another site's page makes a browser send: by {@code Sec-Fetch-Site}, and by {@code Origin} for browsers that
 * do not say the former. A program says neither, and has no cookie that could be abused; when it has a sign-in's cookie, it
 * has to say where it comes from.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped
public class OriginDoor implements ContainerRequestFilter {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    /** What the browser says of the page that sends. */
    enum Evidence {
        OURS,
        FOREIGN,
        NONE
    }

    @Inject
    ShopConfig config;

    @Inject
    CurrentPerson person;

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        if (isSafe(request) || isCalledFromOutside(resource)) {
            return;
        }
        Evidence evidence = evidence(request, config.publicUrl());
        if (evidence == Evidence.FOREIGN) {
            throw Problem.of(
                            403,
                            "foreign-origin",
                            "This was sent from another site",
                            "Nothing was changed. Go to the shop itself, and do it there")
                    .exception();
        }
        if (evidence == Evidence.NONE
                && Problems.isForPrograms(request.getUriInfo().getPath())
                && person.signedIn().isPresent()) {
            throw Problem.of(
                            403,
                            "origin-needed",
                            "It is not known which page sends this",
                            "Origin: expected " + config.publicUrl()
                                    + ", got nothing. A request with a sign-in's cookie has to say it")
                    .exception();
        }
    }

    static boolean isSafe(ContainerRequestContext request) {
        return SAFE.contains(request.getMethod());
    }

    static boolean isCalledFromOutside(ResourceInfo resource) {
        return resource.getResourceMethod() != null
                && resource.getResourceMethod().isAnnotationPresent(CalledFromOutside.class);
    }

    static Evidence evidence(ContainerRequestContext request, String publicUrl) {
        return evidence(
                request.getHeaderString("Sec-Fetch-Site"),
                request.getHeaderString("Origin"),
                request.getHeaderString(HttpHeaders.HOST),
                publicUrl);
    }

    /** @param host what the browser took for the shop's name: another site cannot choose it */
    static Evidence evidence(String fetchSite, String origin, String host, String publicUrl) {
        if (fetchSite != null && !fetchSite.equals("same-origin") && !fetchSite.equals("none")) {
            return Evidence.FOREIGN;
        }
        if (origin != null) {
            return isOurs(origin, host, publicUrl) ? Evidence.OURS : Evidence.FOREIGN;
        }
        return fetchSite == null ? Evidence.NONE : Evidence.OURS;
    }

    private static boolean isOurs(String origin, String host, String publicUrl) {
        try {
            URI from = URI.create(origin);
            return origin.equals(publicUrl)
                    || (from.getRawAuthority() != null && from.getRawAuthority().equalsIgnoreCase(host));
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }
}
