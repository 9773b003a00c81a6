package org.alwaysopen.storefront.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.alwaysopen.platform.CardNumbers;
import org.alwaysopen.platform.Problem;

/**
 * Refuses every request that holds what looks like a card number, before anything else sees it: paths, queries, bodies, and the
 * headers that are kept. Card numbers go to the processor's own card fields.
 *
 * <p>Left out are the bodies of webhooks: they are signed by a processor, which never sends one, and a reference of theirs that
 * happens to look like one must not stop the message about money.
 */
@Provider
@PreMatching
@Priority(Priorities.USER + 1) // after BodyLimit, which bounds what is read here
public final class CardNumberGuard implements ContainerRequestFilter {
    /** What is stored of a request's headers. */
    private static final List<String> KEPT_HEADERS = List.of("Idempotency-Key");

    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        String path = request.getUriInfo().getPath();
        refuse("path", path);
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        query.forEach((name, values) -> refuse("query", name + "\n" + String.join("\n", values)));
        for (String header : KEPT_HEADERS) {
            String value = request.getHeaderString(header);
            refuse(header, value == null ? "" : value);
        }
        if (request.hasEntity() && !isWebhook(path)) {
            byte[] body = request.getEntityStream().readAllBytes();
            refuse("body", plain(request, body));
            request.setEntityStream(new ByteArrayInputStream(body));
        }
    }

    private static boolean isWebhook(String path) {
        return path.startsWith("webhooks/") || path.startsWith("/webhooks/");
    }

    /** As whoever reads it will see it: a form decoded, JSON without its escapes. */
    private static String plain(ContainerRequestContext request, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        boolean form = request.getMediaType() != null
                && request.getMediaType().getSubtype().equalsIgnoreCase("x-www-form-urlencoded");
        if (form) {
            try {
                return URLDecoder.decode(text.replace("&", "\n"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return text; // whoever reads it refuses it
            }
        }
        return text.contains("\\u")
                ? ESCAPED.matcher(text).replaceAll(escape -> {
                    char c = (char) Integer.parseInt(escape.group(1), 16);
                    return Character.isLetterOrDigit(c) || Character.isSpaceChar(c) ? String.valueOf(c) : "-";
                })
                : text;
    }

    private static void refuse(String where, String text) {
        if (CardNumbers.isIn(text)) {
            throw Problem.of(
                            422,
                            "card-number",
                            "Card numbers do not belong here",
                            where + ": got " + CardNumbers.REMOVED
                                    + ", or what looks like one. Nothing was stored. A card's"
                                    + " number goes into the processor's own card fields, which give back a token; send"
                                    + " that token")
                    .exception();
        }
    }
}
