package org.alwaysopen.local.drill;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.alwaysopen.local.drill.Counter.Answer;

/**
 * A shopper as they are: in a hurry, with two tabs, a finger that presses twice, sometimes a card that is refused, and no
 * patience. Everything is drawn from a seed. One thread.
 */
final class RandomShopper {
    private static final int UNITS_MAX = 3;
    private static final int TRIES_MAX = 8;
    /** One in so many. */
    private static final int PRESSES_TWICE = 6;

    private static final int HAS_TWO_TABS = 8;
    private static final int GIVES_UP = 5;
    private static final int ASKS_AGAIN_LATER = 2;

    private static final Duration PAUSE_MAX = Duration.ofMillis(1500);
    private static final List<String> CARDS = List.of(
            "pm_card_visa",
            "pm_card_visa",
            "pm_card_visa",
            "pm_card_visa",
            "pm_card_mastercard",
            "pm_card_amex",
            "pm_card_chargeDeclined",
            "pm_card_chargeDeclinedInsufficientFunds");

    private final Counter counter;
    private final List<String> skus;
    private final Random random;
    private final Acknowledged acknowledged;
    private final Executor secondHand;

    /** @param secondHand does what a shopper does at the same time: the second press, the second tab */
    RandomShopper(Counter counter, List<String> skus, Random random, Acknowledged acknowledged, Executor secondHand) {
        this.counter = counter;
        this.skus = skus;
        this.random = random;
        this.acknowledged = acknowledged;
        this.secondHand = secondHand;
    }

    /** One visit: a cart, and its payment until there is an answer, or no patience left. */
    void visit() {
        Optional<UUID> filled = counter.fill(skus.get(random.nextInt(skus.size())), 1 + random.nextInt(UNITS_MAX));
        if (filled.isEmpty()) {
            pause();
            return;
        }
        UUID cart = filled.get();
        String key = key();
        String card = CARDS.get(random.nextInt(CARDS.size()));
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            CompletableFuture<Void> otherTab = oneIn(HAS_TWO_TABS) ? alsoPay(cart, key(), "pm_card_visa") : nothing();
            CompletableFuture<Void> secondPress = oneIn(PRESSES_TWICE) ? alsoPay(cart, key, card) : nothing();
            Answer answer = pay(cart, key, card);
            otherTab.join();
            secondPress.join();
            if (answer.isFinal()) {
                if (oneIn(ASKS_AGAIN_LATER)) {
                    pay(cart, key, card);
                }
                return;
            }
            boolean refused = answer.status() == 409 && !answer.body().contains("retryAfterSeconds");
            if (refused || answer.status() == 422 || answer.status() == 404 || oneIn(GIVES_UP)) {
                return;
            }
            pause();
        }
    }

    private CompletableFuture<Void> alsoPay(UUID cart, String key, String card) {
        return CompletableFuture.runAsync(() -> pay(cart, key, card), secondHand);
    }

    private Answer pay(UUID cart, String key, String card) {
        Answer answer = counter.pay(cart, key, card);
        acknowledged.note(cart, key, card, answer);
        return answer;
    }

    private static CompletableFuture<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    private String key() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private void pause() {
        LockSupport.parkNanos(1 + (long) (random.nextDouble() * PAUSE_MAX.toNanos()));
    }
}
