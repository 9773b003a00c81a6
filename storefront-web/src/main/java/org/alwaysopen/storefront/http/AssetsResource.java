package org.alwaysopen.storefront.http;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Stylesheet, script and pictures of the shop's own look. */
@PermitAll
@Path("assets")
public class AssetsResource {
    @GET
    @Path("{version}/{name}")
    public Response asset(@PathParam("version") String version, @PathParam("name") String name) {
        Assets.Asset asset = Assets.find(name).orElseThrow(NotFoundException::new);
        return Response.ok(asset.bytes(), asset.mediaType())
                // During a rollout a page of the other version may ask here: it gets what there is, and does not keep
                // it.
                .header("Cache-Control", version.equals(Assets.VERSION) ? Assets.KEPT_FOR_GOOD : "no-cache")
                .build();
    }
}
