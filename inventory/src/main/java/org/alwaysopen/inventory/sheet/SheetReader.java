package org.alwaysopen.inventory.sheet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.StockSheets;
import org.alwaysopen.inventory.StockSheets.LineError;

/** Turns a file into lines of goods, and says everything that is wrong with it. Stateless. */
final class SheetReader {
    private static final int REASON_LENGTH_MAX = 400;

    private SheetReader() {}

    enum Action {
        RECEIVE,
        ADJUST,
        WRITE_OFF,
        COUNT;

        static String words() {
            return "receive, adjust, write-off or count";
        }
    }

    record Goods(int line, Sku sku, String warehouse, Action action, long units, String reason) {}

    record Sheet(List<Goods> goods, List<LineError> errors) {}

    static Sheet read(byte[] file, Set<String> warehouses) {
        List<Csv.Row> rows;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            rows = Csv.read(text, StockSheets.LINES_MAX + 1);
        } catch (CharacterCodingException e) {
            return new Sheet(List.of(), List.of(new LineError(1, "file: expected UTF-8 text")));
        } catch (Csv.BrokenException e) {
            return new Sheet(List.of(), List.of(new LineError(e.line, e.getMessage())));
        }
        List<String> names = rows.isEmpty()
                ? List.of()
                : rows.get(0).fields().stream()
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .toList();
        for (String needed : List.of("sku", "warehouse", "units")) {
            if (!names.contains(needed)) {
                String message =
                        "columns: expected sku, warehouse, units, and if wanted action, reason; missing " + needed;
                return new Sheet(List.of(), List.of(new LineError(1, message)));
            }
        }
        return goods(rows.subList(1, rows.size()), names, warehouses);
    }

    private static Sheet goods(List<Csv.Row> rows, List<String> names, Set<String> warehouses) {
        List<Goods> goods = new ArrayList<>();
        List<LineError> errors = new ArrayList<>();
        for (Csv.Row row : rows) {
            List<String> problems = new ArrayList<>();
            Sku sku = sku(field(row, names, "sku"), problems);
            String warehouse = field(row, names, "warehouse");
            if (!warehouses.contains(warehouse)) {
                problems.add("warehouse: expected one of "
                        + warehouses.stream().sorted().collect(Collectors.joining(", ")) + ", got " + shown(warehouse));
            }
            Action action = action(field(row, names, "action"), problems);
            long units = action == null ? 0 : units(field(row, names, "units"), action, problems);
            String reason = field(row, names, "reason");
            if (reason.length() > REASON_LENGTH_MAX) {
                problems.add("reason: expected at most " + REASON_LENGTH_MAX + " characters");
            }
            if (problems.isEmpty()) {
                goods.add(new Goods(row.number(), sku, warehouse, action, units, reason));
            }
            problems.forEach(problem -> errors.add(new LineError(row.number(), problem)));
        }
        if (rows.isEmpty()) {
            errors.add(new LineError(1, "file: expected at least one line of goods after the names of the columns"));
        }
        return new Sheet(goods, errors);
    }

    private static String field(Csv.Row row, List<String> names, String name) {
        int index = names.indexOf(name);
        return index < 0 || index >= row.fields().size()
                ? ""
                : row.fields().get(index).strip();
    }

    private static Sku sku(String text, List<String> problems) {
        try {
            return new Sku(text);
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage() + ", got " + shown(text));
            return null;
        }
    }

    private static Action action(String text, List<String> problems) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "", "receive":
                return Action.RECEIVE;
            case "adjust":
                return Action.ADJUST;
            case "write-off":
                return Action.WRITE_OFF;
            case "count":
                return Action.COUNT;
            default:
                problems.add("action: expected " + Action.words() + ", got " + shown(text));
                return null;
        }
    }

    private static long units(String text, Action action, List<String> problems) {
        long least = action == Action.ADJUST ? -Stock.UNITS_MAX : action == Action.COUNT ? 0 : 1;
        try {
            long units = Long.parseLong(text);
            if (units >= least && units <= Stock.UNITS_MAX && !(action == Action.ADJUST && units == 0)) {
                return units;
            }
        } catch (NumberFormatException e) {
            // said below, with what was expected
        }
        problems.add("units: expected a whole number from " + least + " to " + Stock.UNITS_MAX
                + (action == Action.ADJUST ? " and not 0" : "") + ", got " + shown(text));
        return 0;
    }

    private static String shown(String text) {
        return text.isEmpty() ? "nothing" : "\"" + text.substring(0, Math.min(40, text.length())) + "\"";
    }
}
