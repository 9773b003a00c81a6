package org.alwaysopen.storefront.http;

import java.math.BigDecimal;
import org.alwaysopen.platform.Problem;

/** Percents as people write them, 8.875, and as we keep them: whole parts per million. */
public final class Percents {
    /** A whole percent is 10,000 parts per million. */
    private static final int DIGITS = 4;

    private Percents() {}

    public static int ppm(BigDecimal percent) {
        try {
            return percent.movePointRight(DIGITS).intValueExact();
        } catch (ArithmeticException e) {
            throw Problem.invalid("percent: expected 0 to 100, with up to " + DIGITS + " digits after the point")
                    .exception();
        }
    }

    public static BigDecimal of(int ppm) {
        BigDecimal percent = BigDecimal.valueOf(ppm, DIGITS).stripTrailingZeros();
        return percent.scale() < 0 ? percent.setScale(0) : percent; // 10, not 1E+1
    }
}
