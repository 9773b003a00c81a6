package org.alwaysopen.inventory;

import java.util.List;
import java.util.UUID;
import org.alwaysopen.inventory.journal.Books;
import org.alwaysopen.inventory.merchant.MerchantStock;
import org.alwaysopen.inventory.reservation.Bundles;
import org.alwaysopen.inventory.reservation.Reserving;
import org.alwaysopen.inventory.sheet.Sheets;
import org.alwaysopen.inventory.slot.SlotPools;
import org.alwaysopen.inventory.slot.SlotTable;
import org.alwaysopen.inventory.upkeep.ServerUpkeep;
import org.alwaysopen.inventory.warehouse.Dispatch;
import org.alwaysopen.inventory.warehouse.Warehouses;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;

/**
 * The inventory of one server, put together. Make one for each server process: its parts share what the server knows of
 * the slots in use.
 *
 * @param inventory for checkout and for pages
 * @param stock     for merchants, and for the sample catalogue
 * @param upkeep    for the server's schedule
 * @param sheets    for merchants' files
 * @param books     for {@code ./shop reconcile inventory}
 */
public record Inventories(
        Inventory inventory, Stock stock, InventoryUpkeep upkeep, StockSheets sheets, StockBooks books) {
    /** What a server does about transactions that want the same slot. */
    public enum Contention {
        /** One at a time: they wait for each other in the server. */
        HOLD_SLOTS,
        /** Nothing: they collide in the database, and try again. For comparison, in benchmarks. */
        COLLIDE
    }

    /**
     * @param here    the region of this server
     * @param regions all regions of the shop: stock that comes in is spread over them
     */
    public static Inventories create(Transactions transactions, Region here, List<Region> regions) {
        return create(transactions, here, regions, Contention.HOLD_SLOTS);
    }

    public static Inventories create(
            Transactions transactions, Region here, List<Region> regions, Contention contention) {
        if (!regions.contains(here)) {
            throw new IllegalArgumentException("region: expected one of " + regions + ", got " + here);
        }
        boolean holding = contention == Contention.HOLD_SLOTS;
        SlotTable allotments = SlotTable.allotments(new SlotPools(holding));
        SlotTable stockLevels = SlotTable.stockLevels(new SlotPools(holding));
        Warehouses warehouses = new Warehouses();
        Reserving reserving = new Reserving(allotments, new Dispatch(stockLevels, warehouses), new Bundles());
        String server = here + "/" + UUID.randomUUID();
        MerchantStock stock = new MerchantStock(transactions, regions, allotments, stockLevels, warehouses);
        return new Inventories(
                reserving,
                stock,
                new ServerUpkeep(transactions, reserving, allotments, stockLevels, here, server),
                new Sheets(transactions, stock),
                new Books(transactions, allotments, stockLevels, here));
    }
}
