package org.alwaysopen.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Money;

/**
 * Stored value: gift cards, which are whoever's who knows the code, and store credit, which only its owner can spend.
 *
 * <p>It is issued with a code that is shown once, and of which only a hash is kept. Each change of the balance is a row of a
 * journal that only grows; the balance never goes below zero, however many tills ask at once. What an order spent comes back
 * when the order comes to nothing, also when the card has ended meanwhile. Thread-safe.
 *
 * <p>Methods throw {@link org.alwaysopen.platform.ProblemException}: 404, 422 for a value that is not allowed.
 */
public interface GiftCards {
    int PAGE_MAX = 100;
    int NOTE_LENGTH_MAX = 500;
    /** In minor units: more is a slip of the finger, or of somebody's morals. */
    long AMOUNT_MAX = 1_000_000;
    /** What a card's page shows of its journal, the newest first. */
    int ENTRIES_MAX = 200;

    /** No promotion's code begins so. */
    String CODE_BEGINS = "GC-";

    enum Kind {
        GIFT_CARD,
        STORE_CREDIT
    }

    /**
     * @param email whose store credit it is; empty for a gift card
     * @param note  why, for the merchant; may be empty
     */
    record Draft(Kind kind, Money amount, Optional<String> email, Optional<Instant> expiresAt, String note) {}

    /** @param lastFour the end of the code: enough to tell cards apart */
    record GiftCard(
            UUID id,
            Kind kind,
            String lastFour,
            Money balance,
            Optional<Instant> expiresAt,
            String note,
            Instant createdAt,
            Optional<Instant> disabledAt) {}

    /** @param code there only in the answer to the request that made the card, never again */
    record Issued(GiftCard card, Optional<String> code) {}

    /** @param amount what it added to the balance: negative for what was spent */
    record Entry(Instant at, String kind, Money amount, Optional<UUID> orderId, String actor, String region) {}

    record Detail(GiftCard card, List<Entry> journal) {}

    /** @param next where to go on, or empty at the end */
    record Page(List<GiftCard> items, Optional<String> next) {}

    /** The same request again gives the card that it made, without its code. */
    Issued issue(Draft draft, String actor, Optional<Idempotency.Request> once);

    Detail get(UUID id);

    /** The newest first. @param cursor as {@link Page#next} gave it; @param limit 1 to {@link #PAGE_MAX} */
    Page list(Optional<String> cursor, int limit);

    /** From now on it cannot be spent; its balance stays in the books. Doing it twice is doing it once. */
    GiftCard disable(UUID id);
}
