package org.alwaysopen.storefront.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetriesTest {
    @Test
    void goesOnForThreeDaysAndALittle() {
        Duration all = Retries.PAUSES.stream().reduce(Duration.ZERO, Duration::plus);

        assertThat(all).isBetween(Retries.PATIENCE, Retries.PATIENCE.plusDays(1));
        assertThat(Retries.pauseAfter(Retries.PAUSES.size(), new Random())).isPresent();
        assertThat(Retries.pauseAfter(Retries.PAUSES.size() + 1, new Random())).isEmpty();
    }

    @Test
    void aPauseIsAtMostATenthShorterOrLonger() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(Retries.pauseAfter(2, random).orElseThrow())
                    .isBetween(Duration.ofSeconds(270), Duration.ofSeconds(330));
        }
    }
}
