package org.alwaysopen.identity;

import java.util.UUID;

/**
 * Where a person wants things sent.
 *
 * @param id      null before it is stored
 * @param country ISO 3166-1 alpha-2
 */
public record Address(
        UUID id,
        String name,
        String line1,
        String line2,
        String city,
        String region,
        String postalCode,
        String country) {}
