package org.alwaysopen.local.launcher;

import java.util.Map;

/**
 * Which SQL store the shop stands on, as {@code --db} says.
 *
 * @param jdbcUrl       of the store that is there already; null unless {@code EXISTING}
 * @param cockroachPath the program; a name is looked up on the path
 */
record DatabaseChoice(Kind kind, String jdbcUrl, String cockroachPath) {
    enum Kind {
        EMBEDDED,
        COCKROACH,
        EXISTING
    }

    static DatabaseChoice parse(String db, String cockroachPath) {
        return switch (db) {
            case "embedded" -> new DatabaseChoice(Kind.EMBEDDED, null, cockroachPath);
            case "cockroach" -> new DatabaseChoice(Kind.COCKROACH, null, cockroachPath);
            default -> {
                if (!db.startsWith("jdbc:postgresql:")) {
                    throw new LauncherException(
                            "--db: expected embedded, cockroach or jdbc:postgresql://HOST:PORT/DATABASE, got " + db);
                }
                yield new DatabaseChoice(Kind.EXISTING, db, cockroachPath);
            }
        };
    }

    /** For {@code status}: words that a reader knows. */
    String word() {
        return Map.of(Kind.EMBEDDED, "embedded", Kind.COCKROACH, "cockroach", Kind.EXISTING, "existing")
                .get(kind);
    }
}
