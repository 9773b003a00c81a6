package org.alwaysopen.storefront.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.platform.Money;
import org.junit.jupiter.api.Test;

/** Goal: a shelf never says "none" when it means "I do not know", and a number has its age. */
class AvailabilityBoardTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Sku FULL = new Sku("FULL");
    private static final Sku FEW = new Sku("FEW");
    private static final Sku NONE = new Sku("NONE");
    private static final List<Product> PRODUCTS =
            List.of(new Product("p", "P", "d", "c", "mug", List.of(variant(FULL), variant(FEW), variant(NONE))));

    private static Variant variant(Sku sku) {
        return new Variant(sku, Map.of(), Money.of(100, "USD"), 10, "#102030");
    }

    @Test
    void eachVariantHasItsLabelAndTheTimeItWasRead() {
        AtomicInteger asked = new AtomicInteger();
        AvailabilityBoard board = new AvailabilityBoard(
                skus -> {
                    asked.incrementAndGet();
                    return Map.of(FULL, 80, FEW, AvailabilityBoard.FEW);
                },
                CLOCK);
        for (int i = 0; i < 100; i++) {
            Map<Sku, AvailabilityBoard.Label> labels = board.labels(PRODUCTS);
            assertThat(labels.get(FULL))
                    .isEqualTo(new AvailabilityBoard.Label(AvailabilityBoard.State.IN_STOCK, 80, NOON));
            assertThat(labels.get(FEW).state()).isEqualTo(AvailabilityBoard.State.FEW_LEFT);
            assertThat(labels.get(NONE).state()).isEqualTo(AvailabilityBoard.State.SOLD_OUT);
        }
        assertThat(asked.get()).isLessThan(10); // once, or once more on a machine that sleeps
        AvailabilityBoard.Label label = board.labels(PRODUCTS).get(FULL);
        assertThat(label.isStale(CLOCK)).isFalse();
        assertThat(label.isStale(Clock.offset(CLOCK, Duration.ofMinutes(1)))).isTrue();
        assertThat(label.age(Clock.offset(CLOCK, Duration.ofMinutes(1)))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatIsNotKnownIsNotZero() {
        AvailabilityBoard board = new AvailabilityBoard(
                skus -> {
                    throw new IllegalStateException("no database");
                },
                CLOCK);
        assertThat(board.labels(PRODUCTS))
                .hasSize(3)
                .allSatisfy((sku, label) -> assertThat(label.state()).isEqualTo(AvailabilityBoard.State.UNKNOWN));
    }
}
