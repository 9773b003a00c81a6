package org.alwaysopen.storefront.admin.promotions;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Promotions;
import org.alwaysopen.orders.Promotions.Draft;
import org.alwaysopen.orders.Promotions.Kind;
import org.alwaysopen.orders.Promotions.Promotion;
import org.alwaysopen.orders.Promotions.Terms;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.http.Percents;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Promotions for merchants: made, looked at, disabled; never changed. Making one needs an {@code Idempotency-Key}. */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/promotions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Merchant: promotions")
@ApplicationScoped
public class PromotionsResource {
    @Inject
    Promotions promotions;

    /**
     * @param code     what shoppers type; left out: automatic
     * @param kind     {@code PERCENTAGE}, {@code AMOUNT}, {@code FREE_SHIPPING} or {@code BUY_X_GET_Y}
     * @param percent  such as 12.5; for {@code BUY_X_GET_Y} off the units that are given, and 100 when it is left out
     * @param amounts  for {@code AMOUNT}, one for each currency in which it is to hold
     * @param minimum  what the goods must cost at least, one for each currency in which it is to hold
     * @param stackable left out: it stands alone
     */
    public record Wanted(
            String code,
            String name,
            String kind,
            BigDecimal percent,
            List<Money> amounts,
            Integer buy,
            Integer get,
            List<Money> minimum,
            List<String> skus,
            List<String> products,
            List<String> categories,
            Boolean stackable,
            Instant startsAt,
            Instant endsAt,
            Long usesMax,
            Integer usesPerCustomerMax) {}

    /** As it is shown: what is null does not hold for it. */
    public record Shape(
            UUID id,
            String code,
            String name,
            String kind,
            BigDecimal percent,
            List<Money> amounts,
            Integer buy,
            Integer get,
            List<Money> minimum,
            List<String> skus,
            List<String> products,
            List<String> categories,
            boolean stackable,
            Instant startsAt,
            Instant endsAt,
            Long usesMax,
            Integer usesPerCustomerMax,
            boolean active,
            long uses,
            Long left,
            Instant createdAt,
            Instant disabledAt) {
        static Shape of(Promotion p) {
            Terms terms = p.terms();
            return new Shape(
                    p.id(),
                    p.code().orElse(null),
                    p.name(),
                    terms.kind().name(),
                    terms.percentPpm() == null ? null : Percents.of(terms.percentPpm()),
                    money(terms.amounts()),
                    terms.buy(),
                    terms.get(),
                    money(terms.minimum()),
                    terms.skus(),
                    terms.products(),
                    terms.categories(),
                    p.stackable(),
                    p.startsAt(),
                    p.endsAt().orElse(null),
                    p.usesMax().orElse(null),
                    p.usesPerCustomerMax().orElse(null),
                    p.active(),
                    p.uses(),
                    p.left().orElse(null),
                    p.createdAt(),
                    p.disabledAt().orElse(null));
        }
    }

    @POST
    @Operation(summary = "Make a promotion")
    public Response create(@HeaderParam("Idempotency-Key") String key, Wanted wanted) {
        Draft draft = new Draft(
                Optional.ofNullable(wanted.code()),
                wanted.name(),
                terms(wanted),
                Boolean.TRUE.equals(wanted.stackable()),
                Optional.ofNullable(wanted.startsAt()),
                Optional.ofNullable(wanted.endsAt()),
                Optional.ofNullable(wanted.usesMax()),
                Optional.ofNullable(wanted.usesPerCustomerMax()));
        Promotion made = promotions.create(
                draft, Optional.of(Idempotency.Request.of("admin.promotion", key, Json.write(wanted))));
        return Response.created(URI.create("/admin/api/v1/promotions/" + made.id()))
                .entity(Shape.of(made))
                .build();
    }

    @GET
    @Operation(summary = "List promotions, the newest first", description = "Follow \"next\" as the cursor.")
    public Map<String, Object> list(
            @QueryParam("cursor") String cursor, @QueryParam("limit") @DefaultValue("25") String limit) {
        Promotions.Page page = promotions.list(Optional.ofNullable(cursor), Inputs.wholeNumber("limit", limit));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("items", page.items().stream().map(Shape::of).toList());
        shown.put("next", page.next().orElse(null));
        return shown;
    }

    @GET
    @Path("{id}")
    public Shape get(@PathParam("id") String id) {
        return Shape.of(promotions.get(Inputs.uuid("id", id)));
    }

    @POST
    @Path("{id}/disable")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "End a promotion now; orders that have it keep it")
    public Shape disable(@PathParam("id") String id) {
        return Shape.of(promotions.disable(Inputs.uuid("id", id)));
    }

    private static Terms terms(Wanted wanted) {
        Kind kind = Arrays.stream(Kind.values())
                .filter(k -> k.name().equals(wanted.kind()))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("kind: expected one of " + Arrays.toString(Kind.values()))
                        .exception());
        BigDecimal percent =
                wanted.percent() == null && kind == Kind.BUY_X_GET_Y ? BigDecimal.valueOf(100) : wanted.percent();
        return new Terms(
                kind,
                percent == null ? null : Percents.ppm(percent),
                byCurrency("amounts", wanted.amounts()),
                wanted.buy(),
                wanted.get(),
                byCurrency("minimum", wanted.minimum()),
                whole("skus", wanted.skus()),
                whole("products", wanted.products()),
                whole("categories", wanted.categories()));
    }

    private static Map<String, Long> byCurrency(String name, List<Money> amounts) {
        Map<String, Long> byCurrency = new LinkedHashMap<>();
        for (Money amount : whole(name, amounts)) {
            if (byCurrency.put(amount.currency().getCurrencyCode(), amount.minorUnits()) != null) {
                throw Problem.invalid(name + ": expected one amount for each currency, got two in " + amount.currency())
                        .exception();
            }
        }
        return byCurrency;
    }

    private static <T> List<T> whole(String name, List<T> list) {
        if (list == null) {
            return List.of();
        }
        if (list.contains(null)) {
            throw Problem.invalid(name + ": expected a list without null").exception();
        }
        return list;
    }

    private static List<Money> money(Map<String, Long> byCurrency) {
        return byCurrency.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(amount -> new Money(amount.getValue(), Currency.getInstance(amount.getKey())))
                .toList();
    }
}
