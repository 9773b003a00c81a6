package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Checkout;
import org.alwaysopen.payments.Payments;
import org.alwaysopen.platform.Idempotency;
import org.alwaysopen.platform.Json;
import org.alwaysopen.platform.Money;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.storefront.ShopConfig;
import org.alwaysopen.storefront.api.Tills;
import org.alwaysopen.storefront.doors.Limited;
import org.alwaysopen.storefront.doors.Limited.Rate;
import org.alwaysopen.storefront.http.Inputs;
import org.alwaysopen.storefront.http.Page;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignedIn;

/**
 * The last step of the checkout. The form carries a key, the cart's id and the total that is shown: sent twice, by a double
 * click or by going back, it buys once; and it never buys at another price than the one on the page.
 */
@PermitAll
@Path("checkout/payment")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ApplicationScoped
public class PaymentPage {
    /** A second click waits for what the first one comes to: longer than a processor usually takes. */
    private static final int WAITS_MAX = 40;

    private static final int WAIT_MS = 250;

    /** What the processors' pages give back. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private static final String DECLINED = "Your card was declined";
    private static final String ANOTHER_CARD = " Nothing was charged. Please try another card.";

    @Inject
    Frame frame;

    @Inject
    Checkout checkout;

    @Inject
    ShoppersCart shoppersCart;

    @Inject
    CurrentPerson person;

    @Inject
    Payments payments;

    @Inject
    ShopConfig config;

    /**
     * Card fields that can be offered.
     *
     * @param title       the processor's name for people
     * @param tokenPrefix put before the token that the fields give
     * @param page        the processor's own page, for browsers without JavaScript; it comes back here
     */
    public record Way(String processor, String title, String origin, String tokenPrefix, String page) {}

    /** A card of the processor's test book. */
    public record TestCard(String token, String name, String what) {}

    public static final List<TestCard> TEST_CARDS = List.of(
            new TestCard("pm_card_visa", "Visa •••• 4242", "is approved"),
            new TestCard("pm_card_mastercard", "Mastercard •••• 4444", "is approved"),
            new TestCard("pm_card_chargeDeclined", "Visa •••• 0002", "is declined by its bank"),
            new TestCard("pm_card_chargeDeclinedInsufficientFunds", "Visa •••• 9995", "has not enough money on it"));

    /**
     * @param key    of this attempt
     * @param ways   card fields, the best first
     * @param transferFor how long a bank transfer is waited for, in words; empty: none is taken
     * @param testCards those that can be chosen without typing; none where cards are real
     * @param typed  the token of a card that was typed at the processor's own page, or empty
     * @param chosen the token that is marked
     * @param heading what went wrong with the attempt before, or empty
     * @param text   and what to do
     */
    public record Model(
            Shell shell,
            Cart cart,
            String key,
            List<Way> ways,
            String transferFor,
            List<TestCard> testCards,
            String typed,
            String chosen,
            String heading,
            String text) {}

    @GET
    @Consumes(MediaType.WILDCARD)
    public Response payment(
            @QueryParam("payment_token") String typed,
            @QueryParam("processor") String processor,
            @QueryParam("refused") String refused,
            @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        if (refused != null) {
            return show(shopper, 200, Show.key(), "", DECLINED, Declines.words(refused) + ANOTHER_CARD);
        }
        String token = typed != null && TOKEN.matcher(typed).matches() ? typed : "";
        String prefix = token.isEmpty() ? "" : payments.tokenPrefix(String.valueOf(processor));
        return show(shopper, 200, Show.key(), prefix + token, "", "");
    }

    @POST
    @Limited(Rate.CHECKOUT)
    public Response pay(
            @FormParam("cart") String cartId,
            @FormParam("key") String key,
            @FormParam("total") String total,
            @FormParam("paymentToken") String token,
            @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        Optional<UUID> cart = Inputs.uuidIfAny(cartId);
        if (cart.isEmpty() || key == null || key.isBlank()) {
            return frame.seeOther("/checkout/payment");
        }
        String chosen = token == null ? "" : token.strip();
        if (chosen.isEmpty() && isToBePaid(shopper, cart.get())) {
            return show(shopper, 422, key, "", "Please choose how to pay", "");
        }
        Optional<Money> shown = shownTotal(total);
        try {
            return told(place(cart.get(), key, chosen.isEmpty() ? null : chosen, shown), shopper, key, chosen);
        } catch (ProblemException refused) {
            return refused(refused, shopper, chosen);
        }
    }

    /** Gift cards may pay all. A cart that is an order already tells by its key what came of it. */
    private boolean isToBePaid(Shopper shopper, UUID cart) {
        return shoppersCart
                .open(shopper)
                .filter(open -> open.id().equals(cart) && !open.toPay().isZero())
                .isPresent();
    }

    private Idempotency.Response place(UUID cart, String key, String token, Optional<Money> shown) {
        Idempotency.Request request = Tills.request(cart, key, token, shown.orElse(null));
        for (int waits = 0; ; waits++) {
            try {
                return checkout.place(new Checkout.Command(cart, token, shown, account()), request, Tills::render);
            } catch (ProblemException running) {
                if (!running.problem().type().equals("still-running") || waits == WAITS_MAX) {
                    throw running;
                }
                pause();
            }
        }
    }

    /** Whose order it becomes. */
    private Optional<UUID> account() {
        return person.signedIn().map(SignedIn::accountId);
    }

    private static void pause() {
        try {
            Thread.sleep(WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows what came of it. */
    private Response told(Idempotency.Response answer, Shopper shopper, String key, String token) {
        return switch (answer.status()) {
            case 202 ->
                Tills.challenge(answer)
                        // The cart is remembered: it is open again when the bank does not recognise the shopper.
                        .map(bank -> frame.seeOther(mayFollow(bank) ? bank : "/orders/" + Tills.orderId(answer)))
                        .orElseGet(() ->
                                frame.seeOther("/orders/" + Tills.orderId(answer), Shopper.forgetting(frame.secure())));
            case 201 -> frame.seeOther("/orders/" + Tills.orderId(answer), Shopper.forgetting(frame.secure()));
            case 402 -> show(shopper, 402, Show.key(), token, DECLINED, Declines.words(reason(answer)) + ANOTHER_CARD);
            case 503 ->
                show(
                        shopper,
                        503,
                        key, // the same one: should the first attempt have gone through after all, it counts
                        token,
                        "We cannot reach the card processor at the moment",
                        "Nothing was charged, and your cart is safe. Please try again in a few seconds.");
            default ->
                answer.body().contains("price-changed")
                        ? show(
                                shopper,
                                409,
                                Show.key(),
                                token,
                                "A price changed while you were here",
                                whatChanged(answer)
                                        + "The new total is below. Nothing was charged: pay only if you agree to it.")
                        // What is short stands at the line in the cart, with what can be had.
                        : frame.seeOther("/cart?short");
        };
    }

    /** A browser follows a form only to where the page's policy lets it; from the order's page there is a link. */
    private boolean mayFollow(String bank) {
        return config.cardFields().stream().anyMatch(fields -> bank.startsWith(fields.origin() + "/"));
    }

    private Response refused(ProblemException refused, Shopper shopper, String token) {
        return switch (refused.problem().status()) {
            case 404 -> frame.seeOther("/cart", Shopper.forgetting(frame.secure()));
            case 409, 422 ->
                show(
                        shopper,
                        refused.problem().status(),
                        Show.key(),
                        token,
                        refused.problem().title(),
                        refused.problem().detail());
            default -> throw refused;
        };
    }

    private Response show(Shopper shopper, int status, String key, String chosen, String heading, String text) {
        Optional<Cart> open =
                shoppersCart.open(shopper).filter(cart -> !cart.lines().isEmpty());
        if (open.isEmpty()) {
            // Back by the browser's own button, from the bank perhaps: the order's page knows the way on.
            return frame.seeOther(
                    shoppersCart.order(shopper).map(order -> "/orders/" + order).orElse("/cart"));
        }
        Cart cart = open.get();
        if (cart.shippingAddress().isEmpty() || cart.email().isEmpty()) {
            return frame.seeOther("/checkout/address");
        }
        if (cart.shippingOption().isEmpty()) {
            return frame.seeOther("/checkout/shipping");
        }
        Shell shell = frame.shell("Payment · Always Open", shopper.with(cart), "/checkout/payment");
        List<Way> ways = ways(cart);
        boolean simulated = config.cardFields().stream().anyMatch(ShopConfig.CardFields::simulated);
        List<TestCard> testCards = simulated ? TEST_CARDS : List.of();
        boolean testCard = testCards.stream().anyMatch(card -> card.token().equals(chosen));
        // A card that was just refused is typed anew.
        boolean typedBefore = heading.isEmpty() && !testCard && !chosen.equals(Payments.BANK_TRANSFER);
        Model model = new Model(
                shell, cart, key, ways, transferFor(), testCards, typedBefore ? chosen : "", chosen, heading, text);
        return new Page("payment.jte", model).with(status);
    }

    private String transferFor() {
        Duration patience = payments.patience(Payments.BANK_TRANSFER);
        if (patience.isZero()) {
            return "";
        }
        return patience.toDays() > 1 ? patience.toDays() + " days" : patience.toSeconds() + " seconds";
    }

    /** In the order in which the processors would be asked for this much money. */
    private List<Way> ways(Cart cart) {
        if (cart.toPay().isZero()) {
            return List.of();
        }
        return payments.cardProcessors(cart.toPay()).stream()
                .flatMap(processor -> config.cardFields().stream()
                        .filter(fields -> fields.processor().equals(processor))
                        .map(fields -> way(processor, fields.origin())))
                .toList();
    }

    private Way way(String name, String origin) {
        String back = config.publicUrl() + "/checkout/payment?processor=" + name;
        return new Way(
                name,
                name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                origin,
                payments.tokenPrefix(name),
                origin + "/elements/pay?return=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
    }

    /** Each thing that costs another price now, so that nobody has to look for it. */
    private static String whatChanged(Idempotency.Response answer) {
        record Changed(String sku, Money shown, Money now) {}
        record Answer(List<Changed> differences) {}
        return Json.read(answer.body(), Answer.class).differences().stream()
                .map(changed -> changed.now() == null
                        ? changed.sku() + " is not for sale any more. "
                        : changed.sku() + " was " + Show.money(changed.shown()) + " and is " + Show.money(changed.now())
                                + " now. ")
                .collect(Collectors.joining());
    }

    private static String reason(Idempotency.Response answer) {
        record Reasoned(String reason) {}
        return Json.read(answer.body(), Reasoned.class).reason();
    }

    /** As the form writes it: {@code 19.90 USD}. What is not of this form is as if it were not there. */
    private static Optional<Money> shownTotal(String text) {
        int blank = text == null ? -1 : text.indexOf(' ');
        if (blank < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Money.parse(text.substring(0, blank), Currency.getInstance(text.substring(blank + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
