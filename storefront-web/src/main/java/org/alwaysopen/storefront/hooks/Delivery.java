package org.alwaysopen.storefront.hooks;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One message on its way to one endpoint.
 *
 * @param messageId the {@code webhook-id}, with {@code msg_} before it: the same for all endpoints and attempts
 * @param nextAt    when it is tried (again); null: not any more
 */
public record Delivery(
        UUID id,
        UUID endpointId,
        UUID messageId,
        String type,
        State state,
        int attempts,
        Instant nextAt,
        Instant createdAt) {
    /** Waiting for its next attempt; taken by the receiver; given up. */
    public enum State {
        WAITING,
        DELIVERED,
        FAILED
    }

    /** @param status of the answer; null when there was none, and {@code error} says why */
    public record Attempt(int number, Instant at, int tookMs, Integer status, String error, String response) {}

    /** A place in the list, for the next page. */
    public record Place(Instant at, UUID id) {}

    /** With all that is known of it. @param body as it is sent */
    public record Detail(Delivery delivery, String body, List<Attempt> log) {}
}
