package org.alwaysopen.storefront.doors;

import io.github.bucket4j.TimeMeter;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.doors.Limited.Rate;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.eclipse.microprofile.config.ConfigProvider;

/** Keeps sign-in, registration and checkout from being tried by machine: 429, and when to come again. */
@Provider
@Priority(Priorities.AUTHENTICATION - 500)
@ApplicationScoped
public class RateDoor implements ContainerRequestFilter {
    private final Buckets buckets = new Buckets(TimeMeter.SYSTEM_NANOTIME);
    private final ClientAddress address = new ClientAddress(ConfigProvider.getConfig()
            .getOptionalValue("shop.edge.addresses", String.class)
            .orElse("127.0.0.1"));

    @Inject
    HttpServletRequest servletRequest;

    @Inject
    CurrentPerson person;

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        Method method = resource.getResourceMethod();
        Limited limited = method == null ? null : method.getAnnotation(Limited.class);
        if (limited == null) {
            return;
        }
        Rate rate = limited.value();
        String from = address.of(servletRequest.getRemoteAddr(), request.getHeaderString("X-Forwarded-For"));
        if (!ClientAddress.isThisMachine(from)) {
            take(rate, "address " + from, rate.perAddress());
        }
        shopper(request).ifPresent(shopper -> take(rate, shopper, rate.perShopper()));
    }

    private Optional<String> shopper(ContainerRequestContext request) {
        return person.signedIn()
                .map(known -> "account " + known.accountId())
                .or(() -> Optional.ofNullable(
                                request.getUriInfo().getPathParameters().getFirst("cart"))
                        .or(() -> Optional.ofNullable(request.getCookies().get("cart"))
                                .map(jakarta.ws.rs.core.Cookie::getValue))
                        .map(cart -> "cart " + cart));
    }

    private void take(Rate rate, String who, int tokens) {
        Duration wait = buckets.take(rate + " " + who, tokens, rate.period());
        if (!wait.isZero()) {
            long seconds = wait.toSeconds() + 1;
            throw Problem.of(
                            429,
                            "too-often",
                            "That was too often",
                            "Nothing was changed. Expected at most " + tokens + " in "
                                    + rate.period().toMinutes() + " min. Try again in " + seconds + " s")
                    .with("retryAfterSeconds", seconds)
                    .exception();
        }
    }
}
