package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.storefront.http.Page;

/** The second step of the checkout: how it is sent. */
@PermitAll
@Path("checkout/shipping")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ApplicationScoped
public class ShippingPage {
    @Inject
    Frame frame;

    @Inject
    Carts carts;

    @Inject
    ShoppersCart shoppersCart;

    /** @param chosen the id of the option that is marked, or empty */
    public record Model(Shell shell, Cart cart, List<ShippingOption> options, String chosen, String error) {}

    @GET
    @Consumes(MediaType.WILDCARD)
    public Response shipping(@Context HttpHeaders headers) {
        return show(Shopper.of(headers), "");
    }

    @POST
    public Response choose(@FormParam("option") String option, @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        Optional<Cart> cart = shoppersCart.open(shopper);
        if (cart.isEmpty()) {
            return frame.seeOther("/cart");
        }
        if (option == null || option.isBlank()) {
            return show(shopper, "Please choose how it should be sent.");
        }
        try {
            carts.chooseShippingOption(cart.get().id(), option, Optional.empty());
            return frame.seeOther("/checkout/payment");
        } catch (ProblemException refused) {
            return show(shopper, "That way of sending is not possible for this cart. Please choose one of these.");
        }
    }

    private Response show(Shopper shopper, String error) {
        Optional<Cart> open =
                shoppersCart.open(shopper).filter(cart -> !cart.lines().isEmpty());
        if (open.isEmpty()) {
            return frame.seeOther("/cart");
        }
        Cart cart = open.get();
        if (cart.shippingAddress().isEmpty() || cart.email().isEmpty()) {
            return frame.seeOther("/checkout/address");
        }
        List<ShippingOption> options = carts.shippingOptions(cart.id());
        String chosen = cart.shippingOption()
                .map(ShippingOption::id)
                .orElse(options.isEmpty() ? "" : options.get(0).id());
        Shell shell = frame.shell("Shipping · Always Open", shopper.with(cart), "/checkout/shipping");
        return new Page("shipping.jte", new Model(shell, cart, options, chosen, error))
                .with(error.isEmpty() ? 200 : 422);
    }
}
