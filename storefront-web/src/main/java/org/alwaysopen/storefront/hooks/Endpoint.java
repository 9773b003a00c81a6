package org.alwaysopen.storefront.hooks;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where a merchant's program listens.
 *
 * @param events       what it wants to hear of; {@code *}: everything
 * @param failingSince since when nothing gets there; null: the last delivery did
 * @param secretEnding the last characters of the secret, so that people can tell which one it is
 * @param previousSecretUntil until when the secret before signs too; null: there is none
 */
public record Endpoint(
        UUID id,
        String url,
        String description,
        List<String> events,
        State state,
        String disabledReason,
        Instant failingSince,
        String secretEnding,
        Instant previousSecretUntil,
        Instant createdAt) {
    /** All events there are. */
    public static final String ALL = "*";

    /** A disabled one is told nothing; what waits for it goes on when it is enabled again. */
    public enum State {
        ENABLED,
        DISABLED
    }

    boolean wants(String type) {
        return state == State.ENABLED && (events.contains(ALL) || events.contains(type));
    }
}
