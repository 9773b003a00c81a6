package org.alwaysopen.storefront.pages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.alwaysopen.storefront.http.Page;

/** Where a shopper comes in. */
@Path("")
@ApplicationScoped
public class HomePage {
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response home() {
        return new Page("home.jte", this).ok();
    }
}
