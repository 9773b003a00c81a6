package org.alwaysopen.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.Faults;
import org.alwaysopen.simulator.webhook.Webhooks;

/**
 * {@code /_simulator/...}: orders trouble and shows what is. Listens on loopback only, and refuses browsers, so that no
 * web page can play with it. The README of this module lists the calls.
 */
final class ControlApi {
    static final String PREFIX = "/_simulator/";

    private final String processor;
    private final Gate gate;
    private final Faults faults;
    private final Webhooks webhooks;
    private HttpFront front;

    ControlApi(String processor, Gate gate, Faults faults, Webhooks webhooks) {
        this.processor = processor;
        this.gate = gate;
        this.faults = faults;
        this.webhooks = webhooks;
    }

    void front(HttpFront theFront) {
        this.front = theFront;
    }

    void handle(Request request, Outlet outlet) {
        if (request.header("Origin").isPresent()) {
            outlet.send(problem(403, "the control API is not for browsers"));
            return;
        }
        try {
            String what = request.path().startsWith(PREFIX) ? request.path().substring(PREFIX.length()) : "";
            route(request, what, outlet);
        } catch (IllegalArgumentException | IOException e) {
            outlet.send(problem(400, e.getMessage()));
        }
    }

    private void route(Request request, String what, Outlet outlet) throws IOException {
        switch (request.method() + " " + what) {
            case "GET state", "GET health" -> outlet.send(state());
            case "POST faults" -> {
                JsonNode body = body(request);
                faults.add(new Faults.Rule(
                        body.path("operation").asText(Faults.ANY),
                        Fault.of(body.path("fault").asText()),
                        body.path("skip").asInt(0),
                        times(body),
                        Duration.ofMillis(body.path("delayMs").asLong(0))));
                outlet.send(state());
            }
            case "DELETE faults" -> {
                faults.clear();
                outlet.send(state());
            }
            case "POST webhooks" -> {
                JsonNode body = body(request);
                Webhooks.Trouble trouble =
                        Webhooks.Trouble.of(body.path("action").asText());
                boolean collects = trouble == Webhooks.Trouble.REORDER;
                int count = body.path("count").asInt(2);
                webhooks.add(new Webhooks.Rule(
                        body.path("type").asText("*"),
                        trouble,
                        collects && !body.has("times") ? count : times(body),
                        count,
                        Duration.ofMillis(body.path("delayMs").asLong(0))));
                outlet.send(state());
            }
            case "DELETE webhooks" -> {
                webhooks.release();
                outlet.send(state());
            }
            case "POST webhooks/redeliver" -> {
                webhooks.redeliver(body(request).path("id").asText());
                outlet.send(state());
            }
            case "GET webhooks" -> outlet.send(events());
            case "POST network" -> network(body(request), outlet);
            default -> {
                if (!request.method().equals("POST") || what.isEmpty()) {
                    outlet.send(problem(404, "no " + request.method() + " " + request.path()));
                } else {
                    gate.control(what, body(request), outlet);
                }
            }
        }
    }

    /** The port is closed by another thread than the one that serves it; the answer comes first. */
    private void network(JsonNode body, Outlet outlet) {
        HttpFront.Network wanted =
                HttpFront.Network.valueOf(body.path("state").asText().toUpperCase(Locale.ROOT));
        Thread switcher = new Thread(() -> {
            try {
                front.network(wanted);
                outlet.send(state());
            } catch (IOException e) {
                outlet.send(problem(500, e.getMessage()));
            }
        });
        switcher.setDaemon(true);
        switcher.start();
    }

    private static int times(JsonNode body) {
        return body.path("untilCleared").asBoolean(false)
                ? Faults.UNTIL_CLEARED
                : body.path("times").asInt(1);
    }

    private static JsonNode body(Request request) throws IOException {
        JsonNode body = Gate.JSON.readTree(request.body());
        if (body == null || !body.isObject()) {
            throw new IllegalArgumentException("expected a JSON object as body");
        }
        return body;
    }

    private Reply state() {
        ObjectNode state = Gate.JSON.createObjectNode();
        state.put("processor", processor);
        state.put("network", front.network().name().toLowerCase(Locale.ROOT));
        ArrayNode rules = state.putArray("faults");
        for (Faults.Rule rule : faults.pending()) {
            rules.addObject()
                    .put("operation", rule.operation())
                    .put("fault", rule.fault().wireName())
                    .put("skip", rule.skip())
                    .put("times", rule.times())
                    .put("delayMs", rule.delay().toMillis());
        }
        state.set("webhooks", Gate.JSON.valueToTree(webhooks.counts()));
        ArrayNode webhookRules = state.putArray("webhook_rules");
        for (Webhooks.Rule rule : webhooks.rules()) {
            webhookRules
                    .addObject()
                    .put("type", rule.type())
                    .put("action", rule.trouble().name().toLowerCase(Locale.ROOT))
                    .put("times", rule.times())
                    .put("count", rule.count())
                    .put("delayMs", rule.delay().toMillis());
        }
        state.set("calls", Gate.JSON.valueToTree(gate.calls()));
        state.set("memory", gate.summary());
        return json(200, state);
    }

    private Reply events() {
        ArrayNode list = Gate.JSON.createArrayNode();
        webhooks.recent(100)
                .forEach(n ->
                        list.addObject().put("id", n.id()).put("type", n.type()).set("body", n.body()));
        return json(200, Gate.JSON.createObjectNode().set("items", list));
    }

    private static Reply problem(int status, String detail) {
        return json(status, Gate.JSON.valueToTree(Map.of("status", status, "detail", String.valueOf(detail))));
    }

    private static Reply json(int status, JsonNode node) {
        return Reply.json(status, node.toString().getBytes(StandardCharsets.UTF_8));
    }
}
