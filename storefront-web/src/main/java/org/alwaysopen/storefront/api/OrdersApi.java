package org.alwaysopen.storefront.api;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.MerchantOrders.Command;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.storefront.admin.orders.Shapes.Note;
import org.alwaysopen.storefront.admin.orders.Shapes.SummaryShape;
import org.alwaysopen.storefront.admin.orders.Shapes.Wish;
import org.alwaysopen.storefront.api.Shapes.HistoryShape;
import org.alwaysopen.storefront.api.Shapes.OrderShape;
import org.alwaysopen.storefront.api.Shapes.Page;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * A shopper's own orders, for programs. A guest's order is seen by whoever knows its id, which is a random secret; an account's
 * order only by its owner, signed in. Commands need an {@code Idempotency-Key}.
 */
@PermitAll
@Path("api/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@ApplicationScoped
public class OrdersApi {
    private static final int PAGE = 20;

    @Inject
    Orders orders;

    @Inject
    MerchantOrders afterSale;

    @Inject
    OwnOrders own;

    @Inject
    CurrentPerson person;

    @GET
    @Operation(summary = "The orders of who is signed in, the newest first")
    public Response list(@QueryParam("cursor") String cursor, @QueryParam("limit") String limit) {
        Integer size = Inputs.wholeNumber("limit", limit);
        Orders.Page page = orders.ofAccount(
                person.orRefuse().accountId(), Optional.ofNullable(cursor), size == null ? PAGE : size);
        return fresh(new Page<>(
                page.items().stream().map(SummaryShape::of).toList(),
                page.next().orElse(null)));
    }

    @GET
    @Path("{order}")
    @Operation(summary = "The order as it is now")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderShape.class)))
    public Response get(@PathParam("order") String order) {
        return fresh(OrderShape.of(own.get(Inputs.uuid("order", order))));
    }

    @GET
    @Path("{order}/history")
    @Operation(summary = "Where it is: parcels, returns, refunds, and what happened when")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = HistoryShape.class)))
    public Response history(@PathParam("order") String order) {
        UUID id = Inputs.uuid("order", order);
        own.check(id);
        return fresh(HistoryShape.of(afterSale.get(id)));
    }

    @POST
    @Path("{order}/cancel")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Cancels it, until it is packed; what was charged goes back")
    public Response cancel(@PathParam("order") String order, @HeaderParam("Idempotency-Key") String key) {
        UUID id = Inputs.uuid("order", order);
        own.check(id);
        return AfterSale.answer(
                afterSale.cancel(id, "cancelled by the shopper", command("shopper cancels", id, key, "")));
    }

    @POST
    @Path("{order}/returns")
    @Operation(summary = "Announces that goods are sent back")
    public Response requestReturn(
            @PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, Wish wish) {
        UUID id = Inputs.uuid("order", order);
        own.check(id);
        List<MerchantOrders.Part> lines =
                Inputs.required("lines", "[{\"position\": 1, \"quantity\": 1}]", wish.lines());
        return AfterSale.answer(
                afterSale.requestReturn(id, lines, wish.reason(), command("shopper returns", id, key, wish)));
    }

    @POST
    @Path("{order}/notes")
    @Operation(summary = "Leaves a note for the shop")
    public Response note(@PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, Note note) {
        UUID id = Inputs.uuid("order", order);
        own.check(id);
        return AfterSale.answer(afterSale.note(id, note.text(), command("shopper notes", id, key, note)));
    }

    private static Command command(String what, UUID order, String key, Object body) {
        Idempotency.Request once = Idempotency.Request.of("order:" + order, key, what, Json.write(body));
        return new Command(MerchantOrders.SHOPPER, once, result -> AfterSale.render(result, HistoryShape::of));
    }

    private static Response fresh(Object shape) {
        return Response.ok(shape).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
