package org.alwaysopen.storefront.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.MerchantOrders.Result;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.http.Problems;

/** The answers of commands on orders, which are stored with their keys. */
public final class AfterSale {
    private static final int RETRY_AFTER_SECONDS = 2;

    private AfterSale() {}

    /**
     * A pure function of the result: it runs inside the transaction of the command.
     *
     * @param shape what of the order is told
     */
    public static Idempotency.Response render(Result result, Function<MerchantOrders.Detail, Object> shape) {
        if (result instanceof Result.Declined declined) {
            Problem problem = Problem.of(
                            402,
                            "payment-declined",
                            "The payment was declined",
                            "The difference was not paid (" + declined.reason()
                                    + "), and the order is as it was. Try another means of payment, with a new"
                                    + " Idempotency-Key")
                    .with("reason", declined.reason());
            return new Idempotency.Response(problem.status(), Problems.PROBLEM_JSON, Problems.json(problem));
        }
        int status = result instanceof Result.Settling ? 202 : 200;
        return new Idempotency.Response(status, MediaType.APPLICATION_JSON, Json.write(shape.apply(result.order())));
    }

    public static Response answer(Idempotency.Response stored) {
        Response.ResponseBuilder answer = Response.status(stored.status())
                .type(stored.contentType())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(stored.body().getBytes(StandardCharsets.UTF_8));
        if (stored.status() == 202) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.build();
    }
}
