package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.Order;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.api.OwnOrders;
import org.alwaysopen.storefront.api.Shapes.HistoryShape;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.http.Page;

/** The confirmation, and later the state of an order. While a payment is being settled it looks again by itself. */
@PermitAll
@Path("orders/{order}")
@Produces(MediaType.TEXT_HTML)
@ApplicationScoped
public class OrderPage {
    @Inject
    Frame frame;

    @Inject
    OwnOrders own;

    @Inject
    MerchantOrders afterSale;

    /** How it stands, as a shopper sees it. */
    public enum Stage {
        CONFIRMED,
        SETTLING,
        /** Placed, and to be paid by bank transfer. */
        AWAITING,
        CANCELLED
    }

    /** @param history what became of it after its sale */
    public record Model(Shell shell, Order order, Stage stage, String declined, HistoryShape history) {}

    @GET
    public Response order(@PathParam("order") String id, @Context HttpHeaders headers) {
        UUID orderId = Inputs.uuidIfAny(id)
                .orElseThrow(() ->
                        Problem.notFound("order: there is none with this id").exception());
        own.check(orderId);
        MerchantOrders.Detail detail = afterSale.get(orderId);
        Order order = detail.order();
        Stage stage = switch (order.state()) {
            case PLACED -> order.payment().transfer().isPresent() ? Stage.AWAITING : Stage.SETTLING;
            case CANCELLED -> Stage.CANCELLED;
            default -> Stage.CONFIRMED;
        };
        Shopper shopper = Shopper.of(headers);
        // The cart became this order, also when the answer of the checkout never reached the browser.
        boolean ofThisCart = shopper.cart().equals(Optional.of(order.cartId())) && stage != Stage.CANCELLED;
        Shopper shown = ofThisCart ? new Shopper(Optional.empty(), shopper.currency(), 0) : shopper;
        Shell shell = frame.shell("Order " + order.number() + " · Always Open", shown, "/orders/" + order.id());
        String declined = why(order.payment());
        return new Page("order.jte", new Model(shell, order, stage, declined, HistoryShape.of(detail))).ok();
    }

    /** A bank's no is the bank's; a payment that nobody could confirm in time is ours to explain. */
    private static String why(Order.Payment payment) {
        return switch (payment.state()) {
            case DECLINED -> payment.declineReason().map(Declines::words).orElse("");
            case FAILED -> "The card processor could not confirm the payment in time. Please order again.";
            default -> "";
        };
    }
}
