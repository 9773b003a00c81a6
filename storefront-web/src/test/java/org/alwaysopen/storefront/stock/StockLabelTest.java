package org.alwaysopen.storefront.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.alwaysopen.inventory.Stock.Backorder;
import org.alwaysopen.storefront.catalogue.AvailabilityBoard.Label;
import org.alwaysopen.storefront.catalogue.AvailabilityBoard.State;
import org.junit.jupiter.api.Test;

/** Goal: a shopper reads what is so: few as a number, a promise with its time, an old number with its age. */
class StockLabelTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private static String label(State state, int units, Backorder promise) {
        return StockLabel.of(new Label(state, units, NOON), Optional.ofNullable(promise), CLOCK)
                .label();
    }

    private static Backorder backorder(Integer days) {
        return new Backorder(Backorder.Kind.BACKORDER, 5, days, null);
    }

    @Test
    void saysWhatIsThere() {
        assertThat(label(State.IN_STOCK, 70, null)).isEqualTo("In stock");
        assertThat(label(State.FEW_LEFT, 3, null)).isEqualTo("Only 3 left");
        assertThat(label(State.SOLD_OUT, 0, null)).isEqualTo("Sold out");
    }

    @Test
    void saysWhatIsPromised() {
        assertThat(label(State.SOLD_OUT, 0, backorder(14))).isEqualTo("Backorder: ships in 2 weeks");
        assertThat(label(State.SOLD_OUT, 0, backorder(1))).isEqualTo("Backorder: ships in 1 day");
        assertThat(label(State.SOLD_OUT, 0, backorder(10))).isEqualTo("Backorder: ships in 10 days");
        assertThat(label(State.SOLD_OUT, 0, backorder(null))).isEqualTo("Backorder");
        assertThat(label(State.SOLD_OUT, 0, new Backorder(Backorder.Kind.PREORDER, 5, null, LocalDate.of(2027, 1, 2))))
                .isEqualTo("Pre-order: ships on 2 January 2027");
        assertThat(label(State.IN_STOCK, 70, backorder(14))).isEqualTo("In stock");
    }

    @Test
    void saysHowOldItIs() {
        Label old = new Label(State.FEW_LEFT, 2, NOON.minusSeconds(180));
        assertThat(StockLabel.of(old, Optional.empty(), CLOCK).label()).isEqualTo("Only 2 left, 3 minutes ago");
    }
}
