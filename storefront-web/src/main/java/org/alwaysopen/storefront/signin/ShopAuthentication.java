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
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.ShopConfig;
import org.alwaysopen.storefront.keys.ApiKeys;
import org.alwaysopen.storefront.keys.KeyCheck;

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
    private static final Set<String> MERCHANT = Set.of(Role.MERCHANT.word());

    private final Optional<SignIns> signIns;
    private final byte[] operatorKey;
    private final KeyCheck keys;

    /** For the server's proxies only. */
    protected ShopAuthentication() {
        this.signIns = Optional.empty();
        this.operatorKey = new byte[0];
        this.keys = null;
    }

    @Inject
    public ShopAuthentication(Optional<SignIns> signIns, ShopConfig config, ApiKeys keys) {
        this.signIns = signIns;
        this.keys = keys;
        this.operatorKey = config.operatorKey().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        Optional<String> token = bearer(request.getHeader("Authorization"));
        if (token.isPresent() && isOperators(token.get())) {
            return context.notifyContainerAboutLogin(new CallerPrincipal("operator's key"), OPERATOR);
        }
        Optional<KeyCheck.Holder> program = token.flatMap(key -> program(key, request));
        if (program.isPresent()) {
            return context.notifyContainerAboutLogin(
                    new CallerPrincipal(program.get().name()), MERCHANT);
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

    /** The token of a request that carries one (RFC 6750). */
    public static Optional<String> bearer(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(authorization.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** A merchant's program, where its key opens the door; {@code AdminDoor} says why where it does not. */
    private Optional<KeyCheck.Holder> program(String key, HttpServletRequest request) {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        try {
            return keys.check(key, request.getMethod(), path.startsWith("/") ? path.substring(1) : path);
        } catch (ProblemException | Transactions.UnavailableException | Transactions.UnknownOutcomeException asked) {
            // Asked again at the door, where the refusal becomes an answer.
            return Optional.empty();
        }
    }

    private boolean isOperators(String token) {
        // Compared in constant time: the time of a wrong answer must not tell how much of it was right.
        return operatorKey.length > 0 && MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), operatorKey);
    }
}
