package org.alwaysopen.orders.aftersale;

import java.util.List;
import java.util.UUID;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.MerchantOrders.Received;

/**
 * What an order shall be after a change, worked out to the cent: all of its lines, its sums, and the units that are taken from
 * the stock or put back. It is what waits, as JSON, while a difference is paid. Amounts are minor units of the order's currency.
 *
 * @param difference what the shopper pays more; negative: what goes back to them
 * @param receipt    the return that the change belongs to; null for an edit
 * @param note       for the timeline
 */
record Plan(
        List<Planned> lines,
        long subtotal,
        long discount,
        long tax,
        long total,
        boolean taxIncluded,
        Address address,
        List<Units> takes,
        List<Units> puts,
        long difference,
        Receipt receipt,
        String note) {

    /** A line as it shall be. */
    record Planned(int position, String sku, String name, int quantity, long price, long discount, long tax) {}

    record Units(String sku, String name, int quantity) {}

    /** @param value what was paid for these units */
    record Receipt(UUID returnId, String warehouse, List<Received> lines, long value) {}

    Plan {
        lines = List.copyOf(lines);
        takes = List.copyOf(takes);
        puts = List.copyOf(puts);
    }
}
