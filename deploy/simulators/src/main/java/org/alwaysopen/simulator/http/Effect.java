package org.alwaysopen.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.alwaysopen.simulator.Fault;
import org.alwaysopen.simulator.ProcessorBooks;

/**
 * What a request did and what is to be answered.
 *
 * @param reply    the answer
 * @param keep     whether the answer is remembered under the idempotency key
 * @param changed  snapshots of what changed, from which the memory is rebuilt; empty when nothing did
 * @param postings for the processor's books
 * @param notices  to be told by webhook
 * @param card     what a fault card does with its first answer, or null
 */
public record Effect(
        Reply reply, boolean keep, List<?> changed, List<Posting> postings, List<Notice> notices, Fault card) {

    /** Nothing changed. */
    public static Effect none(Reply reply) {
        return new Effect(reply, false, List.of(), List.of(), List.of(), null);
    }

    /** Nothing changed, but the request was carried out, and a repeat gets the same answer. */
    public static Effect remembered(Reply reply) {
        return new Effect(reply, true, List.of(), List.of(), List.of(), null);
    }

    /** One entry of the books; the journal adds number and time. See {@link ProcessorBooks.Entry}. */
    public record Posting(
            ProcessorBooks.Kind kind,
            String payment,
            String reference,
            String movement,
            String movementReference,
            long amount,
            String currency,
            String reason,
            Map<String, String> metadata) {}

    /**
     * An event.
     *
     * @param id   unique
     * @param type the processor's name for it
     * @param body what is sent, complete but for the signature
     */
    public record Notice(String id, String type, JsonNode body) {}
}
