package org.alwaysopen.storefront.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.storefront.api.Shapes.OrderShape;
import org.alwaysopen.storefront.http.Inputs;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Orders, for programs. An order's id is a random secret: who knows it may see it. */
@Path("api/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@ApplicationScoped
public class OrdersApi {
    @Inject
    Orders orders;

    @GET
    @Path("{order}")
    @Operation(summary = "The order as it is now")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderShape.class)))
    public Response get(@PathParam("order") String order) {
        return Response.ok(OrderShape.of(orders.get(Inputs.uuid("order", order))))
                .header("Cache-Control", "no-store")
                .build();
    }
}
