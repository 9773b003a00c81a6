package org.alwaysopen.platform;

import java.util.UUID;

/** Where new ids come from; injected, so that a seeded test replays them. Thread-safe. */
@FunctionalInterface
public interface Ids {
    /** Random version 4: sequential keys would make one hot range of a geo-distributed table. */
    Ids RANDOM = UUID::randomUUID;

    UUID next();
}
