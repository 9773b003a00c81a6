package org.alwaysopen.simulator.stripe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Stripe's form encoding: {@code a=1&b[c]=2&expand[0]=d}, names kept as they are written. */
record Form(Map<String, String> fields) {
    /** More than any request that we serve has. */
    private static final int FIELDS_MAX = 300;

    static Form parse(String encoded) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            fields.put(uniqueName(fields, name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            if (fields.size() > FIELDS_MAX) {
                throw StripeError.invalid(null, "expected at most " + FIELDS_MAX + " parameters");
            }
        }
        return new Form(fields);
    }

    /** {@code expand[]} may come several times. */
    private static String uniqueName(Map<String, String> fields, String name) {
        return name.endsWith("[]") ? name.substring(0, name.length() - 1) + fields.size() + "]" : name;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw StripeError.invalid(null, "the parameters are not URL encoded");
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    String required(String name) {
        return text(name).orElseThrow(() -> StripeError.missing(name));
    }

    Optional<Long> number(String name) {
        return text(name).map(value -> {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw StripeError.invalid(name, "Invalid integer: " + value);
            }
        });
    }

    boolean is(String name) {
        return "true".equals(fields.get(name));
    }

    /** {@code name[key]=value} as a map. */
    Map<String, String> map(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (key.startsWith(name + "[") && key.endsWith("]")) {
                map.put(key.substring(name.length() + 1, key.length() - 1), value);
            }
        });
        return map;
    }

    List<String> list(String name) {
        return List.copyOf(map(name).values());
    }

    /** The same parameters in another order are the same. */
    String canonical() {
        return new TreeMap<>(fields).toString();
    }
}
