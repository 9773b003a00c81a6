package org.alwaysopen.storefront.hooks;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Outbox;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.alwaysopen.storefront.hooks.DeliveryRows.Claimed;
import org.alwaysopen.storefront.hooks.EndpointRows.Signing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells merchants' programs what happened: endpoints, the messages for them, and their deliveries.
 *
 * <p>A message is written once, with a delivery for each endpoint that wants it. Workers of every region claim deliveries that
 * are due, send them signed, and write down what came of it; what was not taken is sent again for {@link Retries} days. So a
 * receiver gets a message at least once, tells a second one by its {@code webhook-id}, and there is no order. An endpoint to
 * which nothing gets for three days is disabled, and that is told by the outbox. Thread-safe.
 */
public final class Hooks implements AutoCloseable {
    /** Outbox topic: {@code {"endpointId", "url", "reason"}}. */
    public static final String TOPIC_DISABLED = EventTypes.ENDPOINT_DISABLED;

    /** For programs of one merchant; each message costs a delivery to each. */
    static final int ENDPOINTS_MAX = 20;

    static final int DESCRIPTION_LENGTH_MAX = 500;
    private static final Duration KEEP_PREVIOUS_MAX = Duration.ofDays(7);
    /** Enough for replays; the log of a delivery stays readable. */
    private static final int ATTEMPTS_MAX = 100;
    /** How long deliveries can be looked at and replayed. */
    static final Duration RETENTION = Duration.ofDays(30);

    public static final int BATCH = 16;
    private static final int BATCH_PER_ENDPOINT = 4;
    private static final int SWEEP_STEP = 500;
    /** Longer than all of a batch takes: it is sent at the same time. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private final Transactions transactions;
    private final Region here;
    private final Addresses addresses;
    private final Ids ids;
    private final RandomGenerator random;
    private final Sender sender;
    /** Two for each delivery of a batch, one that waits and one that speaks; none when nothing is sent. */
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "webhook");
        thread.setDaemon(true);
        return thread;
    });

    private final EndpointRows endpoints = new EndpointRows();
    private final DeliveryRows deliveries = new DeliveryRows();

    public Hooks(Transactions transactions, Region here, Addresses addresses, Ids ids, RandomGenerator random) {
        this(transactions, here, addresses, ids, random, Sender.DEADLINE);
    }

    /** @param deadline of one delivery */
    Hooks(
            Transactions transactions,
            Region here,
            Addresses addresses,
            Ids ids,
            RandomGenerator random,
            Duration deadline) {
        this.transactions = transactions;
        this.here = here;
        this.addresses = addresses;
        this.ids = ids;
        this.random = random;
        this.sender = new Sender(addresses, threads, deadline);
    }

    /** An endpoint with its secret, which is told here and never again. */
    public record WithSecret(Endpoint endpoint, String secret) {}

    /** @throws ProblemException 422 when something is not as it should be, 409 when the URL is there or there are too many */
    public WithSecret register(String url, String description, List<String> events) {
        URI target = addresses.accept(url);
        List<String> wanted = acceptedEvents(events);
        SigningSecret secret = SigningSecret.random();
        UUID id = ids.next();
        return transactions.run("webhooks: register", tx -> {
            if (endpoints.all(tx).size() >= ENDPOINTS_MAX) {
                throw Problem.conflict("endpoints: there are " + ENDPOINTS_MAX + " already. Delete one first")
                        .exception();
            }
            if (!endpoints.insert(tx, id, target.toString(), acceptedDescription(description), wanted, secret)) {
                throw Problem.conflict("\"url\": there is an endpoint with it already. Change that one")
                        .exception();
            }
            return new WithSecret(existing(tx, id), secret.text());
        });
    }

    public List<Endpoint> list() {
        return transactions.read("webhooks: endpoints", endpoints::all);
    }

    public Endpoint get(UUID id) {
        return transactions.read("webhooks: endpoint", tx -> existing(tx, id));
    }

    /** What is empty stays as it is. */
    public Endpoint change(
            UUID id,
            Optional<String> url,
            Optional<String> description,
            Optional<List<String>> events,
            Optional<Endpoint.State> state) {
        Optional<URI> target = url.map(addresses::accept);
        return transactions.run("webhooks: change", tx -> {
            Endpoint before = existing(tx, id);
            endpoints.change(
                    tx,
                    id,
                    target.map(URI::toString).orElse(before.url()),
                    description.map(Hooks::acceptedDescription).orElse(before.description()),
                    events.map(Hooks::acceptedEvents).orElse(before.events()),
                    state.orElse(before.state()));
            return existing(tx, id);
        });
    }

    public void delete(UUID id) {
        transactions.run("webhooks: delete", tx -> {
            if (!endpoints.delete(tx, id)) {
                throw none(id);
            }
            return null;
        });
    }

    /** A new secret signs from now on; the one before signs too for a while, so that the receiver can change over. */
    public WithSecret rotate(UUID id, Duration keepPrevious) {
        if (keepPrevious.isNegative() || keepPrevious.compareTo(KEEP_PREVIOUS_MAX) > 0) {
            throw Problem.invalid("\"keepPreviousHours\": expected 0 to " + KEEP_PREVIOUS_MAX.toHours())
                    .exception();
        }
        SigningSecret secret = SigningSecret.random();
        return transactions.run("webhooks: rotate secret", tx -> {
            if (!endpoints.rotate(tx, id, secret, keepPrevious)) {
                throw none(id);
            }
            return new WithSecret(existing(tx, id), secret.text());
        });
    }

    /** Sends a message that says nothing, to this endpoint alone. */
    public Delivery test(UUID endpoint) {
        UUID message = ids.next();
        return transactions.run("webhooks: test", tx -> {
            Endpoint target = existing(tx, endpoint);
            deliveries.insert(
                    tx, message, EventTypes.TEST, body(EventTypes.TEST, Instant.now(), Map.of()), List.of(target.id()));
            return deliveries
                    .newest(tx, endpoint, Optional.empty(), Optional.empty(), 1)
                    .get(0);
        });
    }

    public List<Delivery> deliveries(
            UUID endpoint, Optional<Delivery.State> state, Optional<Delivery.Place> after, int limit) {
        return transactions.read("webhooks: deliveries", tx -> {
            existing(tx, endpoint);
            return deliveries.newest(tx, endpoint, state, after, limit);
        });
    }

    public Delivery.Detail delivery(UUID endpoint, UUID id) {
        return transactions.read("webhooks: delivery", tx -> {
            Delivery delivery = existing(tx, endpoint, id);
            return new Delivery.Detail(
                    delivery, deliveries.body(tx, delivery.messageId()).orElse(null), deliveries.attempts(tx, id));
        });
    }

    /** Sends it once more, whatever came of it: with the same id, so that a receiver that has it knows. */
    public Delivery replay(UUID endpoint, UUID id) {
        return transactions.run("webhooks: replay", tx -> {
            existing(tx, endpoint, id);
            if (!deliveries.again(tx, id, ATTEMPTS_MAX)) {
                throw Problem.conflict("delivery: it had its " + ATTEMPTS_MAX + " attempts")
                        .exception();
            }
            return existing(tx, endpoint, id);
        });
    }

    /**
     * Writes a message for all endpoints that want it. They are looked up for each message: a sale right after an endpoint
     * was registered is told to it, in whichever region. Safe to repeat: the same message is written once.
     *
     * @param message the outbox message's id
     * @param at      when it happened
     * @param data    what happened, to be written as JSON
     */
    public void tell(UUID message, String type, Instant at, Object data) {
        List<UUID> wanting = list().stream()
                .filter(endpoint -> endpoint.wants(type))
                .map(Endpoint::id)
                .toList();
        if (!wanting.isEmpty()) {
            String body = body(type, at, data);
            transactions.run("webhooks: tell", tx -> {
                deliveries.insert(tx, message, type, body, wanting);
                return null;
            });
        }
    }

    /** The envelope that the specification recommends. */
    private static String body(String type, Instant at, Object data) {
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("type", type);
        envelope.put("timestamp", at);
        envelope.put("data", data);
        return Json.write(envelope);
    }

    /** Sends what is due, a batch at the same time. @return how many were tried; call it at once again while that is many */
    public int sendDue() {
        List<UUID> due = transactions.read("webhooks: find due", tx -> deliveries.due(tx, BATCH_PER_ENDPOINT, BATCH));
        if (due.isEmpty()) {
            return 0;
        }
        List<Claimed> claimed = transactions.run("webhooks: claim", tx -> deliveries.claim(tx, due, LEASE));
        Map<UUID, Signing> targets = transactions.read(
                "webhooks: targets",
                tx -> endpoints
                        .signing(
                                tx,
                                claimed.stream()
                                        .map(Claimed::endpoint)
                                        .distinct()
                                        .toList())
                        .stream()
                        .collect(Collectors.toMap(target -> target.endpoint().id(), Function.identity())));
        Map<Claimed, Future<Sender.Result>> sending = new LinkedHashMap<>();
        for (Claimed one : claimed) {
            Signing target = targets.get(one.endpoint());
            Optional<String> body = transactions.read("webhooks: body", tx -> deliveries.body(tx, one.message()));
            if (target != null && body.isPresent()) {
                sending.put(
                        one,
                        sender.send(
                                URI.create(target.endpoint().url()),
                                "msg_" + one.message(),
                                body.get(),
                                target.secrets()));
            } else {
                // The endpoint was deleted meanwhile.
                transactions.run("webhooks: forget", tx -> {
                    deliveries.forgetDeliveries(tx, List.of(one.id()));
                    return null;
                });
            }
        }
        sending.forEach((one, answer) -> record(one, targets.get(one.endpoint()).endpoint(), await(answer)));
        return claimed.size();
    }

    private static Sender.Result await(Future<Sender.Result> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted; the leases end, and another worker sends again", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void record(Claimed one, Endpoint endpoint, Sender.Result result) {
        boolean disabled = transactions.run("webhooks: record", tx -> {
            deliveries.log(tx, one.id(), one.attempt(), result);
            if (result.isTaken()) {
                deliveries.delivered(tx, one.id());
                endpoints.wentWell(tx, endpoint.id());
                return false;
            }
            deliveries.failed(tx, one.id(), one.attempt(), Retries.pauseAfter(one.tries(), random));
            String reason = result.isGone()
                    ? "the receiver answered 410: it is gone"
                    : "nothing got there for " + Retries.PATIENCE.toDays() + " days";
            if (!endpoints.wentWrong(tx, endpoint.id(), result.isGone(), reason)) {
                return false;
            }
            String told = Json.write(Map.of("endpointId", endpoint.id(), "url", endpoint.url(), "reason", reason));
            Outbox.append(tx, TOPIC_DISABLED, endpoint.id().toString(), told, here);
            return true;
        });
        if (disabled) {
            LOG.warn("webhook endpoint {} is disabled, as nothing gets there", endpoint.id());
        }
    }

    /** Forgets what is older than {@link #RETENTION}, a step at a time. */
    public void sweep() {
        List<UUID> old = transactions.read(
                "webhooks: old", tx -> deliveries.older(tx, "webhook_delivery", RETENTION, SWEEP_STEP));
        if (!old.isEmpty()) {
            transactions.run("webhooks: sweep", tx -> {
                deliveries.forgetDeliveries(tx, old);
                return null;
            });
        }
        List<UUID> messages = transactions.read(
                "webhooks: old", tx -> deliveries.older(tx, "webhook_message", RETENTION, SWEEP_STEP));
        if (!messages.isEmpty()) {
            transactions.run("webhooks: sweep", tx -> {
                deliveries.forgetMessages(tx, messages);
                return null;
            });
        }
    }

    /** What is being sent ends without its result: its lease ends too, and another server sends it again. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Endpoint existing(Tx tx, UUID id) {
        return endpoints.find(tx, id).orElseThrow(() -> none(id));
    }

    private Delivery existing(Tx tx, UUID endpoint, UUID id) {
        return deliveries
                .find(tx, endpoint, id)
                .orElseThrow(() -> Problem.notFound("delivery: there is no " + id + " of this endpoint")
                        .exception());
    }

    private static ProblemException none(UUID id) {
        return Problem.notFound("endpoint: there is no " + id).exception();
    }

    private static String acceptedDescription(String text) {
        String description = text == null ? "" : text.strip();
        if (description.length() > DESCRIPTION_LENGTH_MAX) {
            throw Problem.invalid("\"description\": expected at most " + DESCRIPTION_LENGTH_MAX + " characters")
                    .exception();
        }
        return description;
    }

    private static List<String> acceptedEvents(List<String> events) {
        List<String> wanted = events == null || events.isEmpty() ? List.of(Endpoint.ALL) : events;
        for (String event : wanted) {
            if (!Endpoint.ALL.equals(event) && !EventTypes.ALL.contains(event)) {
                throw Problem.invalid(
                                "\"events\": expected \"*\" or some of " + EventTypes.ALL + ", got \"" + event + "\"")
                        .exception();
            }
        }
        return wanted.stream().distinct().toList();
    }
}
