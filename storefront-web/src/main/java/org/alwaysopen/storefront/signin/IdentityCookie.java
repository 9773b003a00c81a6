package org.alwaysopen.storefront.signin;

import java.time.Clock;
import java.util.Optional;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.ProblemException;

/** The cookies of the sign-in: who is signed in, and a sign-in under way. Sealed: see {@link SealedJson}. Thread-safe. */
final class IdentityCookie {
    private static final String IDENTITY = "identity";
    private static final String ATTEMPT = "attempt";
    private static final String HINT = "hint";

    private final SealedJson sealed;
    private final Clock clock;
    private final CookieNames names;

    IdentityCookie(SealedJson sealed, Clock clock, CookieNames names) {
        this.sealed = sealed;
        this.clock = clock;
        this.names = names;
    }

    String name() {
        return names.host("signed-in");
    }

    String attemptName() {
        return names.host("sign-in-attempt");
    }

    /** Sent to the signing out only: it is large. */
    String hintName() {
        return names.path("sign-out-hint");
    }

    /** The person whom the cookie names, unless it is not ours, was changed, or is too old. */
    Optional<SignedIn> read(String value) {
        return open(IDENTITY, value, SignedIn.class).filter(person -> !person.isOver(clock.instant()));
    }

    String write(SignedIn person) {
        return names.set(name(), sealed.seal(IDENTITY, Json.write(person)), "/", null);
    }

    Optional<SignInAttempt> readAttempt(String value) {
        return open(ATTEMPT, value, SignInAttempt.class).filter(attempt -> !attempt.isOver(clock.instant()));
    }

    String write(SignInAttempt attempt) {
        return names.set(attemptName(), sealed.seal(ATTEMPT, Json.write(attempt)), "/", SignInAttempt.AGE_MAX);
    }

    /** What Keycloak wants to see of a person who signs out. */
    Optional<String> readHint(String value) {
        return sealed.open(HINT, value);
    }

    Optional<String> writeHint(String idToken) {
        String value = sealed.seal(HINT, idToken);
        return value.length() > SealedJson.SEALED_LENGTH_MAX
                ? Optional.empty()
                : Optional.of(names.set(hintName(), value, "/sign-out", SignedIn.AGE_MAX));
    }

    String[] forgetAll() {
        return new String[] {names.clear(name(), "/"), names.clear(hintName(), "/sign-out")};
    }

    String forgetAttempt() {
        return names.clear(attemptName(), "/");
    }

    private <T> Optional<T> open(String use, String value, Class<T> type) {
        return sealed.open(use, value).flatMap(json -> {
            try {
                return Optional.of(Json.read(json, type));
            } catch (ProblemException ofAnotherVersion) {
                return Optional.empty();
            }
        });
    }
}
