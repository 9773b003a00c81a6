package org.alwaysopen.storefront.stock;

/**
 * What a shopper is told about the stock of one SKU.
 *
 * @param left how many, when it is few; {@code null} otherwise
 */
public record StockLabel(State state, String label, Integer left) {
    public enum State {
        IN_STOCK,
        LOW_STOCK,
        OUT_OF_STOCK,
        /** Could not be asked: never shown as "none". The till knows. */
        UNKNOWN
    }

    /** From here on down the number is told: it helps to decide. */
    static final int FEW = 5;

    private static final StockLabel IN_STOCK = new StockLabel(State.IN_STOCK, "In stock", null);
    private static final StockLabel OUT_OF_STOCK = new StockLabel(State.OUT_OF_STOCK, "Sold out", null);
    static final StockLabel UNKNOWN = new StockLabel(State.UNKNOWN, "Stock is checked at checkout", null);

    static StockLabel of(int available) {
        if (available <= 0) {
            return OUT_OF_STOCK;
        }
        return available > FEW ? IN_STOCK : new StockLabel(State.LOW_STOCK, "Only " + available + " left", available);
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
            case UNKNOWN -> "unknown-stock";
        };
    }
}
