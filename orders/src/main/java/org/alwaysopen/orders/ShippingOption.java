package org.alwaysopen.orders;

import org.alwaysopen.platform.Money;

/**
 * A way to send what is in a cart to where it goes, at the price it has for this cart.
 *
 * @param id       the method's code, such as {@code standard}
 * @param estimate how long it takes, in words: {@code 3 to 5 days}
 */
public record ShippingOption(String id, String name, Money price, String estimate) {}
