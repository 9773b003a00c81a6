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
import java.util.List;
import java.util.Map;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.storefront.catalogue.Catalogue;
import org.alwaysopen.storefront.catalogue.Product;
import org.alwaysopen.storefront.catalogue.Variant;
import org.alwaysopen.storefront.http.Page;
import org.alwaysopen.storefront.stock.StockLabel;
import org.alwaysopen.storefront.stock.StockLabels;

/** One product, with the choice of its variants. */
@PermitAll
@Path("p/{slug}")
@ApplicationScoped
public class ProductDetail {
    @Inject
    Frame frame;

    @Inject
    Catalogue catalogue;

    @Inject
    StockLabels stock;

    /**
     * @param chosen the variant that is shown large
     * @param error  why it could not be put into the cart, or empty
     */
    public record Model(
            Shell shell, Product product, Variant chosen, Map<Sku, StockLabel> stock, String quantity, String error) {
        public int quantityMax() {
            return Carts.UNITS_PER_LINE_MAX;
        }

        public StockLabel stockOf(Variant variant) {
            return stock.get(variant.sku());
        }

        public String shelfName() {
            return shell.categories().stream()
                    .filter(category -> category.slug().equals(product.category()))
                    .map(category -> category.name())
                    .findFirst()
                    .orElse(product.category());
        }
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response product(
            @PathParam("slug") String slug, @QueryParam("sku") String sku, @Context HttpHeaders headers) {
        return show(slug, sku, "1", "", Shopper.of(headers));
    }

    /** The page, also after a form that could not be taken: with what was typed, and why. */
    Response show(String slug, String sku, String quantity, String error, Shopper shopper) {
        Product product = catalogue.product(slug, shopper.currency()).orElseThrow(NotFoundException::new);
        Map<Sku, StockLabel> labels = stock.of(List.of(product));
        Shell shell = frame.shell(product.name() + " · Always Open", shopper, "/p/" + slug, product.category(), "");
        return new Page("product.jte", new Model(shell, product, chosen(product, sku, labels), labels, quantity, error))
                .with(error.isEmpty() ? 200 : 422);
    }

    /** The one that was asked for, else the first that is not sold out. */
    private static Variant chosen(Product product, String sku, Map<Sku, StockLabel> labels) {
        return product.variants().stream()
                .filter(variant -> variant.sku().code().equals(sku))
                .findFirst()
                .or(() -> product.variants().stream()
                        .filter(variant -> !labels.get(variant.sku()).soldOut())
                        .findFirst())
                .orElse(product.variants().get(0));
    }
}
