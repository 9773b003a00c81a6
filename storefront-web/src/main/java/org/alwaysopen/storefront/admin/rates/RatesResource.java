package org.alwaysopen.storefront.admin.rates;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.alwaysopen.orders.Rates;
import org.alwaysopen.orders.Rates.Place;
import org.alwaysopen.orders.Rates.ShippingRate;
import org.alwaysopen.orders.Rates.TaxRate;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.api.Shapes.Page;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.http.Percents;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignedIn;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Tax and shipping rates for merchants. A table is set as a whole, with the version that was looked at: 409 when somebody else set
 * it meanwhile. The same {@code PUT} again changes nothing.
 */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/rates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Merchant: tax and shipping rates")
@ApplicationScoped
public class RatesResource {
    /** Who has the operator's key, and no name. */
    private static final String OPERATOR = "operator";

    @Inject
    Rates rates;

    @Inject
    CurrentPerson person;

    /** @param region left out: the whole country */
    public record TaxShape(
            String country, String region, String name, BigDecimal percent, Boolean included, Boolean onShipping) {
        static TaxShape of(TaxRate rate) {
            return new TaxShape(
                    rate.country(),
                    shown(rate.region()),
                    rate.name(),
                    Percents.of(rate.ratePpm()),
                    rate.included(),
                    rate.onShipping());
        }

        TaxRate rate() {
            return new TaxRate(
                    country,
                    kept(region),
                    name,
                    Percents.ppm(Inputs.required("percent", "a number such as 8.875", percent)),
                    Inputs.required("included", "true or false", included),
                    Inputs.required("onShipping", "true or false", onShipping));
        }
    }

    /** @param region left out: the whole country */
    public record PlaceShape(String country, String region, String zone) {
        static PlaceShape of(Place place) {
            return new PlaceShape(place.country(), shown(place.region()), place.zone());
        }

        Place place() {
            return new Place(country, kept(region), zone);
        }
    }

    /** @param totalFrom left out: whatever the goods cost. Weights are grams */
    public record ShippingShape(
            String method,
            String name,
            String estimate,
            Long weightFrom,
            Long weightBelow,
            Money totalFrom,
            Money price) {
        static ShippingShape of(ShippingRate rate) {
            return new ShippingShape(
                    rate.method(),
                    rate.name(),
                    rate.estimate(),
                    rate.weightFrom(),
                    rate.weightBelow(),
                    rate.totalFrom(),
                    rate.price());
        }

        ShippingRate rate() {
            Money costs = Inputs.required("price", "{\"amount\": \"5.95\", \"currency\": \"USD\"}", price);
            return new ShippingRate(
                    method,
                    name,
                    estimate,
                    Inputs.required("weightFrom", "grams", weightFrom),
                    Inputs.required("weightBelow", "grams", weightBelow),
                    totalFrom == null ? Money.zero(costs.currency()) : totalFrom,
                    costs);
        }
    }

    public record TaxTable(Long version, List<TaxShape> items) {}

    public record PlaceTable(Long version, List<PlaceShape> items) {}

    public record ShippingTable(Long version, List<ShippingShape> items) {}

    /** @param was the rows before. @param became the rows after */
    public record ChangeShape(
            UUID id, String table, long version, Instant at, String actor, JsonNode was, JsonNode became) {
        static ChangeShape of(Rates.Change change) {
            return new ChangeShape(
                    change.id(),
                    change.table(),
                    change.version(),
                    change.at(),
                    change.actor(),
                    Json.read(change.was(), JsonNode.class),
                    Json.read(change.became(), JsonNode.class));
        }
    }

    @GET
    @Path("tax")
    public TaxTable taxes() {
        return taxTable(rates.taxes());
    }

    @PUT
    @Path("tax")
    @Operation(summary = "Set all tax rates; the next cart in any region is reckoned by them")
    public TaxTable setTaxes(TaxTable wanted) {
        return taxTable(rates.setTaxes(all(wanted.items(), TaxShape::rate), seen(wanted.version()), actor()));
    }

    private static TaxTable taxTable(Rates.Table<TaxRate> table) {
        return new TaxTable(
                table.version(), table.rows().stream().map(TaxShape::of).toList());
    }

    @GET
    @Path("places")
    public PlaceTable places() {
        return placeTable(rates.places());
    }

    @PUT
    @Path("places")
    @Operation(summary = "Set which place is in which shipping zone; all others are in the zone \"world\"")
    public PlaceTable setPlaces(PlaceTable wanted) {
        return placeTable(rates.setPlaces(all(wanted.items(), PlaceShape::place), seen(wanted.version()), actor()));
    }

    private static PlaceTable placeTable(Rates.Table<Place> table) {
        return new PlaceTable(
                table.version(), table.rows().stream().map(PlaceShape::of).toList());
    }

    @GET
    @Path("shipping")
    @Operation(summary = "The zones that have shipping rates")
    public Page<String> zones() {
        return new Page<>(rates.zones(), null);
    }

    @GET
    @Path("shipping/{zone}")
    public ShippingTable shipping(@PathParam("zone") String zone) {
        return shippingTable(rates.shipping(zone));
    }

    @PUT
    @Path("shipping/{zone}")
    @Operation(summary = "Set what shipping to a zone costs; without items nothing is sent there")
    public ShippingTable setShipping(@PathParam("zone") String zone, ShippingTable wanted) {
        return shippingTable(
                rates.setShipping(zone, all(wanted.items(), ShippingShape::rate), seen(wanted.version()), actor()));
    }

    private static ShippingTable shippingTable(Rates.Table<ShippingRate> table) {
        return new ShippingTable(
                table.version(), table.rows().stream().map(ShippingShape::of).toList());
    }

    @GET
    @Path("changes")
    @Operation(summary = "Who changed which rates, the newest first", description = "Follow \"next\" as the cursor.")
    public Page<ChangeShape> changes(
            @QueryParam("cursor") String cursor, @QueryParam("limit") @DefaultValue("10") String limit) {
        Rates.Changes page = rates.changes(Optional.ofNullable(cursor), Inputs.wholeNumber("limit", limit));
        return new Page<>(
                page.items().stream().map(ChangeShape::of).toList(), page.next().orElse(null));
    }

    private static <S, T> List<T> all(List<S> shapes, Function<S, T> reader) {
        List<S> items = Inputs.required("items", "a list", shapes);
        if (items.stream().anyMatch(Objects::isNull)) {
            throw Problem.invalid("items: expected objects, got null").exception();
        }
        return items.stream().map(reader).toList();
    }

    private static long seen(Long version) {
        return Inputs.required("version", "the version that was looked at", version);
    }

    private static String kept(String region) {
        return region == null ? "" : region;
    }

    private static String shown(String region) {
        return region.isEmpty() ? null : region;
    }

    private String actor() {
        return person.signedIn().map(SignedIn::mail).orElse(OPERATOR);
    }
}
