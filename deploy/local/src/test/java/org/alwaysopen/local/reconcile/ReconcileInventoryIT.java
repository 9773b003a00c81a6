package org.alwaysopen.local.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.test.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Goal: {@code ./shop reconcile inventory} tells by its exit whether something is left that differs. */
class ReconcileInventoryIT {
    private static final Region HERE = new Region("aws-us-east-1");
    private static final Sku MUG = new Sku("MUG");

    private final TestDatabase database = TestDatabase.fresh("platform", "inventory");
    private final StringWriter said = new StringWriter();

    @BeforeEach
    void stockUp() {
        Inventories inventories = Inventories.create(database.transactions(), HERE, List.of(HERE));
        database.transactions().run("stock", tx -> {
            Warehouse.SAMPLES.forEach(warehouse -> inventories.stock().define(tx, warehouse));
            inventories.stock().receive(tx, MUG, "cmh", 10, new Stock.By("clerk", "delivery"));
            inventories
                    .inventory()
                    .reserve(tx, UUID.randomUUID(), HERE, List.of(new Line(MUG, 3)), Duration.ofHours(1));
            return null;
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    private int reconcile(String... options) {
        said.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of("--db", database.url()));
        arguments.addAll(List.of(options));
        return new CommandLine(new ReconcileInventory())
                .setOut(new PrintWriter(said))
                .execute(arguments.toArray(String[]::new));
    }

    @Test
    void zeroWhenTheLevelsAndTheJournalAgree() {
        assertThat(reconcile()).isZero();
        assertThat(said.toString()).contains("agree");
    }

    @Test
    void oneUntilWhatDiffersIsRepaired() {
        database.execute(
                "UPDATE inventory.stock_level SET on_hand = on_hand + 2 WHERE sku = 'MUG' AND warehouse = 'cmh'");
        assertThat(reconcile()).isEqualTo(1);
        assertThat(said.toString()).contains("MUG", "in cmh", "RECEIPT", "1 left");
        assertThat(reconcile("--repair")).isZero();
        assertThat(said.toString()).contains("repaired");
        assertThat(reconcile()).isZero();
    }

    @Test
    void oneWhenItCannotBeRepaired() {
        database.execute(
                "UPDATE inventory.stock_level SET on_hand = 0",
                "DELETE FROM inventory.movement WHERE kind = 'RECEIPT'");
        assertThat(reconcile("--repair")).isEqualTo(1);
        assertThat(said.toString()).contains("NOT repaired", "1 left");
    }
}
