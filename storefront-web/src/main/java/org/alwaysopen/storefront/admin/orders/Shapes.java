package org.alwaysopen.storefront.admin.orders;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.MerchantOrders.Received;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.platform.Money;
import org.alwaysopen.storefront.api.Shapes.OrderShape;

/** What merchants' programs send and get, member by member. More members may come; these stay as they are. */
public final class Shapes {
    private Shapes() {}

    public record Reason(String reason) {}

    public record ParcelShape(List<Part> lines, String carrier, String trackingNumber) {}

    public record Wish(List<Part> lines, String reason) {}

    public record AdditionShape(String sku, Integer quantity) {}

    public record ReceiptShape(
            String warehouse,
            List<Received> lines,
            Money refund,
            List<AdditionShape> replacements,
            String paymentToken) {}

    public record EditShape(
            List<Part> lines, List<AdditionShape> additions, Address address, String reason, String paymentToken) {}

    public record RefundOrder(Money amount, String reason) {}

    public record Note(String text) {}

    public record Parcels(List<MerchantOrders.Fulfilment> parcels) {}

    /** @param problem null when it is shipped */
    public record FulfilledShape(String order, UUID orderId, boolean shipped, String problem) {
        static FulfilledShape of(MerchantOrders.Fulfilled one) {
            return new FulfilledShape(
                    one.order(),
                    one.orderId().orElse(null),
                    one.problem().isEmpty(),
                    one.problem().orElse(null));
        }
    }

    public record SummaryShape(
            UUID id, String number, String state, Money total, int units, Instant placedAt, String region) {
        public static SummaryShape of(Orders.Summary order) {
            return new SummaryShape(
                    order.id(),
                    order.number(),
                    order.state().name(),
                    order.total(),
                    order.units(),
                    order.placedAt(),
                    order.region().name());
        }
    }

    public record RefundShape(
            UUID id,
            String kind,
            String state,
            Money amount,
            String reason,
            String requestedBy,
            String lastError,
            Instant at) {
        static RefundShape of(MerchantOrders.Refund refund) {
            return new RefundShape(
                    refund.id(),
                    refund.kind().name(),
                    refund.state().name(),
                    refund.amount(),
                    refund.reason(),
                    refund.requestedBy(),
                    refund.lastError().orElse(null),
                    refund.at());
        }
    }

    public record ChargeShape(UUID id, UUID paymentId, String state, Money amount, String reason, Instant at) {
        static ChargeShape of(MerchantOrders.Charge charge) {
            return new ChargeShape(
                    charge.id(),
                    charge.paymentId(),
                    charge.state().name(),
                    charge.amount(),
                    charge.reason().orElse(null),
                    charge.at());
        }
    }

    /** @param account null for a guest's order */
    public record DetailShape(
            OrderShape order,
            long version,
            UUID account,
            List<MerchantOrders.Progress> lines,
            List<MerchantOrders.Shipment> shipments,
            List<MerchantOrders.Return> returns,
            List<RefundShape> refunds,
            List<ChargeShape> differences,
            Money paid,
            Money refunded,
            Money refundable,
            List<MerchantOrders.Moment> timeline) {
        public static DetailShape of(MerchantOrders.Detail detail) {
            return new DetailShape(
                    OrderShape.of(detail.order()),
                    detail.version(),
                    detail.account().orElse(null),
                    detail.lines(),
                    detail.shipments(),
                    detail.returns(),
                    detail.refunds().stream().map(RefundShape::of).toList(),
                    detail.charges().stream().map(ChargeShape::of).toList(),
                    detail.paid(),
                    detail.refunded(),
                    detail.refundable(),
                    detail.timeline());
        }
    }
}
