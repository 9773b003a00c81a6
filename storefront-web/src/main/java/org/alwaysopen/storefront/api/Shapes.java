package org.alwaysopen.storefront.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Money;
import org.alwaysopen.storefront.catalogue.Product;
import org.alwaysopen.storefront.stock.StockLabel;

/** What the API says, member by member. More members may come; these stay as they are. */
public final class Shapes {
    private Shapes() {}

    /** @param next the cursor of the next page, or null when this is the last */
    public record Page<T>(List<T> items, String next) {}

    public record ProductShape(
            String slug, String name, String description, String category, String image, List<VariantShape> variants) {
        static ProductShape of(Product product, Map<Sku, StockLabel> stock) {
            return new ProductShape(
                    product.slug(),
                    product.name(),
                    product.description(),
                    product.category(),
                    product.image(),
                    product.variants().stream()
                            .map(variant -> new VariantShape(
                                    variant.sku().code(),
                                    variant.options(),
                                    variant.price(),
                                    stock.get(variant.sku()),
                                    variant.image(product.slug())))
                            .toList());
        }
    }

    public record VariantShape(
            String sku, Map<String, String> options, Money price, StockLabel availability, String image) {}

    public record CategoryShape(String slug, String name, String description) {}

    public record LineShape(String id, String sku, String name, int quantity, Money price, Money total) {}

    public record CartShape(
            UUID id,
            long version,
            String currency,
            List<LineShape> lines,
            Money subtotal,
            Money discount,
            Money shipping,
            Money tax,
            Money total,
            boolean taxIncluded,
            String email,
            Address shippingAddress,
            ShippingOption shippingOption,
            UUID orderId,
            List<NoticeShape> notices,
            List<PromotionShape> promotions,
            List<CodeShape> promotionCodes,
            List<GiftCardShape> giftCards,
            Money toPay,
            String note) {
        static CartShape of(Cart cart) {
            return new CartShape(
                    cart.id(),
                    cart.version(),
                    cart.currency().getCurrencyCode(),
                    cart.lines().stream()
                            .map(line -> new LineShape(
                                    line.id().toString(),
                                    line.sku().code(),
                                    line.name(),
                                    line.quantity(),
                                    line.price(),
                                    line.total()))
                            .toList(),
                    cart.subtotal(),
                    cart.discount(),
                    cart.shipping(),
                    cart.tax(),
                    cart.total(),
                    cart.taxIncluded(),
                    cart.email().orElse(null),
                    cart.shippingAddress().orElse(null),
                    cart.shippingOption().orElse(null),
                    cart.orderId().orElse(null),
                    cart.notices().stream().map(NoticeShape::of).toList(),
                    PromotionShape.of(cart.promotions()),
                    cart.promotionCodes().stream()
                            .map(code -> new CodeShape(code.code(), code.name(), code.applied()))
                            .toList(),
                    cart.giftCards().stream()
                            .map(card -> new GiftCardShape(card.id(), card.lastFour(), card.amount(), card.balance()))
                            .toList(),
                    cart.toPay(),
                    cart.note().orElse(null));
        }
    }

    /**
     * @param kind {@code price-changed}, {@code no-longer-sold} or {@code short-of-stock}, of a {@code sku};
     *             {@code promotion-ended}, {@code gift-card-changed}, of a {@code name}
     */
    public record NoticeShape(
            String kind, String sku, Money was, Money now, Integer wanted, Integer available, String name) {
        static NoticeShape of(Cart.Notice notice) {
            if (notice instanceof Cart.Notice.PriceChanged changed) {
                return new NoticeShape(
                        "price-changed", changed.sku().code(), changed.was(), changed.now(), null, null, null);
            }
            if (notice instanceof Cart.Notice.ShortOfStock shortage) {
                return new NoticeShape(
                        "short-of-stock",
                        shortage.sku().code(),
                        null,
                        null,
                        shortage.wanted(),
                        shortage.available(),
                        null);
            }
            if (notice instanceof Cart.Notice.PromotionEnded ended) {
                String name = ended.code() == null ? ended.name() : ended.code();
                return new NoticeShape("promotion-ended", null, null, null, null, null, name);
            }
            if (notice instanceof Cart.Notice.GiftCardChanged card) {
                return new NoticeShape("gift-card-changed", null, card.was(), card.now(), null, null, card.lastFour());
            }
            Cart.Notice.NoLongerSold gone = (Cart.Notice.NoLongerSold) notice;
            return new NoticeShape("no-longer-sold", gone.sku().code(), null, null, null, null, gone.name());
        }
    }

    /** @param code what was typed, or null: it came by itself */
    public record PromotionShape(String code, String name, Money amount) {
        static List<PromotionShape> of(List<Order.Promotion> promotions) {
            return promotions.stream()
                    .map(one -> new PromotionShape(one.code(), one.name(), one.amount()))
                    .toList();
        }
    }

    /** @param applied whether the cart fulfils its conditions now */
    public record CodeShape(String code, String name, boolean applied) {}

    /** @param amount what it pays. @param balance what it holds; null in an order */
    public record GiftCardShape(UUID id, String lastFour, Money amount, Money balance) {}

    /**
     * @param action   what the shopper has to do before it can go on, or null
     * @param transfer what the shopper has to send from a bank before it can go on, or null
     */
    public record PaymentShape(String state, String declineReason, ActionShape action, Payments.Transfer transfer) {
        static PaymentShape of(Order.Payment payment) {
            return new PaymentShape(
                    payment.state().name(),
                    payment.declineReason().orElse(null),
                    payment.challenge()
                            .map(url -> new ActionShape("redirect", url))
                            .orElse(null),
                    payment.transfer().orElse(null));
        }
    }

    /** @param type {@code redirect}: open the URL in a browser; it comes back to the shop (3-D Secure) */
    public record ActionShape(String type, String url) {}

    public record OrderShape(
            UUID id,
            String number,
            String state,
            List<LineShape> lines,
            Money subtotal,
            Money discount,
            Money shipping,
            Money tax,
            Money total,
            String email,
            Address shippingAddress,
            ShippingOption shippingOption,
            Instant placedAt,
            String region,
            UUID cartId,
            PaymentShape payment,
            List<PromotionShape> promotions,
            List<GiftCardShape> giftCards,
            Money toPay,
            String note) {
        public static OrderShape of(Order order) {
            return new OrderShape(
                    order.id(),
                    order.number(),
                    order.state().name(),
                    order.lines().stream()
                            .map(line -> new LineShape(
                                    String.valueOf(line.position()),
                                    line.sku().code(),
                                    line.name(),
                                    line.quantity(),
                                    line.price(),
                                    line.total()))
                            .toList(),
                    order.subtotal(),
                    order.discount(),
                    order.shipping(),
                    order.tax(),
                    order.total(),
                    order.email(),
                    order.shippingAddress(),
                    order.shippingOption(),
                    order.placedAt(),
                    order.region().name(),
                    order.cartId(),
                    PaymentShape.of(order.payment()),
                    PromotionShape.of(order.promotions()),
                    order.giftCards().stream()
                            .map(card -> new GiftCardShape(card.id(), card.lastFour(), card.amount(), null))
                            .toList(),
                    order.toPay(),
                    order.note().orElse(null));
        }
    }

    /** What a shopper is told of who did it: they themselves, or the shop. */
    public record MomentShape(Instant at, String by, String what, String detail) {}

    public record BackShape(String state, Money amount, String reason, Instant at) {}

    /** What became of an order after its sale, as its shopper is told. */
    public record HistoryShape(
            UUID id,
            String state,
            List<MerchantOrders.Progress> lines,
            List<MerchantOrders.Shipment> shipments,
            List<MerchantOrders.Return> returns,
            List<BackShape> refunds,
            List<MomentShape> timeline) {
        public static HistoryShape of(MerchantOrders.Detail detail) {
            return new HistoryShape(
                    detail.order().id(),
                    detail.order().state().name(),
                    detail.lines(),
                    detail.shipments(),
                    detail.returns(),
                    detail.refunds().stream()
                            .map(refund ->
                                    new BackShape(refund.state().name(), refund.amount(), refund.reason(), refund.at()))
                            .toList(),
                    detail.timeline().stream()
                            .filter(HistoryShape::isForShoppers)
                            .map(moment -> new MomentShape(
                                    moment.at(), isShopper(moment) ? "you" : "shop", moment.what(), moment.detail()))
                            .toList());
        }

        private static boolean isShopper(MerchantOrders.Moment moment) {
            return moment.actor().equals(MerchantOrders.SHOPPER);
        }

        /** Merchants' notes are for merchants. */
        private static boolean isForShoppers(MerchantOrders.Moment moment) {
            return isShopper(moment) || !moment.what().equals("note");
        }
    }
}
