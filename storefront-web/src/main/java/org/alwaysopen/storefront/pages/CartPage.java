package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
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
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.GiftCards;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.http.Page;
import org.alwaysopen.storefront.http.Problems;

/** The cart: what is in it, how many of each, and what it comes to. */
@PermitAll
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
     * @param typedCode the code that could not be taken, or empty
     */
    public record Model(Shell shell, Cart cart, UUID wrongLine, String error, String typedCode, String codeError) {
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
        return show(Shopper.of(headers), Wrong.NOTHING);
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
            return show(shopper, new Wrong(lineId, sentence(refused), "", ""));
        }
    }

    /** One field for promotions and gift cards: the code itself says which it is. */
    @POST
    @Path("codes")
    public Response addCode(@FormParam("code") String code, @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        Optional<Cart> open = shoppersCart.open(shopper);
        if (open.isEmpty()) {
            return frame.seeOther("/cart", Shopper.forgetting(frame.secure()));
        }
        String typed = code == null ? "" : code.strip();
        try {
            // Adding a code twice is the same as once: it needs no key.
            if (typed.toUpperCase(Locale.ROOT).startsWith(GiftCards.CODE_BEGINS)) {
                carts.addGiftCard(open.get().id(), typed, Optional.empty());
            } else {
                carts.addPromotionCode(open.get().id(), typed, Optional.empty());
            }
            return frame.seeOther("/cart");
        } catch (ProblemException refused) {
            return show(shopper, new Wrong(null, "", Problems.cut(typed), sentence(refused)));
        }
    }

    @POST
    @Path("codes/remove")
    public Response removeCode(
            @FormParam("promotion") String promotion,
            @FormParam("giftCard") String giftCard,
            @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        shoppersCart.open(shopper).ifPresent(open -> {
            if (promotion != null) {
                carts.removePromotionCodes(open.id(), Optional.of(promotion), Optional.empty());
            }
            Inputs.uuidIfAny(giftCard)
                    .ifPresent(card -> carts.removeGiftCards(open.id(), Optional.of(card), Optional.empty()));
        });
        return frame.seeOther("/cart");
    }

    @POST
    @Path("note")
    public Response note(@FormParam("note") String note, @Context HttpHeaders headers) {
        shoppersCart.open(Shopper.of(headers)).ifPresent(open -> carts.setNote(open.id(), note, Optional.empty()));
        return frame.seeOther("/cart");
    }

    /** What could not be taken, and where it is to be said. */
    private record Wrong(UUID line, String error, String typedCode, String codeError) {
        static final Wrong NOTHING = new Wrong(null, "", "", "");

        boolean isNothing() {
            return error.isEmpty() && codeError.isEmpty();
        }
    }

    private Response show(Shopper shopper, Wrong wrong) {
        Optional<Cart> open = shoppersCart.open(shopper);
        Shopper now = open.map(shopper::with).orElse(new Shopper(Optional.empty(), shopper.currency(), 0));
        Shell shell = frame.shell("Your cart · Always Open", now, "/cart");
        Model model =
                new Model(shell, open.orElse(null), wrong.line(), wrong.error(), wrong.typedCode(), wrong.codeError());
        return new Page("cart.jte", model).with(wrong.isNothing() ? 200 : 422);
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
