package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Map;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.storefront.catalogue.Catalogue;
import org.alwaysopen.storefront.catalogue.Category;
import org.alwaysopen.storefront.catalogue.Product;
import org.alwaysopen.storefront.catalogue.ProductPage;
import org.alwaysopen.storefront.catalogue.ProductQuery;
import org.alwaysopen.storefront.http.Page;
import org.alwaysopen.storefront.stock.StockLabel;
import org.alwaysopen.storefront.stock.StockLabels;

/** A shelf, or what a search found, page by page. */
@PermitAll
@Path("")
@ApplicationScoped
public class ShelfPage {
    @Inject
    Frame frame;

    @Inject
    Catalogue catalogue;

    @Inject
    StockLabels stock;

    /**
     * @param text what stands under the heading
     * @param next the address of the next page, or null
     * @param first the address of the first page, when this is another one; else null
     */
    public record Model(
            Shell shell,
            String heading,
            String text,
            List<Product> products,
            Map<Sku, StockLabel> stock,
            String next,
            String first) {

        /** Sold out means: every variant is. */
        public boolean soldOut(Product product) {
            return product.variants().stream().allMatch(variant -> {
                StockLabel label = stock.get(variant.sku());
                return label != null && label.soldOut();
            });
        }
    }

    @GET
    @Path("c/{category}")
    @Produces(MediaType.TEXT_HTML)
    public Response category(
            @PathParam("category") String slug, @QueryParam("cursor") String cursor, @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        String path = "/c/" + slug;
        Shell shell = frame.shell("", shopper, path, slug, "");
        Category category = shell.categories().stream()
                .filter(one -> one.slug().equals(slug))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        ProductPage page = catalogue.products(ProductQuery.of(slug, null, null, cursor, shopper.currency()));
        return list(
                shell.titled(category.name() + " · Always Open"),
                category.name(),
                category.description(),
                page,
                UriBuilder.fromPath(path),
                cursor);
    }

    @GET
    @Path("search")
    @Produces(MediaType.TEXT_HTML)
    public Response search(
            @QueryParam("q") String q, @QueryParam("cursor") String cursor, @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        String words = q == null ? "" : q.strip();
        // What is longer than anybody types is cut, not refused: a search field always answers.
        String asked = words.substring(0, Math.min(words.length(), ProductQuery.QUERY_LENGTH_MAX));
        UriBuilder path = UriBuilder.fromPath("/search").queryParam("q", "{q}");
        String address = path.build(asked).toString();
        Shell shell = frame.shell("Search: " + asked + " · Always Open", shopper, address, "", asked);
        ProductPage page = catalogue.products(ProductQuery.of(null, asked, null, cursor, shopper.currency()));
        String heading = asked.isEmpty() ? "Everything" : "Results for “" + asked + "”";
        String text = page.items().isEmpty() ? "Nothing on our shelves has all of these words. Try fewer of them." : "";
        return list(shell, heading, text, page, UriBuilder.fromUri(java.net.URI.create(address)), cursor);
    }

    private Response list(Shell shell, String heading, String text, ProductPage page, UriBuilder path, String cursor) {
        String first =
                cursor == null || cursor.isBlank() ? null : path.clone().build().toString();
        String next = page.next() == null
                ? null
                : path.clone()
                        .queryParam("cursor", "{cursor}")
                        .build(page.next())
                        .toString();
        return new Page("shelf.jte", new Model(shell, heading, text, page.items(), stock.of(page.items()), next, first))
                .ok();
    }
}
