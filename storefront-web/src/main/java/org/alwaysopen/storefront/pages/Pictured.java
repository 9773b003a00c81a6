package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.alwaysopen.storefront.catalogue.Catalogue;

/** The pictures of products, drawn by code. */
@PermitAll
@Path("images")
@ApplicationScoped
public class Pictured {
    /** A drawing changes with a release only. */
    private static final String KEPT_FOR_A_DAY = "public, max-age=86400";

    private static final int COLOUR_LENGTH = 6;

    @Inject
    Catalogue catalogue;

    @GET
    @Path("{slug}.svg")
    public Response bySlug(@PathParam("slug") String slug) {
        return picture(slug, null);
    }

    @GET
    @Path("products/{slug}.svg")
    public Response product(@PathParam("slug") String slug) {
        return picture(slug, null);
    }

    @GET
    @Path("products/{slug}/{colour}.svg")
    public Response variant(@PathParam("slug") String slug, @PathParam("colour") String colour) {
        boolean isColour = colour.length() == COLOUR_LENGTH
                && colour.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
        if (!isColour) {
            throw new NotFoundException();
        }
        return picture(slug, "#" + colour);
    }

    private Response picture(String slug, String colour) {
        String svg = catalogue.picture(slug, colour).orElseThrow(NotFoundException::new);
        return Response.ok(svg, "image/svg+xml")
                .header("Cache-Control", KEPT_FOR_A_DAY)
                .build();
    }
}
