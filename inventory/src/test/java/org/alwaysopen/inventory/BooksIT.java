package org.alwaysopen.inventory;

import static org.alwaysopen.inventory.Shop.AWS;
import static org.alwaysopen.inventory.Shop.CLERK;
import static org.alwaysopen.inventory.Shop.GCP;
import static org.alwaysopen.inventory.Shop.OHIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.Stock.Backorder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the journal rebuilds the levels; whatever is changed by hand is found, and can be set right without selling what is
 * not there. Method: a SKU with a life behind it, one row changed, compare, repair, compare.
 */
class BooksIT {
    private static final Sku MUG = new Sku("MUG");
    private static final Stock.By REPAIR = new Stock.By("operator", "reconcile");

    private final Shop shop = new Shop();
    private final StockBooks books = shop.parts.books();

    @BeforeEach
    void live() {
        shop.receive(MUG, "cmh", 40);
        shop.receive(MUG, "rno", 10);
        UUID sold = shop.reserve(AWS, new Line(MUG, 5));
        shop.confirm(sold, OHIO);
        shop.reserve(GCP, new Line(MUG, 3));
        shop.release(shop.reserve(GCP, new Line(MUG, 2)));
        shop.transactions.run("merchant", tx -> {
            shop.stock.transfer(tx, MUG, "cmh", "rtm", 7, CLERK);
            shop.stock.writeOff(tx, MUG, "rno", 1, CLERK);
            shop.stock.takeBack(tx, sold, MUG, "rno", 2, CLERK);
            return null;
        });
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void theJournalRebuildsTheLevels() {
        assertThat(books.compare("", 100).differences()).isEmpty();
        assertThat(books.compare("", 100).next()).isEmpty();
        assertThat(books.repair(MUG, REPAIR)).isEmpty();
        assertThat(shop.journal(MUG)).noneMatch(movement -> movement.kind() == Stock.Kind.CORRECTION);
    }

    /** What is held is shown to merchants of a page of SKUs, each of which may have sold for years. */
    @Test
    void whatIsHeldIsToldWithoutReadingAllThatWasSold() {
        int sold = 20_000;
        int held = 300;
        shop.database.execute("INSERT INTO inventory.reservation (order_id, sku, region, slot, units, deadline)"
                + " SELECT CAST(md5('held' || n) AS UUID), 'MUG', '" + AWS + "', 0, 1, now() FROM generate_series(1, "
                + held
                + ") AS n");
        shop.database.execute("INSERT INTO inventory.held_until (order_id, deadline)"
                + " SELECT order_id, deadline FROM inventory.reservation WHERE state = 'HELD' ON CONFLICT DO NOTHING");
        shop.database.execute(
                "INSERT INTO inventory.reservation (order_id, sku, region, slot, units, state, deadline, ended_at)"
                        + " SELECT gen_random_uuid(), 'MUG', '" + AWS + "', 0, 1, 'CONFIRMED', now(), now()"
                        + " FROM generate_series(1, " + sold + ") AS n");
        shop.database.execute("ANALYZE");
        long before = reservationsRead();
        assertThat(shop.levels(MUG).reserved()).isEqualTo(held + 3);
        // The database counts a moment later.
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> reservationsRead() >= before + held);
        assertThat(reservationsRead() - before).isLessThan(sold / 10);
    }

    private long reservationsRead() {
        return shop.transactions.read(
                "test: statistics",
                tx -> tx.query("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables"
                                + " WHERE schemaname = 'inventory' AND relname = 'reservation'")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void promisesAreInTheBooksToo() {
        Sku book = new Sku("BOOK");
        shop.transactions.run("pre-order", tx -> {
            shop.stock.allowBackorders(tx, book, new Backorder(Backorder.Kind.BACKORDER, 9, 14, null));
            return null;
        });
        UUID paid = shop.reserve(AWS, new Line(book, 4));
        shop.reserve(AWS, new Line(book, 2));
        shop.release(shop.reserve(AWS, new Line(book, 1)));
        shop.confirm(paid, OHIO);
        assertThat(books.compare(book)).isEmpty();
        shop.receive(book, "cmh", 3);
        assertThat(books.compare(book)).isEmpty();
        shop.receive(book, "cmh", 30);
        assertThat(books.compare(book)).isEmpty();
        shop.expect(book, 29, 27, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE inventory.allotment SET available = available + 5 WHERE region = 'gcp-us-central1'",
                "UPDATE inventory.allotment SET available = available - 5 WHERE region = 'gcp-us-central1'",
                "UPDATE inventory.stock_level SET on_hand = on_hand + 5 WHERE warehouse = 'cmh'",
                "UPDATE inventory.stock_level SET on_hand = on_hand - 5 WHERE warehouse = 'cmh'",
                "UPDATE inventory.reservation SET units = units + 1 WHERE state = 'CONFIRMED'",
                "DELETE FROM inventory.reservation WHERE state = 'HELD'",
                "DELETE FROM inventory.movement WHERE kind = 'RECEIPT' AND warehouse = 'rno'",
                "DELETE FROM inventory.movement WHERE kind = 'SALE'",
                "DELETE FROM inventory.allotment",
                "UPDATE inventory.item SET backordered = 2"
            })
    void whatWasChangedByHandIsFoundAndSetRight(String sql) {
        shop.transactions.run("tamper", tx -> tx.update(sql).execute());
        assertThat(books.compare("", 100).differences())
                .isNotEmpty()
                .allMatch(difference -> difference.sku().equals(MUG));
        assertThat(books.repair(MUG, REPAIR)).isEmpty();
        assertThat(books.compare("", 100).differences()).isEmpty();
        assertThat(shop.journal(MUG))
                .anyMatch(movement -> movement.kind() == Stock.Kind.CORRECTION
                        && movement.by().reason().startsWith("reconcile; "));
        Stock.Levels levels = shop.levels(MUG);
        assertThat(levels.onHand().values().stream().mapToLong(Long::longValue).sum())
                .as("what lies there is what can be sold and what is held")
                .isEqualTo(levels.reserved()
                        + levels.available().values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
    }

    @Test
    void aTamperedAllotmentIsNotBelieved() {
        int before = shop.available(MUG);
        shop.transactions.run(
                "tamper",
                tx -> tx.update("UPDATE inventory.allotment SET available = available + 1000 WHERE slot = 0")
                        .execute());
        books.repair(MUG, REPAIR);
        assertThat(shop.available(MUG)).isEqualTo(before);
    }

    @Test
    void moreHeldThanThereIsIsLeftToTheMerchant() {
        shop.transactions.run("tamper", tx -> {
            tx.update("UPDATE inventory.stock_level SET on_hand = 0").execute();
            return tx.update("DELETE FROM inventory.movement WHERE kind = 'RECEIPT'")
                    .execute();
        });
        assertThat(books.repair(MUG, REPAIR)).isNotEmpty();
    }

    @Test
    void theDatabaseItselfRefusesNegativeRows() {
        for (String sql : List.of(
                "UPDATE inventory.allotment SET available = -1",
                "UPDATE inventory.stock_level SET on_hand = -1",
                "UPDATE inventory.reservation SET units = 0",
                "UPDATE inventory.item SET backordered = -1")) {
            assertThatThrownBy(() -> shop.transactions.run(
                            "negative", tx -> tx.update(sql).execute()))
                    .hasStackTraceContaining("check");
        }
    }

    @Test
    void theMerchantIsToldOnceThatLittleIsLeft() {
        shop.transactions.run("watch", tx -> {
            shop.stock.warnBelow(tx, MUG, Optional.of(20L));
            return null;
        });
        assertThat(shop.parts.upkeep().warnOfLowStock(100)).isZero();
        UUID order = shop.reserve(AWS, new Line(MUG, 25));
        assertThat(shop.parts.upkeep().warnOfLowStock(100)).isOne();
        assertThat(shop.parts.upkeep().warnOfLowStock(100)).isZero();
        shop.release(order);
        assertThat(shop.parts.upkeep().warnOfLowStock(100)).isZero();
        shop.reserve(AWS, new Line(MUG, 25));
        assertThat(shop.parts.upkeep().warnOfLowStock(100)).isOne();
        long events = shop.transactions.read(
                "outbox",
                tx -> tx.query("SELECT count(*) FROM platform.outbox WHERE topic = :topic AND key = 'MUG'")
                        .bind("topic", Stock.LOW_STOCK)
                        .mapTo(Long.class)
                        .one());
        assertThat(events).isEqualTo(2);
    }
}
