package org.alwaysopen.simulator.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.Faults;
import org.alwaysopen.simulator.journal.Journal;
import org.alwaysopen.simulator.webhook.Webhooks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request goes through, the same for both processors: the fault that was ordered for it, the caller's key, the
 * idempotency key, the effect in memory, the journal, the answer, the webhooks.
 *
 * <p>The memory is changed under one lock, which also orders the journal; nothing is answered, not even a question, before
 * all that it could tell of is on the disk. So a simulator that is killed and started again knows what it has said.
 */
public final class Gate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** Fault cards that are late are late by this: more than a patient shopper's page, less than the SDKs' time-outs. */
    public static final Duration LATE_CARD = Duration.ofSeconds(3);

    /** As Stripe documents it. */
    private static final int KEY_LENGTH_MAX = 255;

    private static final byte[] HALF_NOTHING =
            "{\"id\": \"broken\", \"status\": \"unknown\"}".getBytes(StandardCharsets.UTF_8);

    public static final ObjectMapper JSON = JsonMapper.builder().build();

    /** A remembered answer; {@code place} is null while the first request is running. */
    private record Remembered(String fingerprint, int status, Journal.Place place) {}

    private final Api api;
    private final Faults faults;
    private final Clock clock;
    private final Journal journal;
    private final Webhooks webhooks;
    private final Object memory = new Object();
    private final Map<String, Remembered> keys = new HashMap<>();
    private final Map<String, Long> calls = new TreeMap<>();
    private long seq;

    public Gate(Api api, Faults faults, Clock clock, Path journalFile, Webhooks webhooks) throws IOException {
        this.api = api;
        this.faults = faults;
        this.clock = clock;
        this.webhooks = webhooks;
        Map<String, Effect.Notice> undelivered = new LinkedHashMap<>();
        this.journal = Journal.open(journalFile, line -> reload(line, undelivered));
        webhooks.start(api::sign, this::noteDelivered, undelivered.values());
    }

    private void reload(Journal.Line line, Map<String, Effect.Notice> undelivered) {
        try {
            JsonNode node = JSON.readTree(line.bytes());
            node.path("delivered").forEach(id -> undelivered.remove(id.asText()));
            if (!node.has("seq")) {
                return;
            }
            seq = node.path("seq").asLong();
            node.path("state").forEach(api::reload);
            for (JsonNode event : node.path("events")) {
                Effect.Notice notice = new Effect.Notice(
                        event.path("id").asText(), event.path("type").asText(), event.path("body"));
                undelivered.put(notice.id(), notice);
            }
            if (node.has("key")) {
                int length = node.path("bodyLength").asInt();
                long start = line.place().offset() + line.place().length() - 1 - length;
                keys.put(
                        node.path("key").asText(),
                        new Remembered(
                                node.path("print").asText(),
                                node.path("status").asInt(),
                                new Journal.Place(start, length)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the journal has a line that is not JSON at " + line.place(), e);
        }
    }

    private void noteDelivered(String eventId) {
        try {
            journal.append(JSON.writeValueAsBytes(Map.of("delivered", List.of(eventId))), failure -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            LOG.debug("the journal is closed; {} will be sent again", eventId);
        }
    }

    void handle(Request request, Outlet outlet) {
        String operation = api.operation(request).orElse(null);
        if (operation == null) {
            outlet.send(api.notFound(request));
            return;
        }
        synchronized (calls) {
            calls.merge(operation, 1L, Long::sum);
        }
        Faults.Rule rule = faults.take(operation);
        Fault fault = rule == null ? null : rule.fault();
        if (fault != null && fault.beforeAll()) {
            failAtTheDoor(fault, outlet);
            return;
        }
        Reply refusal = api.refuse(request, operation).orElse(null);
        if (refusal != null) {
            outlet.send(refusal);
            return;
        }
        Duration delay = rule == null ? Duration.ZERO : rule.delay();
        Call call = new Call(request, operation, key(request), api.changes(request), outlet);
        if (call.key != null && !claim(call, fault, delay)) {
            return;
        }
        if (fault == Fault.SLOW) {
            outlet.later(delay, () -> run(call, null, Duration.ZERO));
        } else {
            run(call, fault, delay);
        }
    }

    private record Call(Request request, String operation, String key, boolean changes, Outlet outlet) {}

    private void failAtTheDoor(Fault fault, Outlet outlet) {
        switch (fault) {
            case RESET_BEFORE -> outlet.reset();
            case TIMEOUT_BEFORE -> outlet.hang();
            case UNAVAILABLE -> outlet.send(api.unavailable());
            case TOO_MANY -> outlet.send(api.tooMany());
            case MALFORMED_BEFORE -> outlet.sendHalf(Reply.json(200, HALF_NOTHING));
            default -> throw new IllegalArgumentException("not a fault at the door: " + fault);
        }
    }

    private String key(Request request) {
        if (!api.changes(request)) {
            return null;
        }
        return request.header("Idempotency-Key")
                .filter(key -> !key.isEmpty() && key.length() <= KEY_LENGTH_MAX)
                .orElse(null);
    }

    /** Two requests with one key at once: the lock lets one of them pass. */
    private boolean claim(Call call, Fault fault, Duration delay) {
        String print = api.fingerprint(call.request);
        Remembered first;
        synchronized (memory) {
            first = keys.putIfAbsent(call.key, new Remembered(print, 0, null));
        }
        if (first == null) {
            return true;
        }
        Reply mismatch = first.fingerprint.equals(print)
                ? null
                : api.keyMismatch(call.key).orElse(null);
        if (mismatch != null) {
            call.outlet.send(mismatch);
        } else if (first.place == null) {
            call.outlet.send(api.keyInUse(call.key));
        } else {
            Reply again = api.replayed(Reply.json(first.status, journal.read(first.place)), call.key);
            boolean broken = fault == Fault.ERROR_BEFORE || fault == Fault.ERROR_AFTER;
            answer(call.outlet, broken ? api.serverError() : again, fault == Fault.SLOW ? Fault.LATE : fault, delay);
        }
        return false;
    }

    private void run(Call call, Fault ordered, Duration delay) {
        try {
            synchronized (memory) {
                Effect effect = ordered == Fault.ERROR_BEFORE
                        ? Effect.remembered(api.serverError())
                        : api.execute(call.request, call.operation);
                Fault fault = ordered != null ? ordered : effect.card();
                Duration late = ordered != null ? delay : LATE_CARD;
                Reply reply = fault == Fault.ERROR_AFTER ? api.serverError() : effect.reply();
                boolean keep = call.key != null && (effect.keep() || fault == Fault.ERROR_AFTER);
                settle(call, effect, reply, keep, () -> answer(call.outlet, reply, fault, late));
            }
        } catch (RuntimeException e) {
            LOG.warn("{} {}: {}", call.request.method(), call.request.path(), e.toString(), e);
            forget(call);
            call.outlet.send(api.serverError());
        }
    }

    /** To be called with the lock held: the order of the journal is the order of the effects. */
    private void settle(Call call, Effect effect, Reply reply, boolean keep, Runnable answer) {
        boolean changed = !effect.changed().isEmpty() || !effect.postings().isEmpty() || keep;
        if (!changed) {
            forget(call);
            journal.afterAllBefore(failure -> {
                if (failure == null) {
                    answer.run();
                } else {
                    call.outlet.reset();
                }
            });
            return;
        }
        byte[] line = line(call, effect, reply, keep);
        // The line's length is known, its place is not before append: see below.
        long[] offset = new long[1];
        Journal.Place place;
        synchronized (offset) {
            place = journal.append(line, failure -> durable(call, effect, reply, keep, offset, failure, answer));
            offset[0] = place.offset() + place.length() - 1 - reply.body().length;
        }
        if (!keep) {
            forget(call);
        }
    }

    private void durable(
            Call call, Effect effect, Reply reply, boolean keep, long[] offset, IOException failure, Runnable answer) {
        if (failure != null) {
            LOG.error("the journal cannot be written: {}", failure.toString());
            call.outlet.reset();
            return;
        }
        if (keep) {
            Journal.Place body;
            synchronized (offset) {
                body = new Journal.Place(offset[0], reply.body().length);
            }
            synchronized (memory) {
                keys.computeIfPresent(call.key, (k, r) -> new Remembered(r.fingerprint, reply.status(), body));
            }
        }
        // First the webhooks, so that they can be earlier than the answer, as in real life.
        webhooks.tell(effect.notices());
        answer.run();
    }

    private void forget(Call call) {
        if (call.key != null) {
            synchronized (memory) {
                keys.remove(call.key);
            }
        }
    }

    private byte[] line(Call call, Effect effect, Reply reply, boolean keep) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024 + reply.body().length);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("seq", ++seq);
            json.writeNumberField("at", clock.millis());
            json.writeStringField("op", call.operation);
            if (keep) {
                json.writeStringField("key", call.key);
                json.writeStringField("print", keys.get(call.key).fingerprint);
            }
            json.writePOJOField("state", effect.changed());
            json.writePOJOField("books", effect.postings());
            json.writePOJOField("events", effect.notices());
            json.writeNumberField("status", reply.status());
            if (keep) {
                // Last, so that its place in the file follows from its length.
                json.writeNumberField("bodyLength", reply.body().length);
                json.writeFieldName("body");
                json.writeRawValue(new String(reply.body(), StandardCharsets.UTF_8));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void answer(Outlet outlet, Reply reply, Fault fault, Duration delay) {
        if (fault == null) {
            outlet.send(reply);
            return;
        }
        switch (fault) {
            case RESET_AFTER -> outlet.reset();
            case TIMEOUT_AFTER -> outlet.hang();
            case MALFORMED -> outlet.sendHalf(reply);
            case LATE -> outlet.later(delay, () -> outlet.send(reply));
            default -> outlet.send(reply);
        }
    }

    /** An effect that no request of the shop brought about. Throws IllegalArgumentException when it cannot be. */
    void control(String action, JsonNode body, Outlet outlet) {
        synchronized (memory) {
            Effect effect = api.control(action, body);
            Request request = new Request("POST", "/_simulator/" + action, "", name -> null, new byte[0]);
            Call call = new Call(request, "_simulator." + action, null, true, outlet);
            settle(call, effect, effect.reply(), false, () -> outlet.send(effect.reply()));
        }
    }

    Map<String, Long> calls() {
        synchronized (calls) {
            return new TreeMap<>(calls);
        }
    }

    JsonNode summary() {
        synchronized (memory) {
            return api.summary().put("idempotency_keys", keys.size());
        }
    }

    @Override
    public void close() throws IOException {
        webhooks.close();
        journal.close();
    }

    /** A short digest: enough to tell two requests apart, and no card data can be read from it. */
    public static String fingerprint(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
