package org.alwaysopen.local.launcher;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a region is made of, each a process of its own, in the order in which they start. */
public enum Part {
    /** A node of the database; only with {@code --db cockroach}. */
    DATABASE,
    /** The shop's server. */
    SHOP,
    /** The small PostgreSQL of the region's Keycloak. */
    SESSIONS,
    /** Keycloak. */
    IDENTITY;

    boolean isOfIdentity() {
        return this == SESSIONS || this == IDENTITY;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Part parse(String word) {
        return Arrays.stream(values())
                .filter(part -> part.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new LauncherException("--only: expected one of "
                        + Arrays.stream(values()).map(Part::word).collect(Collectors.joining(", ")) + ", got " + word));
    }
}
