package org.alwaysopen.storefront.catalogue;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The region's catalogue cache in its Hazelcast cluster: one map of bytes, so that no class has to be known there.
 *
 * <p>When Hazelcast does not answer in time it is left alone for a while ({@link #PAUSE}), and the database serves. When it
 * missed a {@link #forget}, nothing in it is believed until all of it was cleared.
 */
public final class HazelcastCatalogueCache implements CatalogueCache, AutoCloseable {
    /** The name of the map. */
    public static final String MAP = "catalogue";
    /** How long a value stays if nobody forgets it: the backstop behind the change feed. */
    static final Duration TTL = Duration.ofMinutes(5);
    /** A claim outlives any load ({@code Transactions.BUDGET} is 5 s); that of a dead server must not block for long. */
    static final Duration CLAIM_TTL = Duration.ofSeconds(10);
    /** The database answers in a few milliseconds: waiting longer for a cache makes no sense. */
    static final Duration READ_WAIT = Duration.ofMillis(50);
    /** The change feed can wait a little; the promise is one second from price to page. */
    static final Duration FORGET_WAIT = Duration.ofMillis(300);

    static final Duration CLEAR_WAIT = Duration.ofSeconds(2);
    static final Duration PAUSE = Duration.ofSeconds(1);
    /** One late answer may be a busy processor; several in a row are a cache in trouble. */
    static final int FAILURES_BEFORE_PAUSE = 3;

    private static final Duration REMINDER = Duration.ofMinutes(1);
    /** Entries on each server, about 1 to 2 KB each. */
    static final int ENTRIES_MAX = 20_000;

    private static final int THREADS = 2;
    /** Fills that wait; more are dropped, which costs a load later. */
    private static final int QUEUE = 256;

    private static final byte VALUE = 'V';
    private static final byte CLAIM = 'C';
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastCatalogueCache.class);

    private final HazelcastInstance hazelcast;
    private final Clock clock;
    private final ThreadPoolExecutor executor;
    private volatile long pausedUntilNanos = System.nanoTime();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicLong saidNanos = new AtomicLong(System.nanoTime() - REMINDER.toNanos());
    /** It missed a call to forget: what is in it may be old. */
    private volatile boolean distrusted;

    public HazelcastCatalogueCache(HazelcastInstance hazelcast, Clock clock) {
        this.hazelcast = hazelcast;
        this.clock = clock;
        this.executor = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), work -> {
                    Thread thread = new Thread(work, "catalogue cache");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        configure();
    }

    /** How the map is to be; for a server's Hazelcast configuration. */
    public static MapConfig mapConfig() {
        return new MapConfig(MAP)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setBackupCount(0) // it is a cache: what is lost is loaded again
                .setTimeToLiveSeconds((int) TTL.toSeconds())
                .setStatisticsEnabled(false)
                .setEvictionConfig(new EvictionConfig()
                        .setEvictionPolicy(EvictionPolicy.LRU)
                        .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                        .setSize(ENTRIES_MAX));
    }

    private void configure() {
        try {
            hazelcast.getConfig().addMapConfig(mapConfig());
        } catch (RuntimeException e) {
            LOG.info("The map \"{}\" keeps the configuration that it has: {}", MAP, e.toString());
        }
    }

    @Override
    public Lookup lookup(Collection<String> keys) {
        if (isPaused() || distrusted) {
            return Lookup.NOTHING;
        }
        try {
            Map<String, byte[]> stored = readAll(keys);
            Map<String, byte[]> found = new HashMap<>();
            Map<String, byte[]> missing = new LinkedHashMap<>(); // what is in its place now: nothing, or an old value
            for (String key : keys) {
                byte[] bytes = stored.get(key);
                if (bytes == null || isOld(bytes)) {
                    missing.put(key, bytes);
                } else if (bytes[0] == VALUE) {
                    found.put(key, java.util.Arrays.copyOfRange(bytes, 1 + Long.BYTES, bytes.length));
                }
            }
            Map<String, byte[]> claims = missing.isEmpty() ? Map.of() : bounded(READ_WAIT, () -> claim(missing));
            failuresInARow.set(0);
            return new Lookup(found, claims);
        } catch (Unanswered e) {
            failed(e);
            return Lookup.NOTHING;
        }
    }

    private Map<String, byte[]> readAll(Collection<String> keys) throws Unanswered {
        long deadline = System.nanoTime() + READ_WAIT.toNanos();
        try {
            IMap<String, byte[]> map = hazelcast.getMap(MAP);
            Map<String, CompletableFuture<byte[]>> reads = new HashMap<>();
            keys.forEach(key -> reads.computeIfAbsent(key, k -> map.getAsync(k).toCompletableFuture()));
            Map<String, byte[]> stored = new HashMap<>();
            for (Map.Entry<String, CompletableFuture<byte[]>> read : reads.entrySet()) {
                stored.put(read.getKey(), await(read.getValue(), deadline));
            }
            return stored;
        } catch (RuntimeException e) {
            throw new Unanswered(e);
        }
    }

    private Map<String, byte[]> claim(Map<String, byte[]> missing) {
        IMap<String, byte[]> map = hazelcast.getMap(MAP);
        Map<String, byte[]> claims = new HashMap<>();
        missing.forEach((key, old) -> {
            UUID id = UUID.randomUUID();
            byte[] claim = ByteBuffer.allocate(1 + 3 * Long.BYTES)
                    .put(CLAIM)
                    .putLong(clock.millis())
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            boolean mine = old == null
                    ? map.putIfAbsent(key, claim, CLAIM_TTL.toMillis(), TimeUnit.MILLISECONDS) == null
                    : map.replace(key, old, claim);
            if (mine) {
                claims.put(key, claim);
            }
        });
        return claims;
    }

    @Override
    public void fill(Lookup lookup, Map<String, byte[]> loaded) {
        if (lookup.claims().isEmpty() || isPaused() || distrusted) {
            return; // claims end by themselves
        }
        try {
            executor.execute(() -> {
                try {
                    lookup.claims().forEach((key, claim) -> fill(key, claim, loaded.get(key)));
                } catch (RuntimeException e) {
                    failed(new Unanswered(e));
                }
            });
        } catch (RejectedExecutionException e) { // too much to do: claims end by themselves
        }
    }

    private void fill(String key, byte[] claim, byte[] loaded) {
        IMap<String, byte[]> map = hazelcast.getMap(MAP);
        if (loaded == null) {
            map.remove(key, claim);
            return;
        }
        byte[] value = ByteBuffer.allocate(1 + Long.BYTES + loaded.length)
                .put(VALUE)
                .putLong(clock.millis())
                .put(loaded)
                .array();
        // A reader that is late: its claim was forgotten with the old value, and this replaces nothing.
        if (map.replace(key, claim, value)) {
            map.setTtl(key, TTL.toMillis(), TimeUnit.MILLISECONDS); // the claim's was shorter
        }
    }

    @Override
    public void forget(Collection<String> keys) {
        if (distrusted) {
            clear();
        } else if (!keys.isEmpty()) {
            try {
                forgetAll(keys);
            } catch (Unanswered e) {
                distrusted = true;
                failed(e);
            }
        }
    }

    private void forgetAll(Collection<String> keys) throws Unanswered {
        long deadline = System.nanoTime() + FORGET_WAIT.toNanos();
        try {
            IMap<String, byte[]> map = hazelcast.getMap(MAP);
            List<CompletableFuture<byte[]>> removals = new ArrayList<>();
            keys.forEach(key -> removals.add(map.removeAsync(key).toCompletableFuture()));
            for (CompletableFuture<byte[]> removal : removals) {
                await(removal, deadline);
            }
        } catch (RuntimeException e) {
            throw new Unanswered(e);
        }
    }

    /** It missed something: all of it goes, claims too, and then it is believed again. */
    private void clear() {
        try {
            bounded(CLEAR_WAIT, () -> {
                hazelcast.getMap(MAP).clear();
                return null;
            });
            distrusted = false;
            LOG.info("The region's cache is cleared, and used again");
        } catch (Unanswered e) {
            failed(e);
        }
    }

    private boolean isOld(byte[] bytes) {
        Duration limit = bytes[0] == VALUE ? TTL : CLAIM_TTL;
        return clock.millis() - ByteBuffer.wrap(bytes, 1, Long.BYTES).getLong() > limit.toMillis();
    }

    private boolean isPaused() {
        return System.nanoTime() - pausedUntilNanos < 0;
    }

    private void failed(Unanswered reason) {
        if (failuresInARow.incrementAndGet() < FAILURES_BEFORE_PAUSE) {
            return;
        }
        failuresInARow.set(0);
        pausedUntilNanos = System.nanoTime() + PAUSE.toNanos();
        long said = saidNanos.get();
        if (System.nanoTime() - said >= REMINDER.toNanos() && saidNanos.compareAndSet(said, System.nanoTime())) {
            LOG.info("The region's cache does not answer, the database serves: {}", reason.getMessage());
        }
    }

    /** Runs what Hazelcast offers only as a blocking call, and gives up on it in time. */
    private <T> T bounded(Duration wait, Callable<T> call) throws Unanswered {
        try {
            Future<T> future = executor.submit(call);
            try {
                return future.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                future.cancel(true);
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered(e);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw new Unanswered(e);
        }
    }

    private static <T> T await(CompletableFuture<T> future, long deadlineNanos) throws Unanswered {
        try {
            return future.get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new Unanswered(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** Hazelcast did not answer, in time or at all. */
    private static final class Unanswered extends Exception {
        Unanswered(Throwable cause) {
            super(cause.getClass().getSimpleName(), cause, false, false);
        }
    }
}
