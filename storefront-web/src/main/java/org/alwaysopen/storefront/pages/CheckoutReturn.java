package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.alwaysopen.orders.Checkout;
import org.alwaysopen.orders.Order;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.http.Inputs;

/**
 * Where shoppers come back to from their bank's page (3-D Secure), in any region. What the address claims is not believed: the
 * processor is asked. Loading it again, or never, does no harm.
 */
@PermitAll
@Path("checkout/return")
@Produces(MediaType.TEXT_HTML)
@ApplicationScoped
public class CheckoutReturn {
    /** The order's id is put behind it. */
    public static final String PATH = "/checkout/return/";

    @Inject
    Frame frame;

    @Inject
    Checkout checkout;

    @GET
    @Path("{order}")
    public Response comeBack(@PathParam("order") String id, @QueryParam("redirectResult") String redirectResult) {
        Order order = checkout.shopperReturned(
                Inputs.uuidIfAny(id)
                        .orElseThrow(() -> Problem.notFound("order: there is none with this id")
                                .exception()),
                Optional.ofNullable(redirectResult).filter(answer -> !answer.isBlank()));
        if (order.state() == Order.State.CANCELLED) {
            String reason = order.payment().declineReason().orElse("");
            return frame.seeOther("/checkout/payment?refused=" + URLEncoder.encode(reason, StandardCharsets.UTF_8));
        }
        return order.state() == Order.State.PLACED
                ? frame.seeOther("/orders/" + order.id())
                : frame.seeOther("/orders/" + order.id(), Shopper.forgetting(frame.secure()));
    }
}
