package org.alwaysopen.orders.order;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;

/** Reads lists of orders, the newest first, a page at a time. Stateless. */
public final class OrderLists {
    static final String SUMMARY = """
            SELECT o.id, o.number, o.state, o.total, o.currency, o.placed_at, o.region,
                   (SELECT CAST(COALESCE(sum(l.quantity), 0) AS INT8) FROM orders.order_line l
                     WHERE l.order_id = o.id) AS units
              FROM orders.shop_order o\s""";

    static final RowMapper<Orders.Summary> SUMMARY_MAPPER = (rs, ctx) -> new Orders.Summary(
            rs.getObject("id", UUID.class),
            rs.getString("number"),
            Order.State.valueOf(rs.getString("state")),
            Money.of(rs.getLong("total"), rs.getString("currency")),
            rs.getInt("units"),
            rs.getObject("placed_at", OffsetDateTime.class).toInstant(),
            new Region(rs.getString("region")));

    private OrderLists() {}

    /** A checkout that came to nothing is no order of the shopper's: it was told at the till. */
    static Orders.Page ofAccount(Tx tx, UUID account, Optional<Cursor> after, int limit) {
        checkLimit(limit, Orders.PAGE_MAX);
        var statement = tx.query(SUMMARY
                        + "WHERE o.account_id = :account AND (o.outcome IS NULL OR o.outcome = 'PAID')"
                        + (after.isPresent() ? " AND (o.placed_at, o.id) < (:at, :id)" : "")
                        + " ORDER BY o.placed_at DESC, o.id DESC LIMIT :limit")
                .bind("account", account)
                .bind("limit", limit + 1);
        after.ifPresent(last ->
                statement.bind("at", last.placedAt().atOffset(ZoneOffset.UTC)).bind("id", last.id()));
        return page(statement.map(SUMMARY_MAPPER).list(), limit);
    }

    /** @param found one more than fits, where there are more */
    static Orders.Page page(List<Orders.Summary> found, int limit) {
        if (found.size() <= limit) {
            return new Orders.Page(List.copyOf(found), Optional.empty());
        }
        Orders.Summary last = found.get(limit - 1);
        return new Orders.Page(
                List.copyOf(found.subList(0, limit)), Optional.of(new Cursor(last.placedAt(), last.id()).toString()));
    }

    static void checkLimit(int limit, int max) {
        if (limit < 1 || limit > max) {
            throw Problem.invalid("limit: expected 1 to " + max + ", got " + limit)
                    .exception();
        }
    }
}
