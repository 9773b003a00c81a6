package org.alwaysopen.inventory.upkeep;

import java.time.Duration;
import java.util.List;
import org.alwaysopen.inventory.InventoryUpkeep;
import org.alwaysopen.inventory.reservation.Reserving;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;

/** All that one server does on its schedule. */
public final class ServerUpkeep implements InventoryUpkeep {
    /** Bounds a round to a second or so; the next one goes on. */
    private static final int PER_ROUND = 200;

    private final Expiry expiry;
    private final Rebalancer rebalancer;
    private final LowStock lowStock;

    public ServerUpkeep(
            Transactions transactions,
            Reserving reserving,
            SlotTable allotments,
            SlotTable stock,
            Region here,
            String server) {
        this.expiry = new Expiry(transactions, reserving, server);
        this.rebalancer = new Rebalancer(transactions, allotments, stock, here, server);
        this.lowStock = new LowStock(transactions, allotments, here);
    }

    @Override
    public int releaseExpired(int limit) {
        return expiry.releaseExpired(limit);
    }

    @Override
    public int rebalance(int limit) {
        return rebalancer.rebalance(limit);
    }

    @Override
    public int warnOfLowStock(int limit) {
        return lowStock.warn(limit);
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                new Job("inventory: expire", Duration.ofSeconds(1), () -> releaseExpired(PER_ROUND)),
                new Job("inventory: rebalance", Duration.ofMillis(500), () -> rebalance(PER_ROUND)),
                new Job("inventory: low stock", Duration.ofSeconds(2), () -> warnOfLowStock(PER_ROUND)));
    }
}
