package org.alwaysopen.local.edge;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks servers whether they are ready, each once a second. */
final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** A server that needs longer than this to say that it is well is not well. */
    private static final Duration ANSWER_MAX = Duration.ofMillis(2_500);

    private final Vertx vertx;
    private final HttpClient client;

    Readiness(Vertx vertx, HttpClient client) {
        this.vertx = vertx;
        this.client = client;
    }

    void watch(Upstream upstream) {
        ask(upstream);
    }

    /** The next question waits for the answer to this one, so that a slow server is not asked twice at a time. */
    private void ask(Upstream upstream) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(upstream.host())
                .setPort(upstream.readinessPort())
                .setURI(upstream.readinessPath())
                .setTimeout(ANSWER_MAX.toMillis())
                .setIdleTimeout(ANSWER_MAX.toMillis());
        client.request(request)
                .compose(r -> r.send().compose(response -> response.end().map(response)))
                .map(HttpClientResponse::statusCode)
                .otherwise(0)
                .onComplete(answer -> {
                    boolean ready = answer.result() == 200;
                    if (ready != upstream.isReady()) {
                        LOG.info(
                                "{} at port {} is {}",
                                upstream.region(),
                                upstream.port(),
                                ready ? "ready" : "not ready (" + answer.result() + ")");
                    }
                    upstream.setReady(ready);
                    vertx.setTimer(INTERVAL.toMillis(), timer -> ask(upstream));
                });
    }
}
