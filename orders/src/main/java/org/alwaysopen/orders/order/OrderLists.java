package org.alwaysopen.orders.order;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** Reads lists of orders, the newest first, a page at a time. Thread-safe. */
public final class OrderLists {
    /** What an export reads at once: the whole is never in memory. */
    private static final int EXPORTED_AT_ONCE = 500;

    /** How many orders one search looks at, at most: so many take well under the time that a statement may take. */
    private static final int STRETCH = 10_000;

    private static final int UUID_LENGTH = 36;

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

    private final Transactions transactions;
    private final int stretch;

    public OrderLists(Transactions transactions) {
        this(transactions, STRETCH);
    }

    /** @param stretch how many orders one search looks at, at most */
    public OrderLists(Transactions transactions, int stretch) {
        this.transactions = transactions;
        this.stretch = stretch;
    }

    /** The id of an order that is named by its id or its number. */
    public Optional<UUID> idOf(String idOrNumber) {
        String name = idOrNumber == null ? "" : idOrNumber.strip();
        try {
            UUID id = name.length() == UUID_LENGTH ? UUID.fromString(name) : null;
            return transactions.read(
                    "order: by name",
                    tx -> tx.query("SELECT id FROM orders.shop_order WHERE "
                                    + (id == null ? "number = :number" : "id = :id"))
                            .bind("number", name.toUpperCase(Locale.ROOT))
                            .bind("id", id)
                            .mapTo(UUID.class)
                            .findOne());
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    public Orders.Page search(MerchantOrders.Query query, Optional<String> cursor, int limit) {
        return transactions.read("orders: search", tx -> {
            Optional<Cursor> end = endOfStretch(tx, query, cursor.map(Cursor::parse));
            Orders.Page page = page(
                    cursor,
                    limit,
                    (after, most) -> found(tx, SUMMARY, query, after, end, most)
                            .map(SUMMARY_MAPPER)
                            .list());
            return page.next().isPresent() ? page : new Orders.Page(page.items(), end.map(Cursor::toString));
        });
    }

    /**
     * The last order that this search looks at; empty when it comes to the end of all. There is no index by state, region or SKU:
     * one by a state would be changed by every sale (ADR 0052). So the newest orders are looked through, one stretch of them
     * at a time.
     */
    private Optional<Cursor> endOfStretch(Tx tx, MerchantOrders.Query query, Optional<Cursor> after) {
        boolean indexed = query.number().isPresent() || query.email().isPresent();
        boolean sifted = query.state().isPresent()
                || query.region().isPresent()
                || query.sku().isPresent();
        if (indexed || !sifted) {
            return Optional.empty(); // an index leads to them, or the first ones are those that are asked for
        }
        MerchantOrders.Query times = new MerchantOrders.Query(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                query.from(),
                query.until());
        return found(
                        tx,
                        "SELECT o.placed_at, o.id FROM orders.shop_order o ",
                        times,
                        after,
                        Optional.empty(),
                        1,
                        stretch)
                .map((rs, ctx) -> place(rs))
                .findOne();
    }

    private static Cursor place(ResultSet rs) throws SQLException {
        return new Cursor(rs.getObject("placed_at", OffsetDateTime.class).toInstant(), rs.getObject("id", UUID.class));
    }

    private static Query found(
            Tx tx, String select, MerchantOrders.Query query, Optional<Cursor> after, Optional<Cursor> end, int limit) {
        return found(tx, select, query, after, end, limit, 0);
    }

    private static Query found(
            Tx tx,
            String select,
            MerchantOrders.Query query,
            Optional<Cursor> after,
            Optional<Cursor> end,
            int limit,
            int offset) {
        List<String> conditions = new ArrayList<>();
        query.number().ifPresent(number -> conditions.add("o.number = :number"));
        query.email().ifPresent(email -> conditions.add("o.email IN (:email, :emailLower)"));
        query.sku()
                .ifPresent(sku -> conditions.add(
                        "EXISTS (SELECT 1 FROM orders.order_line s WHERE s.order_id = o.id AND s.sku = :sku)"));
        query.state().ifPresent(state -> conditions.add("o.state = :state"));
        query.region().ifPresent(region -> conditions.add("o.region = :region"));
        query.from().ifPresent(from -> conditions.add("o.placed_at >= :from"));
        query.until().ifPresent(until -> conditions.add("o.placed_at < :until"));
        after.ifPresent(last -> conditions.add("(o.placed_at, o.id) < (:at, :id)"));
        end.ifPresent(last -> conditions.add("(o.placed_at, o.id) >= (:endAt, :endId)"));
        Query statement = tx.query(select
                        + (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
                        + " ORDER BY o.placed_at DESC, o.id DESC LIMIT :limit OFFSET :offset")
                .bind("limit", limit)
                .bind("offset", offset);
        query.number()
                .ifPresent(number -> statement.bind("number", number.strip().toUpperCase(Locale.ROOT)));
        query.email()
                .ifPresent(email -> statement
                        .bind("email", email.strip())
                        .bind("emailLower", email.strip().toLowerCase(Locale.ROOT)));
        query.sku().ifPresent(sku -> statement.bind("sku", sku.code()));
        query.state().ifPresent(state -> statement.bind("state", state.name()));
        query.region().ifPresent(region -> statement.bind("region", region.name()));
        query.from().ifPresent(from -> statement.bind("from", from.atOffset(ZoneOffset.UTC)));
        query.until().ifPresent(until -> statement.bind("until", until.atOffset(ZoneOffset.UTC)));
        after.ifPresent(
                last -> statement.bind("at", last.at().atOffset(ZoneOffset.UTC)).bind("id", last.id()));
        end.ifPresent(last ->
                statement.bind("endAt", last.at().atOffset(ZoneOffset.UTC)).bind("endId", last.id()));
        return statement;
    }

    private static final String EXPORT = """
            SELECT o.id, o.number, o.state, o.region, o.placed_at, o.email, o.currency, o.subtotal, o.discount, o.shipping,
                   o.tax, o.total, o.address ->> 'name' AS name, o.address ->> 'country' AS country,
                   (SELECT string_agg(CAST(l.quantity AS TEXT) || ' x ' || l.sku, '; ' ORDER BY l.position)
                      FROM orders.order_line l WHERE l.order_id = o.id) AS goods
              FROM orders.shop_order o\s""";

    private static final List<String> COLUMNS = List.of(
            "number",
            "placed_at",
            "state",
            "region",
            "email",
            "name",
            "country",
            "currency",
            "subtotal",
            "discount",
            "shipping",
            "tax",
            "total",
            "goods",
            "id");

    private record Exported(Cursor place, List<String> cells) {}

    private record ExportedPage(List<Exported> orders, Optional<Cursor> next) {}

    /** Pages one after the other: orders that are placed meanwhile are newer, and stay out. */
    public void exportCsv(MerchantOrders.Query query, Appendable out) throws IOException {
        Csv.line(out, COLUMNS);
        Optional<Cursor> after = Optional.empty();
        do {
            Optional<Cursor> last = after;
            ExportedPage page = transactions.read("orders: export", tx -> exported(tx, query, last));
            for (Exported order : page.orders()) {
                Csv.line(out, order.cells());
            }
            after = page.next();
        } while (after.isPresent());
    }

    private ExportedPage exported(Tx tx, MerchantOrders.Query query, Optional<Cursor> after) {
        Optional<Cursor> end = endOfStretch(tx, query, after);
        List<Exported> orders = found(tx, EXPORT, query, after, end, EXPORTED_AT_ONCE)
                .map((rs, ctx) -> exported(rs))
                .list();
        boolean more = orders.size() == EXPORTED_AT_ONCE;
        return new ExportedPage(
                orders, more ? Optional.of(orders.get(orders.size() - 1).place()) : end);
    }

    private static Exported exported(ResultSet rs) throws SQLException {
        Currency currency = Currency.getInstance(rs.getString("currency"));
        Cursor place = place(rs);
        List<String> cells =
                new ArrayList<>(List.of(rs.getString("number"), place.at().toString()));
        for (String text : List.of("state", "region", "email", "name", "country", "currency")) {
            cells.add(rs.getString(text));
        }
        for (String amount : List.of("subtotal", "discount", "shipping", "tax", "total")) {
            cells.add(new Money(rs.getLong(amount), currency).amount());
        }
        cells.add(rs.getString("goods"));
        cells.add(place.id().toString());
        return new Exported(place, cells);
    }

    /** A checkout that came to nothing is no order of the shopper's: it was told at the till. */
    static Orders.Page ofAccount(Tx tx, UUID account, Optional<String> cursor, int limit) {
        return page(cursor, limit, (after, most) -> {
            var statement = tx.query(SUMMARY
                            + "WHERE o.account_id = :account AND (o.outcome IS NULL OR o.outcome = 'PAID')"
                            + (after.isPresent() ? " AND (o.placed_at, o.id) < (:at, :id)" : "")
                            + " ORDER BY o.placed_at DESC, o.id DESC LIMIT :limit")
                    .bind("account", account)
                    .bind("limit", most);
            after.ifPresent(last ->
                    statement.bind("at", last.at().atOffset(ZoneOffset.UTC)).bind("id", last.id()));
            return statement.map(SUMMARY_MAPPER).list();
        });
    }

    private static Orders.Page page(Optional<String> cursor, int limit, Cursor.Reader<Orders.Summary> reader) {
        return Cursor.page(
                cursor,
                limit,
                Orders.PAGE_MAX,
                reader,
                order -> new Cursor(order.placedAt(), order.id()),
                Orders.Page::new);
    }
}
