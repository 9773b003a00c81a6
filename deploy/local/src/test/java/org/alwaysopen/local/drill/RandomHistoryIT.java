package org.alwaysopen.local.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: whatever happens to 30 shoppers and three regions, no order that somebody was told of is missing, none is without its
 * money, no unit is lost, and the books balance. Method: random histories, as {@code ./shop drill random} has them, with the
 * servers inside of this process, and two at a time, so that five of a minute fit into CI; each has a database and processors of
 * its own. -Dseed=N takes one of them again, -Dseconds=N makes them longer or shorter.
 */
class RandomHistoryIT {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("seconds", 60));
    private static final int SHOPPERS = 30;
    private static final int SKUS = 12;
    /** About as many as shoppers buy in the time: towards the end, shelves are empty. */
    private static final int UNITS = 60;

    private static final Duration REST_MAX = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.rangeClosed(1, 5) : LongStream.of(one);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Execution(ExecutionMode.CONCURRENT)
    void whateverHappensTheBooksAreRight(long seed) throws Exception {
        try (ShopInATest shop = new ShopInATest(folder)) {
            List<String> skus = shop.sell(SKUS, UNITS);
            Acknowledged acknowledged = new Acknowledged();
            RandomHistory.Course course = new RandomHistory(shop, shop, skus, acknowledged)
                    .run(seed, LENGTH, SHOPPERS, Trouble.plan(seed, LENGTH, 3, 2));
            shop.timePasses();
            Map<String, Long> left = shop.invariants().awaitRest(REST_MAX);
            askAgain(shop, acknowledged, new Random(seed));
            List<String> breaches = new ArrayList<>(course.failures());
            breaches.addAll(shop.invariants().breaches(acknowledged));
            System.out.printf(
                    "seed %d: %d orders told of; answers %s; troubles %s; breaches %s%n",
                    seed, acknowledged.all().size(), acknowledged.statuses(), course.troubles(), breaches);

            assertThat(left).as("seed %d: still at work", seed).isEmpty();
            assertThat(breaches).as("seed %d", seed).isEmpty();
            assertThat(acknowledged.all())
                    .as("seed %d: nobody bought anything", seed)
                    .isNotEmpty();
        }
    }

    /** The same key, from any region, long after. */
    private static void askAgain(Counter shop, Acknowledged acknowledged, Random random) {
        for (Acknowledged.Told told : acknowledged.all()) {
            if (random.nextBoolean()) {
                acknowledged.note(
                        told.cart(), told.key(), told.token(), shop.pay(told.cart(), told.key(), told.token()));
            }
        }
    }
}
