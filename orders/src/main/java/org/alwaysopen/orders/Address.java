package org.alwaysopen.orders;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.alwaysopen.platform.Problem;

/**
 * Where goods go.
 *
 * @param line2      may be null
 * @param region     state, province or county, where the country has them (ISO 3166-2 without the country, such as
 *                   {@code CA}); may be null. Decides tax
 * @param postalCode may be null: not every country has them
 * @param country    ISO 3166-1, two letters, such as {@code US}. Decides tax and shipping
 */
public record Address(
        String name, String line1, String line2, String city, String region, String postalCode, String country) {

    /** Longer than any line on a parcel label; keeps a cart's row small. */
    public static final int TEXT_LENGTH_MAX = 200;

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /**
     * This address without stray blanks, and with codes in capitals.
     *
     * @throws org.alwaysopen.platform.ProblemException 422 when something that a parcel needs is missing or too long
     */
    public Address checked() {
        String code = required("country", country).toUpperCase(Locale.ROOT);
        if (!COUNTRIES.contains(code)) {
            throw Problem.invalid("country: expected two letters of ISO 3166-1, such as US, got " + shortened(country))
                    .exception();
        }
        return new Address(
                required("name", name),
                required("line1", line1),
                optional("line2", line2),
                required("city", city),
                Optional.ofNullable(optional("region", region))
                        .map(r -> r.toUpperCase(Locale.ROOT))
                        .orElse(null),
                optional("postalCode", postalCode),
                code);
    }

    private static String required(String field, String value) {
        String text = optional(field, value);
        if (text == null) {
            throw Problem.invalid(field + ": expected 1 to " + TEXT_LENGTH_MAX + " characters, got nothing")
                    .exception();
        }
        return text;
    }

    private static String optional(String field, String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = value.strip();
        if (text.length() > TEXT_LENGTH_MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid(field + ": expected at most " + TEXT_LENGTH_MAX + " characters on one line, got "
                            + shortened(text))
                    .exception();
        }
        return text;
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 40 ? line : line.substring(0, 40) + "... (" + line.length() + " characters)";
    }
}
