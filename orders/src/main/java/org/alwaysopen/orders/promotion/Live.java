package org.alwaysopen.orders.promotion;

import org.alwaysopen.orders.pricing.Offered;

/**
 * A promotion that can be used now, with its limits.
 *
 * @param usesMax            null: no limit
 * @param usesPerCustomerMax null: no limit
 */
public record Live(Offered offered, Long usesMax, Integer usesPerCustomerMax) {}
