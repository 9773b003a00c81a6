package org.alwaysopen.inventory.upkeep;

import org.alwaysopen.inventory.InventoryUpkeep;
import org.alwaysopen.inventory.reservation.Reserving;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;

/** All that one server does on its schedule. */
public final class ServerUpkeep implements InventoryUpkeep {
    private final Expiry expiry;
    private final Rebalancer rebalancer;

    public ServerUpkeep(
            Transactions transactions,
            Reserving reserving,
            SlotTable allotments,
            SlotTable stock,
            Region here,
            String server) {
        this.expiry = new Expiry(transactions, reserving);
        this.rebalancer = new Rebalancer(transactions, allotments, stock, here, server);
    }

    @Override
    public int releaseExpired(int limit) {
        return expiry.releaseExpired(limit);
    }

    @Override
    public int rebalance(int limit) {
        return rebalancer.rebalance(limit);
    }
}
