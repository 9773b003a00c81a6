package org.alwaysopen.storefront.keys;

import java.util.Optional;
import java.util.UUID;

/** Whether a bearer token is a key of a merchant's program, and opens what it asks for. Thread-safe. */
public interface KeyCheck {
    /** Who asks, by a key. @param name what merchants call it: for timelines and audits */
    record Holder(UUID id, String name) {}

    /**
     * @param token  as it came
     * @param path   decoded, such as {@code admin/api/v1/orders}
     * @return empty when the token is no key of ours, or one that was revoked
     * @throws org.alwaysopen.platform.ProblemException 403 when it is one that does not open this
     */
    Optional<Holder> check(String token, String method, String path);
}
