package org.alwaysopen.storefront.hooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a message that was not taken is sent again: the schedule of the Standard Webhooks specification, a little over 3 days. */
final class Retries {
    /** The pause after the first failure, after the second, and so on. */
    static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** An endpoint to which nothing gets for so long is disabled. */
    static final Duration PATIENCE = Duration.ofDays(3);

    /** So much earlier or later: what failed together must not come back together. */
    private static final double JITTER = 0.1;

    private Retries() {}

    /** @param tries how many there were. @return empty when that was the last one */
    static Optional<Duration> pauseAfter(int tries, RandomGenerator random) {
        if (tries > PAUSES.size()) {
            return Optional.empty();
        }
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Optional.of(Duration.ofMillis((long) (PAUSES.get(tries - 1).toMillis() * factor)));
    }
}
