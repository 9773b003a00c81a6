package org.alwaysopen.inventory;

import static org.alwaysopen.inventory.Shop.AWS;
import static org.alwaysopen.inventory.Shop.CLERK;
import static org.alwaysopen.inventory.Shop.GCP;
import static org.alwaysopen.inventory.Shop.NEVADA;
import static org.alwaysopen.inventory.Shop.OHIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.Stock.Backorder;
import org.alwaysopen.platform.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: what was sold comes back once, to where it can be sold or not, and the books stay right. */
class ComingBackIT {
    private static final Sku MUG = new Sku("MUG");
    private static final Sku TEA = new Sku("TEA");
    private static final Sku BOX = new Sku("BOX");

    private final Shop shop = new Shop();

    @BeforeEach
    void fill() {
        shop.receive(MUG, "cmh", 10);
        shop.receive(TEA, "cmh", 10);
    }

    /** After each history: the levels are what the journal says. */
    @AfterEach
    void booksAgree() {
        assertThat(shop.parts.books().compare("", 100).differences()).isEmpty();
        shop.close();
    }

    private UUID sold(Line... lines) {
        UUID order = shop.reserve(AWS, lines);
        shop.confirm(order, OHIO);
        return order;
    }

    private void unsell(UUID order, Line... lines) {
        shop.transactions.run("unsell", tx -> {
            shop.inventory.unsell(tx, order, List.of(lines), CLERK);
            return null;
        });
    }

    private void comeBack(UUID order, String warehouse, boolean sellable, Line... lines) {
        shop.transactions.run("come back", tx -> {
            shop.inventory.comeBack(tx, order, List.of(lines), warehouse, sellable, CLERK);
            return null;
        });
    }

    @Test
    void whatIsNotWantedAnyMoreGoesBackToItsShelf() {
        UUID order = sold(new Line(MUG, 4));

        unsell(order, new Line(MUG, 3));

        shop.expect(MUG, 9, 9, 0);
        assertThat(shop.levels(MUG).onHand()).containsEntry("cmh", 9L);
        unsell(order, new Line(MUG, 1));
        shop.expect(MUG, 10, 10, 0);
        assertThatThrownBy(() -> unsell(order, new Line(MUG, 1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("at most the 0");
    }

    @Test
    void aPromiseThatIsNotWantedAnyMoreIsFree() {
        shop.transactions.run("backorders", tx -> {
            shop.stock.allowBackorders(tx, MUG, new Backorder(Backorder.Kind.BACKORDER, 5, 14, null));
            return null;
        });
        UUID order = sold(new Line(MUG, 14)); // 10 there, 4 promised
        assertThat(shop.levels(MUG).backordered()).isEqualTo(4);

        unsell(order, new Line(MUG, 3)); // the promised ones first
        assertThat(shop.levels(MUG).backordered()).isEqualTo(1);
        shop.expect(MUG, 0, 0, 0);
        unsell(order, new Line(MUG, 3));

        assertThat(shop.levels(MUG).backordered()).isZero();
        shop.expect(MUG, 2, 2, 0);
    }

    @Test
    void aBundleComesBackInParts() {
        shop.transactions.run("bundle", tx -> {
            shop.stock.defineBundle(tx, BOX, Map.of(MUG, 2, TEA, 1));
            return null;
        });
        UUID order = sold(new Line(BOX, 3), new Line(TEA, 1));
        shop.expect(MUG, 4, 4, 0);

        unsell(order, new Line(BOX, 1));
        comeBack(order, "rno", true, new Line(BOX, 1));
        comeBack(order, "rno", false, new Line(BOX, 1), new Line(TEA, 1));

        shop.expect(MUG, 8, 8, 0);
        shop.expect(TEA, 8, 8, 0);
        assertThat(shop.levels(MUG).onHand()).containsEntry("rno", 2L);
    }

    @Test
    void whatIsWrittenOffIsNotForSale() {
        UUID order = sold(new Line(MUG, 4));

        comeBack(order, "rno", false, new Line(MUG, 1));
        comeBack(order, "rno", true, new Line(MUG, 2));

        shop.expect(MUG, 8, 8, 0);
        assertThat(shop.journal(MUG))
                .filteredOn(movement -> movement.kind() == Stock.Kind.WRITE_OFF)
                .singleElement()
                .returns(-1L, Stock.Movement::onHand);
        assertThatThrownBy(() -> comeBack(order, "nowhere", true, new Line(MUG, 1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("warehouse");
    }

    /** Two servers that take the same units back: the reservation's rows let one of them do it. */
    @Test
    void theSameUnitsComeBackOnce() throws Exception {
        UUID order = sold(new Line(MUG, 4));
        Inventory gcp = Inventories.create(shop.transactions, GCP, Shop.REGIONS).inventory();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Callable<Object> here = () -> {
            unsell(order, new Line(MUG, 3));
            return "here";
        };
        Callable<Object> there = () -> shop.transactions.run("come back", tx -> {
            gcp.comeBack(tx, order, List.of(new Line(MUG, 3)), "rno", true, CLERK);
            return "there";
        });
        int done = 0;
        for (Future<Object> each : pool.invokeAll(List.of(here, there))) {
            try {
                each.get();
                done++;
            } catch (ExecutionException refused) {
                assertThat(refused).hasCauseInstanceOf(ProblemException.class);
            }
        }
        pool.shutdown();

        assertThat(done).isEqualTo(1);
        shop.expect(MUG, 9, 9, 0);
        shop.confirm(shop.reserve(GCP, new Line(MUG, 9)), NEVADA);
        shop.expect(MUG, 0, 0, 0);
    }
}
