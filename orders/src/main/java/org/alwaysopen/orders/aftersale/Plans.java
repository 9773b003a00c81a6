package org.alwaysopen.orders.aftersale;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.MerchantOrders.Addition;
import org.alwaysopen.orders.MerchantOrders.Edit;
import org.alwaysopen.orders.MerchantOrders.Part;
import org.alwaysopen.orders.Offers;
import org.alwaysopen.orders.Offers.Offer;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.aftersale.Plan.Planned;
import org.alwaysopen.orders.aftersale.Plan.Units;
import org.alwaysopen.orders.pricing.Destinations;
import org.alwaysopen.orders.pricing.TaxTerms;
import org.alwaysopen.orders.pricing.Terms;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Tx;

/**
 * Works out what an order costs after a change. Lines that stay as they were keep their price, discount and tax; a line that gets
 * smaller keeps its share of the discount; what is added costs what it costs today. The shipping is paid for, and stays.
 */
public final class Plans {
    private final Offers offers;
    private final Destinations destinations;

    public Plans(Offers offers, Destinations destinations) {
        this.offers = offers;
        this.destinations = destinations;
    }

    Plan edit(Tx tx, Order order, Edit edit) {
        Address address = edit.address().map(Address::checked).orElse(order.shippingAddress());
        Terms terms = destinations.find(tx, address, order.total().currency());
        boolean possible = terms.rates().stream()
                .anyMatch(rate -> rate.method().equals(order.shippingOption().id()));
        if (!address.equals(order.shippingAddress()) && !possible) {
            throw Problem.invalid("address: " + order.shippingOption().name() + " does not go there. Cancel the order,"
                            + " and let it be placed anew")
                    .exception();
        }
        boolean taxAnew =
                !address.equals(order.shippingAddress()) || terms.tax().included() != order.taxIncluded();
        Map<Integer, Integer> wanted = wanted(order, edit.quantities());
        List<Planned> lines = new ArrayList<>();
        List<Units> takes = new ArrayList<>();
        List<Units> puts = new ArrayList<>();
        for (Order.Line line : order.lines()) {
            int quantity = wanted.getOrDefault(line.position(), line.quantity());
            int more = quantity - line.quantity();
            if (more != 0) {
                (more > 0 ? takes : puts).add(new Units(line.sku().code(), line.name(), Math.abs(more)));
            }
            if (quantity > 0) {
                lines.add(resized(line, quantity, terms.tax(), taxAnew));
            }
        }
        add(tx, order, lines, takes, edit.additions(), terms.tax());
        if (lines.isEmpty()) {
            throw Problem.invalid("lines: nothing would be left. Cancel the order instead")
                    .exception();
        }
        Money taxOfShipping = taxAnew
                ? (terms.tax().onShipping()
                        ? terms.tax().on(order.shipping())
                        : Money.zero(order.total().currency()))
                : taxOfShipping(order);
        boolean included = taxAnew ? terms.tax().included() : order.taxIncluded();
        return sums(order, lines, taxOfShipping, included, address, takes, puts, null, edit.reason());
    }

    /** The same order with lines for what is sent instead; what came back stays in it, as returned. */
    Plan exchange(Tx tx, Order order, List<Addition> replacements, Plan.Receipt receipt, String note) {
        List<Planned> lines = new ArrayList<>();
        order.lines().forEach(line -> lines.add(asItIs(line)));
        List<Units> takes = new ArrayList<>();
        Address address = order.shippingAddress();
        TaxTerms tax = destinations.find(tx, address, order.total().currency()).tax();
        if (tax.included() != order.taxIncluded()) {
            throw Problem.conflict("exchange: prices there are told with another tax than when this was ordered."
                            + " Refund the return, and let the other goods be ordered anew")
                    .exception();
        }
        add(tx, order, lines, takes, replacements, tax);
        Plan plan =
                sums(order, lines, taxOfShipping(order), order.taxIncluded(), address, takes, List.of(), receipt, note);
        return new Plan(
                plan.lines(),
                plan.subtotal(),
                plan.discount(),
                plan.tax(),
                plan.total(),
                plan.taxIncluded(),
                address,
                takes,
                List.of(),
                withoutRounding(plan.difference() - receipt.value(), takes),
                receipt,
                note);
    }

    /**
     * The same order without what was not shipped. What was shipped keeps its share of what its line was sold for, and of its tax:
     * that and what goes back sum to the line, to the cent.
     */
    static Plan shippedOnly(Order order, Map<Integer, OrderChanges.Moved> progress, String note) {
        List<Planned> lines = new ArrayList<>();
        List<Units> puts = new ArrayList<>();
        for (Order.Line line : order.lines()) {
            int shipped = progress.get(line.position()).shipped();
            int left = line.quantity() - shipped;
            if (left > 0) {
                puts.add(new Units(line.sku().code(), line.name(), left));
            }
            if (shipped > 0) {
                Money sold = line.total().minus(line.discount()).timesFraction(shipped, line.quantity());
                Money discount = line.price().times(shipped).minus(sold);
                lines.add(planned(line, shipped, discount, line.tax().timesFraction(shipped, line.quantity())));
            }
        }
        return sums(
                order,
                lines,
                taxOfShipping(order),
                order.taxIncluded(),
                order.shippingAddress(),
                List.of(),
                puts,
                null,
                note);
    }

    /**
     * A unit of three may be worth a cent less than the next one costs, because tax is rounded by lines: nobody is charged for
     * that.
     */
    private static long withoutRounding(long difference, List<Units> takes) {
        long cents = takes.stream().mapToLong(Units::quantity).sum();
        return difference > 0 && difference <= cents ? 0 : difference;
    }

    private static Map<Integer, Integer> wanted(Order order, List<Part> quantities) {
        Map<Integer, Integer> wanted = new HashMap<>();
        for (Part part : quantities) {
            boolean there = order.lines().stream().anyMatch(line -> line.position() == part.position());
            if (!there) {
                throw Problem.invalid("line: the order has none at position " + part.position())
                        .exception();
            }
            if (part.quantity() < 0 || part.quantity() > Carts.UNITS_PER_LINE_MAX) {
                throw Problem.invalid(
                                "quantity: expected 0 to " + Carts.UNITS_PER_LINE_MAX + ", got " + part.quantity())
                        .exception();
            }
            if (wanted.put(part.position(), part.quantity()) != null) {
                throw Problem.invalid("line " + part.position() + ": expected it once, got it twice")
                        .exception();
            }
        }
        return wanted;
    }

    private static Planned asItIs(Order.Line line) {
        return planned(line, line.quantity(), line.discount(), line.tax());
    }

    private static Planned resized(Order.Line line, int quantity, TaxTerms terms, boolean taxAnew) {
        if (quantity == line.quantity() && !taxAnew) {
            return asItIs(line);
        }
        Money whole = line.price().times(quantity);
        // What a promotion gave is given per unit sold: of more units than it was given for, it is not more.
        Money share = quantity >= line.quantity()
                ? line.discount()
                : line.discount().timesFraction(quantity, line.quantity());
        return planned(line, quantity, share, terms.on(whole.minus(share)));
    }

    private static Planned planned(Order.Line line, int quantity, Money discount, Money tax) {
        return new Planned(
                line.position(),
                line.sku().code(),
                line.name(),
                quantity,
                line.price().minorUnits(),
                discount.minorUnits(),
                tax.minorUnits());
    }

    private void add(
            Tx tx, Order order, List<Planned> lines, List<Units> takes, List<Addition> additions, TaxTerms terms) {
        if (additions.isEmpty()) {
            return;
        }
        if (lines.size() + additions.size() > Carts.LINES_MAX) {
            throw Problem.invalid("lines: an order holds at most " + Carts.LINES_MAX)
                    .exception();
        }
        Map<Sku, Offer> found = offers.find(
                tx,
                new TreeSet<>(additions.stream().map(Addition::sku).toList()),
                order.total().currency());
        int position =
                order.lines().stream().mapToInt(Order.Line::position).max().orElse(0);
        for (Addition addition : additions) {
            Offer offer = found.get(addition.sku());
            if (offer == null) {
                throw Problem.invalid("sku: there is nothing for sale with the code " + addition.sku())
                        .exception();
            }
            if (addition.quantity() < 1 || addition.quantity() > Carts.UNITS_PER_LINE_MAX) {
                throw Problem.invalid(
                                "quantity: expected 1 to " + Carts.UNITS_PER_LINE_MAX + ", got " + addition.quantity())
                        .exception();
            }
            Money whole = offer.price().times(addition.quantity());
            lines.add(new Planned(
                    ++position,
                    addition.sku().code(),
                    offer.name(),
                    addition.quantity(),
                    offer.price().minorUnits(),
                    0,
                    terms.on(whole).minorUnits()));
            takes.add(new Units(addition.sku().code(), offer.name(), addition.quantity()));
        }
    }

    /** What of an order's tax is not of a line. */
    static Money taxOfShipping(Order order) {
        Money rest = order.tax();
        for (Order.Line line : order.lines()) {
            rest = rest.minus(line.tax());
        }
        return rest;
    }

    private static Plan sums(
            Order order,
            List<Planned> lines,
            Money taxOfShipping,
            boolean included,
            Address address,
            List<Units> takes,
            List<Units> puts,
            Plan.Receipt receipt,
            String note) {
        long subtotal = 0;
        long discount = 0;
        long tax = taxOfShipping.minorUnits();
        for (Planned line : lines) {
            subtotal = Math.addExact(subtotal, Math.multiplyExact(line.price(), (long) line.quantity()));
            discount = Math.addExact(discount, line.discount());
            tax = Math.addExact(tax, line.tax());
        }
        long total = subtotal - discount + order.shipping().minorUnits() + (included ? 0 : tax);
        long difference = total - order.total().minorUnits();
        return new Plan(
                lines, subtotal, discount, tax, total, included, address, takes, puts, difference, receipt, note);
    }

    /** In words: {@code 2 x A fine MUG, 1 x Filter}. */
    static String words(List<Units> units) {
        return units.stream().map(each -> each.quantity() + " x " + each.name()).collect(Collectors.joining(", "));
    }
}
