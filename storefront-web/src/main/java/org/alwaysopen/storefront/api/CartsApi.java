package org.alwaysopen.storefront.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.Checkout;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.storefront.api.Shapes.CartShape;
import org.alwaysopen.storefront.api.Shapes.OrderShape;
import org.alwaysopen.storefront.api.Shapes.Page;
import org.alwaysopen.storefront.doors.Limited;
import org.alwaysopen.storefront.doors.Limited.Rate;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignedIn;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Carts and their checkout, for programs. A change may carry an {@code Idempotency-Key}, and then happens once; a checkout
 * must.
 */
@PermitAll
@Path("api/v1/carts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Carts")
@ApplicationScoped
public class CartsApi {
    private static final String KEY = "Idempotency-Key";
    private static final String QUANTITY = "1 to " + Carts.UNITS_PER_LINE_MAX;
    private static final Currency USD = Currency.getInstance("USD");

    @Inject
    Carts carts;

    @Inject
    Checkout checkout;

    @Inject
    CurrentPerson person;

    /** @param lines what is in it from the beginning, or null */
    public record NewCart(String currency, List<NewLine> lines) {}

    public record NewLine(String sku, Integer quantity) {}

    public record LineChange(Integer quantity) {}

    public record Contact(String email) {}

    public record OptionChoice(
            @JsonAlias({"shippingOption", "optionId", "shippingOptionId"})
            String id) {}

    public record Code(String code) {}

    public record Note(String note) {}

    /** What is left out, or null, stays as it is. */
    public record Details(String email, Address shippingAddress, OptionChoice shippingOption, String note) {}

    /** @param shownTotal what the shopper agreed to pay; when it is given, another total is refused */
    public record Payment(String paymentToken, Money shownTotal) {}

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Create a cart",
            description =
                    "The body may be left out; {\"currency\": \"EUR\"} chooses one, and \"lines\" fills it at once:"
                            + " [{\"sku\": \"MUG\", \"quantity\": 1}].")
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response create(byte[] body, @HeaderParam(KEY) String key) {
        NewCart wanted = body.length == 0 ? new NewCart(null, null) : Json.read(body, NewCart.class);
        Currency currency = Inputs.currency(wanted.currency(), USD);
        List<Carts.Units> units = wanted.lines() == null
                ? List.of()
                : wanted.lines().stream().map(CartsApi::units).toList();
        Cart cart =
                carts.create(currency, units, once("cart.create", key, currency.getCurrencyCode(), Json.write(units)));
        return Response.created(URI.create("/api/v1/carts/" + cart.id()))
                .header("Cache-Control", "no-store")
                .entity(CartShape.of(cart))
                .build();
    }

    @GET
    @Path("{cart}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "The cart at today's prices; what changed since it was seen last is in \"notices\"")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response get(@PathParam("cart") String cart) {
        return shown(carts.get(id(cart)));
    }

    @PATCH
    @Path("{cart}")
    @Operation(
            summary =
                    "Set contact, shipping address, shipping option and note, as many of them as are given, in one go",
            description =
                    "All of it or nothing. The shipping option \"cheapest\" is the one that costs least; the cart in"
                            + " the answer says which, and its price.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response details(@PathParam("cart") String cart, @HeaderParam(KEY) String key, Details given) {
        UUID id = id(cart);
        Carts.Details details = new Carts.Details(
                Optional.ofNullable(given.email()),
                Optional.ofNullable(given.shippingAddress()),
                Optional.ofNullable(given.shippingOption())
                        .map(choice -> Inputs.required("id", "the id of a shipping option", choice.id())),
                Optional.ofNullable(given.note()));
        return shown(carts.setDetails(id, details, once("cart.details:" + id, key, Json.write(given))));
    }

    @POST
    @Path("{cart}/lines")
    @Operation(summary = "Add units of a SKU")
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response addLine(@PathParam("cart") String cart, @HeaderParam(KEY) String key, NewLine line) {
        UUID id = id(cart);
        Carts.Units units = units(line);
        Cart changed = carts.addLine(
                id,
                units.sku(),
                units.quantity(),
                once("cart.add:" + id, key, units.sku(), String.valueOf(units.quantity())));
        return Response.fromResponse(shown(changed)).status(201).build();
    }

    @PATCH
    @Path("{cart}/lines/{line}")
    @Operation(summary = "Change how many units a line has; 0 removes it")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response changeLine(
            @PathParam("cart") String cart,
            @PathParam("line") String line,
            @HeaderParam(KEY) String key,
            LineChange change) {
        UUID id = id(cart);
        UUID lineId = Inputs.uuid("line", line);
        int quantity = Inputs.required("quantity", QUANTITY, change.quantity());
        return shown(
                carts.changeLine(id, lineId, quantity, once("cart.line:" + id, key, line, String.valueOf(quantity))));
    }

    @DELETE
    @Path("{cart}/lines/{line}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Remove a line")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response removeLine(
            @PathParam("cart") String cart, @PathParam("line") String line, @HeaderParam(KEY) String key) {
        UUID id = id(cart);
        return shown(carts.removeLine(id, Inputs.uuid("line", line), once("cart.remove:" + id, key, line)));
    }

    @PUT
    @Path("{cart}/contact")
    @Operation(summary = "Set the e-mail address that the confirmation goes to")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response contact(@PathParam("cart") String cart, @HeaderParam(KEY) String key, Contact contact) {
        UUID id = id(cart);
        String email = Inputs.required("email", "an e-mail address", contact.email());
        return shown(carts.setContact(id, email, once("cart.contact:" + id, key, email)));
    }

    @PUT
    @Path("{cart}/shipping-address")
    @Operation(summary = "Set where it goes; tax and the shipping options follow from it")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response address(@PathParam("cart") String cart, @HeaderParam(KEY) String key, Address address) {
        UUID id = id(cart);
        return shown(carts.setShippingAddress(id, address, once("cart.address:" + id, key, Json.write(address))));
    }

    @GET
    @Path("{cart}/shipping-options")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "The ways to send this cart to its address, cheapest first")
    public Response shippingOptions(@PathParam("cart") String cart) {
        return Response.ok(new Page<ShippingOption>(carts.shippingOptions(id(cart)), null))
                .header("Cache-Control", "no-store")
                .build();
    }

    @PUT
    @Path("{cart}/shipping-option")
    @Operation(summary = "Choose one of the shipping options, by its \"id\"")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response shippingOption(@PathParam("cart") String cart, @HeaderParam(KEY) String key, OptionChoice choice) {
        UUID id = id(cart);
        String option = Inputs.required("id", "the id of a shipping option", choice.id());
        return shown(carts.chooseShippingOption(id, option, once("cart.option:" + id, key, option)));
    }

    @PUT
    @Path("{cart}/promotion-codes")
    @Operation(
            summary = "Add a promotion by its code",
            description = "A code whose conditions the cart does not fulfil yet is kept, and applies when it does.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response addPromotionCode(@PathParam("cart") String cart, @HeaderParam(KEY) String key, Code code) {
        UUID id = id(cart);
        String text = Inputs.required("code", "a promotion's code", code.code());
        return shown(carts.addPromotionCode(id, text, once("cart.code:" + id, key, text)));
    }

    @DELETE
    @Path("{cart}/promotion-codes")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Remove all promotion codes")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response removePromotionCodes(@PathParam("cart") String cart, @HeaderParam(KEY) String key) {
        UUID id = id(cart);
        return shown(carts.removePromotionCodes(id, Optional.empty(), once("cart.codes:" + id, key)));
    }

    @DELETE
    @Path("{cart}/promotion-codes/{code}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Remove a promotion code")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response removePromotionCode(
            @PathParam("cart") String cart, @PathParam("code") String code, @HeaderParam(KEY) String key) {
        UUID id = id(cart);
        return shown(carts.removePromotionCodes(id, Optional.of(code), once("cart.codes:" + id, key, code)));
    }

    @PUT
    @Path("{cart}/gift-cards")
    @Operation(
            summary = "Pay with a gift card or store credit, by its code",
            description =
                    "It pays as much as it can; what is left is \"toPay\". It is only taken from at the checkout.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response addGiftCard(@PathParam("cart") String cart, @HeaderParam(KEY) String key, Code code) {
        UUID id = id(cart);
        String text = Inputs.required("code", "a gift card's code", code.code());
        return shown(carts.addGiftCard(id, text, once("cart.card:" + id, key, text)));
    }

    @DELETE
    @Path("{cart}/gift-cards")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Take all gift cards out of the cart")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response removeGiftCards(@PathParam("cart") String cart, @HeaderParam(KEY) String key) {
        UUID id = id(cart);
        return shown(carts.removeGiftCards(id, Optional.empty(), once("cart.cards:" + id, key)));
    }

    @DELETE
    @Path("{cart}/gift-cards/{card}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Take a gift card out of the cart, by its \"id\"")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response removeGiftCard(
            @PathParam("cart") String cart, @PathParam("card") String card, @HeaderParam(KEY) String key) {
        UUID id = id(cart);
        return shown(
                carts.removeGiftCards(id, Optional.of(Inputs.uuid("card", card)), once("cart.cards:" + id, key, card)));
    }

    @PUT
    @Path("{cart}/note")
    @Operation(summary = "Set the shopper's own words for the order; an empty note removes them")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = CartShape.class)))
    public Response note(@PathParam("cart") String cart, @HeaderParam(KEY) String key, Note note) {
        UUID id = id(cart);
        String words = Inputs.required("note", "a text", note.note());
        return shown(carts.setNote(id, words, once("cart.note:" + id, key, words)));
    }

    @POST
    @Path("{cart}/checkout")
    @Limited(Rate.CHECKOUT)
    @Operation(
            summary = "Pay for the cart",
            description = "Safe to repeat with the same Idempotency-Key, in any region: it is answered the same, and"
                    + " nothing is bought twice.")
    @APIResponse(
            responseCode = "201",
            description = "Paid",
            content = @Content(schema = @Schema(implementation = OrderShape.class)))
    @APIResponse(
            responseCode = "202",
            description = "Not known yet whether it is paid; look at the order again. With payment.action.url, the"
                    + " shopper's bank wants to see the shopper there first",
            content = @Content(schema = @Schema(implementation = OrderShape.class)))
    @APIResponse(responseCode = "402", description = "The payment was declined; the cart is open again")
    @APIResponse(responseCode = "409", description = "Out of stock, or a price changed; the problem says which")
    public Response checkout(
            @PathParam("cart") String cart, @Parameter(required = true) @HeaderParam(KEY) String key, Payment payment) {
        UUID id = id(cart);
        Idempotency.Request request = Tills.request(id, key, payment.paymentToken(), payment.shownTotal());
        return Tills.answer(checkout.place(
                new Checkout.Command(
                        id, // a token is only needed where something is left to pay: the checkout says so
                        payment.paymentToken(),
                        Optional.ofNullable(payment.shownTotal()),
                        person.signedIn().map(SignedIn::accountId)),
                request,
                Tills::render));
    }

    private static UUID id(String cart) {
        return Inputs.uuid("cart", cart);
    }

    private static Carts.Units units(NewLine line) {
        NewLine given = Inputs.required("lines", "objects with \"sku\" and \"quantity\"", line);
        return new Carts.Units(
                Inputs.required("sku", "a SKU", given.sku()), Inputs.required("quantity", QUANTITY, given.quantity()));
    }

    private static Optional<Idempotency.Request> once(String scope, String key, String... parts) {
        return key == null ? Optional.empty() : Optional.of(Idempotency.Request.of(scope, key, parts));
    }

    private static Response shown(Cart cart) {
        return Response.ok(CartShape.of(cart))
                .header("Cache-Control", "no-store")
                .build();
    }
}
