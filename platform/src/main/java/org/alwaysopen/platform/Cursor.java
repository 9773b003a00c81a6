package org.alwaysopen.platform;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A place in a list, the newest first: the next page begins after it. As text it is opaque. */
public record Cursor(Instant at, UUID id) {
    private static final int LENGTH_MAX = 200;

    /** Reads one page of a list. @param after empty: from the begin */
    @FunctionalInterface
    public interface Reader<T> {
        List<T> read(Optional<Cursor> after, int limit);
    }

    /**
     * A page of a list: asks for one more than fits, and so knows whether there is a next one.
     *
     * @param after what a page before gave as its next
     * @param limit 1 to {@code max}
     * @param place where an item stands in the list
     * @param page  made of the items and the next cursor
     * @throws ProblemException 400 for a cursor that no list gave, 422 for another limit
     */
    public static <T, P> P page(
            Optional<String> after,
            int limit,
            int max,
            Reader<T> reader,
            Function<T, Cursor> place,
            BiFunction<List<T>, Optional<String>, P> page) {
        if (limit < 1 || limit > max) {
            throw Problem.invalid("limit: expected 1 to " + max + ", got " + limit)
                    .exception();
        }
        List<T> found = reader.read(after.map(Cursor::parse), limit + 1);
        boolean more = found.size() > limit;
        List<T> items = List.copyOf(more ? found.subList(0, limit) : found);
        return page.apply(
                items, more ? Optional.of(place.apply(items.get(limit - 1)).toString()) : Optional.empty());
    }

    /** @throws ProblemException 400 for what no list gave */
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
                .encodeToString((at + " " + id).getBytes(StandardCharsets.US_ASCII));
    }
}
