package org.alwaysopen.storefront.account;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.alwaysopen.identity.Address;

/** An address as a form has it. */
final class Addresses {
    private static final Set<String> COUNTRIES = Set.copyOf(Arrays.asList(Locale.getISOCountries()));

    /** With what a person calls it, its longest and whether it must be there. */
    private record Field(String name, String called, int lengthMax, boolean required) {}

    private static final List<Field> FIELDS = List.of(
            new Field("name", "name", 200, true),
            new Field("line1", "street and number", 200, true),
            new Field("line2", "apartment or floor", 200, false),
            new Field("postalCode", "postal code", 20, true),
            new Field("city", "city", 100, true),
            new Field("region", "state or region", 100, false),
            new Field("country", "country", 2, true));

    private Addresses() {}

    static Map<String, String> typed(MultivaluedMap<String, String> form) {
        Map<String, String> typed = new LinkedHashMap<>();
        FIELDS.forEach(field -> typed.put(
                field.name(),
                Optional.ofNullable(form.getFirst(field.name())).orElse("").strip()));
        return typed;
    }

    /** What is wrong with it, in a sentence. */
    static Optional<String> wrong(Map<String, String> typed) {
        for (Field field : FIELDS) {
            String value = typed.get(field.name());
            if (field.required() && value.isEmpty()) {
                return Optional.of("Please tell us the " + field.called() + ".");
            }
            if (value.length() > field.lengthMax()) {
                return Optional.of(
                        "Please use at most " + field.lengthMax() + " characters for the " + field.called() + ".");
            }
        }
        return COUNTRIES.contains(typed.get("country"))
                ? Optional.empty()
                : Optional.of("Please choose one of the countries.");
    }

    static Address of(Map<String, String> typed) {
        return new Address(
                null,
                typed.get("name"),
                typed.get("line1"),
                typed.get("line2"),
                typed.get("city"),
                typed.get("region"),
                typed.get("postalCode"),
                typed.get("country"));
    }
}
