package org.alwaysopen.storefront.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alwaysopen.orders.Cart;
import org.alwaysopen.orders.Carts;
import org.alwaysopen.storefront.http.Inputs;

/**
 * What the browser tells of its shopper, in cookies of ours. There is no session: any region can take the next click.
 *
 * @param cart  the cart's id, which is the right to use it
 * @param units how many things are in the cart, for the badge; what counts is in the cart itself
 */
public record Shopper(Optional<UUID> cart, Currency currency, int units) {
    private static final String CART = "cart";
    private static final String UNITS = "cart_units";
    private static final String CURRENCY = "currency";
    private static final Currency USD = Currency.getInstance("USD");
    /** As long as an abandoned cart is worth coming back to. */
    private static final int KEPT_SECONDS = 30 * 24 * 3600;

    private static final int UNITS_DIGITS_MAX = 5;

    public static Shopper of(HttpHeaders headers) {
        return of(headers.getCookies());
    }

    public static Shopper of(HttpServletRequest request) {
        Map<String, Cookie> cookies = new HashMap<>();
        for (jakarta.servlet.http.Cookie cookie :
                Optional.ofNullable(request.getCookies()).orElse(new jakarta.servlet.http.Cookie[0])) {
            cookies.put(
                    cookie.getName(),
                    new Cookie.Builder(cookie.getName())
                            .value(cookie.getValue())
                            .build());
        }
        return of(cookies);
    }

    private static Shopper of(Map<String, Cookie> cookies) {
        return new Shopper(
                Inputs.uuidIfAny(value(cookies, CART)),
                currency(value(cookies, CURRENCY)),
                units(value(cookies, UNITS)));
    }

    public Shopper with(Currency other) {
        return new Shopper(cart, other, units);
    }

    public Shopper with(Cart current) {
        return new Shopper(Optional.of(current.id()), current.currency(), current.units());
    }

    /** The headers that make a browser remember this cart. */
    public static String[] remembering(Cart cart, boolean secure) {
        return new String[] {
            cookie(CART, cart.id().toString(), KEPT_SECONDS, secure),
            cookie(UNITS, String.valueOf(cart.units()), KEPT_SECONDS, secure),
            cookie(CURRENCY, cart.currency().getCurrencyCode(), KEPT_SECONDS, secure)
        };
    }

    /** The headers that make a browser forget its cart: it is an order now. */
    public static String[] forgetting(boolean secure) {
        return new String[] {cookie(CART, "", 0, secure), cookie(UNITS, "", 0, secure)};
    }

    public static String remembering(Currency currency, boolean secure) {
        return cookie(CURRENCY, currency.getCurrencyCode(), KEPT_SECONDS, secure);
    }

    private static String cookie(String name, String value, int maxAgeSeconds, boolean secure) {
        return name + "=" + value + "; Path=/; Max-Age=" + maxAgeSeconds + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    private static String value(Map<String, Cookie> cookies, String name) {
        Cookie cookie = cookies.get(name);
        return cookie == null ? null : cookie.getValue();
    }

    private static Currency currency(String code) {
        for (Currency currency : Carts.CURRENCIES) {
            if (currency.getCurrencyCode().equals(code)) {
                return currency;
            }
        }
        return USD;
    }

    private static int units(String text) {
        if (text == null || text.isEmpty() || text.length() > UNITS_DIGITS_MAX) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
