package org.alwaysopen.storefront.admin.inventory;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.platform.Problem;

/** Reads what merchants' programs send, or says in a sentence what was expected. Stateless. */
final class Input {
    private static final int REASON_LENGTH_MAX = 400;
    private static final int PAGE_MAX = 200;

    private Input() {}

    static Sku sku(String text) {
        try {
            return new Sku(text);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(e.getMessage()).exception();
        }
    }

    static String text(String name, String value) {
        if (value == null || value.isBlank() || value.length() > REASON_LENGTH_MAX) {
            throw Problem.invalid("\"" + name + "\": expected 1 to " + REASON_LENGTH_MAX + " characters")
                    .exception();
        }
        return value.strip();
    }

    static <T> T present(String name, T value, String expected) {
        if (value == null) {
            throw Problem.invalid("\"" + name + "\": expected " + expected + ", got nothing")
                    .exception();
        }
        return value;
    }

    static UUID uuid(String name, String value) {
        try {
            return UUID.fromString(value == null ? "" : value);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed(name + ": expected a UUID").exception();
        }
    }

    static Instant instant(String name, String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeException e) {
            throw Problem.malformed(name + ": expected a time such as 2026-11-21T08:00:00Z")
                    .exception();
        }
    }

    static Stock.Kind kind(String value) {
        return Arrays.stream(Stock.Kind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> Problem.malformed("kind: expected one of " + Arrays.toString(Stock.Kind.values()))
                        .exception());
    }

    static int limit(String value) {
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= PAGE_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Problem.malformed("limit: expected a whole number from 1 to " + PAGE_MAX)
                .exception();
    }

    /** An empty text for no cursor. */
    static String cursor(String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notOurs();
        }
    }

    static String cursorOf(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    static Optional<Stock.Position> position(String cursor) {
        String place = cursor(cursor);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        int split = place.indexOf(' ');
        if (split < 0) {
            throw notOurs();
        }
        try {
            return Optional.of(new Stock.Position(
                    Instant.parse(place.substring(0, split)), UUID.fromString(place.substring(split + 1))));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw notOurs();
        }
    }

    private static RuntimeException notOurs() {
        return Problem.malformed("cursor: expected the \"next\" of the page before")
                .exception();
    }
}
