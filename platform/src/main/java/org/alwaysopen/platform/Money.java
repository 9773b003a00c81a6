package org.alwaysopen.platform;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.regex.Pattern;

/**
 * An amount in one currency, in whole minor units (cents for USD, yen for JPY): never a floating-point number.
 *
 * <p>Sums are exact: an overflow or a mix of currencies throws instead of giving a wrong total. Immutable.
 *
 * @param minorUnits the amount in the currency's minor unit (ISO 4217); may be negative, for a refund or a difference
 * @param currency   the ISO 4217 currency
 */
public record Money(long minorUnits, Currency currency) implements Comparable<Money> {

    /** 19 digits fill 64 bits, 4 more are the most that a currency has after the point; an exponent is no amount. */
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,19}(\\.[0-9]{1,4})?");

    private static final int AMOUNT_LENGTH_MAX = 25;

    public Money {
        if (currency == null || currency.getDefaultFractionDigits() < 0) {
            throw new IllegalArgumentException("currency: expected one with minor units, got " + currency);
        }
    }

    public static Money of(long minorUnits, String currencyCode) {
        return new Money(minorUnits, Currency.getInstance(currencyCode));
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /** Reads a decimal amount such as {@code 19.90}; refuses more digits than the currency has. */
    public static Money parse(String amount, Currency currency) {
        if (amount == null || !AMOUNT.matcher(amount).matches()) {
            throw new IllegalArgumentException("amount: expected a decimal such as 19.90, got " + shown(amount));
        }
        try {
            return new Money(
                    new BigDecimal(amount)
                            .movePointRight(currency.getDefaultFractionDigits())
                            .longValueExact(),
                    currency);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "amount: expected a decimal with at most " + currency.getDefaultFractionDigits()
                            + " digits after the point that fits into 64 bits of minor units, got " + amount,
                    e);
        }
    }

    private static String shown(String amount) {
        return amount == null || amount.length() <= AMOUNT_LENGTH_MAX
                ? amount
                : amount.substring(0, AMOUNT_LENGTH_MAX) + "...";
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(minorUnits, sameCurrency(other).minorUnits), currency);
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(minorUnits, sameCurrency(other).minorUnits), currency);
    }

    public Money times(long factor) {
        return new Money(Math.multiplyExact(minorUnits, factor), currency);
    }

    public Money negated() {
        return new Money(Math.negateExact(minorUnits), currency);
    }

    /** This amount times {@code numerator / denominator}, rounded half up to a whole minor unit, away from zero. */
    public Money timesFraction(long numerator, long denominator) {
        if (denominator <= 0) {
            throw new IllegalArgumentException("denominator: expected more than zero, got " + denominator);
        }
        BigDecimal exact = new BigDecimal(BigInteger.valueOf(minorUnits).multiply(BigInteger.valueOf(numerator)));
        return new Money(
                exact.divide(BigDecimal.valueOf(denominator), 0, RoundingMode.HALF_UP)
                        .longValueExact(),
                currency);
    }

    public boolean isZero() {
        return minorUnits == 0;
    }

    public boolean isNegative() {
        return minorUnits < 0;
    }

    /** The amount alone, with the currency's digits and a point, as in JSON: {@code 19.90}. */
    public String amount() {
        return BigDecimal.valueOf(minorUnits, currency.getDefaultFractionDigits())
                .toPlainString();
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(minorUnits, sameCurrency(other).minorUnits);
    }

    @Override
    public String toString() {
        return amount() + " " + currency.getCurrencyCode();
    }

    private Money sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currency: expected " + currency + ", got " + other.currency);
        }
        return other;
    }
}
