package org.alwaysopen.local.drill;

import java.util.Optional;
import java.util.UUID;

/** Where shoppers buy: the edge of a running shop, or servers inside of a test. Thread-safe; what gets no answer says so. */
public interface Counter {
    /** A cart with so many units, ready to be paid for; empty when the shop did not answer, or has too few. */
    Optional<UUID> fill(String sku, int units);

    /** Pays for a cart. The same key is the same request. */
    Answer pay(UUID cart, String key, String token);

    /**
     * What a shopper was told.
     *
     * @param status 201 paid, 402 declined, 202 not known yet, 409 refused or at work, 503 not now; 0: no answer came
     * @param order  which order it is about, where one is
     * @param body   the answer's own bytes, as text
     */
    record Answer(int status, Optional<UUID> order, String body) {
        static final Answer NONE = new Answer(0, Optional.empty(), "");

        /** The shop keeps its word about these: the same request is answered by the same bytes, for ever. */
        boolean isFinal() {
            return status == 201 || status == 402;
        }
    }
}
