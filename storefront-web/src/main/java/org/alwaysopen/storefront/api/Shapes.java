package org.alwaysopen.storefront.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.ShippingOption;
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
            List<NoticeShape> notices) {
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
                    cart.notices().stream().map(NoticeShape::of).toList());
        }
    }

    /** @param kind {@code price-changed}, {@code no-longer-sold} or {@code short-of-stock} */
    public record NoticeShape(String kind, String sku, Money was, Money now, Integer wanted, Integer available) {
        static NoticeShape of(Cart.Notice notice) {
            String sku = notice.sku().code();
            if (notice instanceof Cart.Notice.PriceChanged changed) {
                return new NoticeShape("price-changed", sku, changed.was(), changed.now(), null, null);
            }
            if (notice instanceof Cart.Notice.ShortOfStock shortage) {
                return new NoticeShape("short-of-stock", sku, null, null, shortage.wanted(), shortage.available());
            }
            return new NoticeShape("no-longer-sold", sku, null, null, null, null);
        }
    }

    public record PaymentShape(String state, String declineReason) {}

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
            PaymentShape payment) {
        static OrderShape of(Order order) {
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
                    new PaymentShape(
                            order.payment().state().name(),
                            order.payment().declineReason().orElse(null)));
        }
    }
}
