package org.alwaysopen.simulator.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.alwaysopen.simulator.http.Gate;
import org.alwaysopen.simulator.http.Reply;

/** An error as Stripe words it. Those of validation are not remembered under the idempotency key, the others are. */
final class StripeError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;
    private final boolean validation;

    private StripeError(int status, ObjectNode error, boolean validation) {
        super(error.path("message").asText(), null, false, false);
        this.reply = reply(status, error);
        this.validation = validation;
    }

    Reply reply() {
        return reply;
    }

    /** Found before anything was carried out. */
    boolean isValidation() {
        return validation;
    }

    static Reply reply(int status, ObjectNode error) {
        ObjectNode body = Gate.JSON.createObjectNode();
        body.set("error", error);
        return Reply.json(status, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static ObjectNode error(String type, String code, String message) {
        ObjectNode error = Gate.JSON.createObjectNode();
        if (code != null) {
            error.put("code", code);
            error.put("doc_url", "https://docs.stripe.com/error-codes/" + code.replace('_', '-'));
        }
        return error.put("message", message).put("type", type);
    }

    static StripeError missing(String param) {
        ObjectNode error =
                error("invalid_request_error", "parameter_missing", "Missing required param: " + param + ".");
        return new StripeError(400, error.put("param", param), true);
    }

    static StripeError invalid(String param, String message) {
        ObjectNode error = error("invalid_request_error", null, message);
        return new StripeError(400, param == null ? error : error.put("param", param), true);
    }

    static StripeError noSuch(String what, String param, String id) {
        ObjectNode error = error("invalid_request_error", "resource_missing", "No such " + what + ": '" + id + "'");
        return new StripeError(
                param.equals("id") || param.equals("intent") ? 404 : 400, error.put("param", param), true);
    }

    static StripeError state(String code, String message) {
        return new StripeError(400, error("invalid_request_error", code, message), false);
    }
}
