package org.alwaysopen.storefront.http;

import jakarta.ws.rs.core.Response;

/**
 * A page to be shown: a template of {@code src/main/jte} and the one model it takes.
 *
 * @param template such as {@code home.jte}
 */
public record Page(String template, Object model) {
    /** What the shopper sees depends on who asks and on the moment: nobody keeps it. */
    public static final String NOT_KEPT = "private, no-store";

    public Response ok() {
        return with(200);
    }

    public Response with(int status) {
        return Response.status(status)
                .type("text/html;charset=UTF-8")
                .header("Cache-Control", NOT_KEPT)
                .header("Vary", "Accept")
                .entity(this)
                .build();
    }
}
