package org.alwaysopen.inventory;

import static org.alwaysopen.inventory.Shop.AWS;
import static org.alwaysopen.inventory.Shop.AZURE;
import static org.alwaysopen.inventory.Shop.GCP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.alwaysopen.inventory.Inventory.Line;
import org.alwaysopen.platform.Region;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: units go where they are sold, and a hot SKU gets slots, without a unit made or lost. Method: look at the rows. */
class RebalancingIT {
    private static final Sku HOT = new Sku("HOT");

    private final Shop shop = new Shop();

    @AfterEach
    void close() {
        assertThat(shop.parts.books().compare("", 100).differences()).isEmpty();
        shop.close();
    }

    private int slots(Region region) {
        return shop.transactions.read(
                "slots",
                tx -> tx.query("SELECT max(slots) FROM inventory.allotment WHERE sku = 'HOT' AND region = :region")
                        .bind("region", region.name())
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void theRegionThatSellsFetchesUnitsAndLeavesTheOthersAReserve() {
        shop.receive(HOT, "cmh", 300);
        for (int i = 0; i < 9; i++) {
            shop.reserve(AWS, new Line(HOT, 10));
            shop.parts.upkeep().rebalance(10);
        }
        Awaitility.await().until(() -> {
            shop.reserve(AWS, new Line(HOT, 1));
            shop.parts.upkeep().rebalance(10);
            return shop.levels(HOT).available().get(AWS.name()) > 50;
        });
        assertThat(shop.levels(HOT).available().get(GCP.name())).isBetween(10L, 100L);
        assertThat(shop.levels(HOT).available().get(AZURE.name())).isBetween(10L, 100L);
    }

    @Test
    void aRegionThatHasNothingLeftAndSellsWhatOthersHaveFetchesSomeOfIt() {
        shop.receive(HOT, "cmh", 300);
        shop.reserve(AWS, new Line(HOT, 100));
        shop.parts.upkeep().rebalance(0); // what was asked is forgotten, as when another server has the lease
        assertThat(shop.levels(HOT).available().get(AWS.name())).isZero();
        AtomicInteger sold = new AtomicInteger();
        Awaitility.await().until(() -> {
            shop.reserve(AWS, new Line(HOT, 1));
            shop.parts.upkeep().rebalance(10);
            return sold.incrementAndGet() == 20 || shop.levels(HOT).available().get(AWS.name()) > 0;
        });
        assertThat(shop.levels(HOT).available().get(AWS.name())).isPositive();
    }

    @Test
    void aSlowSellerHasOneSlotAndARushGetsMoreUntilLittleIsLeft() throws InterruptedException {
        shop.receive(HOT, "cmh", 9_000);
        shop.reserve(AWS, new Line(HOT, 1));
        shop.parts.upkeep().rebalance(10);
        assertThat(slots(AWS)).isOne();

        AtomicInteger sold = new AtomicInteger(1);
        rush(12, sold, 600);
        assertThat(slots(AWS)).isGreaterThanOrEqualTo(8);
        assertThat(shop.available(HOT)).isEqualTo(9_000 - sold.get());

        while (shop.available(HOT) > 200) {
            int some = Math.min(200, shop.available(HOT) - 190);
            shop.reserve(AWS, new Line(HOT, some));
            sold.addAndGet(some);
        }
        int slotsBefore = slots(AWS);
        Awaitility.await().until(() -> {
            shop.reserve(AWS, new Line(HOT, 1));
            sold.incrementAndGet();
            shop.parts.upkeep().rebalance(10);
            return slots(AWS) <= slotsBefore / 4;
        });
        assertThat(shop.available(HOT)).isEqualTo(9_000 - sold.get());
    }

    /** So many buyers at the same time, while the server rebalances. */
    private void rush(int buyers, AtomicInteger sold, int enough) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(buyers);
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < buyers; i++) {
            new Thread(() -> {
                        try {
                            while (sold.get() < enough) {
                                shop.transactions.run("reserve", tx -> {
                                    shop.inventory.reserve(
                                            tx, UUID.randomUUID(), AWS, List.of(new Line(HOT, 1)), Shop.HOUR);
                                    return null;
                                });
                                sold.incrementAndGet();
                            }
                        } catch (RuntimeException e) {
                            synchronized (failures) {
                                failures.add(e);
                            }
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        while (done.getCount() > 0) {
            shop.parts.upkeep().rebalance(10);
            done.await(20, TimeUnit.MILLISECONDS);
        }
        assertThat(failures).isEmpty();
    }
}
