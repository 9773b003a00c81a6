package org.alwaysopen.orders.promotion;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Promotions;
import org.alwaysopen.orders.Promotions.Promotion;
import org.alwaysopen.orders.Promotions.Terms;
import org.alwaysopen.orders.pricing.Offered;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Tx;

/** The table of promotions: written by merchants, read at every till. Its counters are {@link PromotionUses}'s. Stateless. */
public final class PromotionRows {
    /** By the database's clock: the servers' may differ. */
    private static final String ACTIVE = """
            p.disabled_at IS NULL AND p.starts_at <= now() AND (p.ends_at IS NULL OR p.ends_at > now())""";

    private static final String USES_ARE_LEFT = """
            (p.uses_max IS NULL OR EXISTS (
                SELECT 1 FROM orders.promotion_slot s WHERE s.promotion_id = p.id AND s.available > 0))""";

    private static final String MERCHANTS_VIEW = """
            SELECT p.id, p.code, p.name, p.terms, p.stackable, p.starts_at, p.ends_at, p.uses_max,
                   p.uses_per_customer_max, p.created_at, p.disabled_at, (%s) AS active,
                   (SELECT CAST(sum(s.available) AS INT8) FROM orders.promotion_slot s WHERE s.promotion_id = p.id)
                       AS uses_left,
                   CASE WHEN p.uses_max IS NULL
                        THEN (SELECT count(*) FROM orders.promotion_use u WHERE u.promotion_id = p.id) END AS uses
              FROM orders.promotion p\s""".formatted(ACTIVE);

    void insert(Tx tx, UUID id, Promotions.Draft draft) {
        tx.update("""
                        INSERT INTO orders.promotion
                               (id, code, name, terms, stackable, starts_at, ends_at, uses_max, uses_per_customer_max)
                        VALUES (:id, :code, :name, CAST(:terms AS JSONB), :stackable, COALESCE(:startsAt, now()), :endsAt,
                                :usesMax, :perCustomerMax)""")
                .bind("id", id)
                .bind("code", draft.code().orElse(null))
                .bind("name", draft.name())
                .bind("terms", Json.write(draft.terms()))
                .bind("stackable", draft.stackable())
                .bind("startsAt", utc(draft.startsAt()))
                .bind("endsAt", utc(draft.endsAt()))
                .bind("usesMax", draft.usesMax().orElse(null))
                .bind("perCustomerMax", draft.usesPerCustomerMax().orElse(null))
                .execute();
    }

    private static OffsetDateTime utc(Optional<Instant> when) {
        return when.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    /** Those of these that can be used now, as far as time and the merchant go: their limits are decided by the taking. */
    Map<UUID, Live> live(Tx tx, Collection<UUID> ids) {
        return byId(tx, ids, List.of(), ACTIVE);
    }

    /** Those of these of which there is something left for these customers. To be shown, and to refuse by. */
    Map<UUID, Live> available(Tx tx, Collection<UUID> ids, List<String> customers) {
        return byId(tx, ids, customers, ACTIVE + " AND " + USES_ARE_LEFT + """
                 AND (p.uses_per_customer_max IS NULL OR NOT EXISTS (
                     SELECT 1 FROM orders.promotion_customer c
                      WHERE c.promotion_id = p.id AND c.customer = ANY (:customers)
                        AND c.used >= p.uses_per_customer_max))""");
    }

    private static Map<UUID, Live> byId(Tx tx, Collection<UUID> ids, List<String> customers, String condition) {
        Map<UUID, Live> found = new HashMap<>();
        var query = tx.query("""
                        SELECT p.id, p.code, p.name, p.terms, p.stackable, p.uses_max, p.uses_per_customer_max
                          FROM orders.promotion p WHERE p.id = ANY (:ids) AND\s""" + condition).bindArray("ids", UUID.class, ids);
        if (condition.contains(":customers")) {
            query.bindArray("customers", String.class, customers);
        }
        query.map((rs, ctx) -> new Live(offered(rs), number(rs, "uses_max"), small(rs, "uses_per_customer_max")))
                .forEach(live -> found.put(live.offered().id(), live));
        return found;
    }

    Optional<UUID> byCode(Tx tx, String code) {
        return tx.query("SELECT id FROM orders.promotion WHERE code = :code")
                .bind("code", code)
                .mapTo(UUID.class)
                .findOne();
    }

    /** The automatic ones of now that are not used up, for the hint. */
    List<UUID> automatic(Tx tx) {
        return tx.query("SELECT p.id FROM orders.promotion p WHERE p.code IS NULL AND " + ACTIVE + " AND "
                        + USES_ARE_LEFT + " ORDER BY p.id LIMIT :limit")
                .bind("limit", Promotions.AUTOMATIC_MAX)
                .mapTo(UUID.class)
                .list();
    }

    /** Automatic ones that are not over, also those that begin later. */
    int countAutomatic(Tx tx) {
        return tx.query("""
                        SELECT count(*) FROM orders.promotion p
                         WHERE p.code IS NULL AND p.disabled_at IS NULL AND (p.ends_at IS NULL OR p.ends_at > now())""").mapTo(Integer.class).one();
    }

    Optional<Promotion> find(Tx tx, UUID id) {
        return tx.query(MERCHANTS_VIEW + "WHERE p.id = :id")
                .bind("id", id)
                .map((rs, ctx) -> promotion(rs))
                .findOne();
    }

    List<Promotion> list(Tx tx, Optional<Cursor> after, int limit) {
        var query = tx.query(MERCHANTS_VIEW
                        + (after.isPresent() ? "WHERE (p.created_at, p.id) < (:at, :id)" : "")
                        + " ORDER BY p.created_at DESC, p.id DESC LIMIT :limit")
                .bind("limit", limit);
        after.ifPresent(
                last -> query.bind("at", last.at().atOffset(ZoneOffset.UTC)).bind("id", last.id()));
        return query.map((rs, ctx) -> promotion(rs)).list();
    }

    /** @return whether there is one */
    boolean disable(Tx tx, UUID id) {
        return tx.update("UPDATE orders.promotion SET disabled_at = COALESCE(disabled_at, now()) WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    private static Offered offered(ResultSet rs) throws SQLException {
        return new Offered(
                rs.getObject("id", UUID.class),
                rs.getString("code"),
                rs.getString("name"),
                rs.getBoolean("stackable"),
                Json.read(rs.getString("terms"), Terms.class));
    }

    private static Promotion promotion(ResultSet rs) throws SQLException {
        Offered offered = offered(rs);
        Optional<Long> usesMax = Optional.ofNullable(number(rs, "uses_max"));
        Optional<Long> left = usesMax.isEmpty() ? Optional.empty() : Optional.of(rs.getLong("uses_left"));
        return new Promotion(
                offered.id(),
                Optional.ofNullable(offered.code()),
                offered.name(),
                offered.terms(),
                offered.stackable(),
                time(rs, "starts_at").orElseThrow(),
                time(rs, "ends_at"),
                usesMax,
                Optional.ofNullable(small(rs, "uses_per_customer_max")),
                rs.getBoolean("active"),
                usesMax.isEmpty() ? rs.getLong("uses") : usesMax.get() - left.get(),
                left,
                time(rs, "created_at").orElseThrow(),
                time(rs, "disabled_at"));
    }

    private static Optional<Instant> time(ResultSet rs, String column) throws SQLException {
        return Optional.ofNullable(rs.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Long number(ResultSet rs, String column) throws SQLException {
        long value = rs.getLong(column);
        return rs.wasNull() ? null : value;
    }

    private static Integer small(ResultSet rs, String column) throws SQLException {
        int value = rs.getInt(column);
        return rs.wasNull() ? null : value;
    }
}
