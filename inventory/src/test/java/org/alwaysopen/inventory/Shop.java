package org.alwaysopen.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory.Destination;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.test.TestDatabase;

/** A small shop for tests: one server in a fresh database, with the sample warehouses. */
final class Shop implements AutoCloseable {
    static final Region AWS = new Region("aws-us-east-1");
    static final Region GCP = new Region("gcp-us-central1");
    static final Region AZURE = new Region("azure-westus2");
    static final List<Region> REGIONS = List.of(AWS, GCP, AZURE);
    static final Destination OHIO = new Destination("US", "OH", "43004");
    static final Destination NEVADA = new Destination("US", "NV", "89501");
    static final Stock.By CLERK = new Stock.By("clerk", "test");
    static final Duration HOUR = Duration.ofHours(1);

    final TestDatabase database = TestDatabase.fresh("platform", "inventory");
    final Transactions transactions = database.transactions();
    final Inventories parts = Inventories.create(transactions, AWS, REGIONS);
    final Inventory inventory = parts.inventory();
    final Stock stock = parts.stock();

    Shop() {
        transactions.run("warehouses", tx -> {
            Warehouse.SAMPLES.forEach(warehouse -> stock.define(tx, warehouse));
            return null;
        });
    }

    void receive(Sku sku, String warehouse, long units) {
        transactions.run("receive", tx -> {
            stock.receive(tx, sku, warehouse, units, CLERK);
            return null;
        });
    }

    UUID reserve(Region region, Line... lines) {
        UUID order = UUID.randomUUID();
        reserve(order, region, HOUR, lines);
        return order;
    }

    void reserve(UUID order, Region region, Duration deadline, Line... lines) {
        transactions.run("reserve", tx -> {
            inventory.reserve(tx, order, region, List.of(lines), deadline);
            return null;
        });
    }

    void confirm(UUID order, Destination destination) {
        transactions.run("confirm", tx -> {
            inventory.confirm(tx, order, destination);
            return null;
        });
    }

    void release(UUID order) {
        transactions.run("release", tx -> {
            inventory.release(tx, order, "cancelled");
            return null;
        });
    }

    int available(Sku sku) {
        return transactions
                .read("availability", tx -> inventory.availability(tx, List.of(sku)))
                .getOrDefault(sku, new Inventory.Availability(sku, 0))
                .available();
    }

    Stock.Levels levels(Sku sku) {
        return transactions.read("levels", tx -> stock.levels(tx, sku)).orElseThrow();
    }

    List<Stock.Movement> journal(Sku sku) {
        return transactions.read("journal", tx -> stock.journal(tx, Stock.Filter.of(sku), 1_000));
    }

    /** From which warehouses an order was shipped, and how many units. */
    Map<String, Long> shippedFrom(UUID order) {
        Map<String, Long> units = new TreeMap<>();
        transactions.read("journal", tx -> stock.journal(tx, Stock.Filter.ALL, 1_000)).stream()
                .filter(movement -> movement.orderId().filter(order::equals).isPresent() && movement.onHand() < 0)
                .forEach(movement -> units.merge(movement.warehouse().orElseThrow(), -movement.onHand(), Long::sum));
        return units;
    }

    void expect(Sku sku, long onHand, long available, long reserved) {
        Stock.Levels levels = levels(sku);
        assertThat(List.of(sum(levels.onHand()), sum(levels.available()), levels.reserved()))
                .as("on hand, available, reserved of %s", sku)
                .containsExactly(onHand, available, reserved);
    }

    private static long sum(Map<String, Long> levels) {
        return levels.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        database.close();
    }
}
