package org.alwaysopen.orders.giftcard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.GiftCards;
import org.alwaysopen.orders.customer.Customers;
import org.alwaysopen.orders.customer.Emails;
import org.alwaysopen.platform.Cursor;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** Stored value in SQL, as merchants issue it and shoppers find it by its code. */
public final class StoredGiftCards implements GiftCards {
    private final Transactions transactions;
    private final Region here;
    private final Ids ids;
    private final RandomGenerator random;
    private final GiftCardRows rows;

    /** @param random makes the codes: a secure one */
    public StoredGiftCards(Transactions transactions, Region here, Ids ids, RandomGenerator random, GiftCardRows rows) {
        this.transactions = transactions;
        this.here = here;
        this.ids = ids;
        this.random = random;
        this.rows = rows;
    }

    @Override
    public Issued issue(Draft draft, String actor, Optional<Idempotency.Request> once) {
        check(draft);
        String code = GiftCardCodes.next(random);
        UUID fresh = ids.next();
        GiftCard card = new GiftCard(
                fresh,
                draft.kind(),
                code.substring(code.length() - GiftCardCodes.LAST),
                draft.amount(),
                draft.expiresAt(),
                draft.note(),
                Instant.EPOCH, // the database says when
                Optional.empty());
        String owner = draft.email().map(Customers::byEmail).orElse(null);
        Transactions.Work<UUID> issuing = tx -> {
            rows.insert(tx, card, GiftCardCodes.hash(code).orElseThrow(), owner, here, actor);
            return fresh;
        };
        UUID made = once.isEmpty()
                ? transactions.run("issue gift card", issuing)
                : Idempotency.once(
                        transactions,
                        "issue gift card",
                        once.get(),
                        issuing,
                        id -> new Idempotency.Response(
                                201, "text/plain", id.toString()), // not the code: it is kept nowhere
                        kept -> UUID.fromString(kept.body()));
        return new Issued(found(made), made.equals(fresh) ? Optional.of(code) : Optional.empty());
    }

    @Override
    public Detail get(UUID id) {
        return transactions.read("gift card", tx -> {
            GiftCard card = rows.find(tx, id).orElseThrow(() -> none(id));
            return new Detail(card, rows.journal(tx, card, ENTRIES_MAX));
        });
    }

    @Override
    public Page list(Optional<String> cursor, int limit) {
        return Cursor.page(
                cursor,
                limit,
                PAGE_MAX,
                (after, most) -> transactions.read("gift cards", tx -> rows.list(tx, after, most)),
                card -> new Cursor(card.createdAt(), card.id()),
                Page::new);
    }

    @Override
    public GiftCard disable(UUID id) {
        if (!transactions.run("disable gift card", tx -> rows.disable(tx, id))) {
            throw none(id);
        }
        return found(id);
    }

    /**
     * For a cart: the card that a shopper's code stands for. 422, with one and the same sentence for a wrong code, an empty card,
     * one of another currency, and one of somebody else: who tries codes learns nothing.
     */
    public GiftCardRows.Spendable byCode(Tx tx, String typed, String currency, List<String> owners) {
        return GiftCardCodes.hash(typed)
                .flatMap(hash -> rows.byHash(tx, hash))
                .map(id -> rows.spendable(tx, List.of(id), currency, owners).get(id))
                .orElseThrow(() -> invalid("code: there is no gift card with this code from which " + currency
                        + " can be paid. Store credit also needs the e-mail address that it was given to"));
    }

    private GiftCard found(UUID id) {
        return transactions.read("gift card", tx -> rows.find(tx, id)).orElseThrow(() -> none(id));
    }

    private static void check(Draft draft) {
        if (draft.kind() == null) {
            throw invalid("kind: expected GIFT_CARD or STORE_CREDIT");
        }
        Money amount = draft.amount();
        if (amount == null || !Carts.CURRENCIES.contains(amount.currency())) {
            throw invalid("amount: expected one in " + Carts.CURRENCIES);
        }
        if (amount.minorUnits() < 1 || amount.minorUnits() > AMOUNT_MAX) {
            throw invalid("amount: expected " + new Money(1, amount.currency()) + " to "
                    + new Money(AMOUNT_MAX, amount.currency()) + ", got " + amount);
        }
        if ((draft.kind() == Kind.STORE_CREDIT) != draft.email().isPresent()) {
            throw invalid("email: expected it for STORE_CREDIT, and not for GIFT_CARD");
        }
        draft.email().ifPresent(Emails::checked);
        draft.expiresAt().ifPresent(end -> {
            if (!end.isAfter(Instant.now())) {
                throw invalid("expiresAt: expected a time to come");
            }
        });
        if (draft.note() == null || draft.note().length() > NOTE_LENGTH_MAX) {
            throw invalid("note: expected up to " + NOTE_LENGTH_MAX + " characters");
        }
    }

    private static ProblemException none(UUID id) {
        return Problem.notFound("gift card: there is none with id " + id).exception();
    }

    private static ProblemException invalid(String detail) {
        return Problem.invalid(detail).exception();
    }
}
