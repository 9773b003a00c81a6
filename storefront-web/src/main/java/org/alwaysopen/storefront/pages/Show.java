package org.alwaysopen.storefront.pages;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Order;
import org.alwaysopen.platform.Money;

/** How values are written for people, in templates. */
public final class Show {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int GROUP = 3;

    private Show() {}

    /** {@code $1,299.00}. */
    public static String money(Money money) {
        String amount = money.amount();
        boolean negative = amount.startsWith("-");
        String digits = negative ? amount.substring(1) : amount;
        int point = digits.indexOf('.');
        StringBuilder text = new StringBuilder(digits);
        for (int at = (point < 0 ? digits.length() : point) - GROUP; at > 0; at -= GROUP) {
            text.insert(at, ',');
        }
        return (negative ? "−" : "") + symbol(money) + text;
    }

    private static String symbol(Money money) {
        return switch (money.currency().getCurrencyCode()) {
            case "USD" -> "$";
            case "EUR" -> "€";
            default -> money.currency().getCurrencyCode() + " ";
        };
    }

    /** The names of what took something off, with commas. */
    public static String promotions(List<Order.Promotion> promotions) {
        return promotions.stream().map(Order.Promotion::name).collect(Collectors.joining(", "));
    }

    /** Where a paid order is, to its shopper. */
    public static String headline(Order.State state) {
        return switch (state) {
            case PACKED -> "It is packed.";
            case PARTLY_SHIPPED -> "A part of it is on its way.";
            case SHIPPED -> "It is on its way.";
            case DELIVERED -> "It has arrived.";
            case RETURNED -> "It came back to us.";
            default -> "Thank you. It is yours.";
        };
    }

    public static String when(Instant instant) {
        return WHEN.format(instant);
    }

    /** A key for a form: sent twice, it counts once. */
    public static String key() {
        return UUID.randomUUID().toString();
    }

    /** What the cart calls this SKU. */
    public static String nameIn(Cart cart, Sku sku) {
        return cart.lines().stream()
                .filter(line -> line.sku().equals(sku))
                .map(Cart.Line::name)
                .findFirst()
                .orElse(sku.code());
    }
}
