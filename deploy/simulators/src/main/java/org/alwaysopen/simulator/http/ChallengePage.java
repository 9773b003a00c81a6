package org.alwaysopen.simulator.http;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;

/** The bank's page of 3-D Secure: the shopper says who they are, or fails to. */
public final class ChallengePage {
    private ChallengePage() {}

    /** @param currency in any case */
    public static Reply ask(String processor, long amountMinor, String currency) {
        Currency money = Currency.getInstance(currency.toUpperCase(Locale.ROOT));
        String amount = BigDecimal.valueOf(amountMinor, money.getDefaultFractionDigits()) + " " + money;
        String page =
                CardFields.text("challenge.html").replace("{{amount}}", amount).replace("{{processor}}", processor);
        return html(page);
    }

    /** Where no shop waits for the shopper. */
    public static Reply done(boolean success) {
        return html(CardFields.text("done.html")
                .replace("{{outcome}}", success ? "You are recognised." : "You were not recognised."));
    }

    /** Whether the shopper's answer, an HTML form, is a yes. */
    public static boolean recognised(Request request) {
        return request.bodyText().contains("result=success");
    }

    /** The shop's page, with what it needs to go on. Only the web's own schemes. */
    public static Reply back(String returnUrl, String query, boolean success) {
        boolean web = returnUrl != null && returnUrl.matches("https?://\\S+");
        return web ? Reply.seeOther(returnUrl + (returnUrl.contains("?") ? "&" : "?") + query) : done(success);
    }

    private static Reply html(String page) {
        return Reply.html(
                200,
                page,
                Map.of(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
                        "Cache-Control",
                        "no-store"));
    }
}
