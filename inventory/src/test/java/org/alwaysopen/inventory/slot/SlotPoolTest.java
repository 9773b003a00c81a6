package org.alwaysopen.inventory.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Goal: a slot has one user at a time, rests after use, and nobody waits for ever or for units that are not there. */
class SlotPoolTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(10);

    private final SlotPool pool = new SlotPool("MUG here", true);

    @Test
    void theLongestUnusedSlotIsGivenFirst() throws InterruptedException {
        pool.learn(0, 10, 3);
        int first = pool.acquire(1, 0);
        int second = pool.acquire(1, 0);
        int third = pool.acquire(1, 0);
        assertThat(new int[] {first, second, third}).containsExactlyInAnyOrder(0, 1, 2);
        pool.release(second, true);
        pool.release(first, true);
        pool.release(third, true);
        assertThat(pool.acquire(1, 0)).isEqualTo(second);
        assertThat(pool.acquire(1, 0)).isEqualTo(first);
    }

    @Test
    void whoDoesNotWantToWaitGetsASlotThatIsNotHeld() throws InterruptedException {
        assertThat(pool.acquire(1, 0)).isZero();
        assertThat(pool.acquire(1, 0)).isEqualTo(-2);
    }

    @Test
    void whoWaitsGetsItWhenItIsFree() throws InterruptedException {
        pool.acquire(1, 0);
        AtomicInteger got = new AtomicInteger(99);
        Thread waiting = new Thread(() -> {
            try {
                got.set(pool.acquire(1, LONG));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        await().until(() -> pool.drainDemand().busiest() == 2);
        long before = System.nanoTime();
        pool.release(0, true);
        await().until(() -> got.get() == 0);
        assertThat(pool.changedSince(0, before)).isTrue();
        assertThat(pool.changedSince(0, System.nanoTime())).isFalse();
    }

    @Test
    void nobodyWaitsForUnitsThatAreKnownNotToBeThere() throws InterruptedException {
        pool.learn(0, 3, 1);
        assertThat(pool.acquire(4, LONG)).isEqualTo(SlotPool.NONE);
        assertThat(pool.acquire(3, LONG)).isZero();
        pool.forget(0);
        pool.release(0, false);
        assertThat(pool.acquire(4, LONG)).isZero();
    }

    @Test
    void aPoolThatIsStilledLetsNobodyInUntilItIsReopened() throws InterruptedException {
        assertThat(pool.acquire(1, 0)).isZero();
        assertThat(pool.still(0)).isFalse();
        pool.release(0, true);
        assertThat(pool.still(0)).isTrue();
        assertThat(pool.acquire(1, 0)).isEqualTo(-2);
        AtomicBoolean in = new AtomicBoolean();
        new Thread(() -> {
                    try {
                        in.set(pool.acquire(1, LONG) == 0);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start();
        pool.reopen();
        await().untilTrue(in);
    }

    @Test
    void slotsThatAreGoneAreNotGivenOutAgain() throws InterruptedException {
        pool.learn(0, 10, 4);
        int held = pool.acquire(1, 0);
        pool.learn(0, 10, 1);
        pool.release(held, true);
        assertThat(pool.slots()).isOne();
        assertThat(pool.acquire(1, 0)).isZero();
        assertThat(pool.acquire(1, 0)).isEqualTo(-2);
    }
}
