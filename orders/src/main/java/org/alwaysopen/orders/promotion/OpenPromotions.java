package org.alwaysopen.orders.promotion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.alwaysopen.orders.pricing.Offered;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/**
 * The promotions that a cart may have now: those that it was shown, and the automatic ones.
 *
 * <p>Which automatic promotions there are, a server remembers, and looks again every {@link #EVERY}: so a till of a shop that has none
 * asks the database nothing. What it remembers only says which rows to read; the rows decide. Who is late with it sells at
 * what was shown. Thread-safe.
 */
public final class OpenPromotions {
    /** How late a new automatic promotion may be in the carts. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final PromotionRows rows;
    private volatile List<UUID> automatic = List.of();

    public OpenPromotions(Transactions transactions, PromotionRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /** For the schedule. */
    public void look() {
        automatic = transactions.read("automatic promotions", rows::automatic);
    }

    /** Whether there is anything to ask the database for. */
    public boolean any(List<Offered> shown) {
        return !shown.isEmpty() || !automatic.isEmpty();
    }

    /** Those that hold now, in the transaction of a sale or a change: one query by their keys, or none. */
    public List<Live> live(Tx tx, List<Offered> shown) {
        Set<UUID> ids = ids(shown);
        return ids.isEmpty() ? List.of() : ordered(ids, rows.live(tx, ids));
    }

    /** Those of which something is left for this customer. */
    public List<Offered> available(Tx tx, List<Offered> shown, List<String> customers) {
        Set<UUID> ids = ids(shown);
        return ids.isEmpty()
                ? List.of()
                : ordered(ids, rows.available(tx, ids, customers)).stream()
                        .map(Live::offered)
                        .toList();
    }

    /** Those that were shown keep their places, so that equal carts stay equal. */
    private Set<UUID> ids(List<Offered> shown) {
        Set<UUID> ids = new LinkedHashSet<>();
        shown.forEach(offered -> ids.add(offered.id()));
        ids.addAll(automatic);
        return ids;
    }

    private static List<Live> ordered(Set<UUID> ids, Map<UUID, Live> found) {
        List<Live> ordered = new ArrayList<>(found.size());
        for (UUID id : ids) {
            if (found.containsKey(id)) {
                ordered.add(found.get(id));
            }
        }
        return ordered;
    }
}
