package org.alwaysopen.simulator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.alwaysopen.simulator.http.Api;
import org.alwaysopen.simulator.http.Effect.Notice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the shop what happened, as the processors do: each event at least once, signed at the time of sending, repeated
 * with growing pauses until somebody answers 2xx, in no promised order; and as badly as a test orders it.
 *
 * <p>What was not delivered when the simulator stopped is sent after its next start. Thread-safe.
 */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    /** Enough to keep a shop busy, few enough not to be an attack on it. */
    private static final int IN_FLIGHT_MAX = 16;

    private static final Duration TIME_OUT = Duration.ofSeconds(10);
    private static final Duration PAUSE_FIRST = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(60);
    /** Doubling from half a second to a minute, then each minute: three days, as Stripe does. */
    private static final int TRIES_MAX = 3 * 24 * 60 + 8;
    /** For lists and for sending again by hand. */
    private static final int RECENT_MAX = 1000;

    private static final int RULES_MAX = 1000;

    /** What may go wrong with a webhook; wire names are the same in lower case. */
    public enum Trouble {
        /** Never sent. */
        LOSE,
        /** Sent later, by the rule's delay. */
        DELAY,
        /** Sent {@code count} times. */
        DUPLICATE,
        /** Collected until there are {@code count}, then sent one after the other, the last one first. */
        REORDER,
        /** Held back until {@link Webhooks#release}. */
        HOLD,
        /** Sent with a wrong signature; not repeated. */
        FORGE,
        /** Sent with a signature of an hour ago; not repeated. */
        STALE;

        public static Trouble of(String wireName) {
            try {
                return valueOf(wireName.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "\"action\": expected one of " + List.of(values()) + ", got " + wireName);
            }
        }
    }

    /**
     * @param type  the event's type, such as {@code payment_intent.succeeded} or {@code CAPTURE}, or {@code *}
     * @param times how many events
     * @param count for DUPLICATE and REORDER
     * @param delay for DELAY
     */
    public record Rule(String type, Trouble trouble, int times, int count, Duration delay) {
        public Rule {
            if (times < 1 || count < 1 || delay.isNegative()) {
                throw new IllegalArgumentException("expected times and count >= 1, delay >= 0");
            }
        }
    }

    /** Makes the signed request. */
    public interface Signer {
        Api.Signed sign(Notice notice, Instant at, boolean forged);
    }

    /** Counts since the start. */
    public record Counts(long told, long delivered, long failedTries, long lost, int waiting, int held) {}

    private record Sending(Notice notice, int tries, boolean forged, boolean stale, Runnable then) {}

    private final List<URI> urls;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(r -> daemon(r, "webhooks"));
    private final ExecutorService httpThread = Executors.newSingleThreadExecutor(r -> daemon(r, "webhooks-http"));
    private final HttpClient http;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final Deque<Sending> ready = new ArrayDeque<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<Notice> held = new ArrayList<>();
    private final List<Notice> collected = new ArrayList<>();
    private final Deque<Notice> recent = new ArrayDeque<>();
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failedTries = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private Signer signer;
    private Consumer<String> onDone;
    private volatile boolean closed;

    public Webhooks(List<URI> urls, Clock clock) {
        this.urls = List.copyOf(urls);
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIME_OUT)
                .executor(httpThread)
                .build();
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Called once by the gate. @param onDone is told the id of an event that needs no more sending */
    public void start(Signer signer, Consumer<String> onDone, Collection<Notice> undelivered) {
        this.signer = signer;
        this.onDone = onDone;
        tell(List.copyOf(undelivered));
    }

    /** Sends these events as soon as may be, and as the rules order. Does not block. */
    public void tell(List<Notice> notices) {
        if (notices.isEmpty() || closed) {
            return;
        }
        synchronized (this) {
            for (Notice notice : notices) {
                recent.addLast(notice);
                if (recent.size() > RECENT_MAX) {
                    recent.removeFirst();
                }
                if (!urls.isEmpty()) {
                    told.incrementAndGet();
                    dispatch(notice, take(notice.type()));
                }
            }
        }
        pump();
    }

    private void dispatch(Notice notice, Rule rule) {
        if (rule == null) {
            enqueue(notice);
            return;
        }
        switch (rule.trouble()) {
            case LOSE -> {
                lost.incrementAndGet();
                done(notice);
            }
            case DELAY -> after(rule.delay(), () -> enqueue(notice));
            case DUPLICATE -> {
                for (int i = 0; i < rule.count(); i++) {
                    enqueue(notice);
                }
            }
            case REORDER -> collect(notice, rule.count());
            case HOLD -> held.add(notice);
            case FORGE -> ready.addLast(new Sending(notice, 0, true, false, null));
            case STALE -> ready.addLast(new Sending(notice, 0, false, true, null));
        }
    }

    private void collect(Notice notice, int count) {
        collected.add(notice);
        if (collected.size() >= count) {
            Runnable rest = null;
            for (Notice earlier : collected) {
                Runnable then = rest;
                rest = () -> {
                    synchronized (this) {
                        ready.addLast(new Sending(earlier, 0, false, false, then));
                    }
                    pump();
                };
            }
            collected.clear();
            after(Duration.ZERO, rest);
        }
    }

    private synchronized void enqueue(Notice notice) {
        ready.addLast(new Sending(notice, 0, false, false, null));
    }

    private void after(Duration delay, Runnable work) {
        try {
            timer.schedule(
                    () -> {
                        work.run();
                        pump();
                    },
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed; what is not delivered is sent after the next start");
        }
    }

    private void pump() {
        while (!closed && inFlight.tryAcquire()) {
            Sending sending;
            synchronized (this) {
                sending = ready.pollFirst();
            }
            if (sending == null) {
                inFlight.release();
                return;
            }
            send(sending);
        }
    }

    private void send(Sending sending) {
        Instant at = sending.stale() ? clock.instant().minus(Duration.ofHours(1)) : clock.instant();
        try {
            Api.Signed signed = signer.sign(sending.notice(), at, sending.forged());
            // The same receiver at several addresses: the next one when this one does not answer.
            URI url = urls.get((int) ((told.get() + sending.tries()) % urls.size()));
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .timeout(TIME_OUT)
                    .header("Content-Type", "application/json; charset=utf-8")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(signed.body()));
            signed.headers().forEach(request::header);
            http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                    .whenComplete((response, error) -> sent(sending, response, error));
        } catch (RuntimeException e) {
            sent(sending, null, e);
        }
    }

    private void sent(Sending sending, HttpResponse<Void> response, Throwable error) {
        inFlight.release();
        boolean ok = error == null && response.statusCode() / 100 == 2;
        if (ok) {
            delivered.incrementAndGet();
        } else {
            failedTries.incrementAndGet();
            LOG.debug("{}: {}", sending.notice().id(), error == null ? response.statusCode() : error.toString());
        }
        boolean again = !ok && !sending.forged() && !sending.stale() && sending.tries() + 1 < TRIES_MAX;
        if (again) {
            Sending next = new Sending(sending.notice(), sending.tries() + 1, false, false, sending.then());
            after(pause(sending.tries()), () -> {
                synchronized (this) {
                    ready.addLast(next);
                }
            });
        } else {
            done(sending.notice());
            if (sending.then() != null) {
                sending.then().run();
            }
        }
        pump();
    }

    private void done(Notice notice) {
        onDone.accept(notice.id());
    }

    private static Duration pause(int tries) {
        Duration doubled = PAUSE_FIRST.multipliedBy(1L << Math.min(tries, 10));
        return doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
    }

    private Rule take(String type) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.type().equals("*") || rule.type().equals(type)) {
                if (rule.times() == 1) {
                    rules.remove(i);
                } else if (rule.times() != Integer.MAX_VALUE) {
                    rules.set(i, new Rule(rule.type(), rule.trouble(), rule.times() - 1, rule.count(), rule.delay()));
                }
                return rule;
            }
        }
        return null;
    }

    /** Orders trouble for webhooks to come. The oldest rule that fits is used. */
    public synchronized void add(Rule rule) {
        if (rules.size() >= RULES_MAX) {
            throw new IllegalArgumentException("expected at most " + RULES_MAX + " rules; clear them first");
        }
        rules.add(rule);
    }

    public void lose(int times, String type) {
        add(new Rule(type, Trouble.LOSE, times, 1, Duration.ZERO));
    }

    public void delay(int times, String type, Duration delay) {
        add(new Rule(type, Trouble.DELAY, times, 1, delay));
    }

    public void duplicate(int times, String type, int copies) {
        add(new Rule(type, Trouble.DUPLICATE, times, copies, Duration.ZERO));
    }

    /** The next {@code count} events of the type arrive in reverse. */
    public void reorder(String type, int count) {
        add(new Rule(type, Trouble.REORDER, count, count, Duration.ZERO));
    }

    /** Holds everything back from now on, until {@link #release}. */
    public void hold() {
        add(new Rule("*", Trouble.HOLD, Integer.MAX_VALUE, 1, Duration.ZERO));
    }

    /** Forgets all rules, and sends what is held or collected, in order. */
    public void release() {
        synchronized (this) {
            rules.clear();
            held.forEach(this::enqueue);
            collected.forEach(this::enqueue);
            held.clear();
            collected.clear();
        }
        pump();
    }

    /** Sends an event of the last 1000 once more. */
    public void redeliver(String eventId) {
        Notice notice = recent(RECENT_MAX).stream()
                .filter(n -> n.id().equals(eventId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"id\": no such event among the last " + RECENT_MAX));
        enqueue(notice);
        pump();
    }

    /** The last events, the newest first. */
    public synchronized List<Notice> recent(int limit) {
        List<Notice> list = new ArrayList<>();
        recent.descendingIterator().forEachRemaining(notice -> {
            if (list.size() < limit) {
                list.add(notice);
            }
        });
        return list;
    }

    public Optional<JsonNode> body(String eventId) {
        return recent(RECENT_MAX).stream()
                .filter(n -> n.id().equals(eventId))
                .map(Notice::body)
                .findFirst();
    }

    public synchronized List<Rule> rules() {
        return List.copyOf(rules);
    }

    public synchronized Counts counts() {
        int waiting = ready.size() + IN_FLIGHT_MAX - inFlight.availablePermits();
        return new Counts(
                told.get(), delivered.get(), failedTries.get(), lost.get(), waiting, held.size() + collected.size());
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        httpThread.shutdown();
    }
}
