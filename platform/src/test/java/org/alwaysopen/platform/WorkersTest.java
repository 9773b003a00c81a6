package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: work goes on whatever it throws, holds up no other, says a failure once, and ends when the server does. */
@Timeout(30)
class WorkersTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    @Test
    void workThatFailsGoesOnAndSaysItOnce() throws Exception {
        AtomicInteger said = new AtomicInteger();
        Logger logger = Logger.getLogger(Workers.class.getName());
        Handler handler = counting(said);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        CountDownLatch rounds = new CountDownLatch(10);
        try (Workers workers = new Workers()) {
            workers.every(SHORT, "failing", () -> {
                rounds.countDown();
                throw new IllegalStateException("as always");
            });
            rounds.await();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(said).hasValue(1);
    }

    @Test
    void whatIsLeftByAFullRoundIsDoneAtOnceAndNotForEver() {
        AtomicInteger left = new AtomicInteger(45);
        AtomicInteger rounds = new AtomicInteger();
        Workers.whileFull(20, () -> {
                    rounds.incrementAndGet();
                    int took = Math.min(20, left.get());
                    left.addAndGet(-took);
                    return took;
                })
                .run();
        assertThat(left).hasValue(0);
        assertThat(rounds).hasValue(3);

        rounds.set(0);
        Workers.whileFull(1, () -> Math.min(1, rounds.incrementAndGet())).run();
        assertThat(rounds.get()).isBetween(10, 1_000);
    }

    @Test
    void slowWorkHoldsUpNoOther() throws Exception {
        CountDownLatch slowBegan = new CountDownLatch(1);
        CountDownLatch quick = new CountDownLatch(5);
        CountDownLatch end = new CountDownLatch(1);
        try (Workers workers = new Workers()) {
            workers.every(SHORT, "slow", () -> {
                slowBegan.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            slowBegan.await();
            workers.every(SHORT, "quick", quick::countDown);
            assertThat(quick.await(10, TimeUnit.SECONDS)).isTrue();
            end.countDown();
        }
    }

    @Test
    void closingLetsARoundEndAndBeginsNoOther() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        AtomicBoolean interrupted = new AtomicBoolean();
        Workers workers = new Workers();
        workers.every(SHORT, "a round", () -> {
            began.countDown();
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            ended.incrementAndGet();
        });
        began.await();
        workers.close();
        assertThat(ended).hasValue(1);
        assertThat(interrupted).isFalse();
        assertThatThrownBy(() -> workers.every(SHORT, "late", () -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tooManyAreAMistake() {
        try (Workers workers = new Workers()) {
            for (int i = 0; i < Workers.WORKERS_MAX; i++) {
                workers.every(Duration.ofHours(1), "worker " + i, () -> {});
            }
            assertThatThrownBy(() -> workers.every(SHORT, "one more", () -> {}))
                    .hasMessageContaining("there are " + Workers.WORKERS_MAX);
        }
    }

    private static Handler counting(AtomicInteger count) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                count.incrementAndGet();
            }

            @Override
            public void flush() {
                // nothing is kept
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }
}
