package org.alwaysopen.storefront.admin.payments;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.payments.MerchantPayments;
import org.alwaysopen.payments.MerchantPayments.Command;
import org.alwaysopen.payments.MerchantPayments.Query;
import org.alwaysopen.payments.Payments.State;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignedIn;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Payments for merchants. Commands need an {@code Idempotency-Key}; {@code amount} is {@code {"amount": "19.90",
 * "currency": "USD"}}, and everything there is when it is missing.
 */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/payments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Merchant payments")
@ApplicationScoped
public class PaymentsResource {
    /** Who has the operator's key, and no name. */
    private static final String OPERATOR = "operator";

    @Inject
    MerchantPayments payments;

    @Inject
    CurrentPerson person;

    /** The body of a command. */
    public record Order(Money amount, String reason, String reference) {}

    /** The body of a switch. */
    public record Turn(Boolean on, String reason) {}

    @GET
    public Map<String, Object> list(
            @QueryParam("state") String state,
            @QueryParam("orderId") String orderId,
            @QueryParam("reference") String reference,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("25") String limit) {
        Query query = new Query(
                Optional.ofNullable(state).map(PaymentsResource::state),
                Optional.ofNullable(orderId).map(id -> uuid("orderId", id)),
                Optional.ofNullable(reference));
        MerchantPayments.Page page = payments.list(query, Optional.ofNullable(cursor), number(limit));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("items", page.items());
        shown.put("next", page.next().orElse(null));
        return shown;
    }

    @GET
    @Path("{id}")
    public MerchantPayments.Detail get(@PathParam("id") String id) {
        return payments.get(uuid("id", id));
    }

    @POST
    @Path("{id}/captures")
    public Response capture(@PathParam("id") String id, @HeaderParam("Idempotency-Key") String key, Order order) {
        return accepted(
                payments.capture(uuid("id", id), Optional.ofNullable(order.amount()), command(key, order.reason())));
    }

    @POST
    @Path("{id}/refunds")
    public Response refund(@PathParam("id") String id, @HeaderParam("Idempotency-Key") String key, Order order) {
        return accepted(
                payments.refund(uuid("id", id), Optional.ofNullable(order.amount()), command(key, order.reason())));
    }

    @POST
    @Path("{id}/refunds/{operation}/sent")
    public Response markSent(
            @PathParam("id") String id,
            @PathParam("operation") String operation,
            @HeaderParam("Idempotency-Key") String key,
            Order order) {
        return accepted(payments.markSent(
                uuid("id", id), uuid("operation", operation), order.reference(), command(key, order.reason())));
    }

    @POST
    @Path("{id}/refunds/{operation}/failed")
    public Response markFailed(
            @PathParam("id") String id,
            @PathParam("operation") String operation,
            @HeaderParam("Idempotency-Key") String key,
            Order order) {
        return accepted(
                payments.markFailed(uuid("id", id), uuid("operation", operation), command(key, order.reason())));
    }

    @POST
    @Path("{id}/attempts/{attempt}/held")
    @Operation(
            summary = "Say that an attempt holds the money, after you have looked at the processor's own pages",
            description =
                    "For what no worker can find out any more, because the processor has forgotten our key (you were"
                            + " alerted); 409 before. \"reference\" is the processor's. A payment that still waits is authorised;"
                            + " a hold that nobody wants any more is voided.")
    public MerchantPayments.Detail markHeld(
            @PathParam("id") String id,
            @PathParam("attempt") String attempt,
            @HeaderParam("Idempotency-Key") String key,
            Order order) {
        return payments.markHeld(
                uuid("id", id), uuid("attempt", attempt), order.reference(), command(key, order.reason()));
    }

    @POST
    @Path("{id}/attempts/{attempt}/not-held")
    @Operation(
            summary = "Say that an attempt holds nothing, after you have looked at the processor's own pages",
            description =
                    "As for \"held\", without a reference. Once none of its attempts is open, the payment has failed.")
    public MerchantPayments.Detail markNotHeld(
            @PathParam("id") String id,
            @PathParam("attempt") String attempt,
            @HeaderParam("Idempotency-Key") String key,
            Order order) {
        return payments.markNotHeld(uuid("id", id), uuid("attempt", attempt), command(key, order.reason()));
    }

    @POST
    @Path("{id}/captures/{operation}/done")
    @Operation(
            summary = "Say that a capture is done, after you have looked at the processor's own pages",
            description =
                    "For a capture that is too old to be sent again (you were alerted); 409 before. \"reference\" is"
                            + " the processor's.")
    public Response markCaptured(
            @PathParam("id") String id,
            @PathParam("operation") String operation,
            @HeaderParam("Idempotency-Key") String key,
            Order order) {
        return accepted(payments.markCaptured(
                uuid("id", id), uuid("operation", operation), order.reference(), command(key, order.reason())));
    }

    @POST
    @Path("{id}/captures/{operation}/failed")
    @Operation(
            summary = "Say that a capture is not done, after you have looked at the processor's own pages",
            description = "As for \"done\", without a reference. The payment has failed, and its hold is voided.")
    public Response markNotCaptured(
            @PathParam("id") String id,
            @PathParam("operation") String operation,
            @HeaderParam("Idempotency-Key") String key,
            Order order) {
        return accepted(
                payments.markNotCaptured(uuid("id", id), uuid("operation", operation), command(key, order.reason())));
    }

    @POST
    @Path("{id}/void")
    public MerchantPayments.Detail giveBack(
            @PathParam("id") String id, @HeaderParam("Idempotency-Key") String key, Order order) {
        return payments.giveBack(uuid("id", id), command(key, order.reason()));
    }

    @GET
    @Path("processors")
    public Map<String, List<MerchantPayments.ProcessorHealth>> health() {
        return Map.of("items", payments.health());
    }

    @GET
    @Path("processors/switches")
    public Map<String, List<MerchantPayments.Switch>> switches() {
        return Map.of("items", payments.switches());
    }

    @PUT
    @Path("processors/{processor}/regions/{region}")
    public MerchantPayments.Switch turn(
            @PathParam("processor") String processor, @PathParam("region") String region, Turn turn) {
        if (turn.on() == null) {
            throw Problem.invalid("on: expected true or false").exception();
        }
        try {
            // To put the same switch again changes nothing: it needs no key from outside.
            return payments.turn(processor, region, turn.on(), command("switch", turn.reason()));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(e.getMessage()).exception();
        }
    }

    /** 202: a worker does it. */
    private static Response accepted(MerchantPayments.Operation operation) {
        return Response.accepted(operation).build();
    }

    private Command command(String key, String reason) {
        return new Command(key, person.signedIn().map(SignedIn::mail).orElse(OPERATOR), reason);
    }

    private static UUID uuid(String name, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed(name + ": expected a UUID").exception();
        }
    }

    private static State state(String text) {
        return Arrays.stream(State.values())
                .filter(state -> state.name().equals(text))
                .findFirst()
                .orElseThrow(() -> Problem.malformed("state: expected one of " + Arrays.toString(State.values()))
                        .exception());
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Problem.malformed("limit: expected a whole number").exception();
        }
    }
}
