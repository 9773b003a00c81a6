package org.alwaysopen.storefront.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.OutOfStockException.Shortage;
import org.alwaysopen.orders.Checkout.Difference;
import org.alwaysopen.orders.Checkout.Result;
import org.alwaysopen.orders.Order;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.api.Shapes.OrderShape;
import org.alwaysopen.storefront.http.Problems;

/**
 * The answers of a checkout, the same for pages and programs: what is stored with the key is what either of them is given
 * when the same request comes again.
 */
public final class Tills {
    private static final int RETRY_AFTER_SECONDS = 5;

    private Tills() {}

    /** What makes two checkouts the same one. The cart is in the scope: keys of two shoppers do not meet. */
    public static Idempotency.Request request(UUID cart, String key, String paymentToken, Money shownTotal) {
        return Idempotency.Request.of(
                "checkout:" + cart, key, String.valueOf(paymentToken), String.valueOf(shownTotal));
    }

    /** A pure function of the result: it runs inside the transaction that ends the checkout. */
    public static Idempotency.Response render(Result result) {
        if (result instanceof Result.Paid paid) {
            return order(201, paid.order());
        }
        if (result instanceof Result.Settling settling) {
            return order(202, settling.order());
        }
        if (result instanceof Result.Declined declined) {
            return problem(Problem.of(
                            402,
                            "payment-declined",
                            "The payment was declined",
                            "The processor refused this means of payment (" + declined.reason()
                                    + "). Nothing was charged, and the cart is open again: try another one, with a new"
                                    + " Idempotency-Key")
                    .with("reason", declined.reason())
                    .with("orderId", declined.order().id()));
        }
        if (result instanceof Result.OutOfStock out) {
            return problem(Problem.of(
                            409,
                            "out-of-stock",
                            "Not enough is left",
                            "Some of it was sold meanwhile. Nothing is charged, and the cart is open again: lower the"
                                    + " quantities, or take the lines out")
                    .with(
                            "shortages",
                            out.shortages().stream().map(Tills::shortage).toList()));
        }
        if (result instanceof Result.PriceChanged changed) {
            return problem(Problem.of(
                            409,
                            "price-changed",
                            "A price is not what was shown",
                            changed.shownTotal().equals(changed.total())
                                    ? "a gift card does not hold what was shown: " + changed.toPay()
                                            + " is to be paid beside gift cards now. Nothing was charged. Look at the"
                                            + " cart again, and agree to it"
                                    : "expected a total of " + changed.shownTotal() + ", and it is " + changed.total()
                                            + " now. Nothing was charged. Look at the cart again, and agree to the new"
                                            + " total")
                    .with("shownTotal", changed.shownTotal())
                    .with("total", changed.total())
                    .with("toPay", changed.toPay())
                    .with("differences", differences(changed.differences())));
        }
        return problem(Problem.of(
                        503,
                        "payment-unavailable",
                        "No payment processor can be reached",
                        "Nothing was charged, and the cart is as it was. Send it again, with the same Idempotency-Key,"
                                + " in " + RETRY_AFTER_SECONDS + " s")
                .with("retryAfterSeconds", RETRY_AFTER_SECONDS));
    }

    static Response answer(Idempotency.Response stored) {
        Response.ResponseBuilder answer = Response.status(stored.status())
                .type(stored.contentType())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(stored.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        if (stored.status() == 201 || stored.status() == 202) {
            answer.header(HttpHeaders.LOCATION, "/api/v1/orders/" + orderId(stored));
        }
        if (stored.status() == 503 || stored.status() == 202) {
            answer.header(HttpHeaders.RETRY_AFTER, stored.status() == 202 ? 2 : RETRY_AFTER_SECONDS);
        }
        return answer.build();
    }

    /** Of an answer that holds an order. */
    public static UUID orderId(Idempotency.Response stored) {
        record Identified(UUID id) {}
        return Json.read(stored.body(), Identified.class).id();
    }

    /** Where the shopper has to go first, of an answer that holds an order. */
    public static Optional<String> challenge(Idempotency.Response stored) {
        record Action(String url) {}
        record Payment(Action action) {}
        record Paid(Payment payment) {}
        return Optional.ofNullable(
                        Json.read(stored.body(), Paid.class).payment().action())
                .map(Action::url);
    }

    private static Idempotency.Response order(int status, Order order) {
        return new Idempotency.Response(status, MediaType.APPLICATION_JSON, Json.write(OrderShape.of(order)));
    }

    private static Idempotency.Response problem(Problem problem) {
        return new Idempotency.Response(problem.status(), Problems.PROBLEM_JSON, Problems.json(problem));
    }

    private static Map<String, Object> shortage(Shortage shortage) {
        return Map.of("sku", shortage.sku().code(), "wanted", shortage.wanted(), "available", shortage.available());
    }

    private static List<Map<String, Object>> differences(List<Difference> differences) {
        return differences.stream()
                .map(difference -> {
                    Map<String, Object> members = new java.util.LinkedHashMap<>();
                    members.put("sku", difference.sku().code());
                    members.put("shown", difference.shown());
                    members.put("now", difference.now().orElse(null));
                    return members;
                })
                .toList();
    }
}
