package org.alwaysopen.local.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Something that goes wrong in the course of a history.
 *
 * @param at      since the history's begin
 * @param which   the region or processor, by its number; for {@code CONNECTIONS_CUT}, how many
 * @param how     a random number for whoever does it: which kind of lost answer, how the network fails
 * @param lasting until it is mended; a killed server may take longer to come back
 */
record Trouble(Duration at, Kind kind, int which, int how, Duration lasting) {
    enum Kind {
        /** A region's server gets SIGKILL. */
        SERVER_KILLED,
        /** A processor cannot be reached. */
        PROCESSOR_GONE,
        /** A processor does it, or not, and its answer does not come. */
        ANSWERS_LOST,
        /** The database ends some of its connections, in the middle of whatever they do. */
        CONNECTIONS_CUT
    }

    private static final int CONNECTIONS_MAX = 6;

    /** The troubles of a history, in their order: always the same ones for a seed. */
    static List<Trouble> plan(long seed, Duration length, int regions, int processors) {
        Random random = new Random(seed);
        List<Trouble> troubles = new ArrayList<>();
        // So many a minute; a server at least once, whatever the length.
        add(
                troubles,
                random,
                Kind.SERVER_KILLED,
                Math.max(1, times(length, 2)),
                length,
                regions,
                Duration.ofSeconds(6));
        add(
                troubles,
                random,
                Kind.PROCESSOR_GONE,
                Math.max(1, times(length, 4)),
                length,
                processors,
                Duration.ofSeconds(5));
        add(troubles, random, Kind.ANSWERS_LOST, Math.max(1, times(length, 10)), length, processors, Duration.ZERO);
        add(
                troubles,
                random,
                Kind.CONNECTIONS_CUT,
                Math.max(1, times(length, 12)),
                length,
                CONNECTIONS_MAX,
                Duration.ZERO);
        troubles.sort(Comparator.comparing(Trouble::at));
        return troubles;
    }

    private static int times(Duration length, int aMinute) {
        return (int) (length.toMillis() * aMinute / 60_000);
    }

    private static void add(
            List<Trouble> troubles,
            Random random,
            Kind kind,
            int times,
            Duration length,
            int kinds,
            Duration lastingMax) {
        for (int i = 0; i < times; i++) {
            // Not in the first tenth: there have to be orders to be lost.
            long at = (long) (length.toMillis() * (0.1 + 0.8 * random.nextDouble()));
            long lasting = 500 + (long) (random.nextDouble() * lastingMax.toMillis());
            troubles.add(new Trouble(
                    Duration.ofMillis(at),
                    kind,
                    random.nextInt(kinds),
                    random.nextInt(1000),
                    Duration.ofMillis(lasting)));
        }
    }
}
