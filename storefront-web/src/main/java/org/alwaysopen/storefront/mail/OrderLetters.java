package org.alwaysopen.storefront.mail;

import java.text.NumberFormat;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.orders.PersonalOrders;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Money;

/**
 * The mails to shoppers: what becomes of their order, as far as they were not told at the till. English, with amounts in the
 * order's currency, written as people do where it goes to. Thread-safe.
 */
public final class OrderLetters {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final MailTemplates templates = new MailTemplates();
    private final Function<UUID, Order> orders;
    private final String publicUrl;

    /** @param publicUrl where shoppers reach the shop, without a slash at the end */
    public OrderLetters(Function<UUID, Order> orders, String publicUrl) {
        this.orders = orders;
        this.publicUrl = publicUrl;
    }

    /** @param id of the message that tells of the event. @return empty when nobody is written to about it */
    public Optional<Mail> about(UUID id, OrderEvents.Event event) {
        if (PersonalOrders.isForgotten(event.email())) {
            return Optional.empty();
        }
        if (OrderEvents.Type.AWAITING_PAYMENT.text().equals(event.type())) {
            return transfer(id, event);
        }
        if (OrderEvents.Type.PAID.text().equals(event.type())) {
            return Optional.of(confirmation(id, event));
        }
        if (OrderEvents.Type.SHIPPED.text().equals(event.type())) {
            return Optional.of(shipment(id, event));
        }
        if (OrderEvents.Type.REFUNDED.text().equals(event.type())) {
            return Optional.of(refund(id, event));
        }
        if (OrderEvents.Type.REST_CANCELLED.text().equals(event.type())) {
            return Optional.of(restCancelled(id, event));
        }
        // A checkout that fell through was told at the till, and is often tried again at once.
        boolean afterTheSale = event.detail().checkout() == null
                || Payments.TRANSFER_EXPIRED.equals(event.detail().reason());
        if (OrderEvents.Type.CANCELLED.text().equals(event.type()) && afterTheSale) {
            return Optional.of(cancellation(id, event));
        }
        return Optional.empty();
    }

    /** Empty when it is paid or given up already. */
    private Optional<Mail> transfer(UUID id, OrderEvents.Event event) {
        Order order = orders.apply(event.orderId());
        if (order.state() != Order.State.PLACED) {
            return Optional.empty();
        }
        Payments.Transfer transfer = order.payment()
                .transfer()
                .orElseThrow(() -> new IllegalStateException(
                        "order " + order.number() + " is not known yet to wait for a transfer; to be tried again"));
        String much = money(order.toPay(), locale(order));
        return Optional.of(mail(
                id,
                event,
                "Order " + order.number() + " waits for your transfer of " + much,
                "Your things are set aside for you.",
                "They leave as soon as your transfer is here. Without it, the order is cancelled by itself, and nothing is"
                        + " owed.",
                order.lines().stream()
                        .map(line -> new Letter.Row(
                                line.quantity() + " × " + line.name(), money(line.total(), locale(order))))
                        .toList(),
                List.of(new Letter.Row("To transfer", much)),
                List.of(
                        new Letter.Fact("To", List.of(transfer.account())),
                        new Letter.Fact("Reference, to be written on the transfer", List.of(transfer.reference())),
                        new Letter.Fact("Until", List.of(DAY.format(transfer.until()))),
                        goesTo(order))));
    }

    private Mail confirmation(UUID id, OrderEvents.Event event) {
        Order order = orders.apply(event.orderId());
        Locale locale = locale(order);
        List<Letter.Row> items = order.lines().stream()
                .map(line -> new Letter.Row(line.quantity() + " × " + line.name(), money(line.total(), locale)))
                .toList();
        List<Letter.Row> totals = new ArrayList<>();
        totals.add(new Letter.Row("Subtotal", money(order.subtotal(), locale)));
        if (!order.discount().isZero()) {
            totals.add(new Letter.Row("Discount", "−" + money(order.discount(), locale)));
        }
        totals.add(new Letter.Row("Shipping", order.shipping().isZero() ? "Free" : money(order.shipping(), locale)));
        totals.add(new Letter.Row(order.taxIncluded() ? "Tax (included)" : "Tax", money(order.tax(), locale)));
        for (Order.GiftCard card : order.giftCards()) {
            totals.add(new Letter.Row("Paid by gift card …" + card.lastFour(), money(card.amount(), locale)));
        }
        totals.add(new Letter.Row("Total", money(order.total(), locale)));
        return mail(
                id,
                event,
                "Order " + order.number() + " is confirmed",
                "Thank you. It is yours.",
                "Your payment went through. We write again as soon as your order is on its way.",
                items,
                totals,
                List.of(goesTo(order), shippedBy(order)));
    }

    private Mail shipment(UUID id, OrderEvents.Event event) {
        Order order = orders.apply(event.orderId());
        List<Letter.Fact> facts = new ArrayList<>();
        List<String> parcel = Stream.of(event.detail().carrier(), event.detail().trackingNumber())
                .filter(part -> part != null && !part.isBlank())
                .toList();
        if (!parcel.isEmpty()) {
            facts.add(new Letter.Fact("Carrier and tracking number", parcel));
        }
        facts.add(goesTo(order));
        boolean whole = event.state() == Order.State.SHIPPED || event.state() == Order.State.DELIVERED;
        return mail(
                id,
                event,
                whole
                        ? "Order " + event.number() + " is on its way"
                        : "Part of order " + event.number() + " is on its way",
                "It is on its way.",
                whole
                        ? "Your order has left our warehouse."
                        : "Part of your order has left our warehouse. The rest follows, and we write again.",
                goods(event),
                List.of(),
                facts);
    }

    private Mail refund(UUID id, OrderEvents.Event event) {
        Order order = orders.apply(event.orderId());
        Money amount =
                event.detail().amount() == null ? order.total() : event.detail().amount();
        String much = money(amount, locale(order));
        return mail(
                id,
                event,
                "Your refund of " + much + " for order " + event.number(),
                much + " is on its way back to you.",
                "We gave it back to the means of payment that you used. Banks take up to ten days to show it.",
                goods(event),
                List.of(new Letter.Row("Refund", much)),
                because(event));
    }

    private Mail cancellation(UUID id, OrderEvents.Event event) {
        if (Payments.TRANSFER_EXPIRED.equals(event.detail().reason())) {
            return mail(
                    id,
                    event,
                    "Order " + event.number() + " is cancelled",
                    "No transfer reached us in time.",
                    "Nothing will be sent, and nothing is owed. Should your money still be on its way, we send it back.",
                    List.of(),
                    List.of(),
                    List.of());
        }
        return mail(
                id,
                event,
                "Order " + event.number() + " is cancelled",
                "Your order is cancelled.",
                "Nothing will be sent. What was held on your card is released, and what was charged goes back to it.",
                goods(event),
                List.of(),
                because(event));
    }

    private Mail restCancelled(UUID id, OrderEvents.Event event) {
        return mail(
                id,
                event,
                "The rest of order " + event.number() + " is cancelled",
                "The rest of your order will not come.",
                "These things were not sent yet, and will not be sent. What you paid for them goes back to you.",
                goods(event),
                List.of(),
                because(event));
    }

    private Mail mail(
            UUID id,
            OrderEvents.Event event,
            String subject,
            String heading,
            String lead,
            List<Letter.Row> items,
            List<Letter.Row> totals,
            List<Letter.Fact> facts) {
        Letter letter = new Letter(
                "Order " + event.number(),
                heading,
                lead,
                items,
                totals,
                facts,
                new Letter.Link("See your order", publicUrl + "/orders/" + event.orderId()));
        return new Mail(id.toString(), event.email(), subject, templates.text(letter), templates.html(letter));
    }

    private static List<Letter.Row> goods(OrderEvents.Event event) {
        return event.detail().lines() == null
                ? List.of()
                : event.detail().lines().stream()
                        .map(goods -> new Letter.Row(goods.quantity() + " × " + goods.name(), ""))
                        .toList();
    }

    private static List<Letter.Fact> because(OrderEvents.Event event) {
        String reason = event.detail().reason();
        return reason == null || reason.isBlank() ? List.of() : List.of(new Letter.Fact("Why", List.of(reason)));
    }

    private static Letter.Fact goesTo(Order order) {
        Address to = order.shippingAddress();
        return new Letter.Fact(
                "Goes to",
                Stream.of(
                                to.name(),
                                to.line1(),
                                to.line2(),
                                to.postalCode() + " " + to.city(),
                                (to.region() == null ? "" : to.region() + " ") + to.country())
                        .filter(line -> line != null && !line.isBlank())
                        .toList());
    }

    private static Letter.Fact shippedBy(Order order) {
        return new Letter.Fact(
                "Shipping",
                List.of(order.shippingOption().name(), order.shippingOption().estimate()));
    }

    private static Locale locale(Order order) {
        try {
            return new Locale.Builder()
                    .setLanguage("en")
                    .setRegion(order.shippingAddress().country())
                    .build();
        } catch (IllformedLocaleException e) {
            return Locale.US;
        }
    }

    static String money(Money money, Locale locale) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(money.currency());
        int digits = Math.max(0, money.currency().getDefaultFractionDigits());
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(new java.math.BigDecimal(money.amount()));
    }
}
