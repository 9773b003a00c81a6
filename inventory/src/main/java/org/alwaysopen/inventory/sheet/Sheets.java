package org.alwaysopen.inventory.sheet;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Stock.By;
import org.alwaysopen.inventory.Stock.Levels;
import org.alwaysopen.inventory.StockSheets;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.inventory.merchant.Imports;
import org.alwaysopen.inventory.merchant.MerchantStock;
import org.alwaysopen.inventory.sheet.SheetReader.Action;
import org.alwaysopen.inventory.sheet.SheetReader.Goods;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** Imports in one transaction; exports in pages. */
public final class Sheets implements StockSheets {
    private static final int PAGE = 200;

    private final Transactions transactions;
    private final MerchantStock stock;

    public Sheets(Transactions transactions, MerchantStock stock) {
        this.transactions = transactions;
        this.stock = stock;
    }

    /** Ends the transaction of what shall not be done. */
    private static final class NotDone extends RuntimeException {
        private final transient List<LineError> errors;

        NotDone(List<LineError> errors) {
            super("import: not done", null, false, false);
            this.errors = errors;
        }
    }

    @Override
    public Result importCsv(byte[] file, boolean dryRun, By by) {
        String hash = sha256(file);
        Set<String> warehouses = transactions.read("inventory: warehouses", stock::warehouses).stream()
                .map(Warehouse::code)
                .collect(Collectors.toSet());
        SheetReader.Sheet sheet = SheetReader.read(file, warehouses);
        int lines = sheet.goods().size();
        if (!sheet.errors().isEmpty()) {
            return new Result(hash, false, false, lines, sheet.errors());
        }
        try {
            boolean now = transactions.run("inventory: import", tx -> apply(tx, hash, sheet.goods(), dryRun, by));
            return new Result(hash, now, !now, lines, List.of());
        } catch (NotDone notDone) {
            return new Result(hash, false, false, lines, notDone.errors);
        }
    }

    private boolean apply(Tx tx, String hash, List<Goods> goods, boolean dryRun, By by) {
        if (!Imports.begin(tx, "file:" + hash, by, goods.size())) {
            return false;
        }
        List<LineError> errors = new ArrayList<>();
        Map<String, List<Goods>> received = goods.stream()
                .filter(line -> line.action() == Action.RECEIVE)
                .collect(Collectors.groupingBy(line -> reason(line, by)));
        received.forEach((reason, lines) -> stock.receive(
                tx,
                lines.stream()
                        .map(line -> new Stock.Receipt(line.sku(), line.warehouse(), line.units()))
                        .toList(),
                new By(by.actor(), reason)));
        for (Goods line : goods) {
            try {
                apply(tx, line, new By(by.actor(), reason(line, by)));
            } catch (ProblemException refused) {
                errors.add(new LineError(line.line(), refused.problem().detail()));
            }
        }
        if (dryRun || !errors.isEmpty()) {
            throw new NotDone(errors);
        }
        return true;
    }

    private static String reason(Goods line, By by) {
        return line.reason().isEmpty() ? by.reason() : line.reason();
    }

    private void apply(Tx tx, Goods line, By by) {
        switch (line.action()) {
            case RECEIVE -> {} // done before, all together
            case ADJUST -> stock.adjust(tx, line.sku(), line.warehouse(), line.units(), by);
            case WRITE_OFF -> stock.writeOff(tx, line.sku(), line.warehouse(), line.units(), by);
            case COUNT -> {
                long here = stock.onHand(tx, line.sku(), line.warehouse());
                if (line.units() != here) {
                    stock.adjust(tx, line.sku(), line.warehouse(), line.units() - here, by);
                }
            }
        }
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void exportCsv(Appendable out) throws IOException {
        out.append("sku,warehouse,action,units,reason,available,reserved\r\n");
        String after = "";
        List<Levels> page;
        do {
            String from = after;
            page = transactions.read("inventory: export", tx -> stock.list(tx, from, PAGE));
            for (Levels levels : page) {
                append(out, levels);
                after = levels.sku().code();
            }
        } while (page.size() == PAGE);
    }

    private static void append(Appendable out, Levels levels) throws IOException {
        long available =
                levels.available().values().stream().mapToLong(Long::longValue).sum();
        for (Map.Entry<String, Long> shelf : levels.onHand().entrySet()) {
            // Neither SKUs nor codes of warehouses need quotes.
            out.append(levels.sku().code())
                    .append(',')
                    .append(shelf.getKey())
                    .append(",count,")
                    .append(String.valueOf(shelf.getValue()))
                    .append(",,")
                    .append(String.valueOf(available))
                    .append(',')
                    .append(String.valueOf(levels.reserved()))
                    .append("\r\n");
        }
    }
}
