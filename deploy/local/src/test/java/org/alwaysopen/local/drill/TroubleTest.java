package org.alwaysopen.local.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroubleTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    @Test
    void aSeedAlwaysBringsTheSameTroubles() {
        assertThat(Trouble.plan(7, MINUTE, 3, 2)).isEqualTo(Trouble.plan(7, MINUTE, 3, 2));
        assertThat(Trouble.plan(7, MINUTE, 3, 2)).isNotEqualTo(Trouble.plan(8, MINUTE, 3, 2));
    }

    @Test
    void everyHistoryHasTroubleOfEveryKindInItsTime() {
        for (long seed = 1; seed <= 50; seed++) {
            for (Duration length : List.of(Duration.ofSeconds(5), MINUTE)) {
                List<Trouble> plan = Trouble.plan(seed, length, 3, 2);
                assertThat(plan.stream().map(Trouble::kind)).contains(Trouble.Kind.values());
                assertThat(plan)
                        .allMatch(trouble -> trouble.at().compareTo(length) < 0)
                        .allMatch(trouble -> trouble.which() >= 0 && trouble.how() >= 0);
                assertThat(plan.stream().map(Trouble::at)).isSorted();
            }
        }
    }
}
