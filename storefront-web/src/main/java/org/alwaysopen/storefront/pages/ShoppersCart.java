package org.alwaysopen.storefront.pages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Currency;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignIns;

/** Finds the cart that a browser speaks of. A cart that is gone or became an order is as good as none. */
@ApplicationScoped
public class ShoppersCart {
    @Inject
    Carts carts;

    @Inject
    CurrentPerson person;

    @Inject
    Optional<SignIns> signIns;

    /** The shopper's cart, while it can be changed. */
    Optional<Cart> open(Shopper shopper) {
        return find(shopper).filter(cart -> cart.orderId().isEmpty());
    }

    /** The order that the shopper's cart has become. */
    Optional<UUID> order(Shopper shopper) {
        return find(shopper).flatMap(Cart::orderId);
    }

    private Optional<Cart> find(Shopper shopper) {
        return shopper.cart().or(this::ofAccount).flatMap(id -> {
            try {
                return Optional.of(carts.get(id));
            } catch (ProblemException gone) {
                if (gone.problem().status() == 404) {
                    return Optional.empty();
                }
                throw gone;
            }
        });
    }

    /** A person finds their cart in every browser, in which they sign in. */
    private Optional<UUID> ofAccount() {
        return person.signedIn().flatMap(known -> signIns.orElseThrow().carts().find(known.accountId()));
    }

    private Cart ownedByAccount(Cart cart) {
        person.signedIn().ifPresent(known -> signIns.orElseThrow().carts().replace(known.accountId(), cart.id()));
        return cart;
    }

    /** @param key of the form: two sendings of the first "add to cart" make one cart */
    Cart openOrNew(Shopper shopper, String key) {
        return open(shopper).orElseGet(() -> {
            Optional<Idempotency.Request> once = key == null || key.isBlank()
                    ? Optional.empty()
                    : Optional.of(Idempotency.Request.of(
                            "page.cart", key, shopper.currency().getCurrencyCode()));
            return ownedByAccount(carts.create(shopper.currency(), once));
        });
    }

    /**
     * The same things, codes and note in another currency; what is not sold or given in it stays behind, and so do gift cards,
     * which are of one currency.
     */
    Cart copyInto(Currency currency, Cart from) {
        Cart copy = ownedByAccount(carts.create(currency, Optional.empty()));
        UUID id = copy.id();
        for (Cart.Line line : from.lines()) {
            copy = ifTaken(copy, () -> carts.addLine(id, line.sku().code(), line.quantity(), Optional.empty()));
        }
        for (Cart.Code code : from.promotionCodes()) {
            copy = ifTaken(copy, () -> carts.addPromotionCode(id, code.code(), Optional.empty()));
        }
        return from.note().isEmpty() ? copy : carts.setNote(id, from.note().get(), Optional.empty());
    }

    private static Cart ifTaken(Cart before, Supplier<Cart> change) {
        try {
            return change.get();
        } catch (ProblemException refused) {
            if (refused.problem().status() >= 500) {
                throw refused;
            }
            return before;
        }
    }
}
