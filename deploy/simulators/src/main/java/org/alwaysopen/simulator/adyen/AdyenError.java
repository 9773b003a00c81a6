package org.alwaysopen.simulator.adyen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.alwaysopen.simulator.http.Gate;
import org.alwaysopen.simulator.http.Reply;

/** An error as Adyen words it: a request that was not carried out. */
final class AdyenError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;

    private AdyenError(Reply reply, String message) {
        super(message, null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }

    static Reply reply(int status, String code, String type, String message) {
        ObjectNode body = Gate.JSON.createObjectNode();
        body.put("status", status)
                .put("errorCode", code)
                .put("message", message)
                .put("errorType", type);
        return Reply.json(status, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static AdyenError validation(String code, String message) {
        return new AdyenError(reply(422, code, "validation", message), message);
    }
}
