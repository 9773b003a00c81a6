package org.alwaysopen.storefront.admin.orders;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.MerchantOrders;
import org.alwaysopen.orders.MerchantOrders.Addition;
import org.alwaysopen.orders.MerchantOrders.Command;
import org.alwaysopen.orders.MerchantOrders.Edit;
import org.alwaysopen.orders.MerchantOrders.Parcel;
import org.alwaysopen.orders.MerchantOrders.Receipt;
import org.alwaysopen.orders.Order;
import org.alwaysopen.orders.Orders;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.storefront.admin.orders.Shapes.AdditionShape;
import org.alwaysopen.storefront.admin.orders.Shapes.DetailShape;
import org.alwaysopen.storefront.admin.orders.Shapes.EditShape;
import org.alwaysopen.storefront.admin.orders.Shapes.FulfilledShape;
import org.alwaysopen.storefront.admin.orders.Shapes.Note;
import org.alwaysopen.storefront.admin.orders.Shapes.ParcelShape;
import org.alwaysopen.storefront.admin.orders.Shapes.Parcels;
import org.alwaysopen.storefront.admin.orders.Shapes.Reason;
import org.alwaysopen.storefront.admin.orders.Shapes.ReceiptShape;
import org.alwaysopen.storefront.admin.orders.Shapes.RefundOrder;
import org.alwaysopen.storefront.admin.orders.Shapes.SummaryShape;
import org.alwaysopen.storefront.admin.orders.Shapes.Wish;
import org.alwaysopen.storefront.api.AfterSale;
import org.alwaysopen.storefront.api.Shapes.Page;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignedIn;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Orders for merchants. Commands need an {@code Idempotency-Key}, and answer with all that is known of the order afterwards; the
 * same request again is given the same answer. 402: a difference was declined; 202: the processor did not say yes or no yet,
 * send it again.
 */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Merchant orders")
@ApplicationScoped
public class OrdersResource {
    /** Who has the operator's key, and no name. */
    private static final String OPERATOR = "operator";

    private static final int PAGE = 50;

    @Inject
    MerchantOrders orders;

    @Inject
    CurrentPerson person;

    @GET
    @Operation(
            summary = "Orders, the newest first",
            description = "Go on while there is a \"next\": a page may hold fewer than its limit, or none, when what is"
                    + " looked for is rare.")
    public Page<SummaryShape> search(
            @QueryParam("cursor") String cursor, @QueryParam("limit") String limit, @Context UriInfo uri) {
        Integer size = Inputs.wholeNumber("limit", limit);
        Orders.Page page =
                orders.search(query(uri.getQueryParameters()), Optional.ofNullable(cursor), size == null ? PAGE : size);
        return new Page<>(
                page.items().stream().map(SummaryShape::of).toList(),
                page.next().orElse(null));
    }

    /** The same orders as a list of them all, in one table; written while it is read. */
    @GET
    @Path("export")
    @Consumes(MediaType.WILDCARD)
    @Produces("text/csv")
    public Response export(@Context UriInfo uri) {
        MerchantOrders.Query query = query(uri.getQueryParameters());
        StreamingOutput all = out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            orders.exportCsv(query, writer);
            writer.flush();
        };
        return Response.ok(all, "text/csv; charset=utf-8")
                .header("Content-Disposition", "attachment; filename=\"orders.csv\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static MerchantOrders.Query query(MultivaluedMap<String, String> given) {
        return new MerchantOrders.Query(
                text(given, "number"),
                text(given, "email"),
                text(given, "sku").map(OrdersResource::sku),
                text(given, "state").map(OrdersResource::state),
                text(given, "region").map(OrdersResource::region),
                text(given, "from").map(time -> instant("from", time)),
                text(given, "until").map(time -> instant("until", time)));
    }

    private static Optional<String> text(MultivaluedMap<String, String> given, String name) {
        return Optional.ofNullable(given.getFirst(name)).filter(value -> !value.isBlank());
    }

    private static Sku sku(String code) {
        return valueOf("sku", code, Sku::new, "a SKU");
    }

    private static Region region(String name) {
        return valueOf("region", name, Region::new, "a region's name, such as aws-us-east-1");
    }

    private static Order.State state(String name) {
        return valueOf("state", name, Order.State::valueOf, "one of " + Arrays.toString(Order.State.values()));
    }

    private static <T> T valueOf(String name, String text, Function<String, T> reader, String expected) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed(name + ": expected " + expected).exception();
        }
    }

    private static Instant instant(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw Problem.malformed(name + ": expected a time such as 2026-11-21T08:00:00Z")
                    .exception();
        }
    }

    @GET
    @Path("{order}")
    public Response get(@PathParam("order") String order) {
        return Response.ok(DetailShape.of(orders.get(id(order))))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @POST
    @Path("{order}/pack")
    @Consumes(MediaType.WILDCARD)
    public Response pack(@PathParam("order") String order, @HeaderParam("Idempotency-Key") String key) {
        return AfterSale.answer(orders.pack(id(order), command("pack", order, key, "")));
    }

    @POST
    @Path("{order}/unpack")
    @Consumes(MediaType.WILDCARD)
    public Response unpack(@PathParam("order") String order, @HeaderParam("Idempotency-Key") String key) {
        return AfterSale.answer(orders.unpack(id(order), command("unpack", order, key, "")));
    }

    /** Without lines: all that is left. */
    @POST
    @Path("{order}/shipments")
    public Response ship(
            @PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, ParcelShape parcel) {
        return AfterSale.answer(orders.ship(
                id(order),
                new Parcel(parcel.lines(), parcel.carrier(), parcel.trackingNumber()),
                command("ship", order, key, parcel)));
    }

    @POST
    @Path("{order}/deliver")
    @Consumes(MediaType.WILDCARD)
    public Response deliver(@PathParam("order") String order, @HeaderParam("Idempotency-Key") String key) {
        return AfterSale.answer(orders.deliver(id(order), command("deliver", order, key, "")));
    }

    @POST
    @Path("{order}/cancel")
    public Response cancel(@PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, Reason why) {
        return AfterSale.answer(orders.cancel(id(order), why.reason(), command("cancel", order, key, why)));
    }

    /** Of a partly shipped order: what is left of it is not sent any more, and its share of the money goes back. */
    @POST
    @Path("{order}/cancel-rest")
    public Response cancelRest(
            @PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, Reason why) {
        return AfterSale.answer(orders.cancelRest(id(order), why.reason(), command("cancel rest", order, key, why)));
    }

    @POST
    @Path("{order}/returns")
    public Response requestReturn(
            @PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, Wish wish) {
        return AfterSale.answer(orders.requestReturn(
                id(order), listed(wish.lines()), wish.reason(), command("return", order, key, wish)));
    }

    @POST
    @Path("{order}/returns/{return}/refuse")
    public Response refuseReturn(
            @PathParam("order") String order,
            @PathParam("return") String back,
            @HeaderParam("Idempotency-Key") String key,
            Reason why) {
        return AfterSale.answer(orders.refuseReturn(
                id(order),
                Inputs.uuid("return", back),
                why.reason(),
                command("refuse", order, key, List.of(back, Json.write(why)))));
    }

    /** With replacements it is an exchange: the value of what came back is set against what is sent. */
    @POST
    @Path("{order}/returns/{return}/receive")
    public Response receiveReturn(
            @PathParam("order") String order,
            @PathParam("return") String back,
            @HeaderParam("Idempotency-Key") String key,
            ReceiptShape receipt) {
        return AfterSale.answer(orders.receiveReturn(
                id(order),
                Inputs.uuid("return", back),
                new Receipt(
                        Inputs.required("warehouse", "a warehouse's code", receipt.warehouse()),
                        listed(receipt.lines()),
                        Optional.ofNullable(receipt.refund()),
                        additions(receipt.replacements()),
                        Optional.ofNullable(receipt.paymentToken())),
                command("receive", order, key, List.of(back, Json.write(receipt)))));
    }

    @POST
    @Path("{order}/edits")
    public Response edit(@PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, EditShape edit) {
        return AfterSale.answer(orders.edit(
                id(order),
                new Edit(
                        listed(edit.lines()),
                        additions(edit.additions()),
                        Optional.ofNullable(edit.address()),
                        edit.reason(),
                        Optional.ofNullable(edit.paymentToken())),
                command("edit", order, key, edit)));
    }

    @POST
    @Path("{order}/refunds")
    public Response refund(
            @PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, RefundOrder refund) {
        return AfterSale.answer(orders.refund(
                id(order),
                Inputs.required("amount", "{\"amount\": \"19.90\", \"currency\": \"USD\"}", refund.amount()),
                refund.reason(),
                command("refund", order, key, refund)));
    }

    @POST
    @Path("{order}/notes")
    public Response note(@PathParam("order") String order, @HeaderParam("Idempotency-Key") String key, Note note) {
        return AfterSale.answer(orders.note(id(order), note.text(), command("note", order, key, note)));
    }

    /** What does not fit is told beside what was shipped; the same request again ships nothing twice. */
    @POST
    @Path("fulfilments")
    public Response fulfil(@HeaderParam("Idempotency-Key") String key, Parcels parcels) {
        List<FulfilledShape> done = orders.fulfil(listed(parcels.parcels()), actor(), key).stream()
                .map(FulfilledShape::of)
                .toList();
        return Response.ok(new Page<>(done, null)).build();
    }

    private static UUID id(String order) {
        return Inputs.uuid("order", order);
    }

    private static <T> List<T> listed(List<T> items) {
        if (items != null && items.stream().anyMatch(Objects::isNull)) {
            throw Problem.invalid("lines: expected objects, got null").exception();
        }
        return items == null ? List.of() : items;
    }

    private static List<Addition> additions(List<AdditionShape> shapes) {
        return listed(shapes).stream()
                .map(shape -> new Addition(
                        sku(Inputs.required("sku", "a SKU", shape.sku())),
                        Inputs.required("quantity", "a whole number", shape.quantity())))
                .toList();
    }

    private String actor() {
        return person.signedIn().map(SignedIn::mail).orElse(OPERATOR);
    }

    private Command command(String what, String order, String key, Object body) {
        Idempotency.Request once = Idempotency.Request.of("order:" + order, key, what, Json.write(body));
        return new Command(actor(), once, result -> AfterSale.render(result, DetailShape::of));
    }
}
