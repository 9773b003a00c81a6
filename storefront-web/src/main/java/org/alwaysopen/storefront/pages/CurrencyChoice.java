package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Currency;
import java.util.Optional;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.http.Inputs;

/** Changes the currency that prices are shown in, and takes the cart along. */
@PermitAll
@Path("currency")
@ApplicationScoped
public class CurrencyChoice {
    @Inject
    Frame frame;

    @Inject
    ShoppersCart shoppersCart;

    @POST
    public Response choose(
            @FormParam("currency") String code, @FormParam("back") String back, @Context HttpHeaders headers) {
        Currency currency = Inputs.currency(code, null);
        if (!Carts.CURRENCIES.contains(currency)) {
            throw Problem.invalid("\"currency\": expected one of USD, EUR").exception();
        }
        Shopper shopper = Shopper.of(headers);
        Optional<Cart> cart =
                shoppersCart.open(shopper).filter(open -> !open.currency().equals(currency));
        String path = ownPath(back);
        if (cart.isPresent() && !cart.get().lines().isEmpty()) {
            return frame.seeOther(
                    path, Shopper.remembering(shoppersCart.copyInto(currency, cart.get()), frame.secure()));
        }
        return frame.seeOther(path, Shopper.remembering(currency, frame.secure()));
    }

    /** Only to a page of ours: a form must not send people elsewhere ({@code //evil.example} is elsewhere). */
    static String ownPath(String back) {
        boolean own = back != null
                && back.startsWith("/")
                && !back.startsWith("//")
                && back.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
        return own ? back : "/";
    }
}
