package org.alwaysopen.storefront.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.storefront.catalogue.Catalogue;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Prices, for the merchant. */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/prices")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Merchant: prices")
@ApplicationScoped
public class PricesApi {
    @Inject
    Transactions transactions;

    @Inject
    Catalogue catalogue;

    @PUT
    @Path("{sku}")
    @Operation(summary = "Set the price of a SKU in one currency; all regions show it within a second")
    public Response change(@PathParam("sku") String code, Money price) {
        Sku sku = sku(code);
        transactions.run("change price", tx -> {
            catalogue.changePrice(tx, sku, price);
            return null;
        });
        return Response.ok(Map.of("sku", sku.code(), "price", price)).build();
    }

    private static Sku sku(String code) {
        try {
            return new Sku(code);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed(e.getMessage()).exception();
        }
    }
}
