package org.alwaysopen.local.reconcile;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.StockBooks.Difference;
import org.alwaysopen.inventory.StockBooks.Page;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./shop reconcile inventory [--repair]}: the levels of stock against the journal of movements.
 *
 * <p>Ends with 0 when they agree, or when all that did not was repaired; with 1 when something is left that does not.
 */
@Command(
        name = "inventory",
        mixinStandardHelpOptions = true,
        description =
                "Compares the levels of stock with the journal of movements. Exit 1: something is left that differs.")
public final class ReconcileInventory implements Callable<Integer> {
    private static final int SKUS_AT_ONCE = 500;
    /** Enough to see what happened; the journal's API has the rest. */
    private static final int MOVEMENTS_SHOWN = 10;

    @Option(names = "--repair", description = "Set right what differs, with a correction in the journal.")
    boolean repair;

    @Mixin
    DatabaseOptions databaseOptions;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        try (HikariDataSource database = databaseOptions.open()) {
            Transactions transactions =
                    new Transactions(database, Transactions.Observer.NONE, RandomGenerator.of("L64X128MixRandom"));
            List<Region> regions = regions(transactions);
            Inventories inventories = Inventories.create(transactions, regions.get(0), regions);
            return reconcile(transactions, inventories, spec.commandLine().getOut());
        }
    }

    /** Those that have allotments: units that are found again go to the first of them. */
    private static List<Region> regions(Transactions transactions) {
        List<Region> regions = transactions.read(
                "regions",
                tx -> tx.query("SELECT DISTINCT region FROM inventory.allotment ORDER BY region")
                        .mapTo(String.class)
                        .map(Region::new)
                        .list());
        return regions.isEmpty() ? List.of(new Region("aws-us-east-1")) : regions;
    }

    private int reconcile(Transactions transactions, Inventories inventories, PrintWriter out) {
        Map<Sku, List<Difference>> found = find(inventories);
        int left = 0;
        for (Map.Entry<Sku, List<Difference>> sku : found.entrySet()) {
            print(transactions, inventories, sku.getKey(), sku.getValue(), out);
            List<Difference> still = repair
                    ? inventories.books().repair(sku.getKey(), new Stock.By("operator", "reconcile"))
                    : sku.getValue();
            if (repair) {
                out.println(still.isEmpty() ? "  repaired" : "  NOT repaired: more is held for orders than lies there");
            }
            left += still.isEmpty() ? 0 : 1;
        }
        out.println(
                found.isEmpty()
                        ? "inventory: the levels and the journal agree"
                        : "inventory: " + found.size() + " SKUs differed, " + (found.size() - left) + " repaired, "
                                + left + " left" + (left > 0 && !repair ? "; --repair sets them right" : ""));
        out.flush();
        return left == 0 ? 0 : 1;
    }

    /** A sale between two looks is no difference: each SKU is looked at a second time. */
    private static Map<Sku, List<Difference>> find(Inventories inventories) {
        List<Difference> suspects = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            Page page = inventories.books().compare(next.get(), SKUS_AT_ONCE);
            suspects.addAll(page.differences());
            next = page.next();
        }
        return suspects.stream()
                .map(Difference::sku)
                .distinct()
                .flatMap(sku -> inventories.books().compare(sku).stream())
                .collect(Collectors.groupingBy(Difference::sku, TreeMap::new, Collectors.toList()));
    }

    private static void print(
            Transactions transactions,
            Inventories inventories,
            Sku sku,
            List<Difference> differences,
            PrintWriter out) {
        out.println(sku);
        for (Difference difference : differences) {
            out.println("  " + difference.what()
                    + difference.warehouse().map(code -> " in " + code).orElse("") + ": "
                    + difference.level() + ", expected " + difference.expected());
        }
        transactions
                .read("journal", tx -> inventories.stock().journal(tx, Stock.Filter.of(sku), MOVEMENTS_SHOWN))
                .forEach(movement -> out.println("    " + movement.at() + " " + movement.kind()
                        + movement.warehouse().map(code -> " " + code).orElse("")
                        + change("on hand", movement.onHand()) + change("available", movement.available())
                        + change("reserved", movement.reserved()) + change("sold", movement.sold())
                        + change("backordered", movement.backordered()) + ", by "
                        + movement.by().actor() + ": " + movement.by().reason()));
    }

    private static String change(String what, long units) {
        return units == 0 ? "" : " " + what + " " + (units > 0 ? "+" : "") + units;
    }
}
