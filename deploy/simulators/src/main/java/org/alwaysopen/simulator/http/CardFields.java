package org.alwaysopen.simulator.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alwaysopen.simulator.TestCard;

/**
 * The card fields that a shop embeds, as Stripe Elements and Adyen's secured fields are: a page of the processor, in an
 * iframe of the shop's page, that takes the number and gives the shop a token. The number goes to the processor alone; here
 * it is compared with the published test numbers and forgotten, neither stored nor logged.
 *
 * <p>Embedded: {@code /elements/card?origin=ORIGIN}; it talks to that origin only, by {@code postMessage}, and may be framed
 * by it only. Without JavaScript: the shop links to {@code /elements/pay?return=URL&state=S}, and the shopper comes back to
 * {@code URL?payment_token=...&state=S}. Both only for the shops of the settings.
 */
final class CardFields {
    static final String PREFIX = "/elements/";

    private static final Pattern LOOPBACK = Pattern.compile("https?://(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");
    private static final Pattern EXPIRY = Pattern.compile("(\\d{1,2})\\s*/?\\s*(?:20)?(\\d{2})");
    /** A shop's own note for the way back. */
    private static final int STATE_LENGTH_MAX = 500;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String processor;
    private final List<String> shopOrigins;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    CardFields(String processor, List<String> shopOrigins, Clock clock) {
        this.processor = processor;
        this.shopOrigins = shopOrigins;
        this.clock = clock;
    }

    Reply handle(Request request) {
        return switch (request.method() + " " + request.path().substring(PREFIX.length())) {
            case "GET card" -> framed(request);
            case "GET pay" -> pay(parameters(request.query()), "");
            case "POST pay" -> paid(parameters(request.bodyText()));
            case "POST tokens" -> tokens(request);
            case "GET card.css" -> resource("card.css", "text/css; charset=utf-8");
            case "GET card.js" -> resource("card.js", "text/javascript; charset=utf-8");
            case "GET shop.js" -> resource("shop.js", "text/javascript; charset=utf-8");
            default -> Reply.text(404, "text/plain; charset=utf-8", "There is no such page.");
        };
    }

    private Reply framed(Request request) {
        String origin = parameters(request.query()).getOrDefault("origin", "");
        if (!isShop(origin)) {
            return refused("origin", origin);
        }
        String page = text("card.html").replace("{{origin}}", escape(origin)).replace("{{processor}}", processor);
        return secured(Reply.html(200, page, Map.of()), origin);
    }

    private Reply refused(String name, String value) {
        return Reply.text(
                400,
                "text/plain; charset=utf-8",
                name + ": expected a page of " + (shopOrigins.isEmpty() ? "this machine" : shopOrigins) + ", got "
                        + (value.isEmpty() ? "nothing" : value));
    }

    /** Strict: nothing inline, nothing from elsewhere, framed by the shop or by nobody. */
    private static Reply secured(Reply reply, String ancestors) {
        return reply.with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
                                + "frame-ancestors " + ancestors)
                .with("Referrer-Policy", "no-referrer")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-store");
    }

    private Reply pay(Map<String, String> parameters, String problem) {
        String back = parameters.getOrDefault("return", "");
        if (!isShop(originOf(back))) {
            return refused("return", back);
        }
        String state = parameters.getOrDefault("state", "");
        if (state.length() > STATE_LENGTH_MAX) {
            return Reply.text(400, "text/plain", "state: expected at most " + STATE_LENGTH_MAX + " characters");
        }
        String page = text("pay.html")
                .replace("{{processor}}", processor)
                .replace("{{return}}", escape(back))
                .replace("{{state}}", escape(state))
                .replace(
                        "{{problem}}",
                        problem.isEmpty() ? "" : "<p class=\"problem\" role=\"alert\">" + escape(problem) + "</p>");
        return secured(Reply.html(problem.isEmpty() ? 200 : 422, page, Map.of()), "'none'");
    }

    private Reply paid(Map<String, String> form) {
        Tried tried = tokenise(form);
        String back = form.getOrDefault("return", "");
        if (!isShop(originOf(back)) || tried.token() == null) {
            return pay(form, String.valueOf(tried.problem()));
        }
        String query = "payment_token=" + encode(tried.token()) + "&state=" + encode(form.getOrDefault("state", ""));
        return Reply.seeOther(back + (back.contains("?") ? "&" : "?") + query);
    }

    /** For the iframe's own script: same origin only. */
    private Reply tokens(Request request) {
        String site = request.header("Sec-Fetch-Site").orElse("same-origin");
        if (!site.equals("same-origin")) {
            return Reply.text(403, "text/plain", "tokens are for the card fields themselves");
        }
        Tried tried = tokenise(parameters(request.bodyText()));
        String json = tried.token() != null
                ? "{\"token\":\"" + tried.token() + "\",\"brand\":\""
                        + tried.card().brand() + "\",\"last4\":\""
                        + tried.card().last4() + "\"}"
                : "{\"problem\":\"" + tried.problem() + "\"}";
        return Reply.json(tried.token() != null ? 200 : 422, json.getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store");
    }

    private record Tried(TestCard card, String token, String problem) {
        static Tried not(String problem) {
            return new Tried(null, null, problem);
        }
    }

    /** The problems name what was expected and never what was typed. */
    private Tried tokenise(Map<String, String> form) {
        String digits = form.getOrDefault("number", "").replaceAll("[ -]", "");
        if (!digits.matches("\\d{12,19}") || !luhn(digits)) {
            return Tried.not("The card number is not right: please check its digits.");
        }
        Matcher expiry = EXPIRY.matcher(form.getOrDefault("expiry", "").trim());
        if (!expiry.matches() || !future(Integer.parseInt(expiry.group(1)), 2000 + Integer.parseInt(expiry.group(2)))) {
            return Tried.not("The expiry date should be a month to come, such as 12/34.");
        }
        if (!form.getOrDefault("cvc", "").trim().matches("\\d{3,4}")) {
            return Tried.not("The security code has 3 digits (American Express: 4).");
        }
        Optional<TestCard> card = TestCard.ofNumber(digits);
        return card.map(known -> new Tried(known, newToken(known), null))
                .orElseGet(() -> Tried.not("Only test cards can be used here, such as 4242 4242 4242 4242."));
    }

    private boolean future(int month, int year) {
        return month >= 1
                && month <= 12
                && !YearMonth.of(year, month).isBefore(YearMonth.now(clock.withZone(ZoneOffset.UTC)));
    }

    private String newToken(TestCard card) {
        StringBuilder token = new StringBuilder("pm_");
        random.ints(24, 0, ALPHABET.length()).forEach(i -> token.append(ALPHABET.charAt(i)));
        return token.append('_').append(card.tokenName()).toString();
    }

    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    private boolean isShop(String origin) {
        return shopOrigins.isEmpty() ? LOOPBACK.matcher(origin).matches() : shopOrigins.contains(origin);
    }

    private static String originOf(String url) {
        try {
            URI uri = URI.create(url);
            boolean plain = uri.getHost() != null && uri.getRawUserInfo() == null;
            return plain ? uri.getScheme() + "://" + uri.getRawAuthority() : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Map<String, String> parameters(String encoded) {
        Map<String, String> map = new HashMap<>();
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                map.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return map;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static Reply resource(String name, String type) {
        return Reply.text(200, type, text(name))
                .with("Cache-Control", "max-age=300")
                .with("X-Content-Type-Options", "nosniff");
    }

    static String text(String name) {
        try (InputStream in = CardFields.class.getResourceAsStream("/org/alwaysopen/simulator/pages/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
