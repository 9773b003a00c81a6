package org.alwaysopen.storefront.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import org.alwaysopen.storefront.ShopConfig;

/**
 * Makes the identity cookie anew while a person clicks, with the key that is the newest: silently, and in any region. And gives
 * a browser the secret of its forms, with the first page that has one.
 */
@Provider
@ApplicationScoped
public class RenewsSignIn implements ContainerResponseFilter {
    @Inject
    Optional<SignIns> signIns;

    @Inject
    HttpServletRequest servletRequest;

    @Inject
    ShopConfig config;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        FormToken.cookie(servletRequest, config)
                .ifPresent(cookie -> response.getHeaders().add(HttpHeaders.SET_COOKIE, cookie));
        Visit visit = Visit.of(servletRequest);
        if (!visit.renews() || isKeptByOthers(response) || setsItself(response)) {
            return;
        }
        SignIns parts = signIns.orElseThrow();
        SignedIn person = visit.person().orElseThrow().seen(parts.clock().instant());
        response.getHeaders().add(HttpHeaders.SET_COOKIE, parts.cookie().write(person));
    }

    /** A cache that keeps an answer would hand one person's cookie to the next. */
    private static boolean isKeptByOthers(ContainerResponseContext response) {
        String cacheControl = response.getHeaderString(HttpHeaders.CACHE_CONTROL);
        return cacheControl == null || !cacheControl.contains("no-store");
    }

    /** Signing in and out know better. */
    private boolean setsItself(ContainerResponseContext response) {
        String name = signIns.orElseThrow().cookie().name() + "=";
        return response.getHeaders().getOrDefault(HttpHeaders.SET_COOKIE, java.util.List.of()).stream()
                .anyMatch(cookie -> cookie.toString().startsWith(name));
    }
}
