package org.alwaysopen.storefront.http;

import java.util.Currency;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;

/** Reads what came as text in paths, queries, headers and forms; refuses what is not of its kind with a clear sentence. */
public final class Inputs {
    private static final int UUID_LENGTH = 36;

    private Inputs() {}

    /** @param name what it is the id of, for the sentence */
    public static UUID uuid(String name, String text) {
        return uuidIfAny(text)
                .orElseThrow(() -> bad(name, "a UUID such as 7f1c1c1e-8f0e-4f43-9d5c-2b1a6f0a7d11", text));
    }

    /** Stricter than {@link UUID#fromString}, which takes {@code 1-1-1-1-1}. */
    public static Optional<UUID> uuidIfAny(String text) {
        if (text == null || text.length() != UUID_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A whole number, or null where there is none. */
    public static Integer wholeNumber(String name, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw bad(name, "a whole number", text);
        }
    }

    public static Currency currency(String text, Currency otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            return Currency.getInstance(text);
        } catch (IllegalArgumentException e) {
            throw bad("currency", "one of USD, EUR", text);
        }
    }

    /** A member of a JSON body that has to be there. */
    public static <T> T required(String name, String kind, T value) {
        if (value == null) {
            throw Problem.invalid("\"" + name + "\": expected " + kind + ", got nothing")
                    .exception();
        }
        return value;
    }

    private static ProblemException bad(String name, String expected, String text) {
        return Problem.malformed("\"" + name + "\": expected " + expected + ", got \""
                        + Problems.cut(String.valueOf(text)) + "\"")
                .exception();
    }
}
