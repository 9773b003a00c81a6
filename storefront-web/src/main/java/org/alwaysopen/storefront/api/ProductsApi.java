package org.alwaysopen.storefront.api;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Currency;
import java.util.List;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.api.Shapes.CategoryShape;
import org.alwaysopen.storefront.api.Shapes.Page;
import org.alwaysopen.storefront.api.Shapes.ProductShape;
import org.alwaysopen.storefront.catalogue.Catalogue;
import org.alwaysopen.storefront.catalogue.Product;
import org.alwaysopen.storefront.catalogue.ProductPage;
import org.alwaysopen.storefront.catalogue.ProductQuery;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.stock.StockLabels;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The catalogue, for programs. */
@PermitAll
@Path("api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Catalogue")
@ApplicationScoped
public class ProductsApi {
    private static final Currency USD = Currency.getInstance("USD");
    /** May be kept, and is asked about each time: a changed price is seen at once, an unchanged list costs no body. */
    private static final String KEPT_AND_CHECKED = "public, max-age=0, must-revalidate";

    @Inject
    Catalogue catalogue;

    @Inject
    StockLabels stock;

    @GET
    @Path("products")
    @Operation(summary = "List products, a page at a time", description = "Follow \"next\" as the cursor.")
    public Response products(
            @Parameter(description = "a category's slug") @QueryParam("category") String category,
            @Parameter(description = "words to look for") @QueryParam("q") String q,
            @Parameter(description = "1 to 100, 24 when left out") @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Parameter(description = "USD or EUR") @QueryParam("currency") String currency,
            @Context Request request) {
        ProductPage page = catalogue.products(ProductQuery.of(
                category, q, Inputs.wholeNumber("limit", limit), cursor, Inputs.currency(currency, USD)));
        var labels = stock.of(page.items());
        List<ProductShape> items = page.items().stream()
                .map(product -> ProductShape.of(product, labels))
                .toList();
        return tagged(new Page<>(items, page.next()), request);
    }

    @GET
    @Path("products/{slug}")
    @Operation(summary = "One product, with its variants, prices and stock")
    public Response product(
            @PathParam("slug") String slug, @QueryParam("currency") String currency, @Context Request request) {
        Product product = catalogue
                .product(slug, Inputs.currency(currency, USD))
                .orElseThrow(() -> Problem.notFound("product: there is none with this slug in this currency")
                        .exception());
        return tagged(ProductShape.of(product, stock.of(List.of(product))), request);
    }

    @GET
    @Path("categories")
    @Operation(summary = "The categories, in the order in which they are shown")
    public Response categories(@Context Request request) {
        List<CategoryShape> items = catalogue.categories().stream()
                .map(category -> new CategoryShape(category.slug(), category.name(), category.description()))
                .toList();
        return tagged(new Page<>(items, null), request);
    }

    /** The tag is the body's own hash: whatever changes in it, the price or the stock, changes the tag. */
    private static Response tagged(Object shape, Request request) {
        String body = Json.write(shape);
        EntityTag tag =
                new EntityTag(Integer.toHexString(body.hashCode()) + '-' + Integer.toHexString(body.length()), true);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return (unchanged == null ? Response.ok(body) : unchanged)
                .tag(tag)
                .header("Cache-Control", KEPT_AND_CHECKED)
                .build();
    }
}
