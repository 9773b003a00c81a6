package org.alwaysopen.orders.aftersale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.orders.aftersale.OrderChanges.Moved;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;

/** Goal: whatever was shipped of whatever order, what it keeps costing and what goes back are its total, and neither is negative. */
class PlansTest {
    private static final Currency USD = Currency.getInstance("USD");

    @Property
    void whatWasShippedAndWhatGoesBackSumToTheOrder(@ForAll @LongRange(min = 0) long seed) {
        Random random = new Random(seed);
        Order order = order(random);
        Map<Integer, Moved> shipped = new HashMap<>();
        order.lines().forEach(line -> shipped.put(line.position(), new Moved(random.nextInt(line.quantity() + 1), 0)));

        Plan plan = Plans.shippedOnly(order, shipped, "sold out");

        assertThat(plan.difference()).isNotPositive();
        assertThat(plan.total() - plan.difference()).isEqualTo(order.total().minorUnits());
        assertThat(plan.total())
                .isEqualTo(plan.subtotal()
                        - plan.discount()
                        + order.shipping().minorUnits()
                        + (plan.taxIncluded() ? 0 : plan.tax()));
        assertThat(plan.total()).isNotNegative();
        assertThat(plan.lines()).allSatisfy(line -> {
            assertThat(line.discount()).isBetween(0L, line.price() * line.quantity());
            assertThat(line.tax()).isNotNegative();
            assertThat(line.quantity()).isEqualTo(shipped.get(line.position()).shipped());
        });
        int sold = order.lines().stream().mapToInt(Order.Line::quantity).sum();
        int kept = plan.lines().stream().mapToInt(Plan.Planned::quantity).sum();
        int back = plan.puts().stream().mapToInt(Plan.Units::quantity).sum();
        assertThat(kept + back).isEqualTo(sold);
    }

    private static Order order(Random random) {
        List<Order.Line> lines = new ArrayList<>();
        long subtotal = 0;
        long discount = 0;
        long tax = random.nextInt(500); // of the shipping
        int count = 1 + random.nextInt(4);
        for (int position = 1; position <= count; position++) {
            int quantity = 1 + random.nextInt(7);
            long price = random.nextInt(10_000);
            long whole = price * quantity;
            long off = (long) (random.nextDouble() * (whole + 1));
            long taxed = random.nextInt(2_000);
            lines.add(new Order.Line(
                    position,
                    new Sku("SKU-" + position),
                    "Thing",
                    quantity,
                    usd(price),
                    usd(whole),
                    usd(off),
                    usd(taxed)));
            subtotal += whole;
            discount += off;
            tax += taxed;
        }
        boolean included = random.nextBoolean();
        long shipping = random.nextInt(2_000);
        return new Order(
                UUID.randomUUID(),
                "AO-TEST",
                Order.State.PARTLY_SHIPPED,
                lines,
                usd(subtotal),
                usd(discount),
                usd(shipping),
                usd(tax),
                usd(subtotal - discount + shipping + (included ? 0 : tax)),
                included,
                "ada@example.com",
                new Address("Ada", "1 Main St", null, "Albany", "NY", "12207", "US"),
                new ShippingOption("standard", "Standard", usd(shipping), "soon"),
                Instant.EPOCH,
                new Region("aws-us-east-1"),
                UUID.randomUUID(),
                new Order.Payment(UUID.randomUUID(), Payments.State.CAPTURED, Optional.empty()),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static Money usd(long cents) {
        return new Money(cents, USD);
    }
}
