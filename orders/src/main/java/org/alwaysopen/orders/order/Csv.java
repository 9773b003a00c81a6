package org.alwaysopen.orders.order;

import java.io.IOException;
import java.util.List;

/** Writes comma-separated values by RFC 4180. What a shopper wrote must not become a formula in a merchant's spreadsheet. */
final class Csv {
    private Csv() {}

    static void line(Appendable out, List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
        }
        out.append("\r\n");
    }

    private static String cell(String text) {
        String harmless = text == null ? "" : text;
        // A spreadsheet takes a cell that begins so for a formula (CWE-1236): the apostrophe makes it text.
        if (!harmless.isEmpty() && "=+-@\t\r".indexOf(harmless.charAt(0)) >= 0) {
            harmless = "'" + harmless;
        }
        boolean quoted = harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
