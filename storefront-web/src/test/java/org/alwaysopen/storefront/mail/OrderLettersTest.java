package org.alwaysopen.storefront.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.OrderEvents;
import org.alwaysopen.platform.Money;
import org.junit.jupiter.api.Test;

class OrderLettersTest {
    @Test
    void amountsAreWrittenAsPeopleDoWhereTheOrderGoes() {
        assertThat(OrderLetters.money(Money.of(129_900, "USD"), new Locale("en", "US")))
                .isEqualTo("$1,299.00");
        assertThat(OrderLetters.money(Money.of(129_900, "EUR"), new Locale("en", "DE"))
                        .replace('\u00a0', ' '))
                .isEqualTo("1.299,00 €");
        assertThat(OrderLetters.money(Money.of(1_299, "JPY"), new Locale("en", "JP")))
                .contains("1,299")
                .doesNotContain(".");
    }

    /** A refund may be confirmed after the person has asked to be forgotten. */
    @Test
    void nobodyWritesToWhoWasForgotten() {
        OrderLetters letters = new OrderLetters(
                id -> {
                    throw new AssertionError("nobody has to look at the order");
                },
                "http://shop.example");
        for (OrderEvents.Type type : OrderEvents.Type.values()) {
            OrderEvents.Event event = new OrderEvents.Event(
                    type.text(),
                    UUID.randomUUID(),
                    "AO-1",
                    2,
                    Order.State.DELIVERED,
                    "erased@erased.invalid",
                    Money.of(100, "USD"),
                    "aws-us-east-1",
                    "a worker",
                    null,
                    OrderEvents.Detail.NONE);
            assertThat(letters.about(UUID.randomUUID(), event)).as(type.text()).isEmpty();
        }
    }
}
