package org.alwaysopen.storefront.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.alwaysopen.platform.Transactions;

/**
 * Says whether a sign-in still holds, by the accounts, and keeps the answer for {@link #KEPT}: what ends a sign-in in one
 * region ends it in all of them within that time.
 *
 * <p>While the database does not answer, nobody is let in by guess: an answer that is older than {@link #KEPT} counts for
 * nothing. Thread-safe.
 */
final class SignInCheck {
    /** The promise is 5 s from the end of a sign-in to its end everywhere; the rest is for the way there. */
    static final Duration KEPT = Duration.ofSeconds(3);
    /** A database that is lost is not asked by every click: each of them would wait for it. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /** More people than click within {@link #KEPT} at one server. */
    private static final int PEOPLE_MAX = 20_000;

    enum Standing {
        HOLDS,
        OVER,
        UNKNOWN
    }

    private record Answer(Standing standing, Instant at) {}

    private final Predicate<SignedIn> accounts;
    private final Clock clock;
    private final Map<Set<String>, Answer> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<String>, Answer> eldest) {
            return size() > PEOPLE_MAX;
        }
    };
    private volatile Instant lostAt = Instant.MIN;

    /** @param accounts whether this sign-in holds, from the database */
    SignInCheck(Predicate<SignedIn> accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    Standing of(SignedIn person) {
        Instant now = clock.instant();
        synchronized (kept) {
            Answer answer = kept.get(person.signInIds());
            if (answer != null && now.isBefore(answer.at().plus(KEPT))) {
                return answer.standing();
            }
        }
        if (now.isBefore(lostAt.plus(PAUSE_AFTER_FAILURE))) {
            return Standing.UNKNOWN;
        }
        return ask(person, now);
    }

    private Standing ask(SignedIn person, Instant now) {
        try {
            Standing standing = accounts.test(person) ? Standing.HOLDS : Standing.OVER;
            synchronized (kept) {
                // From before the question: the answer was true then.
                kept.put(person.signInIds(), new Answer(standing, now));
            }
            return standing;
        } catch (Transactions.UnavailableException | Transactions.UnknownOutcomeException lost) {
            lostAt = clock.instant();
            return Standing.UNKNOWN;
        }
    }

    /** The next question is answered by the database: something ended here. */
    void forget(SignedIn person) {
        synchronized (kept) {
            kept.remove(person.signInIds());
        }
    }
}
