package org.alwaysopen.storefront.webhooks;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.alwaysopen.payments.Webhooks;
import org.alwaysopen.storefront.doors.CalledFromOutside;

/**
 * {@code /webhooks/{processor}}: open to the world, because what comes is signed. It is stored and acknowledged; what it
 * says is applied later by a worker.
 */
@PermitAll
@Path("webhooks")
@ApplicationScoped
public class WebhooksResource {
    private final Webhooks webhooks;

    /** For the server's proxies only. */
    protected WebhooksResource() {
        this.webhooks = null;
    }

    @Inject
    public WebhooksResource(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /** @param body as it came: the signature is over its bytes */
    @POST
    @CalledFromOutside("payment processors: each webhook is signed")
    @Path("{processor}")
    public Response receive(@PathParam("processor") String processor, @Context HttpHeaders headers, byte[] body) {
        Map<String, String> first = new HashMap<>();
        headers.getRequestHeaders().forEach((name, values) -> first.put(name, values.get(0)));
        return Response.ok(webhooks.receive(processor, first, body), MediaType.TEXT_PLAIN_TYPE)
                .build();
    }
}
