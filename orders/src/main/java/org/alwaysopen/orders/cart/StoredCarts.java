package org.alwaysopen.orders.cart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.inventory.Inventory;
import org.alwaysopen.inventory.Sku;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Cart.Notice;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.orders.Offers;
import org.alwaysopen.orders.Offers.Offer;
import org.alwaysopen.orders.ShippingOption;
import org.alwaysopen.orders.cart.StoredCart.StoredLine;
import org.alwaysopen.orders.customer.Emails;
import org.alwaysopen.orders.pricing.Destinations;
import org.alwaysopen.orders.pricing.Terms;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Ids;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Problem;
import org.alwaysopen.platform.Region;
import org.alwaysopen.platform.Transactions;
import org.alwaysopen.platform.Tx;

/** Carts in SQL. Every change: read the row, change the value, write the row if its version is still the one that was read. */
public final class StoredCarts implements Carts {
    private static final int OPTION_LENGTH_MAX = 64;

    /** The pause between two rounds of expiry: nobody waits for it. */
    public static final Duration EXPIRY_EVERY = Duration.ofMinutes(10);
    /** Ends well inside the transaction time-out. */
    private static final int EXPIRY_BATCH = 200;

    private static final int EXPIRY_BATCHES_MAX = 50;

    private final Transactions transactions;
    private final Region here;
    private final Ids ids;
    private final Offers offers;
    private final Inventory inventory;
    private final CartRows carts;
    private final Destinations destinations;
    private final CartOffers cartOffers;

    public StoredCarts(
            Transactions transactions,
            Region here,
            Ids ids,
            Offers offers,
            Inventory inventory,
            CartRows carts,
            Destinations destinations,
            CartOffers cartOffers) {
        this.transactions = transactions;
        this.here = here;
        this.ids = ids;
        this.offers = offers;
        this.inventory = inventory;
        this.carts = carts;
        this.destinations = destinations;
        this.cartOffers = cartOffers;
    }

    @Override
    public Cart create(Currency currency, List<Units> units, Optional<Idempotency.Request> once) {
        if (!CURRENCIES.contains(currency)) {
            throw Problem.invalid("currency: expected one of " + CURRENCIES + ", got " + currency)
                    .exception();
        }
        Map<Sku, Integer> wanted = wanted(units);
        StoredCart empty = new StoredCart(
                ids.next(), 1, currency.getCurrencyCode(), List.of(), null, null, null, null, null, null);
        return once("cart: create", once, tx -> {
            StoredCart cart = wanted.isEmpty() ? empty : cartOffers.refreshed(tx, withUnits(tx, empty, wanted));
            carts.insert(tx, cart, here);
            return cart;
        });
    }

    @Override
    public Cart get(UUID cartId) {
        Seen seen = transactions.read("cart: show", tx -> {
            StoredCart cart = found(tx, cartId);
            if (cart.orderId() != null || cart.lines().isEmpty()) {
                return new Seen(cart, List.of(), false);
            }
            Seen priced = today(tx, cart, cartOffers.customers(cart));
            return priced.with(shortages(tx, priced.cart()));
        });
        return seen.differs() ? showTodaysPrices(cartId) : seen.cart().shown(seen.notices());
    }

    /** Writes the prices that the shopper is about to see, so that an order can be held against them. */
    private Cart showTodaysPrices(UUID cartId) {
        return transactions.run("cart: reprice", tx -> {
            StoredCart cart = found(tx, cartId);
            if (cart.orderId() != null) {
                return cart.shown(List.of());
            }
            Seen seen = reprice(tx, cart, cartOffers.customers(cart));
            return seen.cart().shown(seen.with(shortages(tx, seen.cart())).notices());
        });
    }

    /**
     * In the caller's transaction: brings an open cart to today's prices, terms, promotions and balances, and writes it.
     *
     * @param customers whose uses of promotions count
     */
    public Seen reprice(Tx tx, StoredCart cart, List<String> customers) {
        Seen seen = today(tx, cart, customers);
        return new Seen(carts.update(tx, onTermsOfDestination(tx, seen.cart())), seen.notices(), seen.differs());
    }

    private Seen today(Tx tx, StoredCart cart, List<String> customers) {
        Seen priced = withTodaysPrices(cart, offers.find(tx, cart.skus(), cart.currencyOf()));
        CartOffers.Found found = cartOffers.today(tx, priced.cart(), customers);
        boolean same = found.adjustments().equals(cart.adjustments());
        return new Seen(
                        same ? priced.cart() : priced.cart().with(found.adjustments()),
                        priced.notices(),
                        priced.differs() || !same)
                .with(found.notices());
    }

    /** @param differs whether it is not the cart of the row any more */
    public record Seen(StoredCart cart, List<Notice> notices, boolean differs) {
        Seen with(List<Notice> more) {
            List<Notice> all = new ArrayList<>(notices);
            all.addAll(more);
            return new Seen(cart, all, differs);
        }
    }

    private static Seen withTodaysPrices(StoredCart cart, Map<Sku, Offer> today) {
        List<Notice> notices = new ArrayList<>();
        List<StoredLine> lines = new ArrayList<>();
        boolean differs = false;
        for (StoredLine line : cart.lines()) {
            Sku sku = new Sku(line.sku());
            Offer offer = today.get(sku);
            if (offer == null) {
                differs = true;
                notices.add(new Notice.NoLongerSold(sku, line.name()));
                continue;
            }
            differs |= !line.isAt(offer);
            if (line.price() != offer.price().minorUnits()) {
                notices.add(new Notice.PriceChanged(sku, cart.priceOf(line), offer.price()));
            }
            lines.add(line.at(offer));
        }
        return new Seen(differs ? cart.withLines(lines) : cart, notices, differs);
    }

    private List<Notice> shortages(Tx tx, StoredCart cart) {
        Map<Sku, Inventory.Availability> stock = inventory.availability(tx, cart.skus());
        List<Notice> notices = new ArrayList<>();
        for (StoredLine line : cart.lines()) {
            Inventory.Availability found = stock.get(new Sku(line.sku()));
            int available = found == null ? 0 : found.available();
            if (available < line.quantity()) {
                notices.add(new Notice.ShortOfStock(new Sku(line.sku()), line.quantity(), available));
            }
        }
        return notices;
    }

    @Override
    public Cart addLine(UUID cartId, String code, int quantity, Optional<Idempotency.Request> once) {
        Map<Sku, Integer> wanted = wanted(List.of(new Units(code, quantity)));
        return change(
                "cart: add line", cartId, once, (tx, cart) -> onTermsOfDestination(tx, withUnits(tx, cart, wanted)));
    }

    /** What is named twice is more of the same. */
    private static Map<Sku, Integer> wanted(List<Units> units) {
        checkLines(units.size());
        Map<Sku, Integer> wanted = new LinkedHashMap<>();
        for (Units one : units) {
            checkQuantity(one.quantity(), 1);
            checkQuantity(wanted.merge(sku(one.sku()), one.quantity(), Integer::sum), 1);
        }
        return wanted;
    }

    private StoredCart withUnits(Tx tx, StoredCart cart, Map<Sku, Integer> wanted) {
        Map<Sku, Offer> today = offers.find(tx, wanted.keySet(), cart.currencyOf());
        StoredCart filled = cart;
        for (Map.Entry<Sku, Integer> one : wanted.entrySet()) {
            Sku sku = one.getKey();
            Offer offer = today.get(sku);
            if (offer == null) {
                throw Problem.invalid("sku: there is nothing for sale with the code " + sku)
                        .exception();
            }
            StoredLine line = filled.lineOf(sku)
                    .orElseGet(() -> new StoredLine(ids.next(), sku.code(), offer.name(), 0, 0, 0, null, null));
            checkQuantity(line.quantity() + one.getValue(), 1);
            filled = filled.withLine(
                    line.withQuantity(line.quantity() + one.getValue()).at(offer));
        }
        checkLines(filled.lines().size());
        return filled;
    }

    private static void checkLines(int lines) {
        if (lines > LINES_MAX) {
            throw Problem.invalid("lines: a cart holds at most " + LINES_MAX + ". Order what is in it, then go on")
                    .exception();
        }
    }

    @Override
    public Cart changeLine(UUID cartId, UUID lineId, int quantity, Optional<Idempotency.Request> once) {
        checkQuantity(quantity, 0);
        return change("cart: change line", cartId, once, (tx, cart) -> {
            StoredLine line = line(cart, lineId);
            return onTermsOfDestination(
                    tx, quantity == 0 ? cart.withoutLine(lineId) : cart.withLine(line.withQuantity(quantity)));
        });
    }

    @Override
    public Cart removeLine(UUID cartId, UUID lineId, Optional<Idempotency.Request> once) {
        return change("cart: remove line", cartId, once, (tx, cart) -> {
            line(cart, lineId);
            return onTermsOfDestination(tx, cart.withoutLine(lineId));
        });
    }

    @Override
    public Cart setDetails(UUID cartId, Details details, Optional<Idempotency.Request> once) {
        Optional<String> email = details.email().map(Emails::checked);
        Optional<Address> address = details.shippingAddress().map(Address::checked);
        Optional<String> option = details.shippingOption().map(StoredCarts::checkedOption);
        Optional<String> note = details.note().map(StoredCarts::checkedNote);
        return change("cart: set details", cartId, once, (tx, cart) -> {
            StoredCart said = cart.withEmail(email.orElse(cart.email())).withAddress(address.orElse(cart.address()));
            if (note.isPresent()) {
                said = withNote(said, note.get());
            }
            if (address.isEmpty() && option.isEmpty()) {
                return said;
            }
            Terms terms = terms(tx, said);
            return (option.isEmpty() ? said : said.withShipping(option(said, terms, option.get()))).on(terms);
        });
    }

    @Override
    public Cart setContact(UUID cartId, String email, Optional<Idempotency.Request> once) {
        return setDetails(cartId, details(Emails.checked(email), null, null, null), once);
    }

    @Override
    public Cart setShippingAddress(UUID cartId, Address address, Optional<Idempotency.Request> once) {
        if (address == null) {
            throw Problem.malformed("shipping address: expected an object, got nothing")
                    .exception();
        }
        return setDetails(cartId, details(null, address, null, null), once);
    }

    /** Null: stays as it is. */
    private static Details details(String email, Address address, String option, String note) {
        return new Details(
                Optional.ofNullable(email),
                Optional.ofNullable(address),
                Optional.ofNullable(option),
                Optional.ofNullable(note));
    }

    @Override
    public List<ShippingOption> shippingOptions(UUID cartId) {
        return transactions.read("cart: shipping options", tx -> options(tx, found(tx, cartId)));
    }

    @Override
    public Cart chooseShippingOption(UUID cartId, String optionId, Optional<Idempotency.Request> once) {
        return setDetails(cartId, details(null, null, checkedOption(optionId), null), once);
    }

    private static String checkedOption(String optionId) {
        if (optionId == null || optionId.isBlank() || optionId.length() > OPTION_LENGTH_MAX) {
            throw Problem.invalid("shipping option: expected the id of one of the cart's shipping options")
                    .exception();
        }
        return optionId;
    }

    private static ShippingOption option(StoredCart cart, Terms terms, String wanted) {
        List<ShippingOption> possible = terms.options(cart.grams(), cart.goods());
        return possible.stream()
                .filter(option -> option.id().equals(wanted))
                .findFirst()
                .or(() -> wanted.equals(CHEAPEST) ? possible.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> Problem.invalid("shipping option: expected one of "
                                + possible.stream().map(ShippingOption::id).toList() + ", got another")
                        .exception());
    }

    @Override
    public Cart addPromotionCode(UUID cartId, String code, Optional<Idempotency.Request> once) {
        return change("cart: add promotion code", cartId, once, (tx, cart) -> cartOffers.withCode(tx, cart, code));
    }

    @Override
    public Cart removePromotionCodes(UUID cartId, Optional<String> code, Optional<Idempotency.Request> once) {
        return change("cart: remove promotion code", cartId, once, (tx, cart) -> CartOffers.withoutCodes(cart, code));
    }

    @Override
    public Cart addGiftCard(UUID cartId, String code, Optional<Idempotency.Request> once) {
        return change("cart: add gift card", cartId, once, (tx, cart) -> cartOffers.withGiftCard(tx, cart, code));
    }

    @Override
    public Cart removeGiftCards(UUID cartId, Optional<UUID> giftCardId, Optional<Idempotency.Request> once) {
        return change(
                "cart: remove gift card", cartId, once, (tx, cart) -> CartOffers.withoutGiftCards(cart, giftCardId));
    }

    @Override
    public Cart setNote(UUID cartId, String note, Optional<Idempotency.Request> once) {
        return setDetails(cartId, details(null, null, null, note == null ? "" : note), once);
    }

    private static String checkedNote(String note) {
        String words = note.strip();
        if (words.length() > NOTE_LENGTH_MAX) {
            throw Problem.invalid("note: expected up to " + NOTE_LENGTH_MAX + " characters, got " + words.length())
                    .exception();
        }
        return words;
    }

    private static StoredCart withNote(StoredCart cart, String words) {
        return cart.with(cart.adjustments().withNote(words.isEmpty() ? null : words));
    }

    @Override
    public Cart merge(UUID guestCartId, UUID intoCartId, Optional<Idempotency.Request> once) {
        if (guestCartId.equals(intoCartId)) {
            return get(intoCartId);
        }
        return change("cart: merge", intoCartId, once, (tx, into) -> {
            Optional<StoredCart> guest = carts.find(tx, guestCartId).filter(cart -> cart.orderId() == null);
            if (guest.isEmpty()) {
                return into;
            }
            carts.delete(tx, guest.get());
            Map<Sku, Offer> today = offers.find(tx, guest.get().skus(), into.currencyOf());
            StoredCart merged = cartOffers.merged(tx, merged(into, guest.get(), today), guest.get());
            return merged.address() == null
                    ? merged
                    : merged.on(destinations.find(tx, merged.address(), merged.currencyOf()));
        });
    }

    private static StoredCart merged(StoredCart into, StoredCart guest, Map<Sku, Offer> today) {
        StoredCart merged = into;
        for (StoredLine line : guest.lines()) {
            Sku sku = new Sku(line.sku());
            Offer offer = today.get(sku);
            if (offer != null) {
                StoredLine present = merged.lineOf(sku).orElse(line.withQuantity(0));
                int units = Math.min(present.quantity() + line.quantity(), UNITS_PER_LINE_MAX);
                merged = merged.withLine(present.withQuantity(units).at(offer));
            }
        }
        if (merged.lines().size() > LINES_MAX) {
            throw Problem.invalid(
                            "lines: both carts together have " + merged.lines().size() + ", and a cart holds at most "
                                    + LINES_MAX + ". Order what is in one of them first")
                    .exception();
        }
        merged = merged.email() == null ? merged.withEmail(guest.email()) : merged;
        return merged.address() == null ? merged.withAddress(guest.address()) : merged;
    }

    /** For the schedule: deletes carts that nobody touched for long, in transactions of bounded size. */
    public int deleteExpired() {
        int deleted = 0;
        for (int batch = 0; batch < EXPIRY_BATCHES_MAX; batch++) {
            int now = transactions.run("cart: delete expired", tx -> carts.deleteExpired(tx, EXPIRY_BATCH));
            deleted += now;
            if (now < EXPIRY_BATCH) {
                break;
            }
        }
        return deleted;
    }

    private List<ShippingOption> options(Tx tx, StoredCart cart) {
        return terms(tx, cart).options(cart.grams(), cart.goods());
    }

    private Terms terms(Tx tx, StoredCart cart) {
        if (cart.address() == null) {
            throw Problem.conflict("shipping: it depends on the address. Set the shipping address first")
                    .exception();
        }
        return destinations.find(tx, cart.address(), cart.currencyOf());
    }

    /** Only a chosen option depends on what is in the cart: without one there is nothing to look up. */
    private StoredCart onTermsOfDestination(Tx tx, StoredCart cart) {
        return cart.shipping() == null ? cart : cart.on(terms(tx, cart));
    }

    private Cart change(String name, UUID cartId, Optional<Idempotency.Request> once, Change change) {
        return once(name, once, tx -> {
            StoredCart cart = found(tx, cartId);
            if (cart.orderId() != null) {
                throw taken(cart).exception();
            }
            return carts.update(tx, cartOffers.refreshed(tx, change.of(tx, cart)));
        });
    }

    /** With a key: the first time it is done and kept, every other time the cart is shown as it was then. */
    private Cart once(String name, Optional<Idempotency.Request> request, Transactions.Work<StoredCart> work) {
        StoredCart cart = request.isEmpty()
                ? transactions.run(name, work)
                : Idempotency.once(
                        transactions,
                        name,
                        request.get(),
                        work,
                        changed -> new Idempotency.Response(200, "application/json", Json.write(changed)),
                        answer -> Json.read(answer.body(), StoredCart.class));
        return cart.shown(List.of());
    }

    private StoredCart found(Tx tx, UUID cartId) {
        return carts.find(tx, cartId).orElseThrow(() -> noCart(cartId).exception());
    }

    public static Problem noCart(UUID cartId) {
        return Problem.notFound("cart: there is none with id " + cartId);
    }

    public static Problem taken(StoredCart cart) {
        return Problem.conflict("cart: it is being paid for, or became an order. See order " + cart.orderId()
                        + ", or begin a new cart")
                .with("order", cart.orderId().toString());
    }

    private static StoredLine line(StoredCart cart, UUID lineId) {
        return cart.line(lineId)
                .orElseThrow(() -> Problem.notFound("line: this cart has none with id " + lineId)
                        .exception());
    }

    private static void checkQuantity(int quantity, int least) {
        if (quantity < least || quantity > UNITS_PER_LINE_MAX) {
            throw Problem.invalid("quantity: expected " + least + " to " + UNITS_PER_LINE_MAX + ", got " + quantity
                            + (quantity > UNITS_PER_LINE_MAX ? ". Order several times for more" : ""))
                    .exception();
        }
    }

    private static Sku sku(String code) {
        try {
            return new Sku(code);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(e.getMessage()).exception();
        }
    }

    @FunctionalInterface
    private interface Change {
        StoredCart of(Tx tx, StoredCart cart);
    }
}
