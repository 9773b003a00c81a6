package org.alwaysopen.local.edge;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.alwaysopen.platform.Region;

/**
 * The shop's front door: takes every request, and hands it to a region that is ready.
 *
 * <p>Asks each region once a second whether it is ready, and learns at once from a request that finds nobody there. A
 * request that got no answer is sent once more, to another region, if that is safe: see {@link Forwarding}. Requests of
 * one shopper may go to any region, since no server remembers a shopper; only a sign-in under way stays with the Keycloak
 * where it began.
 *
 * <p>Listens on the loopback address only. Thread-safe. Built on Vert.x, which keeps its connections to the regions.
 */
public final class Edge implements AutoCloseable {
    /** Keeps a crowd from using up the regions' threads; more than these wait in line. */
    private static final int CONNECTIONS_PER_UPSTREAM_MAX = 64;

    private static final int WAITING_PER_UPSTREAM_MAX = 2_000;
    /** A connection that a browser holds and does not use. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(75);

    private static final Duration STOP_MAX = Duration.ofSeconds(5);
    /** Two loops, for two cores: the proxy only moves bytes. */
    private static final int EVENT_LOOPS = 2;

    private final Vertx vertx;
    private final HttpClient client;
    private final Upstreams shops;
    private final Upstreams identities;
    private HttpServer server;

    /**
     * A region's servers.
     *
     * @param identityPort           0 when the region has no Keycloak
     * @param identityManagementPort where that says whether it is ready
     */
    public record Site(Region region, int shopPort, int identityPort, int identityManagementPort) {
        public Site(Region region, int shopPort) {
            this(region, shopPort, 0, 0);
        }
    }

    /** What the edge knows of a region. */
    public record Standing(boolean shopReady, boolean identityReady, boolean draining, int weight) {}

    public Edge(List<Site> sites) {
        this.shops = new Upstreams(sites.stream()
                .map(site -> new Upstream(
                        site.region(), Forwarding.LOOPBACK, site.shopPort(), site.shopPort(), "/health/ready"))
                .toList());
        this.identities = new Upstreams(sites.stream()
                .filter(site -> site.identityPort() > 0)
                .map(site -> new Upstream(
                        site.region(),
                        Forwarding.LOOPBACK,
                        site.identityPort(),
                        site.identityManagementPort(),
                        Forwarding.IDENTITY_PATH + "health/ready"))
                .toList());
        this.vertx =
                Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS).setWorkerPoolSize(1));
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(true)
                        .setKeepAliveTimeout(30)
                        .setConnectTimeout((int) Forwarding.CONNECT_MAX.toMillis())
                        .setDecompressionSupported(false),
                new PoolOptions()
                        .setHttp1MaxSize(CONNECTIONS_PER_UPSTREAM_MAX)
                        .setMaxWaitQueueSize(WAITING_PER_UPSTREAM_MAX));
    }

    /** Opens the door. @throws IllegalStateException when the port cannot be had */
    public void open(int port) {
        Readiness readiness = new Readiness(vertx, client);
        shops.all().forEach(readiness::watch);
        identities.all().forEach(readiness::watch);
        Forwarding forwarding = new Forwarding(vertx, client, shops, identities);
        HttpServerOptions options = new HttpServerOptions()
                .setHost(Forwarding.LOOPBACK)
                .setPort(port)
                .setIdleTimeout((int) IDLE_MAX.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(Forwarding.HEADERS_BYTES_MAX)
                .setMaxInitialLineLength(Forwarding.REQUEST_LINE_BYTES_MAX)
                .setCompressionSupported(true)
                .setCompressionLevel(1);
        try {
            server = vertx.createHttpServer(options)
                    .requestHandler(forwarding)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (RuntimeException e) {
            throw new IllegalStateException("edge: port " + port + " cannot be listened on: " + e.getMessage(), e);
        }
    }

    public int port() {
        return server.actualPort();
    }

    /** What the edge knows now, by region. */
    public Map<Region, Standing> standings() {
        Map<Region, Standing> standings = new TreeMap<>();
        for (Upstream shop : shops.all()) {
            boolean identityReady =
                    identities.of(shop.region()).map(Upstream::isReady).orElse(false);
            standings.put(shop.region(), new Standing(shop.isReady(), identityReady, shop.isDraining(), shop.weight()));
        }
        return standings;
    }

    /** Sends nothing new to a region, or does so again. What is under way there ends in its own time. */
    public void drain(Region region, boolean draining) {
        shops.of(region).orElseThrow(() -> unknown(region)).setDraining(draining);
        identities.of(region).ifPresent(upstream -> upstream.setDraining(draining));
    }

    /** @param weight 0 to 1000, in proportion to the others' */
    public void weigh(Region region, int weight) {
        shops.of(region).orElseThrow(() -> unknown(region)).setWeight(weight);
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("edge: did not stop within " + STOP_MAX, e);
        }
    }

    private static IllegalArgumentException unknown(Region region) {
        return new IllegalArgumentException("region: there is no " + region + " here");
    }
}
