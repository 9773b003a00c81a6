package org.alwaysopen.orders.pricing;

import org.alwaysopen.platform.Money;

/**
 * How tax is reckoned for one destination.
 *
 * @param ratePpm    parts per million: 8.875 % is 88,750
 * @param included   whether prices hold the tax already
 * @param onShipping whether shipping is taxed too
 */
public record TaxTerms(int ratePpm, boolean included, boolean onShipping) {
    /** Where no rate is known, none is charged; also before the destination is known. */
    public static final TaxTerms NONE = new TaxTerms(0, false, false);

    private static final int WHOLE_PPM = 1_000_000;

    /** The tax on, or inside of, this amount; rounded half up to a whole minor unit. */
    public Money on(Money amount) {
        return amount.timesFraction(ratePpm, included ? WHOLE_PPM + ratePpm : WHOLE_PPM);
    }
}
