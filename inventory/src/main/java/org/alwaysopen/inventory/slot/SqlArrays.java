package org.alwaysopen.inventory.slot;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Arrays of SQL as one text parameter, {@code CAST(:name AS TEXT[])}: a statement keeps its text, and so its plan, however
 * many values there are. Stateless.
 */
public final class SqlArrays {
    private SqlArrays() {}

    public static String of(Stream<String> values) {
        return values.map(SqlArrays::quoted).collect(Collectors.joining(",", "{", "}"));
    }

    /** Quoted always: without quotes the word NULL would be no text. */
    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
