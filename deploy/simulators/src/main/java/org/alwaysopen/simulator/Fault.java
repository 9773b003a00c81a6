package org.alwaysopen.simulator;

import java.util.Locale;

/**
 * What can go wrong with one call, seen from the shop. "Before" and "after" are before and after the effect is in the
 * processor's books. Wire names are the same in lower case, such as {@code timeout_after}.
 */
public enum Fault {
    /** The connection is reset; the request was never looked at. */
    RESET_BEFORE,
    /** The effect happens, then the connection is reset. */
    RESET_AFTER,
    /** No answer, and no effect: the request got lost on its way. */
    TIMEOUT_BEFORE,
    /** The effect happens, and the answer gets lost: the classic double charge. */
    TIMEOUT_AFTER,
    /** 500 without an effect. It is remembered under the idempotency key, as Stripe documents: a repeat gets it again. */
    ERROR_BEFORE,
    /** 500 with the effect. It is remembered under the idempotency key too: only a look-up tells the truth. */
    ERROR_AFTER,
    /** 503 from the front door: no effect, nothing remembered, the same key may be used again. */
    UNAVAILABLE,
    /** 429: no effect, nothing remembered. */
    TOO_MANY,
    /** 200 with half a body, before the effect. */
    MALFORMED_BEFORE,
    /** The effect happens; the answer is 200 with half a body. */
    MALFORMED,
    /** All of it later: the request lies about, then has its effect and its answer. */
    SLOW,
    /** The effect at once (its webhook too), the answer later. */
    LATE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Fault of(String wireName) {
        try {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"fault\": expected one of "
                    + java.util.Arrays.stream(values()).map(Fault::wireName).toList() + ", got " + wireName);
        }
    }

    /** Whether the request is not even looked at. */
    public boolean beforeAll() {
        return this == RESET_BEFORE
                || this == TIMEOUT_BEFORE
                || this == UNAVAILABLE
                || this == TOO_MANY
                || this == MALFORMED_BEFORE;
    }
}
