package org.alwaysopen.local.edge;

import org.alwaysopen.platform.Region;

/**
 * One server of a region, as the edge sees it: where it listens, whether it takes requests, and how many of them.
 *
 * <p>Not ready until its readiness page says so; not ready again as soon as that page fails, or a request finds nobody at
 * home. Draining when an operator says so: what is under way ends, nothing new comes. Thread-safe.
 */
final class Upstream {
    static final int WEIGHT_DEFAULT = 100;

    private final Region region;
    private final String host;
    private final int port;
    private final int readinessPort;
    private final String readinessPath;
    private volatile boolean ready;
    private volatile boolean draining;
    private volatile int weight = WEIGHT_DEFAULT;

    Upstream(Region region, String host, int port, int readinessPort, String readinessPath) {
        this.region = region;
        this.host = host;
        this.port = port;
        this.readinessPort = readinessPort;
        this.readinessPath = readinessPath;
    }

    Region region() {
        return region;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    int readinessPort() {
        return readinessPort;
    }

    String readinessPath() {
        return readinessPath;
    }

    boolean isReady() {
        return ready;
    }

    void setReady(boolean ready) {
        this.ready = ready;
    }

    boolean isDraining() {
        return draining;
    }

    void setDraining(boolean draining) {
        this.draining = draining;
    }

    int weight() {
        return weight;
    }

    void setWeight(int weight) {
        if (weight < 0 || weight > 1_000) {
            throw new IllegalArgumentException("weight: expected 0 to 1000, got " + weight);
        }
        this.weight = weight;
    }

    boolean takesRequests() {
        return ready && !draining && weight > 0;
    }
}
