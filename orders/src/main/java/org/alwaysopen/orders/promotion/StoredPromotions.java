package org.alwaysopen.orders.promotion;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.GiftCards;
import org.alwaysopen.orders.Promotions;
import org.alwaysopen.orders.pricing.Offered;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** Promotions in SQL, as merchants make them and shoppers find them by their codes. */
public final class StoredPromotions implements Promotions {
    private static final Pattern CODE = Pattern.compile("[A-Z0-9][A-Z0-9_-]{2,39}");
    private static final Pattern SLUG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    /** In minor units. */
    private static final long AMOUNT_MAX = 100_000_000;

    private static final int GROUP_MAX = 100;

    private final Transactions transactions;
    private final Ids ids;
    private final PromotionRows rows;
    private final PromotionUses uses;
    private final OpenPromotions open;

    public StoredPromotions(
            Transactions transactions, Ids ids, PromotionRows rows, PromotionUses uses, OpenPromotions open) {
        this.transactions = transactions;
        this.ids = ids;
        this.rows = rows;
        this.uses = uses;
        this.open = open;
    }

    @Override
    public Promotion create(Draft wanted, Optional<Idempotency.Request> once) {
        Draft draft = checked(wanted);
        UUID fresh = ids.next();
        Transactions.Work<UUID> making = tx -> {
            if (draft.code().isPresent() && rows.byCode(tx, draft.code().get()).isPresent()) {
                throw Problem.conflict("code: there is a promotion with the code "
                                + draft.code().get() + " already. Take another one")
                        .exception();
            }
            if (draft.code().isEmpty() && rows.countAutomatic(tx) >= AUTOMATIC_MAX) {
                throw Problem.invalid("code: there are " + AUTOMATIC_MAX
                                + " automatic promotions already. Disable one, or give this one a code")
                        .exception();
            }
            rows.insert(tx, fresh, draft);
            draft.usesMax().ifPresent(max -> uses.fill(tx, fresh, max));
            return fresh;
        };
        UUID made = once.isEmpty()
                ? transactions.run("create promotion", making)
                : Idempotency.once(
                        transactions,
                        "create promotion",
                        once.get(),
                        making,
                        id -> new Idempotency.Response(201, "text/plain", id.toString()),
                        kept -> UUID.fromString(kept.body()));
        open.look();
        return get(made);
    }

    @Override
    public Promotion get(UUID id) {
        return transactions.read("promotion", tx -> rows.find(tx, id)).orElseThrow(() -> none(id));
    }

    @Override
    public Page list(Optional<String> cursor, int limit) {
        return Cursor.page(
                cursor,
                limit,
                PAGE_MAX,
                (after, most) -> transactions.read("promotions", tx -> rows.list(tx, after, most)),
                promotion -> new Cursor(promotion.createdAt(), promotion.id()),
                Page::new);
    }

    @Override
    public Promotion disable(UUID id) {
        if (!transactions.run("disable promotion", tx -> rows.disable(tx, id))) {
            throw none(id);
        }
        open.look();
        return get(id);
    }

    /** For a cart: what a shopper's code stands for. 422 with a sentence when it cannot be used. */
    public Offered byCode(Tx tx, String typed, List<String> customers) {
        String code = typed == null ? "" : typed.strip().toUpperCase(Locale.ROOT);
        if (!CODE.matcher(code).matches()) {
            throw invalid("code: expected the code of a promotion, 3 to 40 letters, digits and dashes");
        }
        UUID id = rows.byCode(tx, code).orElseThrow(() -> invalid("code: there is no promotion with the code " + code));
        Live live = rows.live(tx, List.of(id)).get(id);
        if (live == null) {
            throw invalid("code: " + code + " cannot be used now: it has ended, or has not begun yet");
        }
        if (rows.available(tx, List.of(id), customers).isEmpty()) {
            throw invalid("code: " + code + " has been used as often as it can be");
        }
        return live.offered();
    }

    private static Draft checked(Draft draft) {
        Optional<String> code = draft.code().map(text -> text.strip().toUpperCase(Locale.ROOT));
        code.filter(text -> !CODE.matcher(text).matches() || text.startsWith(GiftCards.CODE_BEGINS))
                .ifPresent(text -> {
                    throw invalid("code: expected 3 to 40 letters, digits, dashes and underscores, not beginning with "
                            + GiftCards.CODE_BEGINS);
                });
        String name = draft.name() == null ? "" : draft.name().strip();
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw invalid("name: expected 1 to " + NAME_LENGTH_MAX + " characters on one line; shoppers see it");
        }
        draft.endsAt().ifPresent(end -> {
            if (!end.isAfter(draft.startsAt().orElse(Instant.now()))) {
                throw invalid("endsAt: expected a time after the start");
            }
        });
        within("usesMax", draft.usesMax().orElse(1L), USES_MAX);
        within("usesPerCustomerMax", draft.usesPerCustomerMax().orElse(1), USES_MAX);
        checkTerms(draft.terms());
        return new Draft(
                code,
                name,
                draft.terms(),
                draft.stackable(),
                draft.startsAt(),
                draft.endsAt(),
                draft.usesMax(),
                draft.usesPerCustomerMax());
    }

    private static void checkTerms(Terms terms) {
        if (terms == null || terms.kind() == null) {
            throw invalid("kind: expected one of PERCENTAGE, AMOUNT, FREE_SHIPPING, BUY_X_GET_Y");
        }
        boolean percent = terms.kind() == Kind.PERCENTAGE || terms.kind() == Kind.BUY_X_GET_Y;
        if (percent != (terms.percentPpm() != null)) {
            throw invalid("percent: expected it for PERCENTAGE and BUY_X_GET_Y, and for no other kind");
        }
        if (percent && (terms.percentPpm() < 1 || terms.percentPpm() > Terms.WHOLE_PPM)) {
            throw invalid("percent: expected more than 0, up to 100, with up to 4 digits after the point");
        }
        if ((terms.kind() == Kind.AMOUNT) == terms.amounts().isEmpty()) {
            throw invalid("amounts: expected at least one for AMOUNT, and none for any other kind");
        }
        boolean group = terms.kind() == Kind.BUY_X_GET_Y;
        if (group != (terms.buy() != null) || group != (terms.get() != null)) {
            throw invalid("buy, get: expected both for BUY_X_GET_Y, and none for any other kind");
        }
        if (group) {
            within("buy", terms.buy(), GROUP_MAX);
            within("get", terms.get(), GROUP_MAX);
        }
        checkAmounts("amounts", terms.amounts());
        checkAmounts("minimum", terms.minimum());
        checkTargets(terms);
    }

    private static void checkAmounts(String name, Map<String, Long> amounts) {
        amounts.forEach((currency, cents) -> {
            if (Carts.CURRENCIES.stream().noneMatch(c -> c.getCurrencyCode().equals(currency))) {
                throw invalid(name + ": expected amounts in " + Carts.CURRENCIES + ", got " + currency);
            }
            within(name, cents, AMOUNT_MAX);
        });
    }

    private static void checkTargets(Terms terms) {
        List<String> targets = Stream.of(terms.skus(), terms.products(), terms.categories())
                .flatMap(List::stream)
                .toList();
        if (targets.size() > TARGETS_MAX) {
            throw invalid(
                    "skus, products, categories: expected at most " + TARGETS_MAX + " together, got " + targets.size());
        }
        if (targets.stream()
                .anyMatch(target -> target == null || !SLUG.matcher(target).matches())) {
            throw invalid("skus, products, categories: expected codes and slugs, such as MUG-OAT-350 or kitchen");
        }
        terms.skus().forEach(sku -> {
            if (sku.length() > Sku.LENGTH_MAX) {
                throw invalid("skus: expected codes of up to " + Sku.LENGTH_MAX + " characters");
            }
        });
    }

    private static void within(String name, long value, long max) {
        if (value < 1 || value > max) {
            throw invalid(name + ": expected 1 to " + max + ", got " + value);
        }
    }

    private static ProblemException none(UUID id) {
        return Problem.notFound("promotion: there is none with id " + id).exception();
    }

    private static ProblemException invalid(String detail) {
        return Problem.invalid(detail).exception();
    }
}
