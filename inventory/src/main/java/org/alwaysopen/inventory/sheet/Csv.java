package org.alwaysopen.inventory.sheet;

import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values by RFC 4180: fields may be quoted, and then hold commas, quotes and line ends. */
final class Csv {
    /** A line of goods has five short fields. */
    private static final int FIELD_LENGTH_MAX = 1_000;

    private static final int FIELDS_MAX = 50;

    /** @param number of the line that it begins in; the first is 1 */
    record Row(int number, List<String> fields) {}

    static final class BrokenException extends RuntimeException {
        final int line;

        BrokenException(int line, String message) {
            super(message, null, false, false);
            this.line = line;
        }
    }

    private final String text;
    private int at;
    private int line = 1;

    private Csv(String text) {
        this.text = text;
    }

    /** Rows without content are left out. */
    static List<Row> read(String text, int rowsMax) {
        Csv csv = new Csv(text.startsWith("\uFEFF") ? text.substring(1) : text);
        List<Row> rows = new ArrayList<>();
        while (csv.at < csv.text.length()) {
            Row row = csv.row();
            if (row.fields().size() > 1 || !row.fields().get(0).isBlank()) {
                rows.add(row);
            }
            if (rows.size() > rowsMax) {
                throw new BrokenException(row.number(), "expected at most " + (rowsMax - 1) + " lines of goods");
            }
        }
        return rows;
    }

    private Row row() {
        int begin = line;
        List<String> fields = new ArrayList<>();
        do {
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (fields.size() > FIELDS_MAX || fields.get(fields.size() - 1).length() > FIELD_LENGTH_MAX) {
                throw new BrokenException(
                        begin,
                        "expected at most " + FIELDS_MAX + " fields of at most " + FIELD_LENGTH_MAX + " characters");
            }
        } while (accept(','));
        boolean ended = at == text.length();
        ended |= accept('\r');
        ended |= accept('\n');
        if (!ended) {
            throw new BrokenException(line, "expected a comma or the end of the line after a quoted field");
        }
        return new Row(begin, fields);
    }

    private String plain() {
        int begin = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(begin, at);
    }

    private String quoted() {
        int begin = line;
        StringBuilder field = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                line += c == '\n' ? 1 : 0;
                field.append(c);
            } else if (!accept('"')) {
                return field.toString();
            } else {
                field.append('"');
            }
        }
        throw new BrokenException(begin, "expected a closing quotation mark");
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            line += c == '\n' ? 1 : 0;
            return true;
        }
        return false;
    }
}
