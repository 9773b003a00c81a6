package org.alwaysopen.storefront.keys;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a key may do: read or write in one area of {@code /admin/api/v1}. Writing does not contain reading. An area that is not
 * listed here opens to no key, and keys themselves do not either: a key must not make keys.
 */
public enum Scope {
    ORDERS_READ,
    ORDERS_WRITE,
    INVENTORY_READ,
    INVENTORY_WRITE,
    PAYMENTS_READ,
    PAYMENTS_WRITE,
    PRICES_READ,
    PRICES_WRITE,
    PROMOTIONS_READ,
    PROMOTIONS_WRITE,
    WEBHOOKS_READ,
    WEBHOOKS_WRITE,
    MAILS_READ;

    private static final String API = "admin/api/v1/";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Which area a resource is of, by the first part of its path below {@code /admin/api/v1}. */
    private static final Map<String, String> AREAS = Map.ofEntries(
            Map.entry("orders", "ORDERS"),
            Map.entry("returns", "ORDERS"),
            Map.entry("inventory", "INVENTORY"),
            Map.entry("payments", "PAYMENTS"),
            Map.entry("prices", "PRICES"),
            Map.entry("rates", "PRICES"),
            Map.entry("promotions", "PROMOTIONS"),
            Map.entry("gift-cards", "PROMOTIONS"),
            Map.entry("webhook-endpoints", "WEBHOOKS"),
            Map.entry("mails", "MAILS"));

    /** As it is written: {@code orders:read}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(Scope::text).toList();
    }

    static Optional<Scope> of(String text) {
        return Arrays.stream(values())
                .filter(scope -> scope.text().equals(text))
                .findFirst();
    }

    /** What a request needs; empty: no key opens it. @param path decoded, with or without slashes before it */
    public static Optional<Scope> needed(String method, String path) {
        String plain = path.replaceAll("/+", "/").replaceFirst("^/", "");
        if (!plain.startsWith(API)) {
            return Optional.empty();
        }
        String area = AREAS.get(plain.substring(API.length()).split("[/;]", 2)[0]);
        String access = READING.contains(method) ? "_READ" : "_WRITE";
        return Arrays.stream(values())
                .filter(scope -> area != null && scope.name().equals(area + access))
                .findFirst();
    }
}
