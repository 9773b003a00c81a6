package org.alwaysopen.storefront.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
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
}
