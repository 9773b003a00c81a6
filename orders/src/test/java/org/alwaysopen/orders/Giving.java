package org.alwaysopen.orders;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.GiftCards.Kind;
import org.alwaysopen.orders.Promotions.Terms;
import org.alwaysopen.platform.Money;

/** Promotions and gift cards for tests. */
final class Giving {
    private Giving() {}

    static Promotions.Promotion code(OrdersModule server, String code, Terms terms, long usesMax) {
        return make(server, Optional.of(code), terms, Optional.of(usesMax), Optional.empty());
    }

    static Promotions.Promotion make(
            OrdersModule server,
            Optional<String> code,
            Terms terms,
            Optional<Long> usesMax,
            Optional<Integer> perCustomer) {
        return server.promotions()
                .create(
                        new Promotions.Draft(
                                code,
                                "Test: " + code.orElse("for all"),
                                terms,
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                usesMax,
                                perCustomer),
                        Optional.empty());
    }

    static GiftCards.Issued card(OrdersModule server, long cents) {
        return server.giftCards()
                .issue(
                        new GiftCards.Draft(
                                Kind.GIFT_CARD, Money.of(cents, "USD"), Optional.empty(), Optional.empty(), ""),
                        "test",
                        Optional.empty());
    }

    static Cart pay(OrdersModule server, Cart cart, GiftCards.Issued card) {
        return server.carts().addGiftCard(cart.id(), card.code().orElseThrow(), Optional.empty());
    }

    static long balance(OrdersModule server, GiftCards.Issued card) {
        return server.giftCards().get(card.card().id()).card().balance().minorUnits();
    }

    /**
     * A cart in which every step of a checkout has something to do: a promotion of which few uses are there, for a customer
     * who may use it a few times, and a gift card that pays a part.
     */
    static Cart withEverything(OrdersModule server, String sku, int quantity) {
        return withEverything(server, sku, quantity, 1000);
    }

    /** @param cents on the gift card */
    static Cart withEverything(OrdersModule server, String sku, int quantity, long cents) {
        String code = "ALL-" + UUID.randomUUID().toString().substring(0, 8);
        make(server, Optional.of(code), Terms.percentage(100_000), Optional.of(3L), Optional.of(3));
        Cart cart = TestShop.filled(server, sku, quantity);
        server.carts().addPromotionCode(cart.id(), code, Optional.empty());
        return pay(server, cart, card(server, cents));
    }

    static List<String> contradictions(TestShop shop) {
        return new MoneyBooks(shop.database.transactions()).contradictions();
    }
}
