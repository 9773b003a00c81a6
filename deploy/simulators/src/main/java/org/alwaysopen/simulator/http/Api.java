package org.alwaysopen.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is particular to one processor. Calls of {@link #execute} and {@link #reload} never overlap: the memory needs no
 * locks of its own.
 */
public interface Api {
    /** Where the API can be reached, known once it listens. */
    void servedAt(URI address);

    /** The name of the operation, such as {@code payment_intents.capture}; empty for what this API does not have. */
    Optional<String> operation(Request request);

    /** The answer to a caller without a valid key; empty when the key is right or the operation is public. */
    Optional<Reply> refuse(Request request, String operation);

    Reply notFound(Request request);

    /** Whether the operation changes something and so takes part in idempotency. */
    default boolean changes(Request request) {
        return request.method().equals("POST");
    }

    Effect execute(Request request, String operation);

    /** What makes two requests the same. */
    String fingerprint(Request request);

    /** The same key while the first request is running. */
    Reply keyInUse(String key);

    /** The same key with other parameters; empty when this processor does not mind and repeats the first answer. */
    Optional<Reply> keyMismatch(String key);

    /** How a repeated answer is marked. */
    Reply replayed(Reply first, String key);

    Reply serverError();

    Reply unavailable();

    Reply tooMany();

    /** Takes a snapshot back into memory. */
    void reload(JsonNode snapshot);

    /** What only the control API can do, such as a shopper's chargeback; throws IllegalArgumentException when it cannot. */
    Effect control(String action, JsonNode body);

    /**
     * The complete webhook: headers and body.
     *
     * @param at     the time of the signature, where there is one
     * @param forged whether the signature shall be wrong
     */
    Signed sign(Effect.Notice notice, Instant at, boolean forged);

    /** What is in memory, for people: counts. */
    ObjectNode summary();

    record Signed(Map<String, String> headers, byte[] body) {}
}
