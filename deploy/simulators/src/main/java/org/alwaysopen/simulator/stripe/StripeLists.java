package org.alwaysopen.simulator.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alwaysopen.simulator.TestCard;
import org.alwaysopen.simulator.http.Effect.Notice;

/** Questions to this Stripe. Lists are newest first, at most 100 a page, continued with {@code starting_after}. */
final class StripeLists {
    private static final int PAGE_USUAL = 10;
    private static final int PAGE_MAX = 100;

    /** {@code metadata['name']:'value'} and {@code field:'value'}, joined by AND. */
    private static final Pattern CLAUSE =
            Pattern.compile("(?:metadata\\[['\"]([^'\"]+)['\"]]|(\\w+))\\s*:\\s*['\"]?([^'\"\\s]+)['\"]?");

    private final IntentBook book;
    private final Clock clock;

    StripeLists(IntentBook book, Clock clock) {
        this.book = book;
        this.clock = clock;
    }

    ObjectNode intents(Form form, Function<Intent, ObjectNode> render) {
        return page(
                form,
                StripeApi.INTENTS,
                newestFirst().filter(created(form, intent -> intent.created)),
                i -> i.id,
                render);
    }

    private Stream<Intent> newestFirst() {
        List<Intent> all = book.ordered();
        return Stream.iterate(all.size() - 1, i -> i >= 0, i -> i - 1).map(all::get);
    }

    private static <T> Predicate<T> created(Form form, Function<T, Long> time) {
        long from = form.number("created[gte]")
                .or(() -> form.number("created[gt]").map(t -> t + 1))
                .orElse(0L);
        long to = form.number("created[lte]")
                .or(() -> form.number("created[lt]").map(t -> t - 1))
                .orElse(Long.MAX_VALUE);
        return object -> time.apply(object) >= from && time.apply(object) <= to;
    }

    private static <T> ObjectNode page(
            Form form, String url, Stream<T> objects, Function<T, String> id, Function<T, ObjectNode> render) {
        int limit = limit(form);
        Optional<String> after = form.text("starting_after");
        Stream<T> rest = after.isEmpty()
                ? objects
                : objects.dropWhile(object -> !id.apply(object).equals(after.get()))
                        .skip(1);
        List<T> found = rest.limit(limit + 1L).toList();
        List<ObjectNode> shown = found.stream().limit(limit).map(render).toList();
        return StripeJson.list(url, shown, found.size() > limit);
    }

    private static int limit(Form form) {
        long limit = form.number("limit").orElse((long) PAGE_USUAL);
        if (limit < 1 || limit > PAGE_MAX) {
            throw StripeError.invalid("limit", "Invalid limit: expected 1 to " + PAGE_MAX + ", got " + limit);
        }
        return (int) limit;
    }

    /** Stripe's search is behind by up to a minute in life; here it is not. */
    ObjectNode search(Form form, Function<Intent, ObjectNode> render) {
        Predicate<Intent> wanted = query(form.required("query"));
        int limit = limit(form);
        List<Intent> found = newestFirst().filter(wanted).limit(limit + 1L).toList();
        ObjectNode node = StripeJson.list(
                StripeApi.INTENTS + "/search",
                found.stream().limit(limit).map(render).toList(),
                found.size() > limit);
        return node.put("object", "search_result").putNull("next_page");
    }

    private static Predicate<Intent> query(String query) {
        Predicate<Intent> wanted = intent -> true;
        String[] clauses = query.split("(?i)\\s+AND\\s+");
        for (String clause : clauses) {
            Matcher matcher = CLAUSE.matcher(clause.trim());
            if (!matcher.matches()) {
                throw StripeError.invalid("query", "We were unable to parse your search query: " + clause);
            }
            wanted = wanted.and(clause(matcher.group(1), matcher.group(2), matcher.group(3)));
        }
        return wanted;
    }

    private static Predicate<Intent> clause(String metadata, String field, String value) {
        if (metadata != null) {
            return intent -> value.equals(intent.metadata.get(metadata));
        }
        return switch (field) {
            case "status" -> intent -> intent.status.equals(value);
            case "currency" -> intent -> intent.currency.equalsIgnoreCase(value);
            case "amount" -> intent -> String.valueOf(intent.amount).equals(value);
            default -> throw StripeError.invalid("query", "Field `" + field + "` is an unsupported search field.");
        };
    }

    ObjectNode refund(String id) {
        Intent intent = book.behind(id).orElseThrow(() -> StripeError.noSuch("refund", "id", id));
        return refunds(intent)
                .filter(refund -> refund.id.equals(id))
                .findFirst()
                .map(refund -> StripeJson.refund(intent, refund))
                .orElseThrow(() -> StripeError.noSuch("refund", "id", id));
    }

    private static Stream<Intent.Refund> refunds(Intent intent) {
        if (intent.charge == null) {
            return Stream.empty();
        }
        List<Intent.Refund> all = new ArrayList<>(intent.charge.refunds);
        java.util.Collections.reverse(all);
        return all.stream();
    }

    private record Row(String id, long created, ObjectNode json) {}

    ObjectNode refunds(Form form) {
        Stream<Intent> intents = form.text("payment_intent")
                .map(id -> Stream.of(book.require(id)))
                .or(() -> form.text("charge").map(id -> book.behind(id).stream()))
                .orElseGet(this::newestFirst);
        Stream<Row> rows = intents.flatMap(intent ->
                refunds(intent).map(r -> new Row(r.id, r.created, StripeJson.refund(intent, r))));
        return page(form, "/v1/refunds", rows.filter(created(form, Row::created)), Row::id, Row::json);
    }

    ObjectNode charge(String id) {
        return book.behind(id)
                .filter(intent -> intent.charge != null && intent.charge.id.equals(id))
                .map(intent -> StripeJson.charge(intent, false))
                .orElseThrow(() -> StripeError.noSuch("charge", "id", id));
    }

    ObjectNode paymentMethod(String id) {
        if (TestCard.ofToken(id).isEmpty()) {
            throw StripeError.noSuch("PaymentMethod", "id", id);
        }
        return StripeJson.paymentMethod(id, clock.instant().getEpochSecond());
    }

    ObjectNode ledger(Form form) {
        Stream<Row> rows = newestFirst().flatMap(StripeLists::ledgerOf).filter(created(form, Row::created));
        return page(form, "/v1/balance_transactions", rows, Row::id, Row::json);
    }

    private static Stream<Row> ledgerOf(Intent intent) {
        List<Row> rows = new ArrayList<>();
        if (intent.charge != null) {
            refunds(intent).forEach(refund -> rows.add(row(refund.ledger, intent.currency, refund.id)));
            if (intent.charge.capturedAs != null) {
                rows.add(row(intent.charge.capturedAs, intent.currency, intent.charge.id));
            }
        }
        return rows.stream();
    }

    private static Row row(Intent.Ledger ledger, String currency, String source) {
        return new Row(ledger.id, ledger.created, StripeJson.ledger(ledger, currency, source));
    }

    ObjectNode ledgerEntry(String id) {
        return book.behind(id)
                .flatMap(intent ->
                        ledgerOf(intent).filter(row -> row.id().equals(id)).findFirst())
                .map(Row::json)
                .orElseThrow(() -> StripeError.noSuch("balance transaction", "id", id));
    }

    ObjectNode balance() {
        ObjectNode node = StripeJson.object("", "balance", 0);
        node.remove(List.of("id", "created"));
        node.putArray("available");
        var list = node.putArray("pending");
        book.balance()
                .forEach((currency, amount) ->
                        list.addObject().put("amount", amount).put("currency", currency));
        return node;
    }

    ObjectNode events(Form form, List<Notice> recent) {
        Optional<String> type = form.text("type");
        Stream<Notice> wanted = recent.stream()
                .filter(notice -> type.isEmpty() || type.get().equals(notice.type()))
                .filter(created(form, notice -> notice.body().path("created").asLong()));
        return page(form, "/v1/events", wanted, Notice::id, notice -> (ObjectNode) notice.body());
    }
}
