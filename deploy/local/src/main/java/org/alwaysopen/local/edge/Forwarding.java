package org.alwaysopen.local.edge;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a request to a region, and once more to another one when the first did not answer.
 *
 * <p>A second try is safe in three cases: nothing was sent (nobody listened there); the method is GET, HEAD or OPTIONS
 * (RFC 9110, 9.2.2, and ours have no effects); or the request carries an {@code Idempotency-Key}, whose row in SQL makes
 * it happen once in all regions. Anything else that got no answer is told so, and never sent again. An answer, whatever
 * its status, is an answer.
 */
final class Forwarding implements Handler<HttpServerRequest> {
    static final String LOOPBACK = "127.0.0.1";
    /** What belongs to the region's Keycloak; all else is the shop's. */
    static final String IDENTITY_PATH = "/identity/";
    /** Keeps a sign-in with the Keycloak that began it; also tells the shop where to redeem the code. */
    static final String IDENTITY_COOKIE = "ao-identity";

    static final Duration CONNECT_MAX = Duration.ofSeconds(1);
    static final int HEADERS_BYTES_MAX = 32 * 1024;
    static final int REQUEST_LINE_BYTES_MAX = 8 * 1024;
    /** Bodies are held for a second try. The largest are the merchants' imports. */
    private static final int BODY_BYTES_MAX = 16 * 1024 * 1024;
    /** A reading request is worth little after this; and a region that hangs must not take its shoppers with it. */
    private static final Duration READ_ANSWER_MAX = Duration.ofSeconds(8);
    /** A checkout waits for a processor and for a database that changes leaders (8 to 19 s). */
    private static final Duration WRITE_ANSWER_MAX = Duration.ofSeconds(45);

    /** One answer missed may be the region's fault; two are the request's, or everybody's. */
    private static final int TRIES_MAX = 2;

    private static final String SERVED_BY = "X-Served-By";
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "upgrade",
            "transfer-encoding",
            "proxy-connection");
    /** Only the edge says these; what a client sends under these names is dropped. */
    private static final Set<String> OURS_TO_SAY = Set.of(
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-server",
            "x-forwarded-ssl",
            "x-real-ip",
            "x-served-by");

    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

    private final Vertx vertx;
    private final HttpClient client;
    private final Upstreams shops;
    private final Upstreams identities;

    Forwarding(Vertx vertx, HttpClient client, Upstreams shops, Upstreams identities) {
        this.vertx = vertx;
        this.client = client;
        this.shops = shops;
        this.identities = identities;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.exceptionHandler(gone -> LOG.debug("client went away: {}", gone.getMessage()));
        if (request.path() == null || request.path().contains("%00")) {
            // Servers behind refuse it, too, but with a bare line where our clients expect a problem document.
            problem(request, 400, "malformed-request", "The path: expected no zero bytes");
        } else if (!request.path().startsWith(IDENTITY_PATH)) {
            withBody(request, body -> forward(new Errand(request, body, shops.inOrder(), false), 0));
        } else if (isPublic(request.path())) {
            Optional<String> begunAt =
                    Optional.ofNullable(request.getCookie(IDENTITY_COOKIE)).map(Cookie::getValue);
            withBody(request, body -> forward(new Errand(request, body, identities.inOrder(begunAt), true), 0));
        } else {
            problem(request, 404, "not-found", "There is nothing here");
        }
    }

    /** Keycloak's admin console, metrics and health are for operators, inside. */
    private static boolean isPublic(String path) {
        String inside = path.substring(IDENTITY_PATH.length());
        return inside.startsWith("realms/shop/") || inside.startsWith("resources/");
    }

    /** A request with its body, and whom to ask in which order. */
    private record Errand(HttpServerRequest request, Buffer body, List<Upstream> upstreams, boolean identity) {
        boolean isSafeToRepeat() {
            HttpMethod method = request.method();
            return method == HttpMethod.GET
                    || method == HttpMethod.HEAD
                    || method == HttpMethod.OPTIONS
                    || request.getHeader("Idempotency-Key") != null;
        }

        Duration answerMax() {
            return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD
                    ? READ_ANSWER_MAX
                    : WRITE_ANSWER_MAX;
        }
    }

    private void withBody(HttpServerRequest request, Handler<Buffer> then) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > BODY_BYTES_MAX) {
                request.handler(null).endHandler(null);
                problem(request, 413, "too-large", "The body: expected at most " + BODY_BYTES_MAX + " bytes");
                request.connection().close();
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> then.handle(body));
    }

    private void forward(Errand errand, int tries) {
        if (tries >= errand.upstreams().size()) {
            problem(
                    errand.request(),
                    503,
                    "no-region",
                    "No region is open at the moment. Nothing was done; try again in a few seconds");
            return;
        }
        Upstream upstream = errand.upstreams().get(tries);
        send(errand, upstream)
                .onSuccess(response -> answer(errand, upstream, response))
                .onFailure(failure -> {
                    boolean nobodyThere = isNobodyThere(failure);
                    if (nobodyThere) {
                        upstream.setReady(false); // the readiness check will say when it is back
                    }
                    LOG.info("{} gave no answer: {}", upstream.region(), String.valueOf(failure.getMessage()));
                    if (nobodyThere || (errand.isSafeToRepeat() && tries + 1 < TRIES_MAX)) {
                        forward(errand, tries + 1);
                    } else {
                        problem(
                                errand.request(),
                                502,
                                "no-answer",
                                "The region " + upstream.region() + " gave no answer, and whether it did this is not "
                                        + "known. Look before you send it again, or send it with an Idempotency-Key");
                    }
                });
    }

    private Future<HttpClientResponse> send(Errand errand, Upstream upstream) {
        HttpServerRequest request = errand.request();
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setHost(upstream.host())
                .setPort(upstream.port())
                .setURI(request.uri())
                .setConnectTimeout(CONNECT_MAX.toMillis());
        return client.request(options).compose(forwarded -> {
            copyRequestHeaders(request, forwarded);
            Future<HttpClientResponse> response =
                    errand.body().length() == 0 ? forwarded.send() : forwarded.send(errand.body());
            long limit = vertx.setTimer(
                    errand.answerMax().toMillis(),
                    timer -> forwarded.reset(0, new NoAnswerException(errand.answerMax())));
            return response.onComplete(done -> vertx.cancelTimer(limit));
        });
    }

    private static void copyRequestHeaders(HttpServerRequest request, HttpClientRequest forwarded) {
        MultiMap to = forwarded.headers();
        request.headers().forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name) && !OURS_TO_SAY.contains(name) && !name.equals("content-length")) {
                to.add(header.getKey(), header.getValue());
            }
        });
        to.set("X-Forwarded-For", request.remoteAddress().hostAddress());
        to.set("X-Forwarded-Proto", request.scheme());
        to.set(
                "X-Forwarded-Host",
                request.getHeader(HttpHeaders.HOST) == null ? LOOPBACK : request.getHeader(HttpHeaders.HOST));
    }

    private static void answer(Errand errand, Upstream upstream, HttpClientResponse response) {
        HttpServerResponse to = errand.request().response();
        if (to.closed()) {
            // The client went away, so that nobody wants this answer; Vert.x would log the end of it as an error.
            response.exceptionHandler(ended -> LOG.debug("answer given up: {}", ended.getMessage()));
            response.request().reset();
            return;
        }
        to.setStatusCode(response.statusCode());
        response.headers().forEach(header -> {
            if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.headers().add(header.getKey(), header.getValue());
            }
        });
        to.putHeader(SERVED_BY, upstream.region().name());
        if (errand.identity()) {
            to.addCookie(Cookie.cookie(IDENTITY_COOKIE, upstream.region().name())
                    .setPath("/")
                    .setHttpOnly(true)
                    .setSameSite(CookieSameSite.LAX));
        }
        if (response.getHeader(HttpHeaders.CONTENT_LENGTH) == null
                && errand.request().method() != HttpMethod.HEAD) {
            to.setChunked(true);
        }
        // A region that dies in the middle of an answer: the client sees the connection end, not a short page.
        response.pipe()
                .endOnFailure(false)
                .to(to)
                .onFailure(broken -> errand.request().connection().close());
    }

    /** Nothing was sent, so that trying another region is safe for any request. */
    private static boolean isNobodyThere(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof ConnectTimeoutException
                || failure instanceof io.vertx.core.http.ConnectionPoolTooBusyException;
    }

    private static void problem(HttpServerRequest request, int status, String type, String detail) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (status == 503) {
            response.putHeader("Retry-After", "2");
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end("{\"type\":\"https://alwaysopen.org/problems/" + type
                        + "\",\"title\":\"The request was not served\"," + "\"status\":" + status + ",\"detail\":\""
                        + detail + "\"}");
    }

    private static final class NoAnswerException extends RuntimeException {
        NoAnswerException(Duration limit) {
            super("no answer within " + limit.toSeconds() + " s", null, false, false);
        }
    }
}
