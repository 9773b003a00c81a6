package org.alwaysopen.storefront.admin.inventory;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.StockBooks;
import org.alwaysopen.inventory.Warehouse;

/** What is sent to merchants' programs, and what they send. Members without a value are {@code null}. */
final class Shapes {
    private Shapes() {}

    record Page<T>(List<T> items, String next) {}

    record BackorderShape(String kind, Long limit, Integer shipsInDays, LocalDate shipsOn) {
        static BackorderShape of(Stock.Backorder backorder) {
            return new BackorderShape(
                    backorder.kind().name(), backorder.limit(), backorder.shipsInDays(), backorder.shipsOn());
        }
    }

    /**
     * @param onHand    per warehouse
     * @param available per region
     */
    record LevelsShape(
            String sku,
            Map<String, Long> onHand,
            Map<String, Long> available,
            long onHandTotal,
            long availableTotal,
            long reserved,
            long backordered,
            BackorderShape backorder,
            Long lowStockThreshold) {
        static LevelsShape of(Stock.Levels levels) {
            return new LevelsShape(
                    levels.sku().code(),
                    levels.onHand(),
                    levels.available(),
                    sum(levels.onHand()),
                    sum(levels.available()),
                    levels.reserved(),
                    levels.backordered(),
                    BackorderShape.of(levels.backorder()),
                    levels.lowStockThreshold().orElse(null));
        }

        private static long sum(Map<String, Long> units) {
            return units.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    record MovementShape(
            UUID id,
            Instant at,
            String sku,
            String kind,
            String warehouse,
            UUID orderId,
            long onHand,
            long available,
            long reserved,
            long sold,
            long backordered,
            String actor,
            String reason) {
        static MovementShape of(Stock.Movement movement) {
            return new MovementShape(
                    movement.id(),
                    movement.at(),
                    movement.sku().code(),
                    movement.kind().name(),
                    movement.warehouse().orElse(null),
                    movement.orderId().orElse(null),
                    movement.onHand(),
                    movement.available(),
                    movement.reserved(),
                    movement.sold(),
                    movement.backordered(),
                    movement.by().actor(),
                    movement.by().reason());
        }
    }

    record DifferenceShape(String sku, String what, String warehouse, long level, long expected) {
        static DifferenceShape of(StockBooks.Difference difference) {
            return new DifferenceShape(
                    difference.sku().code(),
                    difference.what(),
                    difference.warehouse().orElse(null),
                    difference.level(),
                    difference.expected());
        }
    }

    /** A change of units. Which members are needed depends on the change. */
    record Change(String sku, String warehouse, String from, String to, String orderId, Long units, String reason) {}

    record Threshold(Long threshold) {}

    record Components(Map<String, Integer> components) {}

    record WarehouseShape(String code, String name, String country, String region, Double latitude, Double longitude) {
        static WarehouseShape of(Warehouse warehouse) {
            return new WarehouseShape(
                    warehouse.code(),
                    warehouse.name(),
                    warehouse.country(),
                    warehouse.region(),
                    warehouse.latitude(),
                    warehouse.longitude());
        }
    }
}
