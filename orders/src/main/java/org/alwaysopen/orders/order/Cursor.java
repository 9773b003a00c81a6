package org.alwaysopen.orders.order;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.alwaysopen.platform.Problem;

/** A place in a list of orders, the newest first: the next page begins after it. As text it is opaque. */
public record Cursor(Instant placedAt, UUID id) {
    private static final int LENGTH_MAX = 200;

    /** @throws org.alwaysopen.platform.ProblemException 400 for what no list gave */
    public static Cursor parse(String text) {
        try {
            if (text.length() > LENGTH_MAX) {
                throw new IllegalArgumentException("too long");
            }
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(" ");
            return new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw Problem.malformed("cursor: expected one that a list gave as \"next\"")
                    .exception();
        }
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((placedAt + " " + id).getBytes(StandardCharsets.US_ASCII));
    }
}
