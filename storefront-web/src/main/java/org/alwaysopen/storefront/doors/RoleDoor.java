package org.alwaysopen.storefront.doors;

import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in whom the resource lets in; a resource that does not say whom lets in nobody. Stands before the server's own check of
 * {@code @RolesAllowed}, which knows no way to the sign-in, and lets in everybody where nothing is said.
 */
@Provider
@Priority(Priorities.AUTHORIZATION - 100)
@ApplicationScoped
public class RoleDoor implements ContainerRequestFilter {
    /** Of {@link #rolesFor}: everybody. */
    static final Set<String> ALL = Set.of("*");

    @Inject
    Refusal refusal;

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        Method method = resource.getResourceMethod();
        if (method == null || request.getMethod().equals("OPTIONS")) {
            return; // nothing of ours runs
        }
        Set<String> roles = rolesFor(resource.getResourceClass(), method).orElse(Set.of());
        if (roles != ALL && roles.stream().noneMatch(request.getSecurityContext()::isUserInRole)) {
            request.abortWith(refusal.of(request));
        }
    }

    /** Empty: nobody has said, or nobody at all. */
    static Optional<Set<String>> rolesFor(Class<?> type, Method method) {
        return said(method).or(() -> method.isAnnotationPresent(DenyAll.class) ? Optional.empty() : said(type));
    }

    private static Optional<Set<String>> said(AnnotatedElement element) {
        if (element.isAnnotationPresent(PermitAll.class)) {
            return Optional.of(ALL);
        }
        return Optional.ofNullable(element.getAnnotation(RolesAllowed.class)).map(allowed -> Set.of(allowed.value()));
    }
}
