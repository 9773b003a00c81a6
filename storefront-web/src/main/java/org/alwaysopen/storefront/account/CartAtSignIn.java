package org.alwaysopen.storefront.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.identity.AccountCarts;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.storefront.pages.Frame;
import org.alwaysopen.storefront.pages.Shopper;
import org.alwaysopen.storefront.signin.SignIns;

/**
 * What becomes of the carts when a person signs in: what they collected as a guest is put into the cart of the account, which
 * this browser has from then on. Signing in never fails for it: where the two do not fit into one, both stay, and the browser
 * keeps the guest's.
 */
@ApplicationScoped
public class CartAtSignIn {
    @Inject
    Optional<SignIns> signIns;

    @Inject
    Carts carts;

    @Inject
    Frame frame;

    /** The headers that make the browser remember the cart that it has now. */
    String[] cookies(UUID account, HttpServletRequest request) {
        Shopper shopper = Shopper.of(request);
        Optional<Cart> guests = open(shopper.cart());
        return cart(account, guests)
                .map(cart -> Shopper.remembering(cart, frame.secure()))
                .orElseGet(() -> new String[0]);
    }

    private Optional<Cart> cart(UUID account, Optional<Cart> guests) {
        AccountCarts known = signIns.orElseThrow().carts();
        Optional<Cart> own = open(known.find(account));
        if (guests.isEmpty()) {
            return own;
        }
        UUID guest = guests.get().id();
        if (own.isEmpty()) {
            known.replace(account, guest);
            return guests;
        }
        if (own.get().id().equals(guest)) {
            return guests;
        }
        try {
            return Optional.of(carts.merge(guest, own.get().id(), Optional.empty()));
        } catch (ProblemException tooMuchForOne) {
            return guests;
        }
    }

    private Optional<Cart> open(Optional<UUID> id) {
        return id.flatMap(cart -> {
            try {
                return Optional.of(carts.get(cart))
                        .filter(found -> found.orderId().isEmpty());
            } catch (ProblemException gone) {
                return Optional.empty();
            }
        });
    }
}
