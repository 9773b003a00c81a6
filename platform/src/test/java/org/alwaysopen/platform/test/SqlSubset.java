package org.alwaysopen.platform.test;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL that PostgreSQL 15 and CockroachDB 22.1 both know, as far as a statement's text tells.
 *
 * <p>Comments and literals are taken out first, letters made small and white space made one blank: neither hides a forbidden
 * word, and a forbidden word in a text is no offence.
 */
public final class SqlSubset {
    private static final Pattern CALL = Pattern.compile("\\b(unnest|generate_series) ?\\(");
    private static final Pattern TIME = Pattern.compile("\\b(interval|timestamp|timestamptz|date|now|current_\\w+)\\b");
    private static final Pattern WRITING_CTE = Pattern.compile("\\bas \\( ?(insert into|update|delete from) ");
    private static final Pattern WRITTEN =
            Pattern.compile("(?:^|\\( ?|\\) ?)(insert into|update|delete from) (?:only )?([\\w.]+)");
    private static final Map<Pattern, String> FORBIDDEN = new LinkedHashMap<>();

    static {
        String everywhere = "not on CockroachDB 22.1";
        forbid("\\bskip locked\\b", everywhere + "; claim rows by a conditional UPDATE with a lease");
        forbid("\\bpg_(try_)?advisory_\\w+", everywhere + "; use Leases");
        forbid("(^|; ?)(un)?listen\\b|(^|; ?)notify\\b|\\bpg_notify\\b", everywhere + "; use Outbox and ChangeFeed");
        forbid("\\bmerge into\\b", everywhere + "; use INSERT ... ON CONFLICT");
        forbid(
                "\\bdelete from (only )?[\\w.]+( (as )?\\w+)? using\\b",
                everywhere + "; use DELETE ... WHERE id IN (SELECT ...)");
        forbid("\\bpg_trgm\\b|\\b(word_|strict_word_)?similarity ?\\(|\\bgin_trgm_ops\\b", everywhere);
        forbid("\\btransaction_timeout\\b", everywhere + " nor PostgreSQL 15; Transactions bounds it");
        forbid("\\bpg_current_xact_id\\w*|\\btxid_\\w+", everywhere);
        forbid("\\buuidv7\\b|\\buuid_generate_v\\d\\w*", "use gen_random_uuid()");
        forbid("\\b(small|big)?serial[248]?\\b", "counters cross the world; use gen_random_uuid()");
        forbid("\\bgenerated (always|by default) as identity\\b", "counters cross the world; use gen_random_uuid()");
        forbid(
                "\\b(create|alter|drop) sequence\\b|\\b(next|curr|set|last)val ?\\(",
                "counters cross the world; use gen_random_uuid()");
        forbid("\\b(create|drop)( or replace)?( constraint)? trigger\\b", everywhere);
        forbid("\\b(create|alter)( or replace)? (function|procedure)\\b", everywhere);
        forbid("(^|; ?)(call|do)\\b", everywhere);
        forbid(
                "\\bcreate (local |global )?temp(orary)?\\b|\\binto (local |global )?temp(orary)? ",
                "temporary tables are experimental on CockroachDB");
        forbid("\\b(to_)?ts(vector|query)\\b|\\b\\w+to_tsquery\\b|@@", everywhere);
        forbid("\\b(xmin|xmax|cmin|cmax|ctid|tableoid)\\b", everywhere);
        forbid("\\bdeferrable\\b|\\bset constraints\\b", everywhere);
        forbid("\\bexclude using\\b", everywhere);
        forbid(
                "\\bcreate( or replace)?( materialized)? view .*\\bselect( all| distinct)? ([\\w.]+, )*(\\w+\\.)?\\*",
                everywhere);
        forbid(
                "\\bmake_(interval|timestamp|timestamptz|date|time)\\b",
                everywhere + "; write :n * INTERVAL '1 second'");
        forbid("\\b(int|integer|bigint|smallint|int2)\\b", "INT has 64 bits on CockroachDB; write INT8 or INT4");
        forbid("\\b(cube|rollup) ?\\(|\\bgrouping sets\\b", everywhere);
        forbid("\\bnulls not distinct\\b", everywhere);
        forbid("\\btablesample\\b|\\bwith ties\\b|\\bdate_bin\\b|\\bjsonb_path_\\w+", everywhere);
        forbid("(^|; ?)lock (table )?\\w", everywhere + "; use a conditional UPDATE");
        forbid("\\bcreate (domain|rule|extension)\\b|\\binherits ?\\(|\\bpartition of\\b", everywhere);
        forbid("\\busing (gist|spgist|brin|hash)\\b", everywhere);
        forbid(
                "\\b(power|pow) ?\\(",
                "of whole numbers it is an INT on CockroachDB, which no FLOAT is multiplied with; shift");
        forbid("\\bon conflict on constraint\\b", everywhere + "; name the columns");
        forbid(
                "\\balter (column )?\\w+ (set data )?type\\b",
                "experimental on CockroachDB 22.1; add a column, and write it in the next file");
        forbid(
                "\\b[a-z_]\\w*\\.[a-z_]\\w*\\.[a-z_]\\w*",
                "give the table an alias; each finds such a name in its own way");
        forbid("(?:[(,.]|\\bas) ?(?:index|nothing|family)\\b", "reserved on CockroachDB; take another name");
        forbid("\\bset (session characteristics|transaction)\\b", "Transactions and ShopDatabase decide the isolation");
    }

    private SqlSubset() {}

    private static void forbid(String pattern, String instead) {
        FORBIDDEN.put(Pattern.compile(pattern), instead);
    }

    /** Why this statement is not to be used, in a sentence; empty when it is fine. */
    public static Optional<String> offence(String sql) {
        String text = normalised(sql);
        for (Map.Entry<Pattern, String> entry : FORBIDDEN.entrySet()) {
            Matcher matcher = entry.getKey().matcher(text);
            if (matcher.find()) {
                return Optional.of("SQL outside the common subset: \""
                        + matcher.group().strip() + "\": " + entry.getValue() + ". The statement: " + sql.strip());
            }
        }
        return callOffence(text).or(() -> writingOffence(text)).map(why -> why + ". The statement: " + sql.strip());
    }

    /** What a statement that writes in several parts must do, and must not. */
    private static Optional<String> writingOffence(String text) {
        Matcher part = WRITING_CTE.matcher(text);
        while (part.find()) {
            if (!arguments(text, part.start() + "as (".length()).contains(" returning ")) {
                return Optional.of(
                        "SQL outside the common subset: CockroachDB refuses a part of WITH that writes and has no"
                                + " RETURNING (\"does not return any columns\")");
            }
        }
        Map<String, Boolean> onlyInserted = new LinkedHashMap<>();
        Matcher writes = WRITTEN.matcher(text);
        while (writes.find()) {
            boolean inserts = writes.group(1).equals("insert into") && !text.contains(" on conflict ");
            Boolean before = onlyInserted.put(writes.group(2), inserts);
            if (before != null && !(before && inserts)) {
                return Optional.of("SQL outside the common subset: CockroachDB refuses a statement that writes to "
                        + writes.group(2) + " in several parts, unless all of them are INSERTs without ON CONFLICT");
            }
        }
        return Optional.empty();
    }

    /** What depends on a function's arguments. */
    private static Optional<String> callOffence(String text) {
        Matcher call = CALL.matcher(text);
        while (call.find()) {
            String arguments = arguments(text, call.end());
            if (call.group(1).equals("unnest") && hasCommaOutsideOfParentheses(arguments)) {
                return Optional.of("SQL outside the common subset: unnest of several arrays differs; use a batch");
            }
            if (call.group(1).equals("generate_series")
                    && TIME.matcher(arguments).find()) {
                return Optional.of(
                        "SQL outside the common subset: generate_series of times differs; use one of whole numbers");
            }
        }
        return Optional.empty();
    }

    private static String arguments(String text, int from) {
        int depth = 1;
        int i = from;
        while (i < text.length() && depth > 0) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            i++;
        }
        return text.substring(from, i);
    }

    private static boolean hasCommaOutsideOfParentheses(String arguments) {
        int depth = 0;
        for (int i = 0; i < arguments.length(); i++) {
            char c = arguments.charAt(i);
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                return true;
            }
        }
        return false;
    }

    /** The statement without comments, literals, line breaks and capital letters. */
    static String normalised(String sql) {
        StringBuilder out = new StringBuilder(sql.length());
        int i = 0;
        while (i < sql.length()) {
            int end;
            if (sql.startsWith("--", i)) {
                end = lineEnd(sql, i);
                out.append(' ');
            } else if (sql.startsWith("/*", i)) {
                end = commentEnd(sql, i);
                out.append(' ');
            } else if (sql.charAt(i) == '\'') {
                end = literalEnd(sql, i, isEscapeString(sql, i));
                out.append("''");
            } else if (sql.charAt(i) == '$' && dollarTag(sql, i) != null) {
                String tag = dollarTag(sql, i);
                int close = sql.indexOf(tag, i + tag.length());
                end = close < 0 ? sql.length() : close + tag.length();
                out.append("''");
            } else {
                end = i + 1;
                // A quoted name is the same name: the quotes go, and hide nothing.
                if (sql.charAt(i) != '"') {
                    out.append(sql.charAt(i));
                }
            }
            i = end;
        }
        return out.toString()
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ")
                .replaceAll(" ?, ?", ", ")
                .replaceAll(" ?\\. ?", ".")
                .strip();
    }

    private static int lineEnd(String sql, int from) {
        int end = sql.indexOf('\n', from);
        return end < 0 ? sql.length() : end;
    }

    private static int commentEnd(String sql, int from) {
        int depth = 0;
        int i = from;
        while (i < sql.length()) {
            if (sql.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (sql.startsWith("*/", i)) {
                depth--;
                i += 2;
                if (depth == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        return i;
    }

    private static boolean isEscapeString(String sql, int quote) {
        return quote > 0
                && (sql.charAt(quote - 1) == 'E' || sql.charAt(quote - 1) == 'e')
                && (quote == 1 || !Character.isLetterOrDigit(sql.charAt(quote - 2)));
    }

    private static int literalEnd(String sql, int quote, boolean escapes) {
        int i = quote + 1;
        while (i < sql.length()) {
            if (escapes && sql.charAt(i) == '\\') {
                i += 2;
            } else if (sql.startsWith("''", i)) {
                i += 2;
            } else if (sql.charAt(i) == '\'') {
                return i + 1;
            } else {
                i++;
            }
        }
        return sql.length();
    }

    /** {@code $$} or {@code $tag$} where one begins here; a parameter ({@code $1}) is none. */
    private static String dollarTag(String sql, int from) {
        int end = sql.indexOf('$', from + 1);
        if (end < 0) {
            return null;
        }
        String tag = sql.substring(from, end + 1);
        return tag.matches("\\$([A-Za-z_]\\w*)?\\$") ? tag : null;
    }
}
