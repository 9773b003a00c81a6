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
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.GiftCards;
import org.alwaysopen.orders.GiftCards.Draft;
import org.alwaysopen.orders.GiftCards.GiftCard;
import org.alwaysopen.orders.GiftCards.Issued;
import org.alwaysopen.orders.GiftCards.Kind;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.storefront.http.Inputs;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Gift cards and store credit for merchants. Issuing needs an {@code Idempotency-Key}; the code is in that answer only. */
@RolesAllowed({"merchant", "operator"})
@Path("admin/api/v1/gift-cards")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Merchant: gift cards")
@ApplicationScoped
public class GiftCardsResource {
    /** Until merchants sign in with accounts of their own, whoever has the operator's key. */
    private static final String OPERATOR = "operator";

    @Inject
    GiftCards giftCards;

    /**
     * @param kind  {@code GIFT_CARD} when it is left out, or {@code STORE_CREDIT}
     * @param email whose store credit it is
     */
    public record Wanted(String kind, Money amount, String email, Instant expiresAt, String note) {}

    /** @param code in the answer to the first request that issues it; null ever after */
    public record Shape(
            UUID id,
            String kind,
            String code,
            String lastFour,
            Money balance,
            Instant expiresAt,
            String note,
            Instant createdAt,
            Instant disabledAt) {
        static Shape of(GiftCard card, Optional<String> code) {
            return new Shape(
                    card.id(),
                    card.kind().name(),
                    code.orElse(null),
                    card.lastFour(),
                    card.balance(),
                    card.expiresAt().orElse(null),
                    card.note(),
                    card.createdAt(),
                    card.disabledAt().orElse(null));
        }
    }

    /** @param amount what it added to the balance: negative for what was spent */
    public record EntryShape(Instant at, String kind, Money amount, UUID orderId, String actor, String region) {}

    public record DetailShape(Shape card, List<EntryShape> journal) {}

    @POST
    @Operation(summary = "Issue a gift card or store credit; its code is shown in this answer, and never again")
    public Response issue(@HeaderParam("Idempotency-Key") String key, Wanted wanted) {
        Draft draft = new Draft(
                kind(wanted.kind()),
                Inputs.required(
                        "amount", "money such as {\"amount\": \"50.00\", \"currency\": \"USD\"}", wanted.amount()),
                Optional.ofNullable(wanted.email()),
                Optional.ofNullable(wanted.expiresAt()),
                wanted.note() == null ? "" : wanted.note().strip());
        Issued issued = giftCards.issue(
                draft, OPERATOR, Optional.of(Idempotency.Request.of("admin.gift-card", key, Json.write(wanted))));
        return Response.created(
                        URI.create("/admin/api/v1/gift-cards/" + issued.card().id()))
                .header("Cache-Control", "no-store")
                .entity(Shape.of(issued.card(), issued.code()))
                .build();
    }

    @GET
    @Operation(summary = "List gift cards, the newest first", description = "Follow \"next\" as the cursor.")
    public Map<String, Object> list(
            @QueryParam("cursor") String cursor, @QueryParam("limit") @DefaultValue("25") String limit) {
        GiftCards.Page page = giftCards.list(Optional.ofNullable(cursor), Inputs.wholeNumber("limit", limit));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put(
                "items",
                page.items().stream()
                        .map(card -> Shape.of(card, Optional.empty()))
                        .toList());
        shown.put("next", page.next().orElse(null));
        return shown;
    }

    @GET
    @Path("{id}")
    @Operation(summary = "A card with its journal, the newest entries first")
    public DetailShape get(@PathParam("id") String id) {
        GiftCards.Detail detail = giftCards.get(Inputs.uuid("id", id));
        return new DetailShape(
                Shape.of(detail.card(), Optional.empty()),
                detail.journal().stream()
                        .map(entry -> new EntryShape(
                                entry.at(),
                                entry.kind(),
                                entry.amount(),
                                entry.orderId().orElse(null),
                                entry.actor(),
                                entry.region()))
                        .toList());
    }

    @POST
    @Path("{id}/disable")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "End a card now; its balance stays in the books")
    public Shape disable(@PathParam("id") String id) {
        return Shape.of(giftCards.disable(Inputs.uuid("id", id)), Optional.empty());
    }

    private static Kind kind(String text) {
        return text == null
                ? Kind.GIFT_CARD
                : Arrays.stream(Kind.values())
                        .filter(kind -> kind.name().equals(text))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid("kind: expected one of " + Arrays.toString(Kind.values()))
                                .exception());
    }
}
