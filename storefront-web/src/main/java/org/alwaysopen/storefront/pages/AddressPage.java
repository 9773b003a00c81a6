package org.alwaysopen.storefront.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.alwaysopen.orders.Address;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.platform.ProblemException;
import org.alwaysopen.storefront.http.Page;
import org.alwaysopen.storefront.signin.CurrentPerson;
import org.alwaysopen.storefront.signin.SignIns;
import org.alwaysopen.storefront.signin.SignedIn;

/** The first step of the checkout: who buys, and where it goes. */
@PermitAll
@Path("checkout/address")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@ApplicationScoped
public class AddressPage {
    private static final List<String> FIELDS =
            List.of("email", "name", "line1", "line2", "city", "region", "postalCode", "country");

    /** What a form field must hold, in the words that stand at the field. */
    private static final Map<String, String> REQUIRED = Map.of(
            "email", "Please tell us your e-mail address: the confirmation goes there.",
            "name", "Please tell us who the parcel is for.",
            "line1", "Please tell us the street and number.",
            "city", "Please tell us the town or city.",
            "country", "Please choose a country.");

    /** @param code ISO 3166-1 */
    public record Country(String code, String name) {}

    /** All countries, by their English names. */
    public static final List<Country> COUNTRIES = Stream.of(Locale.getISOCountries())
            .map(code -> new Country(code, new Locale("", code).getDisplayCountry(Locale.ENGLISH)))
            .sorted(Comparator.comparing(Country::name))
            .toList();

    @Inject
    Frame frame;

    @Inject
    Carts carts;

    @Inject
    ShoppersCart shoppersCart;

    @Inject
    CurrentPerson person;

    @Inject
    Optional<SignIns> signIns;

    /** @param typed what stands in the fields */
    public record Model(Shell shell, Cart cart, Map<String, String> typed, FieldErrors errors) {
        public String typed(String field) {
            return typed.getOrDefault(field, "");
        }
    }

    @GET
    @Consumes(MediaType.WILDCARD)
    public Response address(@Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        Optional<Cart> cart =
                shoppersCart.open(shopper).filter(open -> !open.lines().isEmpty());
        return cart.isEmpty()
                ? frame.seeOther("/cart")
                : show(shopper, cart.get(), known(cart.get()), new FieldErrors());
    }

    @POST
    public Response save(MultivaluedMap<String, String> form, @Context HttpHeaders headers) {
        Shopper shopper = Shopper.of(headers);
        Optional<Cart> cart =
                shoppersCart.open(shopper).filter(open -> !open.lines().isEmpty());
        if (cart.isEmpty()) {
            return frame.seeOther("/cart");
        }
        Map<String, String> typed = new HashMap<>();
        FIELDS.forEach(field -> typed.put(
                field, Optional.ofNullable(form.getFirst(field)).orElse("").strip()));
        FieldErrors errors = new FieldErrors();
        FIELDS.stream()
                .filter(field -> REQUIRED.containsKey(field) && typed.get(field).isEmpty())
                .forEach(field -> errors.put(field, REQUIRED.get(field)));
        if (!errors.isEmpty()) {
            return show(shopper, cart.get(), typed, errors);
        }
        try {
            // It sets what is said, however often it is said: it needs no key.
            carts.setDetails(
                    cart.get().id(),
                    new Carts.Details(
                            Optional.of(typed.get("email")),
                            Optional.of(addressOf(typed)),
                            Optional.empty(),
                            Optional.empty()),
                    Optional.empty());
            return frame.seeOther("/checkout/shipping");
        } catch (ProblemException refused) {
            return show(shopper, cart.get(), typed, FieldErrors.of(refused.problem(), FIELDS));
        }
    }

    private Response show(Shopper shopper, Cart cart, Map<String, String> typed, FieldErrors errors) {
        Shell shell = frame.shell("Address · Always Open", shopper.with(cart), "/checkout/address");
        return new Page("address.jte", new Model(shell, cart, typed, errors)).with(errors.isEmpty() ? 200 : 422);
    }

    /** What the cart does not say, the account may. */
    private void fill(Map<String, String> known, SignedIn signedIn) {
        known.putIfAbsent("email", signedIn.mail());
        if (!known.containsKey("line1")) {
            signIns.orElseThrow().accounts().addresses(signedIn.accountId()).stream()
                    .findFirst()
                    .ifPresent(address -> {
                        known.put("name", address.name());
                        known.put("line1", address.line1());
                        known.put("line2", address.line2());
                        known.put("city", address.city());
                        known.put("region", address.region());
                        known.put("postalCode", address.postalCode());
                        known.put("country", address.country());
                    });
        }
    }

    private Map<String, String> known(Cart cart) {
        Map<String, String> known = new HashMap<>();
        cart.email().ifPresent(email -> known.put("email", email));
        cart.shippingAddress().ifPresent(address -> {
            known.put("name", address.name());
            known.put("line1", address.line1());
            known.put("line2", Optional.ofNullable(address.line2()).orElse(""));
            known.put("city", address.city());
            known.put("region", Optional.ofNullable(address.region()).orElse(""));
            known.put("postalCode", Optional.ofNullable(address.postalCode()).orElse(""));
            known.put("country", address.country());
        });
        person.signedIn().ifPresent(signedIn -> fill(known, signedIn));
        known.putIfAbsent("country", "US");
        return known;
    }

    private static Address addressOf(Map<String, String> typed) {
        return new Address(
                typed.get("name"),
                typed.get("line1"),
                typed.get("line2"),
                typed.get("city"),
                typed.get("region"),
                typed.get("postalCode"),
                typed.get("country"));
    }
}
