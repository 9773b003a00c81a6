package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.alwaysopen.storefront.catalogue.Catalogue;
import org.alwaysopen.storefront.catalogue.Product;
import org.alwaysopen.storefront.catalogue.ProductQuery;
import org.alwaysopen.storefront.http.Page;

/** Where a shopper comes in. */
@PermitAll
@Path("")
@ApplicationScoped
public class HomePage {
    private static final int SHOWN = 8;

    @Inject
    Frame frame;

    @Inject
    Catalogue catalogue;

    /** @param products the first of the shop's list */
    public record Model(Shell shell, List<Product> products) {}

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response home(@Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        List<Product> products = catalogue
                .products(ProductQuery.of(null, null, SHOWN, null, shopper.currency()))
                .items();
        return new Page("home.jte", new Model(frame.shell("Always Open", shopper, "/"), products)).ok();
    }
}
