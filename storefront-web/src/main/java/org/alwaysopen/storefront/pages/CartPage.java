package org.alwaysopen.storefront.pages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.http.Page;

/** The cart: what is in it, how many of each, and what it comes to. */
@Path("cart")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ApplicationScoped
public class CartPage {
    @Inject
    Frame frame;

    @Inject
    Carts carts;

    @Inject
    ShoppersCart shoppersCart;

    @Inject
    ProductDetail productDetail;

    /**
     * @param cart      null while there is none
     * @param wrongLine the line whose quantity could not be taken, or null
     */
    public record Model(Shell shell, Cart cart, UUID wrongLine, String error) {
        public boolean empty() {
            return cart == null || cart.lines().isEmpty();
        }

        public int quantityMax() {
            return Carts.UNITS_PER_LINE_MAX;
        }
    }

    @GET
    @Consumes(MediaType.WILDCARD)
    public Response cart(@Context HttpHeaders headers) {
        return show(Shopper.of(headers), null, "");
    }

    @POST
    @Path("lines")
    public Response add(
            @FormParam("product") String product,
            @FormParam("sku") String sku,
            @FormParam("quantity") String quantity,
            @FormParam("key") String key,
            @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        try {
            Integer units = Inputs.wholeNumber("quantity", quantity);
            int wanted = units == null ? 1 : units;
            Cart cart = shoppersCart.openOrNew(shopper, key);
            Cart changed = carts.addLine(
                    cart.id(),
                    sku == null ? "" : sku,
                    wanted,
                    once("page.add:" + cart.id(), key, String.valueOf(sku), String.valueOf(wanted)));
            return frame.seeOther("/cart", Shopper.remembering(changed, frame.secure()));
        } catch (ProblemException refused) {
            if (product == null || product.isBlank()) {
                throw refused;
            }
            return productDetail.show(product, sku, quantity, sentence(refused), shopper);
        }
    }

    @POST
    @Path("lines/{line}")
    public Response change(
            @PathParam("line") String line,
            @FormParam("quantity") String quantity,
            @FormParam("remove") String remove,
            @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        Optional<Cart> open = shoppersCart.open(shopper);
        if (open.isEmpty()) {
            return frame.seeOther("/cart", Shopper.forgetting(frame.secure()));
        }
        UUID lineId = Inputs.uuid("line", line);
        try {
            Integer units = Inputs.wholeNumber("quantity", quantity);
            // Setting a quantity twice is the same as once: it needs no key.
            Cart changed = remove != null || units == null
                    ? carts.removeLine(open.get().id(), lineId, Optional.empty())
                    : carts.changeLine(open.get().id(), lineId, units, Optional.empty());
            return frame.seeOther("/cart", Shopper.remembering(changed, frame.secure()));
        } catch (ProblemException refused) {
            if (refused.problem().status() == 404) {
                return frame.seeOther("/cart"); // taken out in another tab
            }
            return show(shopper, lineId, sentence(refused));
        }
    }

    private Response show(Shopper shopper, UUID wrongLine, String error) {
        Optional<Cart> open = shoppersCart.open(shopper);
        Shopper now = open.map(shopper::with).orElse(new Shopper(Optional.empty(), shopper.currency(), 0));
        Shell shell = frame.shell("Your cart · Always Open", now, "/cart");
        Response page = new Page("cart.jte", new Model(shell, open.orElse(null), wrongLine, error))
                .with(error.isEmpty() ? 200 : 422);
        return page;
    }

    private static Optional<Idempotency.Request> once(String scope, String key, String... parts) {
        return key == null || key.isBlank() ? Optional.empty() : Optional.of(Idempotency.Request.of(scope, key, parts));
    }

    /** A refusal's sentence for a person: without the quotes around the field's name, beginning with a capital. */
    private static String sentence(ProblemException refused) {
        String detail = refused.problem().detail().replace("\"", "");
        return Character.toUpperCase(detail.charAt(0)) + detail.substring(1);
    }
}
