package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Goal: a lease has one holder at a time, and none for ever. */
class LeasesIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration OVER = Duration.ofMillis(-1);
    private static TestDatabase database;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh("platform");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void hasOneHolderWhoMayHoldOn() {
        assertThat(acquire("a", "ada", LONG)).isTrue();
        assertThat(acquire("a", "ben", LONG)).isFalse();
        assertThat(acquire("a", "ada", LONG)).isTrue();
        assertThat(acquire("another", "ben", LONG)).isTrue();
    }

    @Test
    void endsByTimeAndByRelease() {
        assertThat(acquire("b", "ada", OVER)).isTrue();
        assertThat(acquire("b", "ben", LONG)).isTrue();
        release("b", "ada");
        assertThat(acquire("b", "ada", LONG)).as("only the holder releases").isFalse();
        release("b", "ben");
        assertThat(acquire("b", "ada", LONG)).isTrue();
    }

    @Test
    void ofManyAtOnceOneGetsIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> all = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Boolean>) () -> acquire("c", "holder " + i, LONG))
                .toList();
        int got = 0;
        for (Future<Boolean> one : threads.invokeAll(all)) {
            got += one.get() ? 1 : 0;
        }
        threads.shutdown();
        assertThat(got).isEqualTo(1);
    }

    private static boolean acquire(String name, String holder, Duration length) {
        return database.transactions().run("acquire", tx -> Leases.acquire(tx, name, holder, length));
    }

    private static void release(String name, String holder) {
        database.transactions().run("release", tx -> {
            Leases.release(tx, name, holder);
            return null;
        });
    }
}
