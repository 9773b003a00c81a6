package org.alwaysopen.inventory;

import static org.alwaysopen.inventory.Shop.AWS;
import static org.alwaysopen.inventory.Shop.GCP;
import static org.alwaysopen.inventory.Shop.NEVADA;
import static org.alwaysopen.inventory.Shop.OHIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.inventory.OutOfStockException.Shortage;
import org.alwaysopen.inventory.Stock.Backorder;
import org.alwaysopen.inventory.Stock.Receipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: units go through their life as {@link Inventory} tells it. Method: one buyer at a time, on a real database. */
class ReservationIT {
    private static final Sku MUG = new Sku("MUG");
    private static final Sku TEA = new Sku("TEA");
    private static final Sku BOX = new Sku("GIFT-BOX");

    private final Shop shop = new Shop();

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aUnitIsReservedThenSold() {
        shop.receive(MUG, "cmh", 10);
        UUID order = shop.reserve(AWS, new Line(MUG, 2));
        shop.expect(MUG, 10, 8, 2);
        shop.confirm(order, OHIO);
        shop.expect(MUG, 8, 8, 0);
        shop.confirm(order, OHIO);
        shop.release(order);
        shop.expect(MUG, 8, 8, 0);
        assertThat(shop.journal(MUG))
                .extracting(Stock.Movement::kind)
                .containsExactlyInAnyOrder(Stock.Kind.RECEIPT, Stock.Kind.RESERVATION, Stock.Kind.SALE);
    }

    @Test
    void aReleasedUnitCanBeSoldAgain() {
        shop.receive(MUG, "cmh", 1);
        UUID order = shop.reserve(AWS, new Line(MUG, 1));
        assertThat(shop.available(MUG)).isZero();
        shop.release(order);
        shop.release(order);
        assertThat(shop.available(MUG)).isOne();
        shop.reserve(GCP, new Line(MUG, 1));
    }

    @Test
    void unitsOfOtherRegionsAreTakenWhenTheBuyersHasNotEnough() {
        shop.receive(MUG, "cmh", 9);
        shop.reserve(AWS, new Line(MUG, 7));
        shop.expect(MUG, 9, 2, 7);
    }

    @Test
    void allOrNothingAndTheRefusalSaysWhatIsLeft() {
        shop.receive(MUG, "cmh", 5);
        shop.receive(TEA, "cmh", 2);
        assertThatThrownBy(() -> shop.reserve(AWS, new Line(MUG, 1), new Line(TEA, 3), new Line(new Sku("NO-SUCH"), 1)))
                .isInstanceOfSatisfying(
                        OutOfStockException.class,
                        e -> assertThat(e.shortages())
                                .containsExactlyInAnyOrder(
                                        new Shortage(TEA, 3, 2), new Shortage(new Sku("NO-SUCH"), 1, 0)));
        shop.expect(MUG, 5, 5, 0);
        shop.expect(TEA, 2, 2, 0);
        assertThat(shop.journal(MUG)).hasSize(1);
    }

    @Test
    void twoLinesOfOneSkuCountTogether() {
        shop.receive(MUG, "cmh", 3);
        assertThatThrownBy(() -> shop.reserve(AWS, new Line(MUG, 2), new Line(MUG, 2)))
                .isInstanceOfSatisfying(
                        OutOfStockException.class,
                        e -> assertThat(e.shortages()).containsExactly(new Shortage(MUG, 4, 3)));
        shop.reserve(AWS, new Line(MUG, 2), new Line(MUG, 1));
    }

    @Test
    void aBundleTakesItsComponentsTogetherWithTheOtherLines() {
        shop.receive(MUG, "cmh", 5);
        shop.receive(TEA, "cmh", 10);
        shop.transactions.run("bundle", tx -> {
            shop.stock.defineBundle(tx, BOX, Map.of(MUG, 2, TEA, 1));
            return null;
        });
        assertThat(shop.available(BOX)).isEqualTo(2);
        UUID order = shop.reserve(AWS, new Line(BOX, 1), new Line(MUG, 1));
        shop.expect(MUG, 5, 2, 3);
        assertThatThrownBy(() -> shop.reserve(AWS, new Line(BOX, 1), new Line(MUG, 1)))
                .isInstanceOfSatisfying(
                        OutOfStockException.class,
                        e -> assertThat(e.shortages())
                                .containsExactlyInAnyOrder(new Shortage(MUG, 1, 2), new Shortage(BOX, 1, 1)));
        shop.confirm(order, OHIO);
        shop.expect(MUG, 2, 2, 0);
        shop.expect(TEA, 9, 9, 0);
        assertThatThrownBy(() -> shop.receive(BOX, "cmh", 1)).hasMessageContaining("single goods");
    }

    @Test
    void whatIsNotPaidInTimeIsReleasedAndALatePaymentTakesItAnew() {
        shop.receive(MUG, "cmh", 2);
        UUID late = UUID.randomUUID();
        shop.reserve(late, AWS, Duration.ofMillis(-1), new Line(MUG, 2));
        assertThat(shop.parts.upkeep().releaseExpired(100)).isOne();
        assertThat(shop.parts.upkeep().releaseExpired(100)).isZero();
        shop.expect(MUG, 2, 2, 0);
        shop.confirm(late, OHIO);
        shop.confirm(late, OHIO);
        shop.expect(MUG, 0, 0, 0);
    }

    @Test
    void aLatePaymentIsToldWhenItIsTooLate() {
        shop.receive(MUG, "cmh", 2);
        UUID late = UUID.randomUUID();
        shop.reserve(late, AWS, Duration.ofMillis(-1), new Line(MUG, 2));
        shop.parts.upkeep().releaseExpired(100);
        shop.reserve(GCP, new Line(MUG, 1));
        assertThatThrownBy(() -> shop.confirm(late, OHIO)).isInstanceOf(OutOfStockException.class);
        shop.expect(MUG, 2, 1, 1);
    }

    @Test
    void theNearestWarehouseThatHasAllShipsIt() {
        shop.receive(MUG, "cmh", 5);
        shop.receive(MUG, "rno", 5);
        shop.receive(TEA, "rno", 5);
        UUID near = shop.reserve(AWS, new Line(MUG, 1));
        shop.confirm(near, OHIO);
        assertThat(shop.shippedFrom(near)).isEqualTo(Map.of("cmh", 1L));
        UUID together = shop.reserve(AWS, new Line(MUG, 1), new Line(TEA, 1));
        shop.confirm(together, OHIO);
        assertThat(shop.shippedFrom(together)).isEqualTo(Map.of("rno", 2L));
        UUID split = shop.reserve(AWS, new Line(MUG, 6));
        shop.confirm(split, NEVADA);
        assertThat(shop.shippedFrom(split)).isEqualTo(Map.of("rno", 4L, "cmh", 2L));
    }

    @Test
    void promisesAreMadeUpToTheLimitAndFilledInOrder() {
        shop.receive(MUG, "cmh", 1);
        shop.transactions.run("backorders", tx -> {
            shop.stock.allowBackorders(
                    tx, MUG, new Backorder(Backorder.Kind.PREORDER, 3, null, LocalDate.of(2027, 1, 1)));
            return null;
        });
        UUID paid = shop.reserve(AWS, new Line(MUG, 3));
        UUID unpaid = shop.reserve(AWS, new Line(MUG, 1));
        assertThatThrownBy(() -> shop.reserve(AWS, new Line(MUG, 1))).isInstanceOf(OutOfStockException.class);
        shop.confirm(paid, OHIO);
        assertThat(shop.levels(MUG).backordered()).isEqualTo(3);
        shop.receive(MUG, "rno", 1);
        assertThat(shop.shippedFrom(paid)).isEqualTo(Map.of("cmh", 1L, "rno", 1L));
        shop.receive(MUG, "rno", 5);
        assertThat(shop.shippedFrom(paid)).isEqualTo(Map.of("cmh", 1L, "rno", 2L));
        assertThat(shop.levels(MUG).backordered()).isZero();
        shop.expect(MUG, 4, 3, 1);
        shop.confirm(unpaid, OHIO);
        shop.expect(MUG, 3, 3, 0);
    }

    @Test
    void merchantsCountMoveAndWriteOffOnlyWhatIsNobodys() {
        shop.receive(MUG, "cmh", 10);
        UUID order = shop.reserve(AWS, new Line(MUG, 4));
        shop.transactions.run("merchant", tx -> {
            shop.stock.transfer(tx, MUG, "cmh", "rno", 3, Shop.CLERK);
            shop.stock.writeOff(tx, MUG, "cmh", 1, Shop.CLERK);
            shop.stock.adjust(tx, MUG, "rno", 2, Shop.CLERK);
            shop.stock.adjust(tx, MUG, "rno", -1, Shop.CLERK);
            return null;
        });
        shop.expect(MUG, 10, 6, 4);
        assertThat(shop.levels(MUG).onHand()).isEqualTo(Map.of("cmh", 6L, "rno", 4L));
        assertThatThrownBy(() -> shop.transactions.run("too much", tx -> {
                    shop.stock.writeOff(tx, MUG, "cmh", 7, Shop.CLERK);
                    return null;
                }))
                .hasMessageContaining("6 that are promised to nobody");
        assertThatThrownBy(() -> shop.transactions.run("too much", tx -> {
                    shop.stock.transfer(tx, MUG, "rno", "cmh", 5, Shop.CLERK);
                    return null;
                }))
                .hasMessageContaining("at most the 4 in rno");
        shop.confirm(order, OHIO);
        long back = shop.transactions.run("return", tx -> shop.stock.takeBack(tx, order, MUG, "rno", 9, Shop.CLERK));
        assertThat(back).isEqualTo(4);
        shop.expect(MUG, 10, 10, 0);
    }

    @Test
    void aDeliveryIsReceivedOnce() {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            receipts.add(new Receipt(new Sku("S-" + i), i % 2 == 0 ? "cmh" : "rtm", i + 1));
        }
        assertThat(shop.stock.receiveAll("seed", receipts, Shop.CLERK)).isEqualTo(700);
        assertThat(shop.stock.receiveAll("seed", receipts, Shop.CLERK)).isZero();
        shop.expect(new Sku("S-699"), 700, 700, 0);
    }

    /** Goal: a cart of k lines costs 1 statement, and at most two more when a slot had not enough. Method: count them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 50, 200})
    void aCartCostsOneStatementAndTwoMoreWhenASlotHadNotEnough(int lines) {
        List<Receipt> receipts = new ArrayList<>();
        List<Line> cart = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            receipts.add(new Receipt(new Sku("S-" + i), "cmh", 30));
            cart.add(new Line(new Sku("S-" + i), 2));
        }
        shop.stock.receiveAll("seed", receipts, Shop.CLERK);
        assertThat(statementsToReserve(cart)).isEqualTo(1);
        cart.set(0, new Line(new Sku("S-0"), 20));
        // Once it is known that no slot has enough, the statement that tries one is left out.
        assertThat(statementsToReserve(cart)).isEqualTo(lines == 1 ? 2 : 3);
    }

    private long statementsToReserve(List<Line> cart) {
        return shop.transactions.run("count", tx -> {
            shop.database.forgetStatements();
            shop.inventory.reserve(tx, UUID.randomUUID(), AWS, cart, Shop.HOUR);
            return shop.database.statementCount();
        });
    }
}
