package org.alwaysopen.storefront.stock;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.storefront.catalogue.AvailabilityBoard;

/**
 * What a shopper is told about the stock of one SKU. An old number is told with its age, and an unknown one is never
 * "none": the till knows.
 *
 * @param left how many, when it is few; {@code null} otherwise
 * @param asOf when it was read; {@code null} when it is not known. Not in JSON: it would change the tag of an
 *             answer in which nothing else changed
 */
public record StockLabel(
        State state, String label, Integer left, @JsonIgnore Instant asOf) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    public enum State {
        IN_STOCK,
        LOW_STOCK,
        OUT_OF_STOCK,
        /** None is there, and it can be bought all the same: it is promised. */
        BACKORDER,
        UNKNOWN
    }

    /** @param promise what is promised when it is sold out */
    static StockLabel of(AvailabilityBoard.Label label, Optional<Stock.Backorder> promise, Clock clock) {
        if (label.state() == AvailabilityBoard.State.SOLD_OUT && promise.isPresent()) {
            return new StockLabel(State.BACKORDER, words(promise.get()), null, label.asOf());
        }
        String age = label.isStale(clock) ? ", " + words(label.age(clock)) + " ago" : "";
        return switch (label.state()) {
            case IN_STOCK -> new StockLabel(State.IN_STOCK, "In stock" + age, null, label.asOf());
            case FEW_LEFT ->
                new StockLabel(State.LOW_STOCK, "Only " + label.units() + " left" + age, label.units(), label.asOf());
            case SOLD_OUT -> new StockLabel(State.OUT_OF_STOCK, "Sold out" + age, null, label.asOf());
            case UNKNOWN -> new StockLabel(State.UNKNOWN, "Stock is checked at checkout", null, null);
        };
    }

    private static String words(Stock.Backorder promise) {
        String kind = promise.kind() == Stock.Backorder.Kind.PREORDER ? "Pre-order" : "Backorder";
        if (promise.shipsOn() != null) {
            return kind + ": ships on " + promise.shipsOn().format(DAY);
        }
        Integer days = promise.shipsInDays();
        if (days == null) {
            return kind;
        }
        boolean weeks = days >= 14 && days % 7 == 0;
        int count = weeks ? days / 7 : days;
        return kind + ": ships in " + count + (weeks ? " week" : " day") + (count == 1 ? "" : "s");
    }

    private static String words(Duration age) {
        long minutes = age.toMinutes();
        return minutes < 1 ? age.toSeconds() + " seconds" : minutes == 1 ? "a minute" : minutes + " minutes";
    }

    public boolean soldOut() {
        return state == State.OUT_OF_STOCK;
    }

    /** For a style sheet: {@code in-stock}. */
    public String style() {
        return switch (state) {
            case IN_STOCK -> "in-stock";
            case LOW_STOCK -> "low-stock";
            case OUT_OF_STOCK -> "out-of-stock";
            case BACKORDER -> "low-stock";
            case UNKNOWN -> "unknown-stock";
        };
    }
}
