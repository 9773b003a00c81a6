package org.alwaysopen.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer. Headers beside Content-Type are rare. */
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    public static final String JSON = "application/json";

    public static Reply json(int status, byte[] body) {
        return new Reply(status, JSON, body, Map.of());
    }

    public static Reply html(int status, String page, Map<String, String> headers) {
        return new Reply(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8), headers);
    }

    public static Reply text(int status, String type, String text) {
        return new Reply(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Reply seeOther(String location) {
        return new Reply(303, "text/plain", new byte[0], Map.of("Location", location));
    }

    public Reply with(String name, String value) {
        Map<String, String> more = new java.util.LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more);
    }
}
