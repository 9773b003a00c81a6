package org.alwaysopen.storefront.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.alwaysopen.identity.Account.Role;
import org.alwaysopen.storefront.ShopConfig;

/**
 * Finds out who sends a request, for the server (Jakarta Security) and for {@link CurrentPerson}: a person by the identity
 * cookie, or a script by the operator's key as a bearer token. Whoever is neither is a guest.
 *
 * <p>Nobody is refused or sent to the sign-in here: what a guest may not use, {@code RoleDoor} closes. The identity is
 * found anew with each request; there is no session.
 */
@ApplicationScoped
public class ShopAuthentication implements HttpAuthenticationMechanism {
    private static final String SCHEME = "bearer ";
    private static final Set<String> OPERATOR = Set.of(Role.OPERATOR.word());

    private final Optional<SignIns> signIns;
    private final byte[] operatorKey;

    /** For the server's proxies only. */
    protected ShopAuthentication() {
        this.signIns = Optional.empty();
        this.operatorKey = new byte[0];
    }

    @Inject
    public ShopAuthentication(Optional<SignIns> signIns, ShopConfig config) {
        this.signIns = signIns;
        this.operatorKey = config.operatorKey().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (isOperator(request.getHeader("Authorization"))) {
            return context.notifyContainerAboutLogin(new CallerPrincipal("operator's key"), OPERATOR);
        }
        Visit visit = signIns.map(parts -> visit(parts, request)).orElse(Visit.OF_A_GUEST);
        visit.keepIn(request);
        return visit.person()
                .map(person -> context.notifyContainerAboutLogin(
                        new CallerPrincipal(person.accountId().toString()),
                        person.roles().stream().map(Role::word).collect(Collectors.toSet())))
                .orElseGet(context::doNothing);
    }

    private static Visit visit(SignIns parts, HttpServletRequest request) {
        Optional<SignedIn> person = cookie(request, parts.cookie().name()).flatMap(parts.cookie()::read);
        if (person.isEmpty()) {
            return Visit.OF_A_GUEST;
        }
        return switch (parts.check().of(person.get())) {
            case HOLDS ->
                new Visit(
                        person,
                        false,
                        person.get().shouldBeRenewed(parts.clock().instant()));
            case OVER -> Visit.OF_A_GUEST;
            case UNKNOWN -> Visit.IN_DOUBT;
        };
    }

    static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name)) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    private boolean isOperator(String authorization) {
        if (operatorKey.length == 0 || authorization == null || authorization.length() < SCHEME.length()) {
            return false;
        }
        String scheme = authorization.substring(0, SCHEME.length());
        byte[] sent = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        // Compared in constant time: the time of a wrong answer must not tell how much of it was right.
        return scheme.equalsIgnoreCase(SCHEME) && MessageDigest.isEqual(sent, operatorKey);
    }
}
