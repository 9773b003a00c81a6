package org.alwaysopen.platform;

import java.util.Map;
import java.util.TreeMap;

/**
 * Why a request was refused, for the one who sent it: a problem document of RFC 9457.
 *
 * <p>{@code detail} says what was expected, what was found, and what to do. It never holds secrets, SQL or a stack trace.
 *
 * @param status     the HTTP status, 400 to 599
 * @param type       the kind of problem, a stable word such as {@code out-of-stock}; the last part of the type URI
 * @param title      the kind in words, the same for every problem of that type
 * @param detail     this occurrence in a sentence
 * @param extensions more members, such as {@code {"skus": [...]}}
 */
public record Problem(int status, String type, String title, String detail, Map<String, Object> extensions) {

    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status: expected 400 to 599, got " + status);
        }
        extensions = java.util.Collections.unmodifiableMap(new TreeMap<>(extensions));
    }

    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, Map.of());
    }

    /** 400: the request cannot be understood. */
    public static Problem malformed(String detail) {
        return of(400, "malformed-request", "The request cannot be understood", detail);
    }

    /** 422: understood, but a value is not allowed. */
    public static Problem invalid(String detail) {
        return of(422, "invalid-value", "A value is not allowed", detail);
    }

    /** 404. */
    public static Problem notFound(String detail) {
        return of(404, "not-found", "There is nothing here", detail);
    }

    /** 409: it no longer fits the state of things. */
    public static Problem conflict(String detail) {
        return of(409, "conflict", "It does not fit the present state", detail);
    }

    public Problem with(String name, Object value) {
        Map<String, Object> more = new TreeMap<>(extensions);
        more.put(name, value);
        return new Problem(status, type, title, detail, more);
    }

    public ProblemException exception() {
        return new ProblemException(this);
    }
}
