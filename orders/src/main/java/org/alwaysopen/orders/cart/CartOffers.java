package org.alwaysopen.orders.cart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Cart.Notice;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.customer.Customers;
import org.alwaysopen.orders.giftcard.GiftCardRows;
import org.alwaysopen.orders.giftcard.GiftCardRows.Spendable;
import org.alwaysopen.orders.giftcard.StoredGiftCards;
import org.alwaysopen.orders.pricing.Offered;
import org.alwaysopen.orders.promotion.Live;
import org.alwaysopen.orders.promotion.OpenPromotions;
import org.alwaysopen.orders.promotion.StoredPromotions;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Tx;

/**
 * Promotions and stored value of a cart: what it was shown, against what holds now. A cart that has none, in a shop without
 * automatic promotions, costs no statement. Thread-safe.
 */
public final class CartOffers {
    private final OpenPromotions open;
    private final StoredPromotions promotions;
    private final StoredGiftCards giftCards;
    private final GiftCardRows giftCardRows;

    public CartOffers(
            OpenPromotions open, StoredPromotions promotions, StoredGiftCards giftCards, GiftCardRows giftCardRows) {
        this.open = open;
        this.promotions = promotions;
        this.giftCards = giftCards;
        this.giftCardRows = giftCardRows;
    }

    /** @param notices what of it the shopper should know */
    record Found(Adjustments adjustments, List<Notice> notices) {}

    /** The promotions that a sale is made with, and the cart with them and with today's balances. */
    public record AtTheTill(StoredCart cart, List<Live> promotions) {}

    /** In the transaction of a sale: whether there is enough of them is decided when they are taken. */
    public AtTheTill atTheTill(Tx tx, StoredCart cart, List<String> customers) {
        Adjustments shown = cart.adjustments();
        List<Live> live = open.any(shown.promotions()) ? open.live(tx, shown.promotions()) : List.of();
        if (live.isEmpty() && shown.isEmpty()) {
            return new AtTheTill(cart, live);
        }
        Adjustments now = shown.withPromotions(live.stream().map(Live::offered).toList())
                .withGiftCards(cards(tx, cart, customers));
        return new AtTheTill(cart.with(now), live);
    }

    /** What a cart may be shown: also without what is used up. */
    Found today(Tx tx, StoredCart cart, List<String> customers) {
        Adjustments shown = cart.adjustments();
        List<Notice> notices = new ArrayList<>();
        List<Offered> offered =
                open.any(shown.promotions()) ? open.available(tx, shown.promotions(), customers) : List.of();
        for (Offered before : shown.promotions()) {
            if (offered.stream().noneMatch(now -> now.id().equals(before.id()))) {
                notices.add(new Notice.PromotionEnded(before.code(), before.name()));
            }
        }
        List<Adjustments.Card> cards = cards(tx, cart, customers);
        for (Adjustments.Card before : shown.giftCards()) {
            long now = cards.stream()
                    .filter(card -> card.id().equals(before.id()))
                    .mapToLong(Adjustments.Card::balance)
                    .sum();
            if (now < before.balance()) {
                notices.add(new Notice.GiftCardChanged(
                        before.lastFour(),
                        new Money(before.balance(), cart.currencyOf()),
                        new Money(now, cart.currencyOf())));
            }
        }
        return new Found(shown.withPromotions(offered).withGiftCards(cards), notices);
    }

    private List<Adjustments.Card> cards(Tx tx, StoredCart cart, List<String> customers) {
        List<Adjustments.Card> shown = cart.adjustments().giftCards();
        if (shown.isEmpty()) {
            return shown;
        }
        Map<UUID, Spendable> found = giftCardRows.spendable(
                tx, shown.stream().map(Adjustments.Card::id).toList(), cart.currency(), customers);
        return shown.stream()
                .filter(card -> found.containsKey(card.id()))
                .map(card -> card(found.get(card.id())))
                .toList();
    }

    private static Adjustments.Card card(Spendable found) {
        return new Adjustments.Card(found.id(), found.lastFour(), found.balance());
    }

    /** After a change: with the promotions of now, so that a new one does not wait for the next look at the cart. */
    StoredCart refreshed(Tx tx, StoredCart cart) {
        List<Offered> shown = cart.adjustments().promotions();
        if (!open.any(shown)) {
            return cart;
        }
        List<Offered> now = open.live(tx, shown).stream().map(Live::offered).toList();
        return now.equals(shown) ? cart : cart.with(cart.adjustments().withPromotions(now));
    }

    List<String> customers(StoredCart cart) {
        return Customers.of(cart.email(), Optional.empty());
    }

    StoredCart withCode(Tx tx, StoredCart cart, String code) {
        Offered offered = promotions.byCode(tx, code, customers(cart));
        Adjustments had = cart.adjustments();
        if (had.promotions().stream().anyMatch(one -> one.id().equals(offered.id()))) {
            return cart;
        }
        if (had.byCode().size() == Carts.CODES_MAX) {
            throw Problem.invalid("code: a cart takes at most " + Carts.CODES_MAX + " codes. Remove one first")
                    .exception();
        }
        List<Offered> all = new ArrayList<>(had.promotions());
        all.add(offered);
        return cart.with(had.withPromotions(all));
    }

    /** @param code empty: all of them */
    static StoredCart withoutCodes(StoredCart cart, Optional<String> code) {
        Optional<String> gone = code.map(text -> text.strip().toUpperCase(Locale.ROOT));
        return cart.with(cart.adjustments()
                .withPromotions(cart.adjustments().promotions().stream()
                        .filter(one -> one.code() == null
                                || gone.isPresent() && !one.code().equals(gone.get()))
                        .toList()));
    }

    StoredCart withGiftCard(Tx tx, StoredCart cart, String code) {
        Spendable found = giftCards.byCode(tx, code, cart.currency(), customers(cart));
        Adjustments had = cart.adjustments();
        if (had.giftCards().stream().anyMatch(card -> card.id().equals(found.id()))) {
            return cart;
        }
        if (had.giftCards().size() == Carts.GIFT_CARDS_MAX) {
            throw Problem.invalid("code: a cart takes at most " + Carts.GIFT_CARDS_MAX
                            + " gift cards. Remove one first, or order in two parts")
                    .exception();
        }
        List<Adjustments.Card> all = new ArrayList<>(had.giftCards());
        all.add(card(found));
        return cart.with(had.withGiftCards(all));
    }

    /** @param id empty: all of them */
    static StoredCart withoutGiftCards(StoredCart cart, Optional<UUID> id) {
        return cart.with(cart.adjustments()
                .withGiftCards(cart.adjustments().giftCards().stream()
                        .filter(card -> id.isPresent() && !card.id().equals(id.get()))
                        .toList()));
    }

    /** What the guest had typed is not typed again. */
    StoredCart merged(Tx tx, StoredCart into, StoredCart guest) {
        if (guest.adjustments().isEmpty()) {
            return into;
        }
        StoredCart both = into.with(into.adjustments().and(guest.adjustments(), Carts.CODES_MAX, Carts.GIFT_CARDS_MAX));
        return both.with(both.adjustments().withGiftCards(cards(tx, both, customers(both))));
    }

    /** What of the cart's stored value is used for it. */
    public static List<Cart.GiftCard> paying(StoredCart cart) {
        return cart.giftCards().stream().filter(card -> !card.amount().isZero()).toList();
    }
}
