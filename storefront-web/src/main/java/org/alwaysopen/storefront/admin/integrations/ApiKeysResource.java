package org.alwaysopen.storefront.admin.integrations;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.keys.ApiKey;
import org.alwaysopen.storefront.keys.ApiKeys;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Keys for merchants' programs; only people make and revoke them. */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/api-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "API keys")
@ApplicationScoped
public class ApiKeysResource {
    /** Until merchants sign in with accounts of their own, whoever has the operator's key. */
    private static final String OPERATOR = "operator";

    @Inject
    ApiKeys keys;

    /** @param scopes such as {@code ["orders:read"]} */
    public record NewKey(String name, List<String> scopes) {}

    @GET
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "All keys, the revoked ones last; never the keys themselves")
    public Map<String, Object> list() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", keys.list());
        page.put("next", null);
        return page;
    }

    @POST
    @Operation(summary = "Make a key", description = "The answer holds the key. It is not kept, and not shown again.")
    public Response create(NewKey key) {
        ApiKeys.WithKey made = keys.create(key.name(), key.scopes(), OPERATOR);
        return Response.created(
                        URI.create("/admin/api/v1/api-keys/" + made.apiKey().id()))
                .header("Cache-Control", "no-store")
                .entity(made)
                .build();
    }

    @POST
    @Path("{key}/revoke")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Revoke a key: it opens nothing from now on, in every region")
    public ApiKey revoke(@PathParam("key") String key) {
        return keys.revoke(Inputs.uuid("key", key));
    }
}
