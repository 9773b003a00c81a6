package org.alwaysopen.storefront.admin.integrations;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.hooks.Delivery;
import org.alwaysopen.storefront.hooks.Endpoint;
import org.alwaysopen.storefront.hooks.Hooks;
import org.alwaysopen.storefront.http.Inputs;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where merchants' programs are told what happened, and what became of each message. */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/webhook-endpoints")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
@ApplicationScoped
public class WebhookEndpointsResource {
    private static final int PAGE = 25;
    private static final int PAGE_MAX = 100;
    private static final long KEEP_PREVIOUS_HOURS = 24;

    @Inject
    Hooks hooks;

    /** @param events such as {@code ["order.paid"]}; all of them when there are none */
    public record Change(String url, String description, List<String> events, String state) {}

    /** @param keepPreviousHours how long the secret before signs too */
    public record Rotation(Long keepPreviousHours) {}

    @GET
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "All endpoints")
    public Map<String, Object> list() {
        return page(hooks.list(), null);
    }

    @POST
    @Operation(
            summary = "Register an endpoint",
            description =
                    "The answer holds the secret (whsec_...) by which messages are signed, by the Standard Webhooks"
                            + " scheme. It is not shown again.")
    public Response register(Change endpoint) {
        Hooks.WithSecret made = hooks.register(endpoint.url(), endpoint.description(), endpoint.events());
        return Response.created(URI.create(
                        "/admin/api/v1/webhook-endpoints/" + made.endpoint().id()))
                .header("Cache-Control", "no-store")
                .entity(made)
                .build();
    }

    @GET
    @Path("{endpoint}")
    @Consumes(MediaType.WILDCARD)
    public Endpoint get(@PathParam("endpoint") String endpoint) {
        return hooks.get(id(endpoint));
    }

    @PATCH
    @Path("{endpoint}")
    @Operation(summary = "Change an endpoint; \"state\": \"ENABLED\" lets what waits for it go on")
    public Endpoint change(@PathParam("endpoint") String endpoint, Change change) {
        return hooks.change(
                id(endpoint),
                Optional.ofNullable(change.url()),
                Optional.ofNullable(change.description()),
                Optional.ofNullable(change.events()),
                Optional.ofNullable(change.state()).map(state -> constant("state", Endpoint.State.class, state)));
    }

    @DELETE
    @Path("{endpoint}")
    @Consumes(MediaType.WILDCARD)
    public Response delete(@PathParam("endpoint") String endpoint) {
        hooks.delete(id(endpoint));
        return Response.noContent().build();
    }

    @POST
    @Path("{endpoint}/rotate-secret")
    @Operation(summary = "Make a new secret; the one before signs too for \"keepPreviousHours\" (24 when left out)")
    public Response rotate(@PathParam("endpoint") String endpoint, Rotation rotation) {
        long hours = rotation.keepPreviousHours() == null ? KEEP_PREVIOUS_HOURS : rotation.keepPreviousHours();
        if (hours < 0 || hours > Integer.MAX_VALUE) {
            throw Problem.invalid("\"keepPreviousHours\": expected 0 or more").exception();
        }
        return Response.ok(hooks.rotate(id(endpoint), Duration.ofHours(hours)))
                .header("Cache-Control", "no-store")
                .build();
    }

    @POST
    @Path("{endpoint}/test")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Send a message that says nothing")
    public Response test(@PathParam("endpoint") String endpoint) {
        return Response.accepted(hooks.test(id(endpoint))).build();
    }

    @GET
    @Path("{endpoint}/deliveries")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "What was sent, the newest first; kept for 30 days")
    public Map<String, Object> deliveries(
            @PathParam("endpoint") String endpoint,
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") String limit) {
        Integer wanted = Inputs.wholeNumber("limit", limit);
        int size = wanted == null ? PAGE : Math.max(1, Math.min(PAGE_MAX, wanted));
        List<Delivery> found = hooks.deliveries(
                id(endpoint),
                Optional.ofNullable(state).map(text -> constant("state", Delivery.State.class, text)),
                Optional.ofNullable(cursor).map(WebhookEndpointsResource::place),
                size + 1);
        List<Delivery> shown = found.subList(0, Math.min(size, found.size()));
        Delivery last = found.size() > size ? shown.get(size - 1) : null;
        return page(shown, last == null ? null : last.createdAt() + "_" + last.id());
    }

    @GET
    @Path("{endpoint}/deliveries/{delivery}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "One delivery: its body, and each attempt with what was answered")
    public Delivery.Detail delivery(@PathParam("endpoint") String endpoint, @PathParam("delivery") String delivery) {
        return hooks.delivery(id(endpoint), Inputs.uuid("delivery", delivery));
    }

    @POST
    @Path("{endpoint}/deliveries/{delivery}/replay")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Send it once more, with the same webhook-id")
    public Response replay(@PathParam("endpoint") String endpoint, @PathParam("delivery") String delivery) {
        return Response.accepted(hooks.replay(id(endpoint), Inputs.uuid("delivery", delivery)))
                .build();
    }

    private static UUID id(String endpoint) {
        return Inputs.uuid("endpoint", endpoint);
    }

    private static Delivery.Place place(String cursor) {
        String[] parts = cursor.split("_", 2);
        try {
            return new Delivery.Place(
                    Instant.parse(parts[0]), Inputs.uuid("cursor", parts.length == 2 ? parts[1] : ""));
        } catch (DateTimeParseException e) {
            throw Problem.malformed("\"cursor\": expected the \"next\" of the page before")
                    .exception();
        }
    }

    private static <E extends Enum<E>> E constant(String name, Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(text))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                                "\"" + name + "\": expected one of " + Arrays.toString(type.getEnumConstants()))
                        .exception());
    }

    private static Map<String, Object> page(List<?> items, String next) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", items);
        page.put("next", next);
        return page;
    }
}
