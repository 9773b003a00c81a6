package org.alwaysopen.storefront.doors;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each key, in this server's memory alone (docs/adr/0036): no cache and no database can be lost under it.
 * Thread-safe.
 */
final class Buckets {
    /** Of about 200 bytes each. A crowd of more addresses forgets the oldest, which begin anew with a full bucket. */
    static final int KEYS_MAX = 50_000;

    private final TimeMeter time;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > KEYS_MAX;
        }
    };

    Buckets(TimeMeter time) {
        this.time = time;
    }

    /** Takes one of {@code tokens} that come back over {@code period}. Returns how long to wait for one; zero when it was there. */
    Duration take(String key, int tokens, Duration period) {
        Bucket bucket;
        synchronized (buckets) {
            bucket = buckets.computeIfAbsent(
                    key,
                    missing -> Bucket.builder()
                            .withCustomTimePrecision(time)
                            .addLimit(limit -> limit.capacity(tokens).refillGreedy(tokens, period))
                            .build());
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }
}
