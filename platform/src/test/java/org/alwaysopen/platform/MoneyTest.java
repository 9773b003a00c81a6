package org.alwaysopen.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: money is exact or an exception, never wrong. Method: properties over random amounts, small, huge and at the edges,
 * compared with arithmetic that cannot overflow. A failing run prints its seed; -Dseed=... replays it.
 */
class MoneyTest {
    private static final List<Currency> CURRENCIES = List.of("USD", "EUR", "JPY", "BHD").stream()
            .map(Currency::getInstance)
            .toList();
    private static final long[] EDGES = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, 99, 100, -100};

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @Test
    void anAmountReadsBackAsItWasWritten() {
        forManyAmounts(money -> {
            assertThat(Money.parse(money.amount(), money.currency())).isEqualTo(money);
            assertThat(money.amount()).matches("-?\\d+(\\.\\d{2,3})?");
        });
    }

    @Test
    void sumsAreExactOrRefused() {
        forManyAmounts(a -> {
            Money b = new Money(anyLong(), a.currency());
            BigInteger sum = BigInteger.valueOf(a.minorUnits()).add(BigInteger.valueOf(b.minorUnits()));
            if (sum.bitLength() < 64) {
                assertThat(a.plus(b).minorUnits()).isEqualTo(sum.longValueExact());
                assertThat(a.plus(b).minus(b)).isEqualTo(a);
                assertThat(a.plus(b)).isEqualTo(b.plus(a));
            } else {
                assertThatThrownBy(() -> a.plus(b)).isInstanceOf(ArithmeticException.class);
            }
        });
    }

    @Test
    void productsAreExactOrRefused() {
        forManyAmounts(a -> {
            long factor = anyLong();
            BigInteger product = BigInteger.valueOf(a.minorUnits()).multiply(BigInteger.valueOf(factor));
            if (product.bitLength() < 64) {
                assertThat(a.times(factor).minorUnits()).isEqualTo(product.longValueExact());
            } else {
                assertThatThrownBy(() -> a.times(factor)).isInstanceOf(ArithmeticException.class);
            }
        });
    }

    @Test
    void aFractionIsOffByHalfAMinorUnitAtMostAndTheSameOnBothSidesOfZero() {
        forManyAmounts(any -> {
            Money a = new Money(any.minorUnits() / 10_000, any.currency());
            long denominator = 1 + random.nextInt(10_000);
            long numerator = random.nextInt(10_000);
            Money part = a.timesFraction(numerator, denominator);
            BigInteger error = BigInteger.valueOf(part.minorUnits())
                    .multiply(BigInteger.valueOf(denominator))
                    .subtract(BigInteger.valueOf(a.minorUnits()).multiply(BigInteger.valueOf(numerator)));
            assertThat(error.abs().shiftLeft(1)).isLessThanOrEqualTo(BigInteger.valueOf(denominator));
            assertThat(a.negated().timesFraction(numerator, denominator)).isEqualTo(part.negated());
        });
    }

    @Test
    void orderIsThatOfTheAmounts() {
        forManyAmounts(a -> {
            Money b = new Money(anyLong(), a.currency());
            assertThat(Integer.signum(a.compareTo(b)))
                    .isEqualTo(new BigDecimal(a.amount()).compareTo(new BigDecimal(b.amount())));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "19.90, USD, 1990",
        "19.9, USD, 1990",
        "19, USD, 1900",
        "-0.01, EUR, -1",
        "500, JPY, 500",
        "1.234, BHD, 1234",
        "92233720368547758.07, USD, 9223372036854775807"
    })
    void parses(String amount, String currency, long minorUnits) {
        assertThat(Money.parse(amount, Currency.getInstance(currency))).isEqualTo(Money.of(minorUnits, currency));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "+1",
                "1e2",
                "1E-2",
                ".5",
                "5.",
                "1,50",
                "0x10",
                "NaN",
                "19.901",
                "१२",
                "--1",
                "92233720368547758.08",
                "9999999999999999999",
                "1.00000000000000000000000000000000000000000000000000000"
            })
    void refuses(String amount) {
        assertThatThrownBy(() -> Money.parse(amount, Currency.getInstance("USD")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("amount: expected");
    }

    @Test
    void currenciesDoNotMix() {
        Money dollars = Money.of(1, "USD");
        Money euros = Money.of(1, "EUR");
        assertThatThrownBy(() -> dollars.plus(euros)).hasMessage("currency: expected USD, got EUR");
        assertThatThrownBy(() -> dollars.minus(euros)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dollars.compareTo(euros)).isInstanceOf(IllegalArgumentException.class);
        assertThat(dollars).isNotEqualTo(euros);
    }

    @Test
    void whatHasNoMinorUnitIsNoMoney() {
        assertThatThrownBy(() -> new Money(1, Currency.getInstance("XAU")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Money(1, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.parse(null, Currency.getInstance("USD")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.of(1, "USD").timesFraction(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private void forManyAmounts(java.util.function.Consumer<Money> property) {
        for (int i = 0; i < 2_000; i++) {
            Money money = new Money(anyLong(), CURRENCIES.get(random.nextInt(CURRENCIES.size())));
            try {
                property.accept(money);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with " + money + ", -Dseed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private long anyLong() {
        return switch (random.nextInt(3)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt(1_000_000) - 500_000;
            default -> random.nextLong();
        };
    }
}
