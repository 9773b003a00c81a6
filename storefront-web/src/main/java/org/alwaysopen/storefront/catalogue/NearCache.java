package org.alwaysopen.storefront.catalogue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.alwaysopen.platform.ProblemException;

/**
 * What this server remembers for a moment, ready to be shown: a hit is one look into a map.
 *
 * <p>An entry is fresh for a short while. Then the next reader loads it anew, while the others still get the old one. When
 * loading fails the old one serves for longer: a shop whose database is changing hands still has its shelves.
 *
 * <p>{@link #invalidate} begins a new epoch: entries of the old one are never returned again. A load that began in
 * the old epoch is given to those who waited for it since before, and to nobody else; so it does not bring an old value back.
 * Thread-safe.
 */
final class NearCache<K, V> {
    /** A reader that has nothing to show waits so long for another one's load before it loads itself. */
    private static final Duration JOIN_WAIT = Duration.ofSeconds(1);
    /** After a failed load the old value serves so long before the next try: tries hold a thread for seconds. */
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);

    private final int entriesMax;
    private final long freshNanos;
    private final long staleNanos;
    private final LongSupplier nanoTime;
    private final AtomicLong epoch = new AtomicLong();
    private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<K, Load<V>> loads = new ConcurrentHashMap<>();

    private record Entry<V>(V value, long epoch, long loadedAt, long freshUntil) {}

    private record Load<V>(long epoch, CompletableFuture<V> result) {}

    /**
     * @param entriesMax when there are more, all are dropped: refilling costs little
     * @param fresh      how long an entry is returned without question
     * @param stale      how old it may be when it cannot be loaded anew
     */
    NearCache(int entriesMax, Duration fresh, Duration stale, LongSupplier nanoTime) {
        this.entriesMax = entriesMax;
        this.freshNanos = fresh.toNanos();
        this.staleNanos = stale.toNanos();
        this.nanoTime = nanoTime;
    }

    V get(K key, Function<K, V> loader) {
        long now = nanoTime.getAsLong();
        Entry<V> entry = entries.get(key);
        if (entry != null && entry.epoch() != epoch.get()) {
            entry = null;
        }
        if (entry != null && now - entry.freshUntil() < 0) {
            return entry.value();
        }
        if (entry != null && now - entry.loadedAt() > staleNanos) {
            entry = null;
        }
        return loadOnce(key, entry, loader);
    }

    /** Everything loaded so far may be old. To be called after the change is committed, and the region's cache has forgotten. */
    void invalidate() {
        epoch.incrementAndGet();
    }

    private V loadOnce(K key, Entry<V> old, Function<K, V> loader) {
        Load<V> mine = new Load<>(epoch.get(), new CompletableFuture<>());
        Load<V> running = loads.putIfAbsent(key, mine);
        if (running == null) {
            try {
                return load(key, old, loader, mine);
            } finally {
                loads.remove(key, mine);
            }
        }
        if (old != null) {
            return old.value();
        }
        // One that began before the last change may have read what was before it.
        return running.epoch() == mine.epoch() ? join(running, key, loader) : loader.apply(key);
    }

    private V load(K key, Entry<V> old, Function<K, V> loader, Load<V> mine) {
        try {
            V value = loader.apply(key);
            long now = nanoTime.getAsLong();
            put(key, new Entry<>(value, mine.epoch(), now, now + freshNanos));
            mine.result().complete(value);
            return value;
        } catch (ProblemException e) {
            mine.result().completeExceptionally(e);
            throw e;
        } catch (RuntimeException e) {
            if (old != null) {
                long again = nanoTime.getAsLong() + RETRY_PAUSE.toNanos();
                put(key, new Entry<>(old.value(), old.epoch(), old.loadedAt(), again));
                mine.result().complete(old.value());
                return old.value();
            }
            mine.result().completeExceptionally(e);
            throw e;
        }
    }

    private void put(K key, Entry<V> entry) {
        if (entries.size() >= entriesMax) {
            entries.clear();
        }
        // It may be of an old epoch by now: then nobody is given it.
        entries.put(key, entry);
    }

    private V join(Load<V> running, K key, Function<K, V> loader) {
        try {
            return running.result().get(JOIN_WAIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return loader.apply(key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return loader.apply(key);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
