package org.alwaysopen.storefront.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.alwaysopen.storefront.mail.Letter.Fact;
import org.alwaysopen.storefront.mail.Letter.Link;
import org.alwaysopen.storefront.mail.Letter.Row;
import org.junit.jupiter.api.Test;

/** A mail's text, as a program without HTML shows it: one blank line between its parts, none where a part is missing. */
class MailTemplatesTest {
    private final MailTemplates templates = new MailTemplates();

    @Test
    void thePartsOfATextStandApart() {
        Letter letter = new Letter(
                "Order 7",
                "Thank you",
                "It is on its way.",
                List.of(new Row("2 × Oat mug", "$ 38.00"), new Row("A note", "")),
                List.of(new Row("Shipping", "$ 5.00"), new Row("Total", "$ 43.00")),
                List.of(new Fact("Goes to", List.of("Ada & Co", "1 Main St")), new Fact("Paid", List.of("by card"))),
                new Link("See it", "https://shop.example/orders/7"));
        assertThat(templates.text(letter)).isEqualTo("""
                Order 7

                Thank you

                It is on its way.

                - 2 × Oat mug: $ 38.00
                - A note

                Shipping: $ 5.00
                Total: $ 43.00

                Goes to
                  Ada & Co
                  1 Main St

                Paid
                  by card

                See it: https://shop.example/orders/7

                --
                Always Open
                """);
    }

    @Test
    void whatIsMissingLeavesNoGap() {
        Letter letter = new Letter("Order 7", "Sorry", "It was cancelled.", List.of(), List.of(), List.of(), null);
        assertThat(templates.text(letter)).isEqualTo("""
                Order 7

                Sorry

                It was cancelled.

                --
                Always Open
                """);
    }
}
