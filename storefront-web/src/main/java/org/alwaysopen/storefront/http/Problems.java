package org.alwaysopen.storefront.http;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever asked why it did not work: a problem document (RFC 9457) for programs, a page for people.
 *
 * <p>A refusal is not logged. What we did not expect is logged once, with an incident id that the answer carries too; its
 * stack trace stays in the log.
 */
@Provider
public final class Problems implements ExceptionMapper<Throwable> {
    /** Problem types are words of ours under this URI; it names them, nothing needs to be there. */
    private static final String TYPES = "https://alwaysopen.org/problems/";

    public static final String PROBLEM_JSON = "application/problem+json";
    /** A cluster that lost a node answers again after 8 to 19 s: asking sooner is no use. */
    private static final int RETRY_AFTER_SECONDS = 5;
    /** Echoed input is cut: an answer is not a mirror for whatever was sent. */
    private static final int ECHO_MAX = 80;

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @Context
    private HttpHeaders headers;

    @Context
    private UriInfo uri;

    @Context
    private Request request;

    @Override
    public Response toResponse(Throwable failure) {
        Problem problem = problemOf(failure);
        Response.ResponseBuilder answer = Response.status(problem.status())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, "Accept");
        if (problem.extensions().get("retryAfterSeconds") instanceof Number seconds) {
            answer.header(HttpHeaders.RETRY_AFTER, seconds);
        }
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"Always Open\"");
        }
        if (failure instanceof NotAllowedException notAllowed) {
            answer.header(HttpHeaders.ALLOW, notAllowed.getResponse().getHeaderString(HttpHeaders.ALLOW));
        }
        return wantsPage()
                ? answer.type("text/html;charset=UTF-8")
                        .entity(new Page("problem.jte", ProblemPage.of(problem)))
                        .build()
                : answer.type(PROBLEM_JSON)
                        .entity(json(problem).getBytes(StandardCharsets.UTF_8))
                        .build();
    }

    /** The members of RFC 9457, in its order; extensions after them. */
    public static String json(Problem problem) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", TYPES + problem.type());
        members.put("title", problem.title());
        members.put("status", problem.status());
        members.put("detail", problem.detail());
        problem.extensions().forEach(members::putIfAbsent);
        return Json.write(members);
    }

    private Problem problemOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException refused) {
                return refused.problem();
            }
            if (cause instanceof Transactions.UnavailableException) {
                LOG.warn("{} {}: {}", request.getMethod(), uri.getPath(), cause.getMessage());
                return unavailable();
            }
            if (cause instanceof Transactions.UnknownOutcomeException) {
                LOG.warn("{} {}: {}", request.getMethod(), uri.getPath(), cause.getMessage());
                return unknown();
            }
        }
        if (failure instanceof WebApplicationException refused
                && refused.getResponse().getStatus() < 500) {
            return byJaxRs(refused);
        }
        String incident = UUID.randomUUID().toString();
        LOG.error("{} {}: incident {}", request.getMethod(), uri.getPath(), incident, failure);
        return Problem.of(
                        500,
                        "internal-error",
                        "The shop made a mistake",
                        "This is our fault, not yours. Try again; when it stays, tell us incident " + incident)
                .with("incident", incident);
    }

    private static Problem unavailable() {
        return Problem.of(
                        503,
                        "unavailable",
                        "The shop cannot reach its books at the moment",
                        "Nothing was changed. Try again in " + RETRY_AFTER_SECONDS + " s")
                .with("retryAfterSeconds", RETRY_AFTER_SECONDS);
    }

    private static Problem unknown() {
        return Problem.of(
                        503,
                        "outcome-unknown",
                        "We do not know yet whether this was done",
                        "The answer of our books got lost. Send the same request again, with the same Idempotency-Key,"
                                + " in " + RETRY_AFTER_SECONDS + " s: it is not done twice")
                .with("retryAfterSeconds", RETRY_AFTER_SECONDS);
    }

    /** Refusals by JAX-RS itself: no such path, no such method, no such media type. */
    private Problem byJaxRs(WebApplicationException refused) {
        String path = "/" + cut(uri.getPath().startsWith("/") ? uri.getPath().substring(1) : uri.getPath());
        if (refused instanceof NotFoundException) {
            return Problem.notFound("There is nothing at " + path);
        }
        if (refused instanceof NotAllowedException) {
            return Problem.of(
                    405,
                    "method-not-allowed",
                    "This cannot be done here",
                    request.getMethod() + ": expected one of "
                            + refused.getResponse().getHeaderString(HttpHeaders.ALLOW) + " at " + path);
        }
        if (refused instanceof NotSupportedException) {
            String sent = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
            return Problem.of(
                    415,
                    "unsupported-media-type",
                    "The body's type is not understood",
                    "Content-Type: expected application/json, got " + (sent == null ? "none" : cut(sent)));
        }
        if (refused instanceof NotAcceptableException) {
            return Problem.of(
                    406,
                    "not-acceptable",
                    "There is no such form of it",
                    "Accept: got " + cut(String.valueOf(headers.getHeaderString(HttpHeaders.ACCEPT)))
                            + ", which is not what is served at " + path);
        }
        int status = refused.getResponse().getStatus();
        return status < 400
                ? Problem.malformed("The request cannot be answered")
                : Problem.of(
                        status, "malformed-request", "The request cannot be understood", "It was refused: " + status);
    }

    /** Programs ask under /api; a browser says that it takes HTML. */
    private boolean wantsPage() {
        return wantsPage(uri.getPath(), headers.getHeaderString(HttpHeaders.ACCEPT));
    }

    public static boolean wantsPage(String path, String accept) {
        return !isForPrograms(path)
                && accept != null
                && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    /** What programs use; the rest are pages. */
    public static boolean isForPrograms(String path) {
        String bare = path.startsWith("/") ? path.substring(1) : path;
        return bare.startsWith("api/") || bare.startsWith("admin/api/") || bare.startsWith("webhooks/");
    }

    public static String cut(String text) {
        return text.length() <= ECHO_MAX ? text : text.substring(0, ECHO_MAX) + "…";
    }
}
