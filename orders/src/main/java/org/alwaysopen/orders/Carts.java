package org.alwaysopen.orders;

import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.platform.Idempotency;

/**
 * Carts, and what may be done with them.
 *
 * <p>Every change is one transaction that raises the version of the cart's single row; two tabs or two regions that
 * change it at once both succeed, one after the other, and no line is lost. A change that carries a request key happens
 * once, however often it is sent: the same request again gives the cart that it gave then.
 *
 * <p>All methods throw {@link org.alwaysopen.platform.ProblemException}: 404 for a cart or line that is not there, 409
 * for a cart that is being paid for or became an order, 422 for a value that is not allowed. Thread-safe.
 */
public interface Carts {
    /** Bounds the row of a cart and the locks of its checkout. */
    int LINES_MAX = Inventory.LINES_MAX;
    /** More of one thing is a matter for an offer, not for a till. */
    int UNITS_PER_LINE_MAX = Inventory.QUANTITY_MAX;

    /** More codes than a shopper has reason to type. */
    int CODES_MAX = 5;
    /** Bounds the rows that one checkout locks. */
    int GIFT_CARDS_MAX = 5;

    int NOTE_LENGTH_MAX = 500;

    /** What the shop sells in. */
    Set<Currency> CURRENCIES = Set.of(Currency.getInstance("USD"), Currency.getInstance("EUR"));

    /** In place of an option's id: the one that costs least. */
    String CHEAPEST = "cheapest";

    /**
     * What a shopper wants of something.
     *
     * @param sku as the shopper sent it
     */
    record Units(String sku, int quantity) {}

    /**
     * What a shopper says before paying. What is empty stays as it is.
     *
     * @param shippingOption the id of one of the options that the cart has with the address, or {@link #CHEAPEST}
     * @param note           blank: none
     */
    record Details(
            Optional<String> email,
            Optional<Address> shippingAddress,
            Optional<String> shippingOption,
            Optional<String> note) {}

    default Cart create(Currency currency, Optional<Idempotency.Request> once) {
        return create(currency, List.of(), once);
    }

    /** A cart with so much in it already, in one change: a shopper far away waits for one answer. */
    Cart create(Currency currency, List<Units> units, Optional<Idempotency.Request> once);

    /**
     * The cart with today's prices: where one changed, the change is in {@link Cart#notices()}, and from then on the new
     * price is the one that was shown.
     */
    Cart get(UUID cartId);

    /**
     * Adds units; a SKU that is in the cart already becomes more of the same line.
     *
     * @param sku as the shopper sent it
     */
    Cart addLine(UUID cartId, String sku, int quantity, Optional<Idempotency.Request> once);

    /** Sets how many; 0 removes the line. */
    Cart changeLine(UUID cartId, UUID lineId, int quantity, Optional<Idempotency.Request> once);

    Cart removeLine(UUID cartId, UUID lineId, Optional<Idempotency.Request> once);

    /** All of it in one change, or nothing of it: what the methods below do one by one. */
    Cart setDetails(UUID cartId, Details details, Optional<Idempotency.Request> once);

    Cart setContact(UUID cartId, String email, Optional<Idempotency.Request> once);

    /** Sets where it goes; tax follows, and a shipping option that is not possible there is let go. */
    Cart setShippingAddress(UUID cartId, Address address, Optional<Idempotency.Request> once);

    /** The ways to send this cart, cheapest first. 409 while there is no address. */
    List<ShippingOption> shippingOptions(UUID cartId);

    Cart chooseShippingOption(UUID cartId, String optionId, Optional<Idempotency.Request> once);

    /**
     * Adds a promotion by its code; a code that is in the cart already changes nothing.
     *
     * @param code as the shopper typed it. 422 when there is none, or it cannot be used now; a code whose conditions the cart
     *             does not fulfil yet is taken, and applies when it does
     */
    Cart addPromotionCode(UUID cartId, String code, Optional<Idempotency.Request> once);

    /** @param code empty: all of them. A code that is not in the cart changes nothing */
    Cart removePromotionCodes(UUID cartId, Optional<String> code, Optional<Idempotency.Request> once);

    /**
     * Adds stored value by its code; it pays as much of the cart as it can, and is only taken from at the checkout.
     *
     * @param code as the shopper typed it. 422 when nothing can be paid with it
     */
    Cart addGiftCard(UUID cartId, String code, Optional<Idempotency.Request> once);

    /** @param giftCardId empty: all of them. A card that is not in the cart changes nothing */
    Cart removeGiftCards(UUID cartId, Optional<UUID> giftCardId, Optional<Idempotency.Request> once);

    /** Sets the shopper's own words, up to {@link #NOTE_LENGTH_MAX} characters; blank: none. */
    Cart setNote(UUID cartId, String note, Optional<Idempotency.Request> once);

    /**
     * Puts what a guest collected into the cart that the shopper had before, at sign-in; the guest's cart is gone then. The
     * same SKU becomes more of one line, at most {@link #UNITS_PER_LINE_MAX}; what is not for sale in the other cart's currency
     * stays out. Contact and address are those of the cart that stays, and where it has none, the guest's. When the
     * guest's cart is gone already, or became an order, nothing changes: signing in never fails for it.
     *
     * @throws org.alwaysopen.platform.ProblemException 422 when there would be more than {@link #LINES_MAX} lines; both carts
     *                                                  stay as they are
     */
    Cart merge(UUID guestCartId, UUID intoCartId, Optional<Idempotency.Request> once);
}
