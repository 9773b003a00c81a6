package org.alwaysopen.storefront.admin.inventory;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.alwaysopen.inventory.Inventories;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.inventory.Stock;
import org.alwaysopen.inventory.Stock.Backorder;
import org.alwaysopen.inventory.Stock.By;
import org.alwaysopen.inventory.StockBooks;
import org.alwaysopen.inventory.StockSheets;
import org.alwaysopen.inventory.Warehouse;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Idempotency.Claim;
import org.alwaysopen.platform.Idempotency.Request;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;
import org.alwaysopen.storefront.admin.inventory.Shapes.BackorderShape;
import org.alwaysopen.storefront.admin.inventory.Shapes.Change;
import org.alwaysopen.storefront.admin.inventory.Shapes.Components;
import org.alwaysopen.storefront.admin.inventory.Shapes.DifferenceShape;
import org.alwaysopen.storefront.admin.inventory.Shapes.LevelsShape;
import org.alwaysopen.storefront.admin.inventory.Shapes.MovementShape;
import org.alwaysopen.storefront.admin.inventory.Shapes.Page;
import org.alwaysopen.storefront.admin.inventory.Shapes.Threshold;
import org.alwaysopen.storefront.admin.inventory.Shapes.WarehouseShape;

/**
 * Stock for merchants: levels, receipts, counts, transfers, write-offs, the journal, files. What changes units needs an
 * {@code Idempotency-Key} and answers with the SKU's levels; {@code PUT}s set something and may be repeated as they are.
 */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/inventory")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class InventoryResource {
    /** Until merchants sign in with accounts of their own, whoever has the operator's key. */
    private static final String OPERATOR = "operator";
    /** A change is one transaction: what is still running after this is dead. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final int COMPARED_AT_ONCE = 500;

    private final Transactions transactions;
    private final Stock stock;
    private final StockSheets sheets;
    private final StockBooks books;

    /** For the server's proxies only. */
    protected InventoryResource() {
        this.transactions = null;
        this.stock = null;
        this.sheets = null;
        this.books = null;
    }

    @Inject
    public InventoryResource(Transactions transactions, Inventories inventories) {
        this.transactions = transactions;
        this.stock = inventories.stock();
        this.sheets = inventories.sheets();
        this.books = inventories.books();
    }

    @GET
    @Path("levels")
    public Page<LevelsShape> levels(
            @QueryParam("cursor") String cursor, @QueryParam("limit") @DefaultValue("50") String limit) {
        int size = Input.limit(limit);
        String after = Input.cursor(cursor);
        List<LevelsShape> items = transactions.read("admin: levels", tx -> stock.list(tx, after, size)).stream()
                .map(LevelsShape::of)
                .toList();
        return new Page<>(
                items,
                items.size() < size ? null : Input.cursorOf(items.get(size - 1).sku()));
    }

    @GET
    @Path("levels/{sku}")
    public LevelsShape level(@PathParam("sku") String code) {
        Sku sku = Input.sku(code);
        return transactions.read("admin: levels", tx -> levels(tx, sku));
    }

    private LevelsShape levels(Tx tx, Sku sku) {
        return stock.levels(tx, sku)
                .map(LevelsShape::of)
                .orElseThrow(() ->
                        Problem.notFound("sku: " + sku + " was never received").exception());
    }

    @POST
    @Path("receipts")
    public Response receive(@HeaderParam("Idempotency-Key") String key, Change change) {
        return change(
                "receive", key, change, (tx, sku, by) -> stock.receive(tx, sku, warehouse(change), units(change), by));
    }

    @POST
    @Path("adjustments")
    public Response adjust(@HeaderParam("Idempotency-Key") String key, Change change) {
        return change("adjust", key, change, (tx, sku, by) -> {
            if (units(change) == 0) {
                throw Problem.invalid("\"units\": expected more or less than 0").exception();
            }
            stock.adjust(tx, sku, warehouse(change), units(change), by);
        });
    }

    @POST
    @Path("transfers")
    public Response transfer(@HeaderParam("Idempotency-Key") String key, Change change) {
        return change(
                "transfer",
                key,
                change,
                (tx, sku, by) -> stock.transfer(
                        tx, sku, Input.text("from", change.from()), Input.text("to", change.to()), units(change), by));
    }

    @POST
    @Path("write-offs")
    public Response writeOff(@HeaderParam("Idempotency-Key") String key, Change change) {
        return change(
                "write-off",
                key,
                change,
                (tx, sku, by) -> stock.writeOff(tx, sku, warehouse(change), units(change), by));
    }

    @POST
    @Path("returns")
    public Response takeBack(@HeaderParam("Idempotency-Key") String key, Change change) {
        return change("return", key, change, (tx, sku, by) -> {
            UUID orderId = Input.uuid("orderId", change.orderId());
            long counted = stock.takeBack(tx, orderId, sku, warehouse(change), units(change), by);
            if (counted < units(change)) {
                throw Problem.conflict("\"units\": expected at most the " + counted
                                + " that were sold with this order and did not come back, got " + units(change))
                        .exception();
            }
        });
    }

    private static String warehouse(Change change) {
        return Input.text("warehouse", change.warehouse());
    }

    private static long units(Change change) {
        return Input.present("units", change.units(), "a whole number");
    }

    @FunctionalInterface
    private interface Effect {
        void on(Tx tx, Sku sku, By by);
    }

    /** Once for each key; the answer is stored with it. */
    private Response change(String what, String key, Change change, Effect effect) {
        Sku sku = Input.sku(change.sku());
        By by = new By(OPERATOR, Input.text("reason", change.reason()));
        Request request = Request.of("admin: inventory " + what, key, Json.write(change));
        Idempotency.Response answer = transactions.run("admin: " + what, tx -> {
            Claim claim = Idempotency.claim(tx, request, UUID.randomUUID(), LEASE);
            if (claim instanceof Claim.Done done) {
                return done.response();
            }
            effect.on(tx, sku, by);
            String body = Json.write(levels(tx, sku));
            return Idempotency.complete(tx, request, new Idempotency.Response(200, MediaType.APPLICATION_JSON, body));
        });
        return Response.status(answer.status())
                .type(answer.contentType())
                .entity(answer.body())
                .build();
    }

    @PUT
    @Path("items/{sku}/backorder")
    public LevelsShape backorder(@PathParam("sku") String code, BackorderShape shape) {
        Sku sku = Input.sku(code);
        Backorder backorder = backorder(shape);
        return transactions.run("admin: backorder", tx -> {
            stock.allowBackorders(tx, sku, backorder);
            return levels(tx, sku);
        });
    }

    private static Backorder backorder(BackorderShape shape) {
        Backorder.Kind kind;
        try {
            kind = Backorder.Kind.valueOf(String.valueOf(shape.kind()));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("\"kind\": expected BACKORDER or PREORDER").exception();
        }
        if (shape.shipsInDays() != null && (shape.shipsInDays() < 1 || shape.shipsInDays() > 730)) {
            throw Problem.invalid("\"shipsInDays\": expected 1 to 730, got " + shape.shipsInDays())
                    .exception();
        }
        return new Backorder(
                kind, Input.present("limit", shape.limit(), "a whole number"), shape.shipsInDays(), shape.shipsOn());
    }

    /** {@code {"threshold": null}}: never. */
    @PUT
    @Path("items/{sku}/low-stock")
    public LevelsShape lowStock(@PathParam("sku") String code, Threshold threshold) {
        Sku sku = Input.sku(code);
        return transactions.run("admin: low stock", tx -> {
            stock.warnBelow(tx, sku, Optional.ofNullable(threshold.threshold()));
            return levels(tx, sku);
        });
    }

    @PUT
    @Path("bundles/{sku}")
    public Components bundle(@PathParam("sku") String code, Components components) {
        Sku bundle = Input.sku(code);
        Map<Sku, Integer> made = new TreeMap<>();
        Input.present("components", components.components(), "an object of SKUs and units")
                .forEach((sku, units) ->
                        made.put(Input.sku(sku), Input.present("components." + sku, units, "a whole number")));
        transactions.run("admin: bundle", tx -> {
            stock.defineBundle(tx, bundle, made);
            return null;
        });
        return components;
    }

    @GET
    @Path("warehouses")
    public Page<WarehouseShape> warehouses() {
        return new Page<>(
                transactions.read("admin: warehouses", stock::warehouses).stream()
                        .map(WarehouseShape::of)
                        .toList(),
                null);
    }

    @PUT
    @Path("warehouses/{code}")
    public WarehouseShape warehouse(@PathParam("code") String code, WarehouseShape shape) {
        if (shape.country() == null || !shape.country().matches("[A-Z]{2}")) {
            throw Problem.invalid("\"country\": expected two capital letters, as in US")
                    .exception();
        }
        double latitude = Input.present("latitude", shape.latitude(), "degrees");
        double longitude = Input.present("longitude", shape.longitude(), "degrees");
        if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
            throw Problem.invalid("\"latitude\", \"longitude\": expected degrees on the earth")
                    .exception();
        }
        Warehouse warehouse = new Warehouse(
                code,
                Input.text("name", shape.name()),
                shape.country(),
                shape.region() == null ? "" : shape.region(),
                latitude,
                longitude);
        transactions.run("admin: warehouse", tx -> {
            stock.define(tx, warehouse);
            return null;
        });
        return WarehouseShape.of(warehouse);
    }

    @GET
    @Path("journal")
    public Page<MovementShape> journal(
            @QueryParam("sku") String sku,
            @QueryParam("kind") String kind,
            @QueryParam("warehouse") String warehouse,
            @QueryParam("orderId") String orderId,
            @QueryParam("from") String from,
            @QueryParam("until") String until,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") String limit) {
        int size = Input.limit(limit);
        Stock.Filter filter = new Stock.Filter(
                Optional.ofNullable(sku).map(Input::sku),
                Optional.ofNullable(kind).map(Input::kind),
                Optional.ofNullable(warehouse),
                Optional.ofNullable(orderId).map(id -> Input.uuid("orderId", id)),
                Optional.ofNullable(from).map(time -> Input.instant("from", time)),
                Optional.ofNullable(until).map(time -> Input.instant("until", time)),
                Input.position(cursor));
        List<MovementShape> items = transactions.read("admin: journal", tx -> stock.journal(tx, filter, size)).stream()
                .map(MovementShape::of)
                .toList();
        MovementShape last = items.isEmpty() ? null : items.get(items.size() - 1);
        return new Page<>(items, items.size() < size ? null : Input.cursorOf(last.at() + " " + last.id()));
    }

    /** Differences between the levels and the journal; {@code ./shop reconcile inventory --repair} sets them right. */
    @GET
    @Path("differences")
    public Page<DifferenceShape> differences(@QueryParam("cursor") String cursor) {
        StockBooks.Page page = books.compare(Input.cursor(cursor), COMPARED_AT_ONCE);
        return new Page<>(
                page.differences().stream().map(DifferenceShape::of).toList(),
                page.next().map(Input::cursorOf).orElse(null));
    }

    /** The file itself is the key: the same one is imported once. 422 when something is wrong with it. */
    @POST
    @Path("imports")
    @Consumes("text/csv")
    public Response importCsv(
            @QueryParam("dryRun") @DefaultValue("true") String dryRun,
            @QueryParam("reason") @DefaultValue("import") String reason,
            InputStream body)
            throws IOException {
        if (!dryRun.equals("true") && !dryRun.equals("false")) {
            throw Problem.malformed("dryRun: expected true or false").exception();
        }
        By by = new By(OPERATOR, Input.text("reason", reason));
        byte[] file = body.readAllBytes(); // bounded by BodyLimit
        StockSheets.Result result = sheets.importCsv(file, dryRun.equals("true"), by);
        return Response.status(result.errors().isEmpty() ? 200 : 422)
                .type(MediaType.APPLICATION_JSON)
                .entity(Json.write(result))
                .build();
    }

    @GET
    @Path("export")
    @Consumes(MediaType.WILDCARD)
    @Produces("text/csv")
    public Response exportCsv() {
        StreamingOutput all = out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            sheets.exportCsv(writer);
            writer.flush();
        };
        return Response.ok(all, "text/csv; charset=utf-8")
                .header("Content-Disposition", "attachment; filename=\"stock.csv\"")
                .build();
    }
}
