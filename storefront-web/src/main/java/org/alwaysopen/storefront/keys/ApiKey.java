package org.alwaysopen.storefront.keys;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A key of a merchant's program, without the key itself, which nobody knows but the program.
 *
 * @param ending     the key's last characters, so that people can tell keys apart
 * @param scopes     what it opens
 * @param lastUsedAt to the minute or so; null: never
 * @param revokedAt  since when it opens nothing; null: it does
 */
public record ApiKey(
        UUID id,
        String name,
        String ending,
        List<String> scopes,
        String createdBy,
        Instant createdAt,
        Instant lastUsedAt,
        Instant revokedAt) {}
