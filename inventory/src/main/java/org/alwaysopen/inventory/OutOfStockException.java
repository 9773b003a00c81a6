package org.alwaysopen.inventory;

import java.util.List;

/** Not enough is left of these SKUs. An answer, not a fault: it has no stack trace. */
public final class OutOfStockException extends RuntimeException {
    private final transient List<Shortage> shortages;

    public OutOfStockException(List<Shortage> shortages) {
        super("out of stock: " + shortages, null, false, false);
        this.shortages = List.copyOf(shortages);
    }

    public List<Shortage> shortages() {
        return shortages;
    }

    /** @param available what could have been had when it was tried */
    public record Shortage(Sku sku, int wanted, int available) {}
}
