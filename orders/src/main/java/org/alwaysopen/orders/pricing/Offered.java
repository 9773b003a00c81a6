package org.alwaysopen.orders.pricing;

import java.util.UUID;
import org.alwaysopen.orders.Promotions.Terms;

/**
 * A promotion as a cart knows it: everything that decides what it takes off, so that a cart's totals follow from its row alone.
 *
 * @param code null: automatic
 */
public record Offered(UUID id, String code, String name, boolean stackable, Terms terms) {}
