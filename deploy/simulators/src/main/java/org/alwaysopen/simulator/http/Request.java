package org.alwaysopen.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request, read completely.
 *
 * @param path   without the query
 * @param query  without the question mark, still encoded; or empty
 * @param header looks up a header; the name's case does not matter
 */
public record Request(String method, String path, String query, Function<String, String> header, byte[] body) {
    public Optional<String> header(String name) {
        return Optional.ofNullable(header.apply(name));
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
