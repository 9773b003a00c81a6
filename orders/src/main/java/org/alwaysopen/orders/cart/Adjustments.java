package org.alwaysopen.orders.cart;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.orders.pricing.Offered;

/**
 * What a cart has beside its lines, as it was shown last: the shopper's note, promotions (those by code, and those that came by
 * themselves), stored value. Immutable; {@link #NONE} for most carts.
 *
 * @param note null when there is none
 */
public record Adjustments(String note, List<Offered> promotions, List<Card> giftCards) {
    public static final Adjustments NONE = new Adjustments(null, List.of(), List.of());

    /** @param balance minor units of the cart's currency */
    public record Card(UUID id, String lastFour, long balance) {}

    public Adjustments {
        promotions = promotions == null ? List.of() : List.copyOf(promotions);
        giftCards = giftCards == null ? List.of() : List.copyOf(giftCards);
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    Adjustments withNote(String words) {
        return new Adjustments(words, promotions, giftCards);
    }

    Adjustments withPromotions(List<Offered> offered) {
        return new Adjustments(note, offered, giftCards);
    }

    Adjustments withGiftCards(List<Card> cards) {
        return new Adjustments(note, promotions, cards);
    }

    List<Offered> byCode() {
        return promotions.stream().filter(offered -> offered.code() != null).toList();
    }

    /** With what another cart has that this one has not, as far as so many fit. */
    Adjustments and(Adjustments other, int codesMax, int cardsMax) {
        List<Offered> offered = new ArrayList<>(promotions);
        for (Offered more : other.byCode()) {
            long codes = offered.stream().filter(o -> o.code() != null).count();
            if (codes < codesMax && offered.stream().noneMatch(o -> o.id().equals(more.id()))) {
                offered.add(more);
            }
        }
        List<Card> cards = new ArrayList<>(giftCards);
        for (Card more : other.giftCards()) {
            if (cards.size() < cardsMax && cards.stream().noneMatch(c -> c.id().equals(more.id()))) {
                cards.add(more);
            }
        }
        return new Adjustments(note == null ? other.note() : note, offered, cards);
    }
}
