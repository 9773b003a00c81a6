package org.alwaysopen.storefront.signin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;

/**
 * Who sends the present request, for resources that want to know: {@code @Inject CurrentPerson person;}.
 *
 * <pre>{@code
 * Optional<SignedIn> known = person.signedIn();        // a guest is nobody: empty
 * UUID account = person.orRefuse().accountId();        // 401 for a guest
 * }</pre>
 *
 * <p>A resource that only the signed-in may use says so by {@code @RolesAllowed("shopper")}, and then {@link #orRefuse()}
 * always answers. Whoever is signed in was looked up in the accounts at most {@link SignInCheck#KEPT} ago: the sign-in
 * was not ended, here or in another region. Never take an account's id from the request itself.
 *
 * <p>Lives for one request; may be injected anywhere, also into what lives longer.
 */
@RequestScoped
public class CurrentPerson {
    private static final int RETRY_AFTER_SECONDS = 5;

    @Inject
    HttpServletRequest request;

    /** The person who is signed in; empty for a guest, and also while the accounts cannot be asked. */
    public Optional<SignedIn> signedIn() {
        return Visit.of(request).person();
    }

    /** @throws ProblemException 401 for a guest, 503 while the accounts cannot be asked */
    public SignedIn orRefuse() {
        return signedIn().orElseThrow(() -> refusal().exception());
    }

    /** Why a guest is refused; not the same while nobody can say whether it is one. */
    public Problem refusal() {
        return Visit.of(request).isInDoubt()
                ? Problem.of(
                                503,
                                "unavailable",
                                "The shop cannot reach its books at the moment",
                                "Whether you are still signed in cannot be looked up. Nothing was changed. Try again in "
                                        + RETRY_AFTER_SECONDS + " s")
                        .with("retryAfterSeconds", RETRY_AFTER_SECONDS)
                : Problem.of(
                        401,
                        "sign-in-needed",
                        "This part of the shop is for people who are signed in",
                        "Sign in at /sign-in, and send the request again with the cookie that you get there");
    }
}
